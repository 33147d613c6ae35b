/** What an item hears of the requests that are made for it: in any order, twice, late, and after the next one came. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestNews, RequestStands } from '../../src/approval/news.ts';
import { checklistDocument } from '../../src/checklist/document.ts';
import { type Checklist, type ChecklistEvent, isLeft, itemAtHand } from '../../src/checklist/state.ts';
import { transition, whyNotAsked } from '../../src/checklist/transition.ts';
import { AT_MS, after, DAVID, itemOf, MARIA, opened, opening, task, WITH_CHECK } from './fixtures.ts';

const ITEM = 'vacuum';
const tasks = [
  task(ITEM, { how: null, action: { id: 'vacuum-tables', with: {} } }),
  task('pipes', WITH_CHECK),
];
const fresh = (): Checklist => opened({ tasks });

function news(stands: RequestStands, seq = 2, approval = 'APR-3'): RequestNews {
  return { approval, title: 'Vacuum', by: DAVID, stands, seq };
}
function told(heard: RequestNews, part = ITEM): ChecklistEvent {
  return { type: 'request_told', part, news: heard };
}
const hear = (state: Checklist, ...all: readonly RequestNews[]): Checklist =>
  after(state, ...all.map((each): readonly [ChecklistEvent, number] => [told(each), AT_MS]));
const ticked: ChecklistEvent = { type: 'ticked', item: ITEM, by: MARIA };
const skipped: ChecklistEvent = { type: 'skipped', item: ITEM, by: MARIA, reason: 'Not now' };

describe('an item with an action', () => {
  test('is neither ticked nor asked for twice while its request waits, and is not the one at hand', () => {
    const waiting = hear(fresh(), news('waiting', 1));
    expect(itemOf(waiting, ITEM).mark).toBe('open');
    expect(transition(waiting, ticked, AT_MS)).toEqual({ ok: false, code: 'request_waiting' });
    expect(whyNotAsked(waiting, ITEM)).toBe('request_waiting');
    expect(itemAtHand(waiting)?.id).toBe('pipes');
    expect(itemOf(after(waiting, [skipped, AT_MS]), ITEM).mark).toBe('skipped');
  });

  test('is ticked for who asked when it has succeeded', () => {
    const done = hear(fresh(), news('waiting', 1), news('succeeded', 6));
    expect(itemOf(done, ITEM)).toMatchObject({ mark: 'done', marked: { by: DAVID, atMs: AT_MS } });
    expect(whyNotAsked(done, ITEM)).toBe('already_done');
  });

  test.each([
    'not_verified',
    'failed',
    'rejected',
    'expired',
    'cancelled',
    'voided',
    'in_doubt',
    'not_applied',
  ] as const)('is flagged when it is “%s”, and can be asked for again', (stands) => {
    const flagged = hear(fresh(), news('waiting', 1), news(stands));
    expect(itemOf(flagged, ITEM).mark).toBe('flagged');
    expect(whyNotAsked(flagged, ITEM)).toBeNull();
    const again = hear(flagged, news('waiting', 1, 'APR-4'), news('succeeded', 5, 'APR-4'));
    expect(itemOf(again, ITEM).mark).toBe('done');
  });

  test('is flagged again when what ticked it is undone, and not when another is', () => {
    const done = hear(fresh(), news('succeeded', 5));
    expect(itemOf(hear(done, news('undone', 9)), ITEM).mark).toBe('flagged');
    expect(itemOf(hear(done, news('undone', 9, 'APR-9')), ITEM).mark).toBe('done');
  });

  test('that is not there hears nothing', () => {
    expect(transition(fresh(), told(news('succeeded'), 'constructor'), AT_MS)).toMatchObject({
      code: 'no_item',
    });
  });
});

test('what is found by a check is not ticked by what was asked for because of it', () => {
  const flagged = after(fresh(), [told(news('succeeded'), 'pipes'), AT_MS]);
  expect(itemOf(flagged, 'pipes')).toMatchObject({ mark: 'open', requests: [{ stands: 'succeeded' }] });
});

test('the next checklist is told what is heard after it came, and goes on from what was known before', () => {
  const waiting = hear(fresh(), news('waiting', 1));
  const event = told(news('succeeded', 6));
  const carried = after(waiting, [{ type: 'followed', by: 'CHK-2' }, AT_MS]);
  const late = transition(carried, event, AT_MS);
  if (!late.ok) throw new Error(late.code);
  expect(itemOf(late.state, ITEM).mark).toBe('carried');
  const change = { before: carried, after: late.state, event, seq: 4, atMs: AT_MS };
  expect(checklistDocument.consequences(change).emit).toEqual([
    { to: { kind: 'checklist', id: 'CHK-2' }, event, once: 'told/APR-3/6/CHK-2' },
  ]);
  const next = opened({ ...opening, id: 'CHK-2', tasks, previous: ['CHK-1'] });
  const left = waiting.items.filter(isLeft);
  const handed = after(next, [{ type: 'left_over', from: 'CHK-1', items: left }, AT_MS]);
  expect(transition(handed, ticked, AT_MS)).toMatchObject({ code: 'request_waiting' });
  expect(itemOf(after(handed, [event, AT_MS]), ITEM).mark).toBe('done');
  // The word overtakes what was handed over.
  const overtaken = after(next, [event, AT_MS], [{ type: 'left_over', from: 'CHK-1', items: left }, AT_MS]);
  expect(itemOf(overtaken, ITEM)).toMatchObject({ mark: 'done', requests: [{ stands: 'succeeded' }] });
});

const ENDINGS = ['succeeded', 'failed', 'rejected', 'expired', 'in_doubt'] as const;
const lives = fc.array(fc.constantFrom(...ENDINGS), { minLength: 1, maxLength: 4 });

test('in whatever order the words come, and however often, they lead to the same', () => {
  fc.assert(
    fc.property(lives, fc.infiniteStream(fc.nat(100)), (endings, dice) => {
      const words = endings.flatMap((ending, index) => [
        news('waiting', 1, `APR-${index + 1}`),
        news(ending, 7, `APR-${index + 1}`),
      ]);
      const shuffled = [...words, ...words]
        .map((word) => ({ word, at: dice.next().value }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ word }) => word);
      let state = fresh();
      for (const word of shuffled) {
        const step = transition(state, told(word), AT_MS);
        if (step.ok) ({ state } = step);
      }
      const { mark, requests = [] } = itemOf(state, ITEM);
      expect(mark).toBe(endings.includes('succeeded') ? 'done' : 'flagged');
      expect(requests.map(({ stands }) => stands)).toEqual(endings);
    }),
  );
});
