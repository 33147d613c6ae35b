/** A call of the workspace's API, as it is shown, approved and made. */
import { AppError } from '../errors.ts';
import type { Reads } from '../runbook/evidence.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Action } from '../runbook/schema-actions.ts';
import type { Bill, Shown } from './state.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * Method, path and body as they are sent. Databricks knows groups and people by numbers, so the names that they were
 * looked up by stand beside them: whom a request is about is looked for among the parameters too.
 * Throws AppError('invalid') where there is no such group or person.
 */
export function callBill(
  action: Action,
  values: Values,
  reads: Reads,
): Pick<Bill, 'text' | 'parameters' | 'via'> {
  const ids = idsIn(action, reads);
  if (ids === null || action.call === undefined)
    throw new AppError(
      'invalid',
      'The group or the person is not known to the account, so nothing can be called.',
    );
  const { change, group, member } = action.call;
  return {
    text: textOf(change, ids),
    via: 'rest',
    parameters: { group: String(values[group]), member: String(values[member]) },
  };
}

/** The names have still the numbers that were approved. */
export function isSameCall(action: Action, { text }: Pick<Bill, 'text'>, reads: Reads): boolean {
  const ids = idsIn(action, reads);
  return ids !== null && action.call !== undefined && textOf(action.call.change, ids) === text;
}

/** For the card: which numbers the names have come to. */
export function shownIds(action: Action, values: Values, reads: Reads): readonly Shown[] {
  const ids = idsIn(action, reads);
  if (ids === null || action.call === undefined) return [];
  const { group, member } = action.call;
  return [
    { label: `Group ${String(values[group])}`, value: `is ${ids.group} in the call` },
    { label: String(values[member]), value: `is ${ids.member} in the call` },
  ];
}

type Ids = { readonly group: string; readonly member: string };

function textOf(change: NonNullable<Action['call']>['change'], { group, member }: Ids): string {
  const operation =
    change === 'add'
      ? { op: 'add', path: 'members', value: [{ value: member }] }
      : { op: 'remove', path: `members[value eq "${member}"]` };
  const body = JSON.stringify({ schemas: [PATCH_OP], Operations: [operation] });
  return `PATCH /api/2.0/account/scim/v2/Groups/${group}\n${body}`;
}

/** Only what the account itself has said: another read may have columns of these names, and rows that anybody wrote. */
function idsIn({ evidence }: Action, reads: Reads): Ids | null {
  const [name] = Object.entries(evidence.reads).find(([, { rest }]) => rest === 'membership') ?? [];
  const read = name === undefined ? undefined : reads[name];
  const row = read?.outcome === 'read' ? read.rows[0] : undefined;
  const [group, member] = [idIn(row?.['group_id']), idIn(row?.['member_id'])];
  return group === null || member === null ? null : { group, member };
}

function idIn(cell: unknown): string | null {
  return typeof cell === 'string' && /^\d{1,30}$/.test(cell) ? cell : null;
}
