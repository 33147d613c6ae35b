/** Which slot is opened, by whom, and how often: on a real store, whose clock the test holds in its hand. */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checklistDocument, checklistRef } from '../../src/checklist/document.ts';
import { type OpenDeps, openCurrent, openDue } from '../../src/checklist/open.ts';
import type { Checklist } from '../../src/checklist/state.ts';
import { type Watching, watching } from '../../src/checklist/watch.ts';
import { apply, read } from '../../src/journal/document.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Checklist as Written } from '../../src/runbook/schema-checklists.ts';
import { parseCron } from '../../src/schedule/cron-expression.ts';
import { openTempJournal } from '../approval/ports.ts';
import { DAVID, MARIA, opening } from './fixtures.ts';

const DAY_MS = 24 * 3_600_000;

function written(text: string): Written {
  const schedule = parseCron(text);
  if (typeof schedule === 'string') throw new Error(schedule);
  return {
    id: 'daily',
    title: 'Daily checks',
    schedule,
    items: [{ id: 'a', text: 'A', how: 'B', with: {}, links: [], dueMs: 1 }],
  };
}

function bench(from: string) {
  let nowMs = Date.parse(from);
  const { journal, dispose } = openTempJournal(() => nowMs);
  onTestFinished(dispose);
  const deps = depsOn(journal);
  return {
    deps,
    at: (text: string) => {
      nowMs = Date.parse(text);
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
    all: () => all(journal),
  };
}

type Deps = OpenDeps & { readonly watchedSinceMs: Watching };

function depsOn(journal: Journal): Deps {
  const runbook = { contacts: {} } as Runbook;
  return {
    journal,
    runbook,
    channel: 'C0CHECKS',
    zone: 'Europe/Berlin',
    wake: () => undefined,
    watchedSinceMs: watching(journal),
  };
}

/** Slots and how many were missed, in the order of the slots. */
async function all(journal: Journal): Promise<readonly (readonly [string, number])[]> {
  const { ids } = await journal.find('checklist', 'posted/daily', { limit: 100 });
  const states = await Promise.all(ids.map((id) => read<Checklist>(journal, checklistRef(id))));
  return states.flatMap((doc) =>
    doc === null ? [] : [[new Date(doc.state.slotMs).toISOString(), doc.state.missed] as const],
  );
}

const EIGHT = written('0 8 * * *');

describe('the first start ever', () => {
  test('opens nothing that came before it, and the next slot when it comes', async () => {
    const { deps, at, all } = bench('2026-06-01T10:00Z');
    expect(await openDue(deps, EIGHT)).toBeNull();
    at('2026-06-02T05:59:59Z');
    expect(await openDue(deps, EIGHT)).toBeNull();
    at('2026-06-02T06:00:00Z');
    expect(await openDue(deps, EIGHT)).toMatchObject({ isNew: true });
    expect(await openDue(deps, EIGHT)).toBeNull();
    expect(await all()).toEqual([['2026-06-02T06:00:00.000Z', 0]]);
  });

  test('is remembered: what is missed before anything was ever opened is missed all the same', async () => {
    const { deps, at, all } = bench('2026-06-01T10:00Z');
    await openDue(deps, EIGHT);
    at('2026-06-03T12:00Z');
    await openDue(deps, EIGHT);
    expect(await all()).toEqual([['2026-06-03T06:00:00.000Z', 1]]);
  });
});

test('of slots that were missed only the latest is opened, and it says how many there were before it', async () => {
  const { deps, at, all } = bench('2026-06-01T05:00Z');
  await openDue(deps, EIGHT);
  at('2026-06-01T06:00Z');
  await openDue(deps, EIGHT);
  at('2026-06-05T11:00Z');
  await openDue(deps, EIGHT);
  await openDue(deps, EIGHT);
  expect(await all()).toEqual([
    ['2026-06-01T06:00:00.000Z', 0],
    ['2026-06-05T06:00:00.000Z', 3],
  ]);
});

describe('when the clocks are changed in Berlin', () => {
  test.each([
    ['a slot in the hour that is skipped', '30 2 * * *', '2026-03-28T12:00Z', '2026-03-29T01:30:00.000Z'],
    ['a slot in the hour that is repeated', '30 2 * * *', '2026-10-24T12:00Z', '2026-10-25T00:30:00.000Z'],
    ['a slot at the change itself', '0 3 * * *', '2026-03-28T12:00Z', '2026-03-29T01:00:00.000Z'],
  ])('%s opens once, however often it is looked', async (_name, text, from, slot) => {
    const { deps, pass, all } = bench(from);
    for (let looked = 0; looked < 24 * 4; looked += 1) {
      await openDue(deps, written(text));
      pass(15 * 60_000);
    }
    expect(await all()).toEqual([[slot, 0]]);
  });
});

describe('who asks for it', () => {
  test('is given the current one, also of before the first start, and the schedule does not open it again', async () => {
    const { deps, all } = bench('2026-06-01T10:00Z');
    const first = await openCurrent(deps, EIGHT, MARIA, 'request/1');
    expect(first).toEqual({ id: 'CHK-1', isNew: true });
    expect(await openCurrent(deps, EIGHT, DAVID, 'request/2')).toEqual({ id: 'CHK-1', isNew: false });
    expect(await openDue(deps, EIGHT)).toBeNull();
    expect(await all()).toEqual([['2026-06-01T06:00:00.000Z', 0]]);
  });

  test('is given the one that is over, too: a slot is opened once for good, not for a day', async () => {
    const { deps, pass, all } = bench('2026-06-01T10:00Z');
    const weekly = written('0 9 * * mon');
    await openCurrent(deps, weekly, MARIA, 'request/1');
    await apply(deps.journal, checklistDocument, 'CHK-1', { type: 'ticked', item: 'a', by: MARIA });
    pass(5 * DAY_MS);
    expect(await openCurrent(deps, weekly, DAVID, 'request/2')).toEqual({ id: 'CHK-1', isNew: false });
    expect(await openDue(deps, weekly)).toBeNull();
    expect(await all()).toHaveLength(1);
  });
});

test('one that stalled until the next slot had come does not post the old one behind it', async () => {
  const { deps, at, all } = bench('2026-06-01T05:00Z');
  await openDue(deps, EIGHT);
  at('2026-06-01T06:00Z');
  const stalled: Journal = {
    ...deps.journal,
    commit: (commit) => {
      at('2026-06-02T06:00Z');
      return deps.journal.commit(commit);
    },
  };
  expect(await openDue({ ...deps, journal: stalled }, EIGHT)).toBeNull();
  expect(await openDue(deps, EIGHT)).toMatchObject({ isNew: true });
  expect(await all()).toEqual([['2026-06-02T06:00:00.000Z', 1]]);
});

test('replicas and people at the same slot, their every await in any order, open it once and follow the last once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      let nowMs = Date.parse('2026-06-01T05:00Z');
      const { journal, dispose } = openTempJournal(() => nowMs);
      try {
        await openDue(depsOn(journal), EIGHT);
        await apply(journal, checklistDocument, 'CHK-77', {
          ...opening,
          id: 'CHK-77',
          slotMs: nowMs - DAY_MS,
        });
        nowMs = Date.parse('2026-06-01T06:00Z');
        const replica = (): Deps =>
          depsOn({
            ...journal,
            load: scheduler.scheduleFunction(journal.load),
            commit: scheduler.scheduleFunction(journal.commit),
            usedBy: scheduler.scheduleFunction(journal.usedBy),
            find: scheduler.scheduleFunction(journal.find),
            next: scheduler.scheduleFunction(journal.next),
          });
        const openings = Promise.all([
          openDue(replica(), EIGHT),
          openDue(replica(), EIGHT),
          openCurrent(replica(), EIGHT, MARIA, 'request/1'),
        ]);
        await scheduler.waitFor(openings);
        const opened = (await openings).filter((one) => one !== null);
        expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
        expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
        expect(await all(journal)).toHaveLength(2);
        expect(await journal.emitted.take(nowMs, 10, 1_000)).toHaveLength(1);
      } finally {
        await dispose();
      }
    }),
    { numRuns: 25 },
  );
});
