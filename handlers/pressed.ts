/** What a button carries and where it stood. Values come back through the client: they name things, they prove nothing. */
import { z } from 'zod';
import type { CarriedPress } from '../blocks/modals.ts';
import type { Press } from '../src/approval/policy.ts';
import { ORIGIN_KINDS, type Origin } from '../src/approval/state.ts';
import { AppError } from '../src/errors.ts';
import { parseId } from '../src/ids.ts';

const bodySchema = z.object({
  user: z.object({ id: z.string().min(1) }),
  container: z.object({
    type: z.string(),
    channel_id: z.string().optional(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
  }),
  trigger_id: z.string().optional(),
});

const actionSchema = z.union([
  z.object({ value: z.string().max(2_000) }),
  z
    .object({ selected_option: z.object({ value: z.string().max(150) }) })
    .transform(({ selected_option }) => selected_option),
]);

export type Pressed = {
  readonly userId: string;
  readonly value: readonly string[];
  readonly channel: string;
  readonly ts: string;
  readonly triggerId: string;
};

/** Throws AppError('invalid') for what no button of ours sends. */
export function pressed(body: unknown, action: unknown): Pressed {
  const where = bodySchema.safeParse(body);
  const what = actionSchema.safeParse(action);
  if (!where.success || !what.success) throw unreadable();
  const { user, container, trigger_id } = where.data;
  return {
    userId: user.id,
    value: what.data.value.split('|'),
    channel: container.channel_id ?? '',
    ts: container.message_ts ?? '',
    triggerId: trigger_id ?? '',
  };
}

export function incidentIn(value: string | undefined): string {
  const id = parseId('incident', value ?? '');
  if (id === null) throw unreadable();
  return id;
}

/** `INC-7`, `CHK-7`: what the message that was pressed belongs to. */
export function originIn(value: string | undefined): Origin {
  const origin = ORIGIN_KINDS.map((kind) => ({ kind, id: parseId(kind, value ?? '') })).find(
    ({ id }) => id !== null,
  );
  if (origin === undefined || origin.id === null) throw unreadable();
  return { kind: origin.kind, id: origin.id };
}

export function numberIn(value: string | undefined): number {
  if (!/^\d{1,9}$/.test(value ?? '')) throw unreadable();
  return Number(value);
}

export type CarriedItem = { readonly checklist: string; readonly item: string };

/** `CHK-7|pipeline-status`: whether there is such an item, the checklist knows. */
export function itemIn([checklist = '', item = '']: readonly string[]): CarriedItem {
  const id = parseId('checklist', checklist);
  if (id === null || item === '') throw unreadable();
  return { checklist: id, item };
}

export function procedureIn(value: string | undefined): string {
  const id = parseId('procedure', value ?? '');
  if (id === null) throw unreadable();
  return id;
}

export function approvalIdIn(value: string | undefined): string {
  const id = parseId('approval', value ?? '');
  if (id === null) throw unreadable();
  return id;
}

/**
 * `APR-7|3|<fingerprint>`: the request, and what of it the person saw. A button on Home stands in no message, so it also
 * names the channel and ts of the card that it is drawn after.
 */
export function approvalIn({ value, channel, ts }: Pressed): CarriedPress {
  const id = approvalIdIn(value[0]);
  const revision = Number(value[1]);
  if (!Number.isSafeInteger(revision)) throw unreadable();
  const [, , fingerprint = '', cardChannel = '', cardTs = ''] = value;
  const from = channel === '' ? { channel: cardChannel, ts: cardTs } : { channel, ts };
  return { id, revision, fingerprint, ...from };
}

export function pressOf(act: Press['act'], by: string, seen: CarriedPress): Press {
  const { revision, fingerprint, channel, ts } = seen;
  return { act, by, revision, fingerprint, from: { channel, ts } };
}

function unreadable(): AppError {
  return new AppError(
    'invalid',
    'This button is not one of ours, or is of another version of the bot. Use the card that it belongs to.',
  );
}
