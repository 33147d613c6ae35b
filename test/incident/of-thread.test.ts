/** Which incident a thread belongs to, found from the message above it. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { incidentDocument, OPEN_INDEX, ofPersonIndex, RESOLVED_INDEX } from '../../src/incident/document.ts';
import { incidentOfThread } from '../../src/incident/of-thread.ts';
import type { Post } from '../../src/journal/journal.ts';
import { redisStore, sqliteStore } from '../support/stores.ts';
import { STORES } from './bench.ts';
import { AT_MS, after, declaration, declared, HOUR_MS, MARIA } from './fixtures.ts';

const CHANNEL = 'C0INCIDENTS';
const TS = '1767582000.000100';
const DAY_MS = 24 * HOUR_MS;

describe.each(STORES)('the message above a thread, on %s', (store) => {
  async function journalWith(post: Partial<Post> = {}) {
    const kept = store === 'redis' ? await redisStore() : sqliteStore(Date.now);
    const journal = await kept.open();
    onTestFinished(async () => {
      await journal.close();
      await kept.remove();
    });
    const card: Post = {
      ref: { kind: 'incident', id: 'INC-1' },
      view: 'incident-card',
      channel: CHANNEL,
      ts: TS,
      digest: 'd',
      ...post,
    };
    await journal.outbox.done('000000000000001', card);
    return { journal, card };
  }

  test('is the incident’s card, however long ago it was posted', async () => {
    const { journal } = await journalWith();
    expect(await incidentOfThread(journal, CHANNEL, TS)).toBe('INC-1');
  });

  test('is its new card where the first was deleted, and no longer the first', async () => {
    const { journal, card } = await journalWith();
    await journal.outbox.forget(card);
    await journal.outbox.done('000000000000002', { ...card, ts: '1768000000.000200' });
    expect(await incidentOfThread(journal, CHANNEL, '1768000000.000200')).toBe('INC-1');
    expect(await incidentOfThread(journal, CHANNEL, TS)).toBeNull();
  });

  test.each<[string, string, string, Partial<Post>]>([
    ['in another channel', 'C0OTHER', TS, {}],
    ['another one', CHANNEL, '1767582000.000101', {}],
    ['a note of the incident', CHANNEL, TS, { view: 'incident-note/2' }],
    ['the card of a request', CHANNEL, TS, { ref: { kind: 'approval', id: 'APR-1' }, view: 'approval-card' }],
  ])('is none of its where it is %s', async (_what, channel, ts, post) => {
    const { journal } = await journalWith(post);
    expect(await incidentOfThread(journal, channel, ts)).toBeNull();
  });
});

test.each(['', 'x', '1e99', '99999999999999.000000', '-1.000000', '1767582002'])(
  'what is no time of Slack’s (“%s”) is not looked for',
  async (ts) => {
    const postAt = () => Promise.reject(new Error('looked for'));
    expect(await incidentOfThread({ postAt }, CHANNEL, ts)).toBeNull();
  },
);

test('an incident is listed under its day for good, and as open until it is resolved', () => {
  const before = declared();
  const event = { type: 'resolved', by: MARIA, summary: 'Done.' } as const;
  const over = after(before, [event, AT_MS + DAY_MS]);
  const indexesOf = (changed: Parameters<typeof incidentDocument.consequences>[0]) =>
    Object.keys(incidentDocument.consequences(changed).indexes ?? {});
  const opened = { before: null, after: before, event: declaration, seq: 1, atMs: AT_MS };
  expect(indexesOf(opened)).toEqual(['declared/2026-01-05', OPEN_INDEX, ofPersonIndex(MARIA)]);
  expect(indexesOf({ before, after: over, event, seq: 2, atMs: AT_MS + DAY_MS })).toEqual([
    'declared/2026-01-05',
    'over/2026-01',
    RESOLVED_INDEX,
  ]);
});
