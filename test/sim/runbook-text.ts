/** What can be asked for in the simulated bank: by one person's leave, by two people's, by one of each group in its turn, about a person by name, and that by one person alone. */
import { altered } from '../runbook/fixtures.ts';

const SOON = 'timeout: 60s';

const BY_TWO = `  restore-by-two:
    title: Restore, by two
    kind: sql
    risk: change
    approvers: { groups: [data-approvers, security-approvers], people: 2 }
    parameters:
      table: { type: table, label: Table, of: targets }
      version: { type: version, label: Version }
    statements: ["RESTORE TABLE {table} TO VERSION AS OF {version}"]
    ${SOON}
    evidence:
      reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }
      facts: { current: "reads.history.rows[0].version" }
      unchanged: [current]
      show: [{ label: Version, value: "{{ facts.current }}" }]
    verify:
      reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }
      pass: reads.history.rows[0].operation == 'RESTORE'
      say: { pass: Done., fail: Not done. }
    reconcile:
      reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }
      applied: reads.history.rows[0].version > before.current
      say: { applied: It ran., not_seen: No trace of it. }
`;

const IN_ORDER = BY_TWO.replace('restore-by-two', 'restore-in-order').replace('people: 2', 'in_order: true');

const REVOKE = `  revoke:
    title: Revoke
    kind: sql
    risk: destructive
    containment: true
    approvers: { groups: [security-approvers] }
    parameters:
      table: { type: table, label: Table, of: targets }
      principal: { type: principal, label: From }
    statements: ["REVOKE SELECT ON TABLE {table} FROM {principal}"]
    ${SOON}
    evidence:
      reads: { grants: { statement: "SHOW GRANTS ON TABLE {table}", rows: 10 } }
      facts: { granted: "reads.grants.rows.size()" }
      unchanged: [granted]
      show: [{ label: Grants, value: "{{ facts.granted }}" }]
    verify:
      reads: { grants: { statement: "SHOW GRANTS ON TABLE {table}", rows: 10 } }
      pass: reads.grants.rows.size() == 0
      say: { pass: Gone., fail: Still there. }
    reconcile:
      reads: { grants: { statement: "SHOW GRANTS ON TABLE {table}", rows: 10 } }
      applied: reads.grants.rows.size() == 0
      say: { applied: It is gone., not_seen: It is still there. }
`;

/** Of an incident that stays open somebody is told for ever; here all is to come to rest. */
const TOLD_TWICE = '$&, nudge_every: never, update_every: never';

export const SIMULATED_RUNBOOK = altered('timeout: 10m', SOON)
  .replaceAll(/respond_within: \w+/g, TOLD_TWICE)
  .replace('targets:\n  tables:', () => `${BY_TWO}${IN_ORDER}${REVOKE}targets:\n  tables:`)
  .replace(
    '    data-approvers: { title: Data approvers }',
    (line) =>
      `${line}\n    security-approvers: { title: Security approvers }\n    on-duty: { title: On duty, break_glass: true }`,
  );
