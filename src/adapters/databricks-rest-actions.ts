/** The port `RestActions`: changes by REST, and what has to be seen of groups of the account before and after one. */
import { z } from 'zod';
import type { RestActions } from '../check/rest-actions.ts';
import type { ReadResult, Row } from '../check/warehouse.ts';
import { createAuthority, type RestCredentials } from './databricks-rest-auth.ts';
import { type Call, createCall, RestFailure } from './databricks-rest-call.ts';
import { sendCall } from './databricks-rest-send.ts';

export type RestActionsOptions = {
  /** `name[:port]`, without a scheme. */
  readonly host: string;
  readonly credentials: RestCredentials;
  /** Monotonic, in milliseconds. */
  readonly clock?: () => number;
};

const BODY_BYTES_MAX = 4_000_000;

/** Groups of the account on the workspace's host: https://docs.databricks.com/api/workspace/accountgroupsv2 */
const SCIM = '/api/2.0/account/scim/v2';

const groupSchema = z.object({
  id: z.string().regex(/^\d{1,30}$/),
  displayName: z.string(),
  externalId: z.string().min(1).optional(),
  members: z.array(z.object({ value: z.string() })).default([]),
});
const userSchema = z.object({ id: z.string().regex(/^\d{1,30}$/), userName: z.string() });
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ Resources: z.array(item).default([]) });

export function databricksRestActions(options: RestActionsOptions): RestActions {
  const { host, credentials, clock = () => performance.now() } = options;
  const base = `https://${host}`;
  const authority = createAuthority(base, credentials, clock);
  const call = createCall({ base, authority, bodyBytesMax: BODY_BYTES_MAX });
  return {
    membership: async (wish, timeoutMs) => {
      const startedMs = clock();
      const signal = AbortSignal.timeout(timeoutMs);
      const took = () => Math.round(clock() - startedMs);
      try {
        const row = await membershipOf(call, wish, signal);
        return { outcome: 'read', columns: Object.keys(row), rows: [row], truncated: false, takenMs: took() };
      } catch (error) {
        return signal.aborted ? { outcome: 'timed_out', afterMs: took() } : failureOf(error);
      }
    },
    send: (text, limits) => sendCall(text, limits, { host, authority, clock, bodyBytesMax: BODY_BYTES_MAX }),
  };
}

type Wish = Parameters<RestActions['membership']>[0];

async function membershipOf(call: Call, wish: Wish, signal: AbortSignal): Promise<Row> {
  const [groups, users] = await Promise.all([
    one(call, 'Groups', 'displayName', wish.group, groupSchema, signal),
    one(call, 'Users', 'userName', wish.member, userSchema, signal),
  ]);
  // The list may leave members out; the group itself has them all.
  const group =
    groups === null ? null : shaped(groupSchema, await call(`${SCIM}/Groups/${groups.id}`, {}, signal));
  return {
    group: wish.group,
    group_id: group?.id ?? null,
    is_external: group?.externalId !== undefined,
    members: group?.members.length ?? null,
    member: wish.member,
    member_id: users?.id ?? null,
    is_member: users !== null && (group?.members ?? []).some(({ value }) => value === users.id),
  };
}

/** Null: there is none. Two of one name are nobody's to choose between. */
async function one<Item extends { readonly id: string }>(
  call: Call,
  kind: 'Groups' | 'Users',
  attribute: string,
  name: string,
  schema: z.ZodType<Item>,
  signal: AbortSignal,
): Promise<Item | null> {
  if (/["\\]/.test(name)) return null;
  const answer = await call(`${SCIM}/${kind}`, { filter: `${attribute} eq "${name}"`, count: '2' }, signal);
  const { Resources: found } = shaped(listOf(schema), answer);
  if (found.length > 1) throw new RestFailure('AMBIGUOUS_NAME', `there are several ${kind} of that name`);
  return found[0] ?? null;
}

function shaped<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new RestFailure(null, 'the answer has not the shape that was expected');
  return parsed.data;
}

function failureOf(error: unknown): ReadResult {
  if (!(error instanceof RestFailure)) throw error;
  return error.errorCode === null
    ? { outcome: 'unavailable', message: error.message }
    : { outcome: 'refused', errorClass: error.errorCode, message: error.message };
}
