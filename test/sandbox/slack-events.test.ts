import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { asPerson } from '../support/person.ts';
import { rawApp } from '../support/raw-app.ts';
import { boltApp, handClock, localSlack } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

describe('events', () => {
  test('tell the app of mentions, messages and reactions that it subscribed to', async () => {
    const slack = await localSlack();
    const heard: unknown[] = [];
    await boltApp(slack, (app) => {
      app.event(
        'app_mention',
        async ({ event }) => void heard.push({ mention: event.text, thread: event.thread_ts }),
      );
      app.event(
        'reaction_added',
        async ({ event }) => void heard.push({ reaction: event.reaction, item: event.item }),
      );
      app.message(async ({ message }) => void heard.push({ message: 'text' in message ? message.text : '' }));
    });
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'thread' });
    await asPerson(slack, people.responder).say(incidents, '@Four Eyes note it is < 9 h', { threadTs: ts });
    slack.react(people.approver, incidents, ts, 'pushpin');
    const text = `<@${people.bot}> note it is &lt; 9 h`;
    await expect.poll(() => heard).toHaveLength(3);
    expect(heard).toEqual(
      expect.arrayContaining([
        { message: text },
        { mention: text, thread: ts },
        { reaction: 'pushpin', item: { type: 'message', channel: incidents, ts } },
      ]),
    );
  });

  test('are sent again at once, after one minute and after five, with the same id, then no more', async () => {
    const clock = handClock();
    const slack = await localSlack(clock);
    const seen = await rawApp(slack, { status: 503 });
    await asPerson(slack, people.responder).say(incidents, 'hello');
    for (const delayMs of [0, 60_000, 300_000]) {
      await expect.poll(() => clock.pending()).toEqual([delayMs]);
      clock.advance(delayMs);
    }
    await expect.poll(() => [seen.length, clock.pending()]).toEqual([4, []]);
    expect(seen.map((headers) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
    expect(seen[1]?.['x-slack-retry-reason']).toBe('http_error');
    const ids = slack.deliveries.map(
      (delivery) => (JSON.parse(delivery.body) as { event_id: string }).event_id,
    );
    expect(ids[0]).toMatch(/^Ev[A-Z0-9]{10}$/);
    expect(new Set(ids).size).toBe(1);
  });

  test('are not sent again when the app asks for that', async () => {
    const clock = handClock();
    const slack = await localSlack(clock);
    const seen = await rawApp(slack, { status: 503, headers: { 'x-slack-no-retry': '1' } });
    await asPerson(slack, people.responder).say(incidents, 'hello');
    await expect.poll(() => [seen.length, clock.pending()]).toEqual([1, []]);
  });
});
