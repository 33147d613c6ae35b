/** The morning's digest: once a day over all who look, of what has gone quiet, and of nothing else. */
import { describe, expect, test } from 'vitest';
import { staleDigest } from '../../blocks/stale-digest.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import { type DigestEvent, digestDue, LISTED_MAX } from '../../src/incident/digest.ts';
import { pictures } from '../../src/pictures.ts';
import { mentions, wordsOf } from '../blocks/look.ts';
import { openAttended } from './attended.ts';
import { DAVID, declared, HOUR_MS, MARIA } from './fixtures.ts';

const REF = { kind: 'digest', id: 'stale' } as const;
const DAY_MS = 24 * HOUR_MS;
/** AT_MS is four o’clock in Berlin. */
const EIGHT_MS = 4 * HOUR_MS;

async function openMornings(habits = {}) {
  const world = await openAttended();
  const { journal } = world;
  const runbook = { habits: { ...world.runbook.habits, ...habits } };
  const deps = { journal, runbook, channel: 'C0INCIDENTS', zone: 'Europe/Berlin', wake: () => undefined };
  return {
    ...world,
    look: () => digestDue(deps),
    digests: async () =>
      (await journal.history(REF)).map(({ event }) => (event as unknown as DigestEvent).stale),
    draw: (part: string) =>
      pictures({ journal, runbook: world.runbook, timezone: 'Europe/Berlin' })({
        ref: REF,
        view: 'stale-digest',
        part,
      }),
  };
}

test('what nobody has spoken of for a day is listed at eight, the most severe first, once', async () => {
  const { at, declare, incidents, as, look, digests, draw } = await openMornings();
  const ids = [await declare('P2'), await declare('P1'), await declare('P0')] as const;
  await incidents.advance(as(DAVID), ids[0], 'acknowledged');
  await incidents.resolve(as(DAVID), ids[2], 'Done.');
  at(DAY_MS + EIGHT_MS - 1);
  await look();
  expect(await digests()).toEqual([]);
  at(DAY_MS + EIGHT_MS);
  await Promise.all([look(), look(), look()]);
  expect(await digests()).toEqual([[ids[1], ids[0]]]);
  const message = await draw('1');
  expect(message?.text).toBe(`2 incidents are open and have gone quiet: ${ids[1]}, ${ids[0]}`);
  expect(mentions(message?.blocks ?? [])).toEqual([`user:${MARIA}`, `user:${DAVID}`]);
  at(DAY_MS + EIGHT_MS + HOUR_MS);
  await incidents.advance(as(DAVID), ids[1], 'acknowledged');
  at(2 * DAY_MS + EIGHT_MS);
  await look();
  expect((await digests())[1]).toEqual([ids[0]]);
});

test('a morning with nothing to say stays one, and a bot that was down all morning says nothing in the evening', async () => {
  const { at, declare, look, digests } = await openMornings();
  at(EIGHT_MS);
  const id = await declare('P1');
  await look();
  expect(await digests()).toEqual([[]]);
  at(DAY_MS + EIGHT_MS + 6 * HOUR_MS + 1);
  await look();
  expect(await digests()).toHaveLength(1);
  at(2 * DAY_MS + EIGHT_MS + 5 * HOUR_MS);
  await look();
  await look();
  expect(await digests()).toEqual([[], [id]]);
});

test('when it comes, and how long a silence is one, the runbook may say otherwise', async () => {
  const { at, declare, incidents, as, look, digests } = await openMornings({
    digestAt: '09:30',
    staleAfterMs: 4 * HOUR_MS,
  });
  const [quiet, spoken] = [await declare('P1'), await declare('P1')] as const;
  at(EIGHT_MS + 1.5 * HOUR_MS - 1);
  await incidents.advance(as(DAVID), spoken, 'acknowledged');
  await look();
  expect(await digests()).toEqual([]);
  at(EIGHT_MS + 1.5 * HOUR_MS);
  await look();
  expect(await digests()).toEqual([[quiet]]);
});

describe('the message', () => {
  test('fits with as many as it lists, the longest titles and others besides, and pings nobody else', () => {
    const incident = declared({ title: `<!channel> \`${'x'.repeat(110)}` });
    const rows = Array.from({ length: LISTED_MAX }, () => ({ incident, whom: DAVID, updatedAtMs: 0 }));
    const { blocks, text } = staleDigest(rows, { others: 185, unseen: 1_000 });
    expect(checkMessageBlocks(blocks)).toBeNull();
    expect(new Set(mentions(blocks))).toEqual(new Set([`user:${DAVID}`]));
    expect(wordsOf(blocks)).toContain('Less severe ones besides: 185.');
    expect(wordsOf(blocks)).toContain('1,000 more are open, and were not looked at.');
    expect(text).toMatch(/^200 incidents/);
  });
});
