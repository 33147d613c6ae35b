/** What may happen to a checklist and its items in each of their states, cell by cell, and the rules behind it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHECKLIST_STATUSES,
  type Checklist,
  type ChecklistEvent,
  ITEMS_MAX,
  isLeft,
  itemAtHand,
  NUDGE_AGAIN_MS,
  nudgeAtMs,
} from '../../src/checklist/state.ts';
import { transition } from '../../src/checklist/transition.ts';
import { report } from '../incident/fixtures.ts';
import {
  AT_MS,
  after,
  DAVID,
  HOUR_MS,
  itemOf,
  MARIA,
  MINUTE_MS,
  opened,
  opening,
  task,
  WITH_CHECK,
} from './fixtures.ts';

const ITEM = 'pipes';
const reported = (verdict: 'pass' | 'warn' | 'fail' | 'could_not_see', run = 1): ChecklistEvent => ({
  type: 'check_reported',
  item: ITEM,
  run,
  report: report('row-count', { verdict }),
});
const ticked = (item = ITEM): ChecklistEvent => ({ type: 'ticked', item, by: MARIA });
const skipped: ChecklistEvent = { type: 'skipped', item: ITEM, by: MARIA, reason: 'No run today.' };
const taken = (by = MARIA): ChecklistEvent => ({ type: 'taken', item: ITEM, by });
const asked: ChecklistEvent = { type: 'check_requested', item: ITEM, by: MARIA };
const followed: ChecklistEvent = { type: 'followed', by: 'CHK-2' };
const leftOver: ChecklistEvent = { type: 'left_over', from: 'CHK-0', items: [] };
const nudged: ChecklistEvent = { type: 'nudged', nudges: [{ item: ITEM, whom: null }] };

const told: ChecklistEvent = {
  type: 'request_told',
  part: ITEM,
  news: { approval: 'APR-1', title: 'Vacuum', by: DAVID, stands: 'succeeded', seq: 7 },
};

const fresh = (): Checklist => opened({ previous: ['CHK-0'] });

/** The item in that state; the other one is left, where the checklist is not over. */
const STATES = {
  nothing: () => null,
  open: fresh,
  taken: () => after(fresh(), [taken(), AT_MS]),
  running: () => after(fresh(), [asked, AT_MS]),
  flagged: () => after(fresh(), [asked, AT_MS], [reported('fail'), AT_MS]),
  done: () => after(fresh(), [ticked(), AT_MS]),
  skipped: () => after(fresh(), [skipped, AT_MS]),
  complete: () => after(fresh(), [ticked(), AT_MS], [ticked('logs'), AT_MS]),
  carried: () => after(fresh(), [followed, AT_MS]),
} as const satisfies { readonly [state: string]: () => Checklist | null };

const EVENTS: { readonly [name: string]: readonly [ChecklistEvent, number] } = {
  opened: [opening, AT_MS],
  taken: [taken(), AT_MS],
  ticked: [ticked(), AT_MS],
  skipped: [skipped, AT_MS],
  check_requested: [asked, AT_MS],
  check_reported: [reported('pass'), AT_MS],
  request_told: [told, AT_MS],
  nudged: [nudged, AT_MS + HOUR_MS],
  followed: [followed, AT_MS],
  left_over: [leftOver, AT_MS],
};

/** `=mark` of the item after it, any other word is why not. */
const TABLE = `
event           | nothing   | open          | taken         | running       | flagged       | done          | skipped         | complete      | carried
opened          | =open     | exists        | exists        | exists        | exists        | exists        | exists          | exists        | exists
taken           | not_found | =open         | already_yours | =open         | =flagged      | already_done  | already_skipped | already_done  | was_carried
ticked          | not_found | =done         | =done         | check_running | =done         | already_done  | already_skipped | already_done  | was_carried
skipped         | not_found | =skipped      | =skipped      | check_running | =skipped      | already_done  | already_skipped | already_done  | was_carried
check_requested | not_found | =open         | =open         | check_running | =flagged      | already_done  | already_skipped | already_done  | was_carried
check_reported  | not_found | not_asked_for | not_asked_for | =done         | not_asked_for | not_asked_for | not_asked_for   | not_asked_for | not_asked_for
request_told    | not_found | =open         | =open         | =open         | =flagged      | =done         | =skipped        | =done         | =carried
nudged          | not_found | =open         | =open         | =open         | =flagged      | not_due       | not_due         | not_due       | not_due
followed        | not_found | =carried      | =carried      | =carried      | =carried      | =done         | =skipped        | is_over       | is_over
left_over       | not_found | =open         | =open         | =open         | =flagged      | =done         | =skipped        | =done         | =carried
`;

const [header = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));
const columns = header.slice(1) as (keyof typeof STATES)[];
const cells = rows.flatMap(([event = '', ...outcomes]) =>
  outcomes.map((expected, index) => ({ event, state: columns[index] ?? 'nothing', expected })),
);

describe('every event in every state', () => {
  test.each(cells)('$event, when it is $state: $expected', ({ event, state, expected }) => {
    const [what, atMs] = EVENTS[event] ?? [];
    if (what === undefined || atMs === undefined) throw new Error(`There is no event ${event}.`);
    const step = transition(STATES[state](), what, atMs);
    expect(step.ok ? `=${itemOf(step.state, ITEM).mark}` : step.code).toBe(expected);
  });

  test('the table leaves out no event and no state', () => {
    expect(rows.map(([event]) => event)).toEqual(Object.keys(EVENTS));
    expect(columns).toEqual(Object.keys(STATES));
    const reached = new Set(Object.values(STATES).flatMap((state) => state()?.status ?? []));
    expect(reached).toEqual(new Set(CHECKLIST_STATUSES));
  });
});

describe('an item', () => {
  test.each(['warn', 'fail', 'could_not_see'] as const)('is flagged, not ticked, by “%s”', (verdict) => {
    const checklist = after(fresh(), [asked, AT_MS], [reported(verdict), AT_MS + 5]);
    expect(itemOf(checklist, ITEM)).toMatchObject({
      mark: 'flagged',
      marked: { by: MARIA, atMs: AT_MS + 5 },
      found: { verdict },
      running: null,
    });
    expect(checklist.status).toBe('open');
  });

  test('that was flagged can be run again, and then a pass ticks it', () => {
    const flagged = STATES.flagged();
    const again = after(flagged, [asked, AT_MS]);
    expect(transition(again, reported('pass', 1), AT_MS)).toEqual({ ok: false, code: 'not_asked_for' });
    expect(itemOf(after(again, [reported('pass', 2), AT_MS]), ITEM).mark).toBe('done');
  });

  test('can be taken from somebody who has it', () => {
    expect(itemOf(after(STATES.taken(), [taken(DAVID), AT_MS]), ITEM).takenBy).toBe(DAVID);
  });

  test('without a check is not run, and one that is not there is nobody’s', () => {
    expect(transition(fresh(), { ...asked, item: 'logs' }, AT_MS)).toMatchObject({ code: 'no_check' });
    for (const item of ['', 'pipe', 'constructor'])
      expect(transition(fresh(), ticked(item), AT_MS)).toMatchObject({ code: 'no_item' });
  });
});

describe('a nudge', () => {
  test('is not due before the time, comes once, and again a day after it was told, however late that was', () => {
    expect(transition(fresh(), nudged, AT_MS + HOUR_MS - 1)).toMatchObject({ code: 'not_due' });
    const lateMs = AT_MS + 100 * HOUR_MS;
    const told = after(fresh(), [nudged, lateMs]);
    expect(transition(told, nudged, lateMs + MINUTE_MS)).toMatchObject({ code: 'not_due' });
    expect(nudgeAtMs(itemOf(told, ITEM))).toBe(lateMs + NUDGE_AGAIN_MS);
    expect(transition(told, nudged, lateMs + NUDGE_AGAIN_MS).ok).toBe(true);
  });

  test('of two, one of which was done meanwhile, is refused: who is told is worked out again', () => {
    const both: ChecklistEvent = {
      type: 'nudged',
      nudges: [
        { item: 'logs', whom: null },
        { item: ITEM, whom: null },
      ],
    };
    expect(transition(fresh(), both, AT_MS + HOUR_MS).ok).toBe(true);
    expect(transition(STATES.done(), both, AT_MS + HOUR_MS)).toMatchObject({ code: 'not_due' });
  });
});

describe('what was left open', () => {
  const old = opened({ id: 'CHK-0', tasks: [task('gone'), task(ITEM, WITH_CHECK)] });
  const since = { checklist: 'CHK-0', atMs: AT_MS };
  const left = old.items.map((item) => ({ ...item, takenBy: DAVID, since }));
  const handed: ChecklistEvent = { type: 'left_over', from: 'CHK-0', items: left };

  test('comes first; an item that is here too is there once, with its new time and whoever has it', () => {
    const later = after(null, [{ ...opening, previous: ['CHK-0'] }, AT_MS + 24 * HOUR_MS], [handed, AT_MS]);
    expect(later.items.map(({ id, takenBy }) => [id, takenBy])).toEqual([
      ['gone', DAVID],
      [ITEM, DAVID],
      ['logs', null],
    ]);
    expect(itemOf(later, ITEM)).toMatchObject({ since, dueAtMs: AT_MS + 25 * HOUR_MS });
    expect(itemOf(later, 'gone')).toMatchObject({ since, dueAtMs: AT_MS + HOUR_MS, mark: 'open' });
  });

  test('is taken from no other than the one before', () => {
    expect(transition(opened({ previous: ['CHK-9'] }), handed, AT_MS)).toMatchObject({ code: 'not_before' });
  });

  test('of more items than a card can show, as many as fit are taken over', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...itemOf(old, 'gone'), id: `gone-${index}` }));
    const full = after(fresh(), [{ type: 'left_over', from: 'CHK-0', items: many }, AT_MS]);
    expect(full.items).toHaveLength(ITEMS_MAX);
    expect(full.items.slice(-2).map(({ id }) => id)).toEqual(['logs', ITEM]);
  });
});

const events: fc.Arbitrary<ChecklistEvent> = fc.oneof(
  fc.constantFrom(
    taken(),
    taken(DAVID),
    ticked(),
    ticked('logs'),
    skipped,
    asked,
    followed,
    nudged,
    leftOver,
  ),
  fc
    .tuple(fc.constantFrom('pass', 'warn', 'fail', 'could_not_see'), fc.integer({ min: 0, max: 4 }))
    .map(([verdict, run]) => reported(verdict, run)),
);

test('however it goes: what is settled stays, nothing is lost, and it is open as long as something is left', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(events, fc.nat(3 * NUDGE_AGAIN_MS)), { maxLength: 30 }), (steps) => {
      let state = fresh();
      let atMs = AT_MS;
      for (const [event, laterMs] of steps) {
        atMs += laterMs;
        const step = transition(state, event, atMs);
        if (!step.ok) continue;
        for (const before of state.items.filter((item) => !isLeft(item)))
          expect(itemOf(step.state, before.id)).toEqual(before);
        state = step.state;
        expect(state.items.map(({ id }) => id).toSorted((a, b) => a.localeCompare(b))).toEqual([
          'logs',
          ITEM,
        ]);
        expect(state.status === 'open').toBe(state.items.some(isLeft));
        expect(state.status === 'carried').toBe(state.carriedTo !== null);
        for (const item of state.items) {
          expect(item.running === null || isLeft(item)).toBe(true);
          expect(item.mark === 'flagged').toBe(
            isLeft(item) && item.found !== null && item.found.verdict !== 'pass',
          );
          expect((item.mark === 'skipped') === (item.reason !== null)).toBe(true);
          const nextMs = nudgeAtMs(item);
          if (item.nudgedAtMs !== null && nextMs !== null)
            expect(nextMs - item.nudgedAtMs).toBe(NUDGE_AGAIN_MS);
        }
        expect(itemAtHand(state) === null || state.status === 'open').toBe(true);
      }
    }),
  );
});
