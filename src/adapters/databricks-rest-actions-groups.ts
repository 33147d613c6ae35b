/** Groups of the account on the workspace's host: https://docs.databricks.com/api/workspace/accountgroupsv2 */
import { z } from 'zod';
import type { Row } from '../check/warehouse.ts';
import { RestFailure } from './databricks-rest-call.ts';
import { type Looking, type LookOf, shaped } from './databricks-rest-look.ts';

const SCIM = '/api/2.0/account/scim/v2';

const groupSchema = z.object({
  id: z.string().regex(/^\d{1,30}$/),
  displayName: z.string(),
  externalId: z.string().min(1).optional(),
  members: z.array(z.object({ value: z.string() })).default([]),
});
const userSchema = z.object({ id: z.string().regex(/^\d{1,30}$/), userName: z.string() });
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ Resources: z.array(item).default([]) });

export async function lookAtMembership(
  looking: Looking,
  { group: name, member }: LookOf<'membership'>,
): Promise<Row> {
  const [groups, users] = await Promise.all([
    one(looking, 'Groups', 'displayName', name, groupSchema),
    one(looking, 'Users', 'userName', member, userSchema),
  ]);
  // The list may leave members out; the group itself has them all.
  const group =
    groups === null ? null : shaped(groupSchema, await looking.get(`${SCIM}/Groups/${groups.id}`));
  return {
    group: name,
    group_id: group?.id ?? null,
    is_external: group?.externalId !== undefined,
    members: group?.members.length ?? null,
    member,
    member_id: users?.id ?? null,
    is_member: users !== null && (group?.members ?? []).some(({ value }) => value === users.id),
  };
}

/** Null: there is none. Two of one name are nobody's to choose between. */
async function one<Item extends { readonly id: string }>(
  { get }: Looking,
  kind: 'Groups' | 'Users',
  attribute: string,
  name: string,
  schema: z.ZodType<Item>,
): Promise<Item | null> {
  if (/["\\]/.test(name)) return null;
  const answer = await get(`${SCIM}/${kind}`, { filter: `${attribute} eq "${name}"`, count: '2' });
  const { Resources: found } = shaped(listOf(schema), answer);
  if (found.length > 1) throw new RestFailure('AMBIGUOUS_NAME', `there are several ${kind} of that name`);
  return found[0] ?? null;
}
