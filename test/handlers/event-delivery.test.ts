/** Deliveries of events between the receiver and Bolt: what is acknowledged when, and what of it goes on. */
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { expect, test } from 'vitest';
import { storeBeforeAck, stored } from '../../handlers/event-delivery.ts';

type Listener = (context: { readonly [name: string]: unknown }) => Promise<void>;

/** The wrapped receiver's way into an app that, as Bolt does, acknowledges first. */
function into(listener: Listener) {
  const log: string[] = [];
  const bolt = {
    processEvent: async ({ ack, customProperties = {} }: ReceiverEvent) => {
      await ack();
      await listener(customProperties);
      log.push('through');
    },
  } as unknown as App;
  let processEvent: App['processEvent'] = () => Promise.resolve();
  const receiver = { init: (app: App) => void (processEvent = (event) => app.processEvent(event)) };
  const at = (level: string) => (_fields: object, text: string) => void log.push(`${level}: ${text}`);
  const noted = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  storeBeforeAck(receiver as unknown as Receiver, noted).init(bolt);
  const deliver = (body: object, ack = (): Promise<void> => Promise.resolve(void log.push('acked'))) =>
    processEvent({ body: { ...body }, ack, customProperties: { requestKey: 'http/0' } });
  return { deliver, log };
}

const event = { type: 'event_callback', event_id: 'Ev01', event: { type: 'app_mention' } };

test('an event has its own id as its key, and everything else the receiver’s', async () => {
  const keys: unknown[] = [];
  const { deliver } = into(({ requestKey }) => Promise.resolve(void keys.push(requestKey)));
  const odd = [
    { ...event, event_id: '' },
    { ...event, event_id: 'E\u0000' },
    { ...event, event_id: 7 },
  ];
  for (const body of [event, { type: 'block_actions' }, ...odd]) await deliver(body);
  expect(keys).toEqual(['event/Ev01', 'http/0', 'http/0', 'http/0', 'http/0']);
});

test('an event is acknowledged when its listener says that it is stored, or at its end, and once', async () => {
  const told = into(async (context) => {
    told.log.push('stored');
    await stored(context);
    await stored(context);
    told.log.push('answered');
  });
  await told.deliver(event);
  expect(told.log).toEqual(['stored', 'acked', 'answered', 'through']);
  const silent = into(() => Promise.resolve());
  await silent.deliver(event);
  expect(silent.log).toEqual(['through', 'acked']);
  await silent.deliver({ type: 'block_actions' });
  expect(silent.log.slice(2)).toEqual(['acked', 'through']);
});

test('an event whose listener fails is not acknowledged, so that Slack sends it again, and is then taken', async () => {
  let isDown = true;
  const { deliver, log } = into(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve()));
  await expect(deliver(event)).rejects.toThrow('down');
  expect(log).toEqual([]);
  isDown = false;
  await deliver(event);
  expect(log).toEqual(['through', 'acked']);
});

test('a second delivery of an event that is under way waits for it, and does nothing of its own', async () => {
  const gate = Promise.withResolvers<void>();
  const { deliver, log } = into(() => gate.promise);
  const both = Promise.all([deliver(event), deliver(event), deliver({ ...event, event_id: 'Ev02' })]);
  expect(log).toEqual([]);
  gate.resolve();
  await both;
  expect(log.toSorted()).toEqual(['acked', 'acked', 'acked', 'through', 'through']);
});

test('an acknowledgement that comes too late to be sent does not undo what was done', async () => {
  const { deliver, log } = into((context) => stored(context));
  await deliver(event, () => Promise.reject(new Error('Cannot write headers after they are sent')));
  expect(log).toEqual(['info: An event was acknowledged too late', 'through']);
});
