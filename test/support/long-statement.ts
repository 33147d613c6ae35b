/** The shipped runbook with a restore whose statement is longer than a card has room for, and runs all the same. */
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { WorldOptions } from './bot.ts';

/** `charactersMin` more than it has. The lakehouse, like Databricks, reads any white space as one blank. */
export function longStatement(charactersMin: number): Pick<WorldOptions, 'runbook'> {
  return {
    runbook: (shipped): Runbook => {
      const action = shipped.actions['restore-table'];
      if (action === undefined) throw new Error('The runbook has no restore-table.');
      const statements = action.statements.map((text) =>
        text.replace(' TO VERSION', `${' \n'.repeat(Math.ceil(charactersMin / 2))} TO VERSION`),
      );
      return { ...shipped, actions: { ...shipped.actions, 'restore-table': { ...action, statements } } };
    },
  };
}
