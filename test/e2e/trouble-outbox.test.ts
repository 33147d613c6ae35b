import { expect, onTestFinished, test } from 'vitest';
import type { TakenRow } from '../../src/journal/journal.ts';
import { type OutboxDeps, startOutbox } from '../../src/outbox/deliver.ts';
import { intentToJson } from '../../src/outbox/intent.ts';
import { until } from './trouble-steps.ts';

test('a row that is handed out in the same moment as the row before it is written off is sent as well', async () => {
  const posted: string[] = [];
  const { isLookedAt, ...journal } = storeThatAnswersTogether(['first', 'second', 'third'].map(rowOf));
  const outbox = startOutbox({
    journal,
    messenger: {
      post: async (_address, _message, rowId) => {
        posted.push(rowId);
        outbox.poke();
        await until('the store is looked at meanwhile', isLookedAt);
        return { outcome: 'sent', ts: rowId };
      },
      update: () => Promise.resolve({ outcome: 'refused', code: 'not_expected' }),
      whisper: () => Promise.resolve({ outcome: 'refused', code: 'not_expected' }),
      publishHome: () => Promise.resolve({ outcome: 'refused', code: 'not_enabled' }),
      findPosted: () => Promise.resolve({ outcome: 'looked', ts: null }),
    },
    render: () => Promise.resolve({ text: 'a card', blocks: [] }),
    clock: { monotonicMs: () => performance.now(), after: later },
    random: () => 0.5,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => outbox.stop());
  await until('all have been sent', () => posted.length === 3);
  expect(posted).toEqual(['first', 'second', 'third']);
});

/**
 * As a store does whose writes go out in groups: a look that comes while a row is being written off is answered in one
 * breath with it, and already hands out the lane's next row.
 */
function storeThatAnswersTogether(
  rows: TakenRow[],
): OutboxDeps['journal'] & { readonly isLookedAt: () => boolean } {
  let leased = false;
  const hand = (): readonly TakenRow[] => {
    const [head] = rows;
    if (head === undefined || leased) return [];
    leased = true;
    return [head];
  };
  let looking: ((found: readonly TakenRow[]) => void) | null = null;
  return {
    isLookedAt: () => looking !== null,
    now: () => Promise.resolve(0),
    posts: () => Promise.resolve([]),
    outbox: {
      take: () => {
        const found = hand();
        if (found.length > 0 || rows.length === 0) return Promise.resolve(found);
        return new Promise((resolve) => {
          looking = resolve;
        });
      },
      done: () => {
        rows.shift();
        leased = false;
        looking?.(hand());
        looking = null;
        return Promise.resolve();
      },
      retry: () => Promise.resolve(),
      bury: () => Promise.resolve(),
      forget: () => Promise.resolve(),
      stats: () => Promise.resolve({ waiting: rows.length, buried: 0, oldestAtMs: null }),
    },
  };
}

function rowOf(rowId: string): TakenRow {
  const picture = { ref: { kind: 'incident', id: 'INC-1' }, view: 'incident-card' } as const;
  return {
    rowId,
    lane: 'incident/INC-1',
    intent: intentToJson({ type: 'post', picture, channel: 'C1' }),
    attempts: 1,
  };
}

function later(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
