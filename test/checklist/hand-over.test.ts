/** What is left open goes from one checklist to the next by events that come late, twice, and in any order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checklistDocument, checklistRef, openIndex } from '../../src/checklist/document.ts';
import { type Checklist, type ChecklistEvent, isLeft } from '../../src/checklist/state.ts';
import { apply, read } from '../../src/journal/document.ts';
import type { Journal, TakenEmitted } from '../../src/journal/journal.ts';
import { openTempJournal } from '../approval/ports.ts';
import { AT_MS, HOUR_MS, MARIA, opening, task } from './fixtures.ts';

const DAY_MS = 24 * HOUR_MS;
const IDS = ['CHK-1', 'CHK-2', 'CHK-3'] as const;

/** What is done in between: a letter is an item that somebody ticks where it is left, a number what is delivered next. */
const doings = fc.array(fc.oneof(fc.constantFrom('a', 'b'), fc.nat(5)), { maxLength: 8 });

test('every item is done once or left in the last one, open since it was first left', async () => {
  await fc.assert(
    fc.asyncProperty(doings, doings, doings, async (...between) => {
      let nowMs = AT_MS;
      const { journal, dispose } = openTempJournal(() => nowMs);
      try {
        const ticks = new Map([
          ['a', 0],
          ['b', 0],
        ]);
        const post = postman(journal, () => nowMs);
        for (const [index, id] of IDS.entries()) {
          const previous = (await journal.find('checklist', openIndex('daily'), { limit: 10 })).ids;
          const tasks = [task('a'), task('b')];
          await change(journal, id, { ...opening, id, slotMs: nowMs, tasks, previous });
          for (const doing of between[index] ?? []) {
            if (typeof doing === 'number') await post(doing);
            else if (await change(journal, id, { type: 'ticked', item: doing, by: MARIA }))
              ticks.set(doing, (ticks.get(doing) ?? 0) + 1);
          }
          nowMs += DAY_MS;
        }
        while (await post(0));

        const states = await Promise.all(IDS.map((id) => stateOf(journal, id)));
        const [first, second, last] = states;
        expect(states.map((state) => state?.items.length)).toEqual([2, 2, 2]);
        expect(first?.items.filter(isLeft)).toEqual([]);
        expect(second?.items.filter(isLeft)).toEqual([]);
        for (const item of last?.items ?? []) {
          const marks = [first, second].map((state) => state?.items.find(({ id }) => id === item.id)?.mark);
          const since = item.since?.checklist;
          if (marks[1] === 'carried') expect(since).toBe(marks[0] === 'carried' ? 'CHK-1' : 'CHK-2');
          // Done in between: then it is new, unless the first one was so late that it handed over to the last itself.
          else expect([undefined, ...(marks[0] === 'carried' ? ['CHK-1'] : [])]).toContain(since);
          const dones = states.filter(
            (state) => state?.items.find(({ id }) => id === item.id)?.mark === 'done',
          );
          expect(dones).toHaveLength(ticks.get(item.id) ?? 0);
        }
      } finally {
        await dispose();
      }
    }),
    { numRuns: 60 },
  );
});

/** Delivers one of those that wait, twice, as after a crash between the commit and the receipt. */
function postman(journal: Journal, now: () => number) {
  const waiting: TakenEmitted[] = [];
  return async (which: number): Promise<boolean> => {
    waiting.push(...(await journal.emitted.take(now(), 50, 1_000 * DAY_MS)));
    const [taken] = waiting.splice(which % Math.max(1, waiting.length), 1);
    if (taken === undefined) return false;
    const options = { once: [{ key: taken.once }] };
    for (let times = 0; times < 2; times += 1)
      await apply(journal, checklistDocument, taken.to.id, taken.event as ChecklistEvent, options);
    await journal.emitted.done(taken.rowId);
    return true;
  };
}

async function change(journal: Journal, id: string, event: ChecklistEvent): Promise<boolean> {
  return (await apply(journal, checklistDocument, id, event)).outcome === 'committed';
}

async function stateOf(journal: Journal, id: string): Promise<Checklist | undefined> {
  return (await read<Checklist>(journal, checklistRef(id)))?.state;
}
