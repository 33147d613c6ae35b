import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Delivery } from '../../sandbox/slack/deliver.ts';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { LocalSlack } from '../../sandbox/slack/server.ts';
import { deliverRaw, replay } from '../support/forged.ts';
import { asPerson } from '../support/person.ts';
import { boltApp, handClock, localSlack, signingSecret } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

/** An app that answers as it is told, for what no well-behaved one does. Records the headers it got. */
async function rawApp(
  slack: LocalSlack,
  answer: { readonly status?: number; readonly type?: string; readonly body?: string } | 'never',
): Promise<Record<string, unknown>[]> {
  const seen: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume();
    if (answer === 'never') return;
    response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'text/plain' });
    request.on('end', () => response.end(answer.body ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  slack.setAppUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return seen;
}

function interactions(slack: LocalSlack): readonly Delivery[] {
  return slack.deliveries.filter((delivery) => delivery.kind !== 'event');
}

describe('a delivery', () => {
  test('is signed so that Bolt takes it, and not when a byte, the secret or the time is another', async () => {
    const slack = await localSlack();
    const heard: string[] = [];
    const appUrl = await boltApp(slack, (app) =>
      app.command('/incident', async ({ ack, command }) => {
        heard.push(command.text);
        await ack();
      }),
    );
    await asPerson(slack, people.responder).say(incidents, '/incident one');
    const [delivery] = slack.deliveries;
    if (delivery === undefined) throw new Error('Nothing was delivered.');
    expect(delivery.headers['user-agent']).toMatch(/^Slackbot 1\.0/);

    const { body } = delivery;
    const refused = [
      await deliverRaw(appUrl, {
        body: body.replace('one', 'two'),
        signingSecret,
        headers: { 'x-slack-signature': delivery.headers['x-slack-signature'] },
      }),
      await deliverRaw(appUrl, { body, signingSecret: 'another-secret' }),
      await deliverRaw(appUrl, {
        body,
        signingSecret,
        timestampSeconds: Math.floor(Date.now() / 1_000) - 301,
      }),
      await deliverRaw(appUrl, { body, signingSecret, headers: { 'x-slack-signature': undefined } }),
    ];
    expect(refused.map((ack) => ack.outcome)).toEqual([
      'http_error',
      'http_error',
      'http_error',
      'http_error',
    ]);
    expect(heard).toEqual(['one']);

    expect((await deliverRaw(appUrl, { body: body.replace('one', 'two'), signingSecret })).outcome).toBe(
      'acked',
    );
    expect((await replay(appUrl, delivery)).outcome).toBe('acked');
    expect(heard).toEqual(['one', 'two', 'one']);
  });

  test('proves the URL with a challenge', async () => {
    const slack = await localSlack();
    await boltApp(slack, () => undefined);
    expect(await slack.verifyUrl()).toBe(true);
    await rawApp(slack, { body: 'hello' });
    expect(await slack.verifyUrl()).toBe(false);
  });
});

describe('a slash command', () => {
  test('carries who, where and what, with mentions as ids and the rest escaped', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const maria = asPerson(slack, people.responder);
    await maria.say(
      incidents,
      '/incident  assign @david.okafor in #data-platform with @data-approvers & <!channel>',
    );
    const form = new URLSearchParams(slack.deliveries[0]?.body);
    expect(Object.fromEntries(form)).toMatchObject({
      command: '/incident',
      text: `assign <@${people.approver}|david.okafor> in <#${rooms.dataPlatform}|data-platform> with <!subteam^S06GDATA2X|@data-approvers> &amp; &lt;!channel&gt;`,
      user_id: people.responder,
      user_name: 'maria.keller',
      channel_id: incidents,
      channel_name: 'incidents',
      team_domain: 'meridian-bank',
      api_app_id: 'A06FOUREYES',
      is_enterprise_install: 'false',
    });
    expect(form.get('response_url')).toContain(slack.url);
    expect(form.get('trigger_id')).toBeTruthy();
    await maria.say(incidents, '/raw ask @david.okafor');
    expect(new URLSearchParams(slack.deliveries[1]?.body).get('text')).toBe('ask @david.okafor');
  });

  test.each([
    ['plain words', { body: 'Noted' }, true],
    ['JSON', { type: 'application/json', body: '{"text":"Noted"}' }, true],
    [
      'JSON for the whole channel',
      { type: 'application/json', body: '{"response_type":"in_channel","text":"Noted"}' },
      false,
    ],
  ])('shows an acknowledgement of %s to those it is for', async (_what, answer, ephemeral) => {
    const slack = await localSlack();
    await rawApp(slack, answer);
    await asPerson(slack, people.responder).say(incidents, '/incident');
    expect(await asPerson(slack, people.responder).sees('Noted')).toBe(true);
    expect(await asPerson(slack, people.approver).sees('Noted')).toBe(!ephemeral);
  });

  test('that is not answered in three seconds says so', async () => {
    const clock = handClock();
    const slack = await localSlack(clock);
    const seen = await rawApp(slack, 'never');
    const maria = asPerson(slack, people.responder);
    const answer = maria.say(incidents, '/incident');
    await expect.poll(() => seen.length).toBe(1);
    clock.advance(3_000);
    expect(await answer).toEqual({
      ok: false,
      notice: '/incident failed with the error "operation_timeout"',
    });
  });

  test('to an app that is down, or answers with an error, says so', async () => {
    const slack = await localSlack();
    const maria = asPerson(slack, people.responder);
    const failed = { ok: false, notice: '/incident failed with the error "dispatch_failed"' };
    expect(await maria.say(incidents, '/incident')).toEqual(failed);
    await rawApp(slack, { status: 500 });
    expect(await maria.say(incidents, '/incident')).toEqual(failed);
  });

  test('is refused in a thread, when nobody knows it, and for people from outside', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'thread' });
    const maria = asPerson(slack, people.responder);
    const inThread = await maria.say(incidents, '/incident list', { threadTs: ts });
    expect(inThread).toEqual({ ok: false, notice: '/incident is not supported in threads. Sorry!' });
    expect((await maria.say(incidents, '/deploy')).notice).toBe('/deploy is not a valid command.');
    const nina = asPerson(slack, people.stranger);
    expect((await nina.say(rooms.shared, '/incident')).notice).toBe('/incident is not a valid command.');
    expect(interactions(slack)).toEqual([]);
    const leo = asPerson(slack, people.guest);
    expect(await leo.say(incidents, '/incident')).toEqual({ ok: true });
  });

  test('is not open to somebody who has left, or is not in the channel', async () => {
    const slack = await localSlack();
    const leaver = await asPerson(slack, people.leaver).say(incidents, '/incident');
    expect(leaver).toEqual({ ok: false, notice: 'This account has been deactivated.' });
    const guest = await asPerson(slack, people.guest).say(rooms.dataPlatform, '/incident');
    expect(guest).toEqual({ ok: false, notice: 'You are not in that channel.' });
  });
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const menu = {
  type: 'static_select' as const,
  action_id: 'severity',
  options: [
    { text: plain('P0'), value: 'p0' },
    { text: plain('P1'), value: 'p1' },
  ],
};
const card = [
  {
    type: 'actions' as const,
    block_id: 'row',
    elements: [
      { type: 'button' as const, text: plain('Go'), action_id: 'go', value: 'v1' },
      menu,
      { type: 'overflow' as const, action_id: 'more', options: [{ text: plain('Close'), value: 'close' }] },
    ],
  },
];

function payloadOf(slack: LocalSlack): Record<string, unknown> {
  return JSON.parse(new URLSearchParams(interactions(slack).at(-1)?.body).get('payload') ?? '{}');
}

describe('a press', () => {
  test('carries the message, the place, the values beside it and who it was', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const { ts: parent = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'parent' });
    const post = { channel: incidents, text: 'card', blocks: card, thread_ts: parent };
    const { ts } = await slack.web.chat.postMessage(post);
    const maria = asPerson(slack, people.responder);
    await maria.choose('card', 'P1');
    expect(payloadOf(slack)).toMatchObject({
      actions: [{ type: 'static_select', selected_option: menu.options[1] }],
    });
    await maria.press('Go', { in: 'card' });
    expect(payloadOf(slack)).toMatchObject({
      type: 'block_actions',
      api_app_id: 'A06FOUREYES',
      user: { id: people.responder, team_id: 'T06BANK8Q2L' },
      team: { id: 'T06BANK8Q2L', domain: 'meridian-bank' },
      channel: { id: incidents, name: 'incidents' },
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: incidents,
        is_ephemeral: false,
        thread_ts: parent,
      },
      message: { ts, bot_id: 'B06FOUREYES', thread_ts: parent, text: 'card' },
      state: { values: { row: { severity: { selected_option: { value: 'p1' } } } } },
      actions: [{ action_id: 'go', block_id: 'row', type: 'button', value: 'v1' }],
    });
    await maria.press('Close');
    expect(payloadOf(slack)).toMatchObject({
      actions: [{ type: 'overflow', selected_option: { value: 'close' } }],
    });
  });

  test('on an ephemeral carries no message, and nobody else can make it', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const whisper = { channel: incidents, user: people.responder, text: 'psst', blocks: card };
    await slack.web.chat.postEphemeral(whisper);
    await asPerson(slack, people.responder).press('Go');
    expect(payloadOf(slack)).toMatchObject({ container: { is_ephemeral: true } });
    expect(payloadOf(slack)).not.toHaveProperty('message');
    await expect(asPerson(slack, people.approver).press('Go')).rejects.toThrow('Nothing says "Go"');
  });

  test('is open to people from outside, who bring their own team', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    await slack.web.chat.postMessage({ channel: rooms.shared, text: 'card', blocks: card });
    await asPerson(slack, people.stranger).press('Go');
    expect(payloadOf(slack)).toMatchObject({
      user: { id: people.stranger, team_id: 'T03AUDT5R9X' },
      team: { id: 'T06BANK8Q2L' },
    });
  });

  test('on what has been redrawn goes nowhere', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'card', blocks: card });
    await slack.web.chat.update({ channel: incidents, ts, text: 'done', blocks: [] });
    const response = await fetch(`${slack.url}/ui/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        user: people.responder,
        place: { channel: incidents, ts },
        blockId: 'row',
        actionId: 'go',
      }),
    });
    expect(await response.json()).toEqual({ ok: false, notice: 'That is not there any more.' });
    expect(interactions(slack)).toEqual([]);
  });

  test('that the app does not take leaves a warning', async () => {
    const slack = await localSlack();
    await slack.web.chat.postMessage({ channel: incidents, text: 'card', blocks: card });
    const maria = asPerson(slack, people.responder);
    expect((await maria.press('Go')).notice).toBe('We had some trouble connecting. Try again?');
    await rawApp(slack, { status: 401 });
    expect((await maria.press('Go')).notice).toBe('This app responded with Status Code 401.');
  });
});

describe('a response_url', () => {
  async function pressed(clock = handClock()) {
    const slack = await localSlack(clock);
    await rawApp(slack, {});
    await slack.web.chat.postMessage({ channel: incidents, text: 'card', blocks: card });
    await asPerson(slack, people.responder).press('Go');
    const url = String(payloadOf(slack).response_url);
    const respond = async (body: unknown): Promise<unknown> => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return response.status === 200 ? response.text() : response.json();
    };
    return { slack, respond };
  }

  test('takes five answers, ephemeral unless they say otherwise', async () => {
    const { slack, respond } = await pressed();
    expect(await respond({ text: 'for you' })).toBe('ok');
    expect(await respond({ text: 'for all', response_type: 'in_channel' })).toBe('ok');
    expect(await asPerson(slack, people.responder).ephemerals()).toEqual(['for you']);
    expect(await asPerson(slack, people.approver).sees('for all')).toBe(true);
    expect(await respond({})).toEqual({ ok: false, error: 'no_text' });
    for (const text of ['3', '4', '5']) expect(await respond({ text })).toBe('ok');
    expect(await respond({ text: '6' })).toEqual({ ok: false, error: 'used_url' });
  });

  test('replaces and deletes the message it came from', async () => {
    const { slack, respond } = await pressed();
    await respond({ text: 'replaced', blocks: [], replace_original: true });
    expect(slack.messages(incidents)).toMatchObject([{ text: 'replaced', blocks: [] }]);
    await respond({ delete_original: true });
    expect(slack.messages(incidents)).toEqual([]);
  });

  test('lives for thirty minutes', async () => {
    const clock = handClock();
    const { respond } = await pressed(clock);
    clock.advance(30 * 60_000);
    expect(await respond({ text: 'in time' })).toBe('ok');
    clock.advance(1);
    expect(await respond({ text: 'late' })).toEqual({ ok: false, error: 'expired_url' });
  });

  test("serves Bolt's respond", async () => {
    const slack = await localSlack();
    await boltApp(slack, (app) =>
      app.command('/incident', async ({ ack, respond }) => {
        await ack();
        await respond('Only for you');
      }),
    );
    const maria = asPerson(slack, people.responder);
    await maria.say(incidents, '/incident');
    await maria.waitFor('Only for you');
    expect(await maria.ephemerals()).toEqual(['Only for you']);
  });
});

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
});
