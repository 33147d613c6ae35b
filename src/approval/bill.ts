/** The exact bytes of a request: every statement with its values and its tag. */
import { AppError } from '../errors.ts';
import { type Turn, turnsOf } from '../runbook/each.ts';
import type { Reads } from '../runbook/evidence.ts';
import { lastingMs } from '../runbook/lasting.ts';
import { LIMITS } from '../runbook/limits.ts';
import type { Values } from '../runbook/parameters.ts';
import { piecesOf } from '../runbook/pieces.ts';
import type { Action } from '../runbook/schema-actions.ts';
import { renderStatement } from '../runbook/statement.ts';
import { callBill, givenFor } from './call.ts';
import { actionOf } from './measure.ts';
import type { Approval, Bill } from './state.ts';

type Resolved = { readonly values: Values; readonly moments: readonly string[] };

/**
 * The trailing comment is how the engine's own records are searched for it later; it is part of what is approved, and so is
 * the time that was asked for. Throws AppError('invalid').
 */
export function billText(
  approval: Approval,
  { values, moments }: Resolved,
  reads: Reads,
): Pick<Bill, 'text' | 'more' | 'closing' | 'parameters' | 'via'> {
  const action = actionOf(approval);
  const given = givenFor(action, approval, values, reads);
  if (action.call !== undefined && given !== null) return callBill(action.call, given);
  const changes = turnsOf(action, values).flatMap((turn) =>
    action.statements.map((template) => changeIn(action, template, turn)),
  );
  if (changes.length > LIMITS.statementsPerAction) {
    throw new AppError(
      'invalid',
      `${action.id} has ${changes.length} statements; ${LIMITS.statementsPerAction} is what can be approved at once.`,
    );
  }
  const [text, ...more] = changes.map((change, index) => {
    const place = changes.length === 1 ? '' : ` ${index + 1}/${changes.length}`;
    const comments = [...moments.map((moment) => `as of ${moment}`), `${approval.id}${place}`];
    return [change, ...comments.map((comment) => `/* ${comment} */`)].join(' ');
  });
  if (text === undefined) throw new AppError('invalid', `${action.id} has no statements.`);
  return {
    text,
    ...(more.length === 0 ? {} : { more }),
    ...closingOf(approval, action, values),
    parameters: {},
  };
}

/** Approved beforehand: nobody is asked when the time comes. */
function closingOf({ id }: Approval, action: Action, values: Values): Pick<Bill, 'closing'> {
  if (action.for === undefined) return {};
  const pieces = piecesOf(action, values);
  const texts = pieces.map(({ text }, index) => {
    const place = pieces.length === 1 ? '' : ` ${index + 1}/${pieces.length}`;
    return `${text} /* ${id} end${place} */`;
  });
  return { closing: { afterMs: lastingMs(String(values[action.for.duration])), texts } };
}

function changeIn(action: Action, template: string, { declared, values }: Turn): string {
  const { text, parameters } = renderStatement(template, declared, values);
  if (Object.keys(parameters).length === 0) return text;
  throw new AppError(
    'invalid',
    `${action.id} binds parameters, which statements that change something do not take.`,
  );
}
