import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { OutboxDeps } from '../../src/outbox/deliver.ts';
import { card, note, openWorld, plain, redraw, type World, whisper } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});

afterEach(async () => {
  await world.close();
});

const texts = () => world.slack.messages().map((message) => message.text);
const callsOf = (method: string) => world.slack.calls.filter((call) => call.method === method);

describe('threads and pictures', () => {
  test('a card is posted and its notes hang in its thread, in the order in which they were owed', async () => {
    await world.owe(
      'INC-1',
      { intent: card('INC-1') },
      { intent: note('INC-1', 'a') },
      { intent: note('INC-1', 'b') },
    );
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
    const [top, ...replies] = world.slack.messages();
    expect(replies.map((reply) => reply.threadTs)).toEqual([top?.ts, top?.ts]);
    expect(await world.journal().posts({ kind: 'incident', id: 'INC-1' })).toHaveLength(3);
  });

  test('a poke sends at once what was just committed', async () => {
    const outbox = world.start();
    await outbox.idle();
    await world.owe('INC-1', { intent: card('INC-1') });
    await outbox.idle();
    expect(texts()).toEqual(['INC-1']);
  });

  test('a message is drawn from the state at the time it is sent', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.pictures.set('INC-1', plain('drawn late'));
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['drawn late']);
  });

  test('a picture with nothing to show any more is not sent', async () => {
    world.pictures.set('INC-1/a', null);
    await world.owe('INC-1', { intent: note('INC-1', 'a') }, { intent: note('INC-1', 'b') });
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1/b']);
  });

  test('an update redraws what changed, and one that changes nothing is not sent, even after a restart', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    world.pictures.set('INC-1', plain('acknowledged'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await world.untilAllSent();
    expect(texts()).toEqual(['acknowledged']);

    await world.crash();
    await world.owe('INC-1', { intent: redraw('INC-1') });
    world.start();
    await world.untilAllSent();
    expect(callsOf('chat.update')).toHaveLength(1);
    expect(world.done).toEqual(['sent', 'sent', 'unchanged']);
  });

  test('a picture that goes back and forth is redrawn each time', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    for (const commander of ['David', 'Tomas', 'David', 'Tomas', 'David']) {
      world.pictures.set('INC-1', plain(commander));
      await world.owe('INC-1', { intent: redraw('INC-1') });
      await world.untilAllSent();
      expect(texts()).toEqual([commander]);
    }
  });

  test('an update whose answer was lost is taken back where it is no longer so when it is made again', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    world.slack.trick({ method: 'chat.update', times: 1, reply: { kind: 'reset', carriedOut: true } });
    world.pictures.set('INC-1', plain('David commands'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await expect.poll(() => world.putOff).toContain('answer_lost');
    expect(texts()).toEqual(['David commands']);
    world.pictures.set('INC-1', plain('INC-1'));
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1']);
  });

  test('an update is taken back that Slack took just before the process died, where it is no longer so', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    world.pictures.set('INC-1', plain('David commands'));
    world.slack.trick({ method: 'chat.update', times: 1, reply: { kind: 'hold', carriedOut: 'before' } });
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await expect.poll(() => world.slack.held()).toBe(1);
    await world.crash();
    world.pictures.set('INC-1', plain('INC-1'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1']);
  });

  test('a card that somebody deleted is posted again, once, and updated from then on', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    world.slack.remove(world.slack.messages()[0]?.ts ?? '');
    world.pictures.set('INC-1', plain('acknowledged'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await world.untilAllSent();
    world.pictures.set('INC-1', plain('resolved'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await world.untilAllSent();
    expect(texts()).toEqual(['resolved']);
    expect(await world.journal().posts({ kind: 'incident', id: 'INC-1' })).toHaveLength(1);
  });

  test('a deleted reply is posted again in its thread', async () => {
    const intent = note('INC-1', 'a');
    await world.owe('INC-1', { intent: card('INC-1') }, { intent });
    world.start();
    await world.untilAllSent();
    const [top, reply] = world.slack.messages();
    world.slack.remove(reply?.ts ?? '');
    world.pictures.set('INC-1/a', plain('changed'));
    if (intent.type !== 'post' || intent.thread === undefined) throw new Error('a note is a reply');
    const again = { type: 'update', picture: intent.picture, thread: intent.thread } as const;
    await world.owe('INC-1', { intent: again });
    await world.untilAllSent();
    expect(world.slack.messages().at(-1)).toMatchObject({ text: 'changed', threadTs: top?.ts });
  });
});

describe('pictures in several places', () => {
  test('a reply to a card in another channel goes to its own channel, unthreaded', async () => {
    await world.owe('INC-1', { intent: card('INC-1') }, { intent: note('INC-1', 'a', 'C0OTHER') });
    world.start();
    await world.untilAllSent();
    expect(world.slack.messages().at(-1)).toMatchObject({ channel: 'C0OTHER', threadTs: undefined });
  });

  test('every copy of a card is redrawn, and none when nothing changed', async () => {
    await world.owe('INC-1', { intent: card('INC-1') }, { intent: card('INC-1', 'C0OTHER') });
    world.start();
    await world.untilAllSent();
    world.pictures.set('INC-1', plain('acknowledged'));
    await world.owe('INC-1', { intent: redraw('INC-1') }, { intent: redraw('INC-1') });
    await world.untilAllSent();
    expect(texts()).toEqual(['acknowledged', 'acknowledged']);
    expect(callsOf('chat.update')).toHaveLength(2);
  });

  test('a copy that was deleted where another still hangs is not posted again', async () => {
    await world.owe('INC-1', { intent: card('INC-1') }, { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    world.slack.remove(world.slack.messages()[0]?.ts ?? '');
    world.pictures.set('INC-1', plain('acknowledged'));
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await world.untilAllSent();
    expect(texts()).toEqual(['acknowledged']);
    expect(await world.journal().posts({ kind: 'incident', id: 'INC-1' })).toHaveLength(1);
  });
});

describe('what Slack refuses', () => {
  const refuseBlocks = (method: string, word: string) =>
    world.slack.trick({
      method,
      when: (args) => (args['blocks'] ?? '').includes(word) && args['blocks'] !== '[]',
      reply: { kind: 'json', body: { ok: false, error: 'invalid_blocks' } },
    });

  test('blocks that Slack refuses leave as plain text', async () => {
    refuseBlocks('chat.postMessage', 'INC-1/a');
    await world.owe(
      'INC-1',
      { intent: card('INC-1') },
      { intent: note('INC-1', 'a') },
      { intent: note('INC-1', 'b') },
    );
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/a', 'INC-1/b']);
    expect(world.slack.messages()[1]?.blocks).toBe('[]');
    expect(world.buried).toEqual([]);
  });

  test('an update whose blocks are refused takes the old buttons away', async () => {
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    world.pictures.set('INC-1', plain('decided'));
    refuseBlocks('chat.update', 'decided');
    await world.owe('INC-1', { intent: redraw('INC-1') });
    await world.untilAllSent();
    expect(world.slack.messages()).toMatchObject([{ text: 'decided', blocks: '[]' }]);
  });

  test('a message that is refused for good is buried with the code, and its lane goes on', async () => {
    world.slack.trick({
      method: 'chat.postMessage',
      when: (args) => args['text'] === 'INC-1/a',
      reply: { kind: 'json', body: { ok: false, error: 'msg_too_long' } },
    });
    await world.owe(
      'INC-1',
      { intent: card('INC-1') },
      { intent: note('INC-1', 'a') },
      { intent: note('INC-1', 'b') },
    );
    world.start();
    await world.untilAllSent();
    expect(texts()).toEqual(['INC-1', 'INC-1/b']);
    expect(world.buried).toEqual(['msg_too_long']);
    expect((await world.journal().outbox.stats()).buried).toBe(1);
  });

  test('replies to a card that was buried go to the channel', async () => {
    world.slack.trick({
      method: 'chat.postMessage',
      when: (args) => args['text'] === 'INC-1',
      reply: { kind: 'json', body: { ok: false, error: 'msg_too_long' } },
    });
    await world.owe('INC-1', { intent: card('INC-1') }, { intent: note('INC-1', 'a') });
    world.start();
    await world.untilAllSent();
    expect(world.slack.messages()).toMatchObject([{ text: 'INC-1/a', threadTs: undefined }]);
  });

  test('a reply whose thread is gone goes to the channel', async () => {
    world.slack.trick({
      method: 'chat.postMessage',
      when: (args) => args['thread_ts'] !== undefined,
      reply: { kind: 'json', body: { ok: false, error: 'thread_not_found' } },
    });
    await world.owe('INC-1', { intent: card('INC-1') }, { intent: note('INC-1', 'a') });
    world.start();
    await world.untilAllSent();
    expect(world.slack.messages()).toMatchObject([
      { text: 'INC-1' },
      { text: 'INC-1/a', threadTs: undefined },
    ]);
    expect(world.slack.messages()[1]?.blocks).not.toBe('[]');
  });

  test('a picture that cannot be drawn, and an intent that cannot be read, do not hold up the lane', async () => {
    const render: OutboxDeps['render'] = async (intent) => {
      if (intent.type === 'whisper') throw new TypeError('a bug');
      return plain('fine');
    };
    const unreadable = { type: 'dance' } as unknown as ReturnType<typeof card>;
    await world.owe('INC-1', { intent: whisper('x') }, { intent: unreadable }, { intent: card('INC-1') });
    world.start({ render });
    await world.untilAllSent();
    expect(texts()).toEqual(['fine']);
    expect(world.buried).toEqual(['cannot_be_drawn', 'unreadable_intent']);
  });

  test('a state that cannot be read for a while is waited for', async () => {
    let failures = 3;
    const render: OutboxDeps['render'] = async () => {
      failures -= 1;
      if (failures >= 0) throw new AppError('unavailable', 'the store is away');
      return plain('back');
    };
    await world.owe('INC-1', { intent: card('INC-1') });
    world.start({ render });
    await world.untilAllSent();
    expect(texts()).toEqual(['back']);
    expect(world.putOff).toEqual(['state_unavailable', 'state_unavailable', 'state_unavailable']);
  });
});

describe('private answers', () => {
  test('one whose answer was lost is not repeated', async () => {
    world.slack.trick({ method: 'chat.postEphemeral', times: 1, reply: { kind: 'reset', carriedOut: true } });
    await world.owe('INC-1', { intent: whisper('only you') }, { intent: card('INC-1') });
    world.start();
    await world.untilAllSent();
    expect(callsOf('chat.postEphemeral')).toHaveLength(1);
    expect(world.buried).toEqual(['answer_lost']);
    expect(texts()).toEqual(['INC-1']);
  });

  test('one whose time runs out on the way to Slack is not sent', async () => {
    const expiresAtMs = world.clock.wallMs() + 10_000;
    await world.owe('INC-1', { intent: whisper('too late'), expiresAtMs });
    const render = async () => {
      world.clock.move(15_000);
      return plain('too late');
    };
    world.start({ render });
    await world.untilAllSent();
    expect(callsOf('chat.postEphemeral')).toHaveLength(0);
    expect(world.buried).toEqual(['expired']);
  });

  test('one that could not be sent in its time is not sent later', async () => {
    await world.slack.disconnect();
    const expiresAtMs = world.clock.wallMs() + 120_000;
    await world.owe('INC-1', { intent: whisper('old news'), expiresAtMs }, { intent: card('INC-1') });
    world.start();
    await world.until(() => world.clock.wallMs() > expiresAtMs);
    await world.slack.connect();
    await world.untilAllSent();
    expect(callsOf('chat.postEphemeral')).toHaveLength(0);
    expect(texts()).toEqual(['INC-1']);
  });
});
