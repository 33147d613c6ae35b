/** A call of the workspace's API, as it is shown, approved and made. */
import { AppError } from '../errors.ts';
import { callText, type Given, givenOf, kindOf } from '../runbook/call-kinds.ts';
import type { Reads } from '../runbook/evidence.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Action } from '../runbook/schema-actions.ts';
import type { Call } from '../runbook/schema-calls.ts';
import type { Approval, Bill, Shown } from './state.ts';

/** Of whom the token is. */
export type Asker = Pick<Approval, 'id' | 'requestedAtMs'>;

/**
 * Method, path and body as they are sent. The names that a call was made of stand beside the numbers that they have come to:
 * whom a request is about is looked for among the parameters too. Throws AppError('invalid') where there is nothing of a name.
 */
export function callBill(call: Call, given: Given): Pick<Bill, 'text' | 'parameters' | 'via'> {
  const fields = Object.keys(kindOf(call).fields);
  return {
    text: callText(call, given),
    via: 'rest',
    parameters: Object.fromEntries(fields.map((field) => [field, given.value(field)])),
  };
}

/** What the call is made of has still the same numbers as when it was approved. */
export function isSameCall(call: Call, { text }: Pick<Bill, 'text'>, given: Given): boolean {
  try {
    return callText(call, given) === text;
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return false;
    throw error;
  }
}

/** For the card: which numbers the names have come to. */
export function shownIds(call: Call, given: Given): readonly Shown[] {
  return kindOf(call).shown?.(given) ?? [];
}

/** Only what the workspace itself has said: another read may have columns of these names, and rows that anybody wrote. */
export function givenFor(action: Action, asker: Asker, values: Values, reads: Reads): Given | null {
  const { call, evidence } = action;
  if (call === undefined) return null;
  const rows = Object.entries(evidence.reads).flatMap(([name, { rest }]) => {
    const read = reads[name];
    return rest !== undefined && read?.outcome === 'read' ? [[rest, read.rows[0]] as const] : [];
  });
  return givenOf(call, values, tokenOf(asker), Object.fromEntries(rows));
}

/**
 * Databricks keeps a token for good and answers with the run that it began by it: a bot whose store began anew counts from
 * APR-1 again, so the time is part of it. At most 64 characters.
 */
function tokenOf({ id, requestedAtMs }: Asker): string {
  return `four-eyes-${id}-${requestedAtMs}`;
}
