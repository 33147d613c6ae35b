/** That the audit table cannot be written: for whoever looks after the lakehouse. */
import type { Message } from '../src/outbox/messenger.ts';
import { fallback, small, verbatim } from './kit.ts';

export type ShownTrouble = {
  readonly table: string;
  readonly problem: 'missing' | 'refused';
  /** The engine's own word for it. */
  readonly errorClass: string;
  /** What makes the table. */
  readonly create: string;
};

export function auditTableMessage({ table, problem, errorClass, create }: ShownTrouble): Message {
  const isMissing = problem === 'missing';
  const what = isMissing
    ? `The audit table ${table} is not there, so nothing is copied to it.`
    : `Databricks does not take entries for the audit table ${table} (${errorClass}), so nothing is copied to it.`;
  const now = isMissing
    ? 'Create it with this, and give the audit principal MODIFY and SELECT on it.'
    : 'It needs MODIFY and SELECT for the audit principal, and to be as this makes it. The bot’s log has what the engine said.';
  return {
    text: fallback(what),
    blocks: [small(`${what} Nothing is lost: all of it follows. ${now}`), verbatim(create)],
  };
}
