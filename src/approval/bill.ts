/** The exact bytes of a request: every statement with its values and its tag. */
import { AppError } from '../errors.ts';
import type { Reads } from '../runbook/evidence.ts';
import { LIMITS } from '../runbook/limits.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Action } from '../runbook/schema-actions.ts';
import { renderStatement } from '../runbook/statement.ts';
import { actionOf } from './measure.ts';
import type { Approval, Bill, Shown } from './state.ts';

type Resolved = { readonly values: Values; readonly moments: readonly string[] };

/**
 * The trailing comment is how the engine's own records are searched for it later; it is part of what is approved, and so is
 * the time that was asked for. Throws AppError('invalid').
 */
export function billText(
  approval: Approval,
  { values, moments }: Resolved,
  reads: Reads,
): Pick<Bill, 'text' | 'more' | 'parameters' | 'via'> {
  const action = actionOf(approval);
  if (action.call !== undefined) return callBill(action.call, values, reads);
  const { statements } = action;
  if (statements.length > LIMITS.statementsPerAction) {
    throw new AppError(
      'invalid',
      `${action.id} has ${statements.length} statements; ${LIMITS.statementsPerAction} is what can be approved at once.`,
    );
  }
  const [text, ...more] = statements.map((template, index) => {
    const place = statements.length === 1 ? '' : ` ${index + 1}/${statements.length}`;
    const comments = [...moments.map((moment) => `as of ${moment}`), `${approval.id}${place}`];
    return [changeIn(action, template, values), ...comments.map((comment) => `/* ${comment} */`)].join(' ');
  });
  if (text === undefined) throw new AppError('invalid', `${action.id} has no statements.`);
  return { text, ...(more.length === 0 ? {} : { more }), parameters: {} };
}

function changeIn(action: Action, template: string, values: Values): string {
  const { text, parameters } = renderStatement(template, action.parameters, values);
  if (Object.keys(parameters).length === 0) return text;
  throw new AppError(
    'invalid',
    `${action.id} binds parameters, which statements that change something do not take.`,
  );
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * Method, path and body as they are sent. Databricks knows groups and people by numbers, so the names that they were
 * looked up by stand beside them: whom a request is about is looked for among the parameters too.
 */
export function callBill(
  call: NonNullable<Action['call']>,
  values: Values,
  reads: Reads,
): Pick<Bill, 'text' | 'parameters' | 'via'> {
  const { group, member } = idsIn(reads);
  const operation =
    call.change === 'add'
      ? { op: 'add', path: 'members', value: [{ value: member }] }
      : { op: 'remove', path: `members[value eq "${member}"]` };
  const body = JSON.stringify({ schemas: [PATCH_OP], Operations: [operation] });
  return {
    text: `PATCH /api/2.0/account/scim/v2/Groups/${group}\n${body}`,
    via: 'rest',
    parameters: { group: String(values[call.group]), member: String(values[call.member]) },
  };
}

/** For the card: which numbers the names have come to. */
export function shownIds({ call }: Action, values: Values, reads: Reads): readonly Shown[] {
  if (call === undefined) return [];
  const { group, member } = idsIn(reads);
  return [
    { label: `Group ${String(values[call.group])}`, value: `is ${group} in the call` },
    { label: String(values[call.member]), value: `is ${member} in the call` },
  ];
}

function idsIn(reads: Reads): { readonly group: string; readonly member: string } {
  const rows = Object.values(reads).flatMap((read) => (read.outcome === 'read' ? read.rows : []));
  const row = rows.find((each) => 'member_id' in each);
  return { group: idIn(row?.['group_id']), member: idIn(row?.['member_id']) };
}

function idIn(cell: unknown): string {
  if (typeof cell === 'string' && /^\d{1,30}$/.test(cell)) return cell;
  throw new AppError(
    'invalid',
    'The group or the person is not known to the account, so nothing can be called.',
  );
}
