import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { leaseMs } from '../../src/outbox/deliver.ts';
import type { Message } from '../../src/outbox/messenger.ts';
import { eventually, nextTurn } from './wire.ts';
import { card, note, openWorld, plain, redraw, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});

afterEach(async () => {
  await world.close();
});

const texts = () => world.slack.messages().map((message) => message.text);
const postsOf = (text: string) =>
  world.slack.calls.filter((call) => call.method === 'chat.postMessage' && call.args['text'] === text);
const thread = (id: string, channel?: string) => [
  { intent: card(id, channel) },
  { intent: note(id, 'a', channel) },
  { intent: note(id, 'b', channel) },
];

describe('limits', () => {
  const busy = (args: Readonly<Record<string, string>>) => args['channel'] === 'C0BUSY';
  const limited = { kind: 'text', status: 429, body: '{}', headers: { 'retry-after': '30' } } as const;

  test('a channel that Slack holds up does not hold up another, and gets everything in order afterwards', async () => {
    world.slack.trick({ method: 'chat.postMessage', when: busy, times: 1, reply: limited });
    const startMs = world.clock.monotonicMs();
    await world.owe('INC-1', ...thread('INC-1', 'C0BUSY'));
    await world.owe('INC-2', ...thread('INC-2', 'C0CALM'));
    const outbox = world.start();
    await outbox.idle();
    expect(texts()).toEqual(['INC-2', 'INC-2/a', 'INC-2/b']);
    expect(world.clock.monotonicMs()).toBe(startMs);

    await world.untilAllSent();
    expect(texts().slice(3)).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
    expect(world.clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(30_000);
    expect(postsOf('INC-1')).toHaveLength(2);
  });

  test('a pause counts for every thread of the channel', async () => {
    world.slack.trick({ method: 'chat.postMessage', times: 1, reply: limited });
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.until(() => world.putOff.length === 1);
    const pausedAtMs = world.clock.monotonicMs();
    await world.owe('INC-2', { intent: card('INC-2') });
    await world.until(() => world.slack.calls.length > 1);
    expect(world.clock.monotonicMs() - pausedAtMs).toBeGreaterThanOrEqual(30_000);
    await world.untilAllSent();
    expect(texts().toSorted()).toEqual(['INC-1', 'INC-2']);
  });

  test('a pause without a length is a pause all the same', async () => {
    world.slack.trick({
      method: 'chat.postMessage',
      times: 1,
      reply: { kind: 'text', status: 429, body: '{}' },
    });
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1']);
    expect(world.putOff).toEqual(['rate_limited']);
  });

  test('a hundred incidents in one channel leave a second apart and do not keep one in another channel waiting', async () => {
    for (let number = 1; number <= 100; number += 1) {
      await world.owe(`INC-${number}`, { intent: card(`INC-${number}`, 'C0BUSY') });
    }
    await world.owe('INC-900', { intent: card('INC-900', 'C0CALM') });
    const startMs = world.clock.monotonicMs();
    world.start();
    await world.until(() => texts().includes('INC-900'));
    expect(world.clock.monotonicMs() - startMs).toBeLessThan(1_000);
    await world.untilAllSent();
    expect(world.clock.monotonicMs() - startMs).toBeGreaterThan(95_000);
    expect(world.clock.monotonicMs() - startMs).toBeLessThan(130_000);
    expect(world.slack.messages()).toHaveLength(101);
  });
});

describe('outages', () => {
  test('an outage of an hour loses nothing, keeps every order, and tries rarely', async () => {
    const tries = { count: 0 };
    await world.slack.disconnect();
    for (const id of ['INC-1', 'INC-2', 'INC-3'])
      await world.owe(id, ...thread(id, `C0${id.replace('-', '')}`));
    const backMs = world.clock.monotonicMs() + 60 * 60 * 1_000;
    world.start({ metrics: { done: () => {}, buried: () => {}, putOff: () => (tries.count += 1) } });
    await world.until(() => world.clock.monotonicMs() >= backMs);
    expect((await world.journal().outbox.stats()).waiting).toBe(9);
    expect(tries.count).toBeLessThan(250);

    await world.slack.connect();
    await world.untilAllSent();
    expect(world.clock.monotonicMs() - backMs).toBeLessThan(60_000);
    for (const id of ['INC-1', 'INC-2', 'INC-3']) {
      expect(texts().filter((text) => text.startsWith(id))).toEqual([id, `${id}/a`, `${id}/b`]);
    }
    expect(texts()).toHaveLength(9);
  });

  test('a token that Slack does not take is an outage, not a reason to throw messages away', async () => {
    const reply = { kind: 'json', body: { ok: false, error: 'token_revoked' } } as const;
    world.slack.trick({ method: 'chat.postMessage', times: 4, reply });
    await world.owe('INC-1', ...thread('INC-1'));
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
    expect(world.buried).toEqual([]);
  });

  test('a journal that cannot be read for a while is asked again', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    let failures = 3;
    const { outbox, posts } = world.journal();
    const now = async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('the store is away');
      return world.clock.wallMs();
    };
    world.start({ journal: { now, outbox, posts } });
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1']);
  });
});

describe('lost answers', () => {
  const lost = [
    ['the connection was reset after Slack took the post', { kind: 'reset', carriedOut: true }],
    ['the connection was reset before Slack saw the post', { kind: 'reset', carriedOut: false }],
    ['the connection broke in the middle of the answer', { kind: 'half_answer' }],
    ['a proxy answered with a page', { kind: 'text', status: 200, body: '<html>busy</html>' }],
    ['a proxy answered 502', { kind: 'text', status: 502, body: 'bad gateway' }],
    ['Slack answered internal_error', { kind: 'json', body: { ok: false, error: 'internal_error' } }],
    ['Slack answered ok and nothing else', { kind: 'json', body: { ok: true } }],
  ] as const;

  test.each(lost)('one message is to be seen when %s', async (_, reply) => {
    world.slack.trick({
      method: 'chat.postMessage',
      when: (args) => args['text'] === 'INC-1/a',
      times: 1,
      reply,
    });
    await world.owe('INC-1', ...thread('INC-1'));
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
    const posts = await world.journal().posts({ kind: 'incident', id: 'INC-1' });
    expect(posts.map((post) => post.ts)).toEqual(world.slack.messages().map((message) => message.ts));
    expect(world.putOff).toEqual(['answer_lost']);
  });

  test('one message is to be seen when Slack was so slow that we hung up', async () => {
    await world.close();
    world = await openWorld({ timeoutMs: 200 });
    world.slack.trick({
      method: 'chat.postMessage',
      when: (args) => args['text'] === 'INC-1',
      times: 1,
      reply: { kind: 'hold', carriedOut: 'before' },
    });
    await world.owe('INC-1', ...thread('INC-1'));
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
  });

  test('one message is to be seen when the thread was refused and then the answer was lost', async () => {
    const refusal = { kind: 'json', body: { ok: false, error: 'thread_not_found' } } as const;
    const inThread = (args: Readonly<Record<string, string>>) => args['thread_ts'] !== undefined;
    world.slack.trick({ method: 'chat.postMessage', when: inThread, reply: refusal });
    const reply = { kind: 'reset', carriedOut: true } as const;
    world.slack.trick({
      method: 'chat.postMessage',
      when: (args) => args['text'] === 'INC-1/a',
      times: 1,
      reply,
    });
    await world.owe('INC-1', { intent: card('INC-1') }, { intent: note('INC-1', 'a') });
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/a']);
  });

  test('while Slack cannot be read back nothing is posted again', async () => {
    world.slack.trick({ method: 'chat.postMessage', times: 1, reply: { kind: 'reset', carriedOut: true } });
    const away = { kind: 'text', status: 503, body: '' } as const;
    world.slack.trick({ method: 'conversations.history', times: 5, reply: away });
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    expect(postsOf('INC-1')).toHaveLength(1);
    expect(texts()).toEqual(['INC-1']);
  });

  test('a post found again is redrawn by the next update, since nobody knows which state it shows', async () => {
    world.slack.trick({ method: 'chat.postMessage', times: 1, reply: { kind: 'reset', carriedOut: true } });
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.until(() => world.putOff.length === 1);
    world.pictures.set('INC-1', plain('acknowledged'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await world.untilAllSent();
    expect(texts()).toEqual(['acknowledged']);
  });

  test('where the bot may not read the channel, a lost post costs one double at most', async () => {
    world.slack.trick({ method: 'chat.postMessage', times: 1, reply: { kind: 'reset', carriedOut: true } });
    const reply = { kind: 'json', body: { ok: false, error: 'missing_scope' } } as const;
    world.slack.trick({ method: 'conversations.history', reply });
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1']);
  });

  test('an update whose answer was lost is simply made again', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    world.slack.trick({ method: 'chat.update', times: 1, reply: { kind: 'reset', carriedOut: false } });
    world.pictures.set('INC-1', plain('acknowledged'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await world.untilAllSent();
    expect(texts()).toEqual(['acknowledged']);
  });
});

describe('blocks on which Slack fails each time', () => {
  const failing = { kind: 'json', body: { ok: false, error: 'fatal_error' } } as const;
  const hasBlocks = (args: Readonly<Record<string, string>>) =>
    args['blocks'] !== '[]' && args['text'] === 'INC-1';

  test('leave as plain text in the end, when Slack takes everything else', async () => {
    world.slack.trick({ method: 'chat.postMessage', when: hasBlocks, reply: failing });
    await world.owe('INC-1', ...thread('INC-1', 'C0ONE'));
    await world.owe('INC-2', ...thread('INC-2', 'C0TWO'));
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-2', 'INC-2/a', 'INC-2/b', 'INC-1', 'INC-1/a', 'INC-1/b']);
    expect(
      world.slack
        .messages()
        .map((message) => message.blocks === '[]')
        .indexOf(true),
    ).toBe(3);
    expect(world.buried).toEqual([]);
  });

  test('leave as they are, however long it takes, when Slack takes nothing', async () => {
    world.slack.trick({ method: 'chat.postMessage', reply: failing });
    await world.owe('INC-1', { intent: card('INC-1') });
    const backMs = world.clock.monotonicMs() + 60 * 60 * 1_000;
    world.start();
    await world.until(() => world.clock.monotonicMs() >= backMs);
    world.slack.untrick();
    await world.untilAllSent();
    expect(world.slack.messages()).toMatchObject([
      { text: 'INC-1', blocks: JSON.stringify(plain('INC-1').blocks) },
    ]);
  });
});

describe('crashes', () => {
  test.each([
    ['after Slack took the post and before that was written down', true],
    ['before Slack got the post', false],
  ])('one message is to be seen when the process dies %s', async (_, carriedOut) => {
    await world.owe('INC-1', ...thread('INC-1'));
    const reply = { kind: 'hold', carriedOut: carriedOut ? 'before' : 'after' } as const;
    world.slack.trick({ method: 'chat.postMessage', times: 1, reply });
    world.start();
    await eventually(() => world.slack.held() === 1);
    await world.crash();
    // What the dead process left behind in the socket is dropped, as the kernel would.
    if (!carriedOut) await world.slack.disconnect();
    if (!carriedOut) await world.slack.connect();
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
  });
});

test('a card that was deleted is to be seen once, when the process dies while posting it again', async () => {
  await world.owe('INC-1', { intent: card('INC-1') });
  world.start();
  await world.untilAllSent();
  world.slack.remove(world.slack.messages()[0]?.ts ?? '');
  world.pictures.set('INC-1', plain('acknowledged'));
  world.slack.trick({ method: 'chat.postMessage', times: 1, reply: { kind: 'hold', carriedOut: 'before' } });
  await world.owe('INC-1', { intent: redraw('INC-1') });
  await eventually(() => world.slack.held() === 1);
  await world.crash();
  world.start();
  await world.untilAllSent();
  expect(texts()).toEqual(['acknowledged']);
  expect(await world.journal().posts({ kind: 'incident', id: 'INC-1' })).toHaveLength(1);
});

describe('slowness', () => {
  test('a row whose lease ran out before it could be sent is left to the next take', async () => {
    const drawnAtMs: number[] = [];
    const render = async () => {
      drawnAtMs.push(world.clock.monotonicMs());
      if (drawnAtMs.length === 1) world.clock.move(leaseMs - 1_000);
      return plain('INC-1');
    };
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start({ render });
    await world.until(() => drawnAtMs.length === 1);
    expect(world.slack.calls).toEqual([]);
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1']);
  });

  test('a lane whose lease ran out under a slow call is not begun a second time', async () => {
    const reply = { kind: 'hold', carriedOut: 'after' } as const;
    world.slack.trick({ method: 'chat.postMessage', times: 1, reply });
    await world.owe('INC-1', { intent: card('INC-1') });
    const taken: string[] = [];
    const { now, posts, outbox } = world.journal();
    const take: Journal['outbox']['take'] = async (...limits) => {
      const rows = await outbox.take(...limits);
      taken.push(...rows.map((row) => row.rowId));
      return rows;
    };
    world.start({ journal: { now, posts, outbox: { ...outbox, take } } });
    await eventually(() => world.slack.held() === 1);
    await eventually(() => {
      if (taken.length < 2) world.clock.toNextTimer();
      return taken.length === 2;
    });
    for (let turn = 0; turn < 200; turn += 1) await nextTurn();
    expect(world.slack.calls).toHaveLength(1);
    world.slack.release();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1']);
    expect(postsOf('INC-1')).toHaveLength(1);
  });

  test('a lane in which Slack is slow keeps its order and does not keep the others waiting', async () => {
    const reply = { kind: 'hold', carriedOut: 'after' } as const;
    world.slack.trick({
      method: 'chat.postMessage',
      when: (args) => args['text'] === 'INC-1',
      times: 1,
      reply,
    });
    await world.owe('INC-1', ...thread('INC-1'));
    await world.owe('INC-2', ...thread('INC-2'));
    world.start();
    await eventually(() => texts().length === 3);
    expect(texts()).toEqual(['INC-2', 'INC-2/a', 'INC-2/b']);
    world.slack.release();
    await world.untilAllSent();
    expect(texts().slice(3)).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
  });

  test('a stop waits for the message on its way and takes no other', async () => {
    const reply = { kind: 'hold', carriedOut: 'after' } as const;
    world.slack.trick({ method: 'chat.postMessage', times: 1, reply });
    await world.owe('INC-1', ...thread('INC-1'));
    const outbox = world.start();
    await eventually(() => world.slack.held() === 1);
    const stopped = outbox.stop();
    world.slack.release();
    await stopped;
    expect(texts()).toEqual(['INC-1']);
    expect((await world.journal().outbox.stats()).waiting).toBe(2);
  });

  test('a stop does not wait for ever', async () => {
    let drawing = false;
    const render = () => {
      drawing = true;
      return new Promise<Message>(() => {});
    };
    await world.owe('INC-1', { intent: card('INC-1') });
    const outbox = world.start({ render });
    await eventually(() => drawing);
    const stopped = outbox.stop().then(() => true);
    await eventually(() => world.clock.toNextTimer());
    expect(await stopped).toBe(true);
  });
});
