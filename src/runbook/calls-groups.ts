/** Groups of the account: https://docs.databricks.com/api/workspace/accountgroupsv2/patch */
import { AppError } from '../errors.ts';
import type { Given, Kinds } from './call-kinds.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const ID = /^\d{1,30}$/;
const UNKNOWN = 'The group or the person is not known to the account, so nothing can be called.';

/**
 * Databricks knows groups and people by numbers, so the names that they were looked up by stand beside them on the card.
 * Throws AppError('invalid') where there is no such group or person.
 */
function numberOf({ seen }: Given, column: string): string {
  const id = seen('membership', column, ID, UNKNOWN);
  if (id !== null) return id;
  throw new AppError('invalid', UNKNOWN);
}

export const groupKinds: Kinds<'group_membership'> = {
  group_membership: {
    fields: { group: { type: 'choice', among: 'accountGroups' }, member: { type: 'principal' } },
    looks: ['membership'],
    takesAway: ({ change }) => change === 'remove',
    text: (given, { change }) => {
      const [group, member] = [numberOf(given, 'group_id'), numberOf(given, 'member_id')];
      const operation =
        change === 'add'
          ? { op: 'add', path: 'members', value: [{ value: member }] }
          : { op: 'remove', path: `members[value eq "${member}"]` };
      const body = JSON.stringify({ schemas: [PATCH_OP], Operations: [operation] });
      return `PATCH /api/2.0/account/scim/v2/Groups/${group}\n${body}`;
    },
    shown: (given) => [
      { label: `Group ${given.value('group')}`, value: `is ${numberOf(given, 'group_id')} in the call` },
      { label: given.value('member'), value: `is ${numberOf(given, 'member_id')} in the call` },
    ],
  },
};
