/** A reaction is looked at by where it stands, how fast they come and whose it is, before it costs anything. */
import { expect, test } from 'vitest';
import type { HandlerDeps } from '../../handlers/deps.ts';
import { reactionAdded } from '../../handlers/event-reaction.ts';
import { PINS_A_MINUTE_MAX } from '../../src/incident/pin-gate.ts';
import { GUEST, openBench } from '../incident/bench.ts';
import { DAVID, MARIA } from '../incident/fixtures.ts';

async function openRoom(pinReaction = 'pushpin') {
  let nowMs = 0;
  const { incidents } = await openBench('sqlite', Date.now, () => nowMs);
  const reads: string[] = [];
  const readMessage = (channel: string) => {
    reads.push(channel);
    return Promise.resolve(null);
  };
  const runbook = { habits: { pinReaction } };
  const listener = reactionAdded({ incidents, readMessage, runbook } as unknown as HandlerDeps);
  const pin = (user: string, channel = 'C0INCIDENTS', reaction = pinReaction) => {
    const item = { type: 'message', channel, ts: '1767582000.000100' };
    const event = { type: 'reaction_added', user, reaction, item };
    const context = { requestKey: 'event/E1', replayed: false };
    return listener({ body: { event }, context } as unknown as Parameters<typeof listener>[0]);
  };
  return { reads, pin, wait: (ms: number) => void (nowMs += ms) };
}

test('in another channel, or by a guest, nothing is looked up', async () => {
  const { reads, pin } = await openRoom();
  await pin(MARIA, 'C0RANDOM');
  await pin(GUEST, 'C0RANDOM');
  await expect(pin(GUEST)).rejects.toThrow('Only full members');
  expect(reads).toEqual([]);
  await pin(MARIA);
  expect(reads).toEqual(['C0INCIDENTS']);
});

test('only the reaction that the runbook names counts, in any tone of skin', async () => {
  const { reads, pin } = await openRoom('raised_hand');
  for (const other of ['pushpin', 'raised_hands', 'raised_hand::skin-tone', '', '::skin-tone-3'])
    await pin(MARIA, 'C0INCIDENTS', other);
  expect(reads).toEqual([]);
  await pin(MARIA, 'C0INCIDENTS', 'raised_hand::skin-tone-3');
  await pin(MARIA);
  expect(reads).toHaveLength(2);
});

test('whoever pins without end is told so once, keeps nobody else waiting, and goes on a minute later', async () => {
  const { reads, pin, wait } = await openRoom();
  for (let at = 0; at < PINS_A_MINUTE_MAX; at += 1) await pin(MARIA);
  await expect(pin(MARIA)).rejects.toThrow('more pins in a minute');
  for (let at = 0; at < 50; at += 1) await pin(MARIA);
  expect(reads).toHaveLength(PINS_A_MINUTE_MAX);
  await pin(DAVID);
  expect(reads).toHaveLength(PINS_A_MINUTE_MAX + 1);
  wait(60_000);
  await pin(MARIA);
  expect(reads).toHaveLength(PINS_A_MINUTE_MAX + 2);
});
