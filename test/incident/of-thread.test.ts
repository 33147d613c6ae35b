/** Which incident a thread belongs to, found from the message above it. */
import { expect, test } from 'vitest';
import {
  declaredIndex,
  incidentDocument,
  OPEN_INDEX,
  ofPersonIndex,
  RESOLVED_INDEX,
} from '../../src/incident/document.ts';
import { incidentOfThread } from '../../src/incident/of-thread.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { AT_MS, after, declaration, declared, HOUR_MS, MARIA } from './fixtures.ts';

const CHANNEL = 'C0INCIDENTS';
const DAY_MS = 24 * HOUR_MS;

type Known = {
  readonly id: string;
  readonly atMs: number;
  readonly isOpen: boolean;
  readonly ts: string;
  readonly view?: string;
};

const tsOf = (atMs: number): string => (atMs / 1_000).toFixed(6);

function journalOf(...known: Known[]) {
  const searched: string[] = [];
  const journal: Pick<Journal, 'find' | 'posts'> = {
    find: (_kind, index) => {
      searched.push(index);
      const ids = known
        .filter(({ atMs, isOpen }) => (index === OPEN_INDEX ? isOpen : index === declaredIndex(atMs)))
        .map(({ id }) => id);
      return Promise.resolve({ ids });
    },
    posts: (ref) =>
      Promise.resolve(
        known
          .filter(({ id }) => id === ref.id)
          .map(({ ts, view = 'incident-card' }) => ({ ref, view, channel: CHANNEL, ts, digest: '' })),
      ),
  };
  return { journal, searched };
}

const DECLARED = { id: 'INC-1', atMs: AT_MS, isOpen: false, ts: tsOf(AT_MS + 2_000) };

test('a closed incident’s thread is known by the day of its card, whatever else was declared then', async () => {
  const { journal } = journalOf({ ...DECLARED, id: 'INC-2', ts: tsOf(AT_MS + 3_000) }, DECLARED);
  expect(await incidentOfThread(journal, CHANNEL, DECLARED.ts)).toBe('INC-1');
});

test('a card that was posted after midnight is found among those of the day before', async () => {
  const midnight = Date.UTC(2026, 0, 6);
  const late = { ...DECLARED, atMs: midnight - 500, ts: tsOf(midnight + 500) };
  expect(await incidentOfThread(journalOf(late).journal, CHANNEL, late.ts)).toBe('INC-1');
});

test('a card that was posted again days later is found while the incident is open', async () => {
  const again = { ...DECLARED, isOpen: true, ts: tsOf(AT_MS + 9 * DAY_MS) };
  expect(await incidentOfThread(journalOf(again).journal, CHANNEL, again.ts)).toBe('INC-1');
});

test.each<[string, string, string, Partial<Known>]>([
  ['another channel', 'C0OTHER', DECLARED.ts, {}],
  ['another message', CHANNEL, tsOf(AT_MS + 2_001), {}],
  ['a note of the incident', CHANNEL, DECLARED.ts, { view: 'incident-note/2' }],
])('%s is no thread of it', async (_what, channel, ts, known) => {
  expect(await incidentOfThread(journalOf({ ...DECLARED, ...known }).journal, channel, ts)).toBeNull();
});

test.each(['', 'x', '1e99', '99999999999999.000000', '-1.000000', '1767582002'])(
  'what is no time of Slack’s (“%s”) is not looked for',
  async (ts) => {
    const { journal, searched } = journalOf(DECLARED);
    expect(await incidentOfThread(journal, CHANNEL, ts)).toBeNull();
    expect(searched).toEqual([]);
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
