import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Act } from '../../sandbox/slack/page-api.ts';
import type { LocalSlack } from '../../sandbox/slack/server.ts';
import { asPerson } from '../support/person.ts';
import { interactions, rawApp } from '../support/raw-app.ts';
import { boltApp, handClock, localSlack } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

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
  const payload = new URLSearchParams(interactions(slack).at(-1)?.body).get('payload');
  return JSON.parse(payload ?? '{}') as Record<string, unknown>;
}

const GONE = { ok: false, notice: 'That is not there any more.' };

/** A press that the page itself would not offer. */
async function forged(slack: LocalSlack, press: Partial<Act>): Promise<unknown> {
  const body = { user: people.approver, blockId: 'row', actionId: 'go', ...press };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${slack.url}/ui/act`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return response.json();
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
    expect(await asPerson(slack, people.approver).offers('Go')).toBe(false);
    const { message_ts: ts } = payloadOf(slack).container as { message_ts: string };
    expect(await forged(slack, { place: { channel: incidents, ts } })).toEqual(GONE);
    expect(interactions(slack)).toHaveLength(1);
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

  test('cannot choose what is not on offer', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'card', blocks: card });
    const place = { channel: incidents, ts };
    expect(await forged(slack, { place, actionId: 'severity', selected: 'p9' })).toEqual(GONE);
    expect(await forged(slack, { place, actionId: 'more', selected: 'open' })).toEqual(GONE);
    expect(interactions(slack)).toEqual([]);
  });

  test('on what has been redrawn goes nowhere', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'card', blocks: card });
    await slack.web.chat.update({ channel: incidents, ts, text: 'done', blocks: [] });
    expect(await forged(slack, { place: { channel: incidents, ts } })).toEqual(GONE);
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
