/**
 * How an event comes in: once, and not acknowledged before what follows from it is stored. Bolt acknowledges events before
 * any listener runs (bolt 5.1, App.js, processEvent). Its `processBeforeResponse` would hold back every answer until the
 * listener is through, those of presses too, and Socket Mode does not have it; so the acknowledgement is held back here.
 */
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../src/schedule/loop.ts';

const eventSchema = z.object({
  type: z.literal('event_callback'),
  event_id: z.string().regex(/^\w{1,100}$/),
});

/** Wraps the receiver that Slack's requests come by; all but events pass as they are. */
export function storeBeforeAck(receiver: Receiver, log: Log): Receiver {
  return {
    init: (app) => receiver.init({ processEvent: eventByEvent(app, log) } as App),
    start: (...listen: unknown[]) => receiver.start(...listen),
    stop: (...args: unknown[]) => receiver.stop(...args),
  };
}

/** A delivery of an event that is under way waits for it: acknowledged before, it could be lost with the process. */
function eventByEvent(app: App, log: Log): App['processEvent'] {
  const underWay = new Map<string, Promise<void>>();
  return async (event) => {
    const parsed = eventSchema.safeParse(event.body);
    if (!parsed.success) return app.processEvent(event);
    const key = parsed.data.event_id;
    const first = underWay.get(key);
    if (first !== undefined) {
      await first;
      return acknowledging(event, log)();
    }
    const work = acknowledgedWhenStored(app, event, key, log).finally(() => underWay.delete(key));
    underWay.set(key, work);
    await work;
  };
}

/**
 * Deliveries of one event differ in signature and envelope, and one marked as a repetition may be the first to arrive:
 * the event's own id is the request's key.
 */
async function acknowledgedWhenStored(
  app: App,
  event: ReceiverEvent,
  eventId: string,
  log: Log,
): Promise<void> {
  const acknowledge = acknowledging(event, log);
  await app.processEvent({
    ...event,
    ack: () => Promise.resolve(),
    customProperties: { ...event.customProperties, requestKey: `event/${eventId}`, acknowledge },
  });
  await acknowledge();
}

/**
 * Once. After three seconds Bolt has answered 404 itself and this one throws: the work is done all the same, and Slack
 * sends again what by then is known.
 */
function acknowledging(event: ReceiverEvent, log: Log): () => Promise<void> {
  let isAcknowledged = false;
  return async () => {
    if (isAcknowledged) return;
    isAcknowledged = true;
    await event.ack().catch((err: unknown) => log.info({ err }, 'An event was acknowledged too late'));
  };
}

/** From a listener: what the event led to is in the store, and may be acknowledged. Without it, that happens at its end. */
export async function stored(context: { readonly [name: string]: unknown }): Promise<void> {
  const acknowledge = context['acknowledge'];
  if (typeof acknowledge === 'function') await (acknowledge as () => Promise<void>)();
}
