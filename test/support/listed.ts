/** The shipped runbook with a restore that is an ordered list: the table, then two grants. */
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { WorldOptions } from './bot.ts';

const GRANTEE = 'svc-reporting@examplebank.test';

export const LISTED = [
  'RESTORE TABLE {table} TO VERSION AS OF {version}',
  `GRANT SELECT ON TABLE {table} TO \`${GRANTEE}\``,
  `GRANT MODIFY ON TABLE {table} TO \`${GRANTEE}\``,
] as const;

export function listedRestore(): Pick<WorldOptions, 'runbook'> {
  return {
    runbook: (shipped): Runbook => {
      const action = shipped.actions['restore-table'];
      if (action === undefined) throw new Error('The runbook has no restore-table.');
      const { reads, facts } = action.reconcile;
      const grants = {
        statement: `SHOW GRANTS \`${GRANTEE}\` ON TABLE {table}`,
        rowsMax: 100,
        mayFail: false,
      };
      const listed: typeof action = {
        ...action,
        statements: LISTED,
        reconcile: {
          reads: { ...reads, grants },
          facts: { ...facts, privileges: 'reads.grants.rows.map(g, g.actionType)' },
          applied:
            "statement == 1 ? facts.restores.size() > 0 : statement == 2 ? 'SELECT' in facts.privileges : 'MODIFY' in facts.privileges",
          say: { applied: 'It is there.', not_seen: 'It is not there.' },
        },
      };
      return { ...shipped, actions: { ...shipped.actions, 'restore-table': listed } };
    },
  };
}
