/** What every listener needs to know of a request: who asks, and the key that makes it count once. */
import type { Context } from '@slack/bolt';
import { z } from 'zod';
import { AppError } from '../src/errors.ts';
import type { Asker } from '../src/incident/service.ts';

const contextSchema = z.object({ requestKey: z.string().min(1), replayed: z.boolean() });

/** One for each request, wherever it is asked for: what Slack says of them is asked once for it. */
const askers = new WeakMap<Context, Asker>();

export function askerOf(context: Context, userId: string): Asker {
  const before = askers.get(context);
  if (before?.by === userId) return before;
  const asker = { by: userId, requestKey: known(context).requestKey };
  askers.set(context, asker);
  return asker;
}

/**
 * Of a sent modal: the view itself is the key. Slack offers to send a modal again whose answer came too late, under another
 * signature, and what was done then must not be done twice.
 */
export function senderOf(context: Context, userId: string, viewId: string): Asker {
  known(context);
  return { by: userId, requestKey: `view/${viewId}` };
}

/** Of a remark that is acted on once, however often its button is pressed: where it stands is the key. */
export function remarkerOf(context: Context, userId: string, channel: string, ts: string): Asker {
  known(context);
  return { by: userId, requestKey: `anyway/${channel}/${ts}` };
}

/** For requests that write nothing: their answer is given once, so that a recorded request tells a thief nothing. */
export function onlyOnce(context: Context): void {
  if (isReplay(context)) throw new AppError('refused', 'This request was answered before.');
}

export function isReplay(context: Context): boolean {
  return known(context).replayed;
}

/** A request without a key came past the middleware that gives it one: nothing may follow from it. */
function known(context: Context): z.infer<typeof contextSchema> {
  const parsed = contextSchema.safeParse(context);
  if (!parsed.success) throw new AppError('internal', 'The request has no key.');
  return parsed.data;
}
