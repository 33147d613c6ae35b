/** What may happen to a procedure and its steps, cell by cell, and the rules behind it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isLeft,
  PROCEDURE_STATUSES,
  type Procedure,
  type ProcedureEvent,
  phaseAtHand,
  stepAtHand,
  stepsOf,
  wayOf,
} from '../../src/procedure/state.ts';
import { transition, whyNotAsked } from '../../src/procedure/transition.ts';
import {
  AT_MS,
  aborted,
  after,
  asked,
  begun,
  CHECK,
  filled,
  heard,
  later,
  MINUTE_MS,
  news,
  refusal,
  reported,
  skipped,
  starting,
  stepIn,
  task,
  ticked,
  told,
  turnedBack,
} from './fixtures.ts';

const fresh = () => begun();
const changing = () => after(fresh(), filled(), ticked('tick'));
const watching = () =>
  after(changing(), heard('restore', news('succeeded')), skipped('check'), asked('watch'));
const telling = () =>
  after(changing(), heard('restore', news('succeeded')), skipped('check'), skipped('watch'));

const STATES = {
  nothing: () => null,
  before: fresh,
  changing,
  asking: () => after(changing(), heard('restore', news('waiting', 1))),
  watching,
  telling,
  complete: () => after(telling(), told()),
  aborted: () => after(changing(), aborted),
  back: () => after(telling(), turnedBack),
  rolled_back: () => after(changing(), turnedBack, ticked('revert')),
} as const satisfies { readonly [state: string]: () => Procedure | null };

const EVENTS: { readonly [name: string]: ProcedureEvent } = {
  started: starting,
  filled: filled(),
  'ticked by-hand': ticked('by-hand'),
  'ticked restore': ticked('restore'),
  'skipped restore': skipped('restore'),
  'check_requested watch': asked('watch'),
  'check_reported watch': reported('watch', 'pass'),
  'request_told restore': heard('restore', news('undone', 9)),
  contact_told: told(),
  'ticked revert': ticked('revert'),
  aborted,
  turned_back: turnedBack,
};

/** `=` and the status after it; any other word is why not. */
const TABLE = `
event                 | nothing   | before        | changing      | asking          | watching        | telling         | complete        | aborted         | back            | rolled_back
started               | =running  | exists        | exists        | exists          | exists          | exists          | exists          | exists          | exists          | exists
filled                | not_found | =running      | already_done  | already_done    | already_done    | already_done    | already_done    | already_done    | already_done    | already_done
ticked by-hand        | not_found | not_its_turn  | =running      | =running        | already_skipped | already_skipped | already_skipped | is_aborted      | already_skipped | is_over
ticked restore        | not_found | not_its_turn  | not_by_hand   | request_waiting | already_done    | already_done    | already_done    | is_aborted      | already_done    | is_over
skipped restore       | not_found | not_its_turn  | =running      | request_waiting | already_done    | already_done    | already_done    | is_aborted      | already_done    | is_over
check_requested watch | not_found | not_its_turn  | not_its_turn  | not_its_turn    | watch_running   | already_skipped | already_skipped | is_aborted      | already_skipped | is_over
check_reported watch  | not_found | not_asked_for | not_asked_for | not_asked_for   | =running        | not_asked_for   | not_asked_for   | not_asked_for   | not_asked_for   | not_asked_for
request_told restore  | not_found | =running      | =running      | =running        | =running        | =running        | =complete       | =aborted        | =rolling_back   | =rolled_back
contact_told          | not_found | not_its_turn  | not_its_turn  | not_its_turn    | not_its_turn    | =complete       | already_done    | is_aborted      | not_its_turn    | is_over
ticked revert         | not_found | not_its_turn  | not_its_turn  | not_its_turn    | not_its_turn    | not_its_turn    | is_over         | is_aborted      | =rolling_back   | already_done
aborted               | not_found | =aborted      | =aborted      | =aborted        | =aborted        | =aborted        | is_over         | is_aborted      | =aborted        | is_over
turned_back           | not_found | =rolling_back | =rolling_back | =rolling_back   | =rolling_back   | =rolling_back   | =rolling_back   | =rolling_back   | is_rolling_back | is_rolling_back
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
    const what = EVENTS[event];
    if (what === undefined) throw new Error(`There is no event ${event}.`);
    const step = transition(STATES[state](), what, AT_MS);
    expect(step.ok ? `=${step.state.status}` : step.code).toBe(expected);
  });

  test('the table leaves out no event and no state', () => {
    expect(rows.map(([event]) => event)).toEqual(Object.keys(EVENTS));
    expect(columns).toEqual(Object.keys(STATES));
    expect(new Set(Object.values(EVENTS).map(({ type }) => type)).size).toBe(10);
    const reached = new Set(Object.values(STATES).flatMap((state) => state()?.status ?? []));
    expect(reached).toEqual(new Set(PROCEDURE_STATUSES));
  });
});

describe('a step', () => {
  test('of a phase may come before another of the same phase, and no phase before the one above it', () => {
    const one = after(fresh(), ticked('tick'));
    expect(phaseAtHand(one)?.title).toBe('Before');
    expect(stepAtHand(after(one, filled()))?.id).toBe('restore');
    expect(refusal(fresh(), ticked('nope'))).toBe('no_step');
    expect(refusal(fresh(), ticked('constructor'))).toBe('no_step');
  });

  test('that is one of several leaves the others, as soon as it has succeeded', () => {
    const done = after(changing(), heard('restore', news('waiting', 1)), heard('restore', news('succeeded')));
    const marks = ['restore', 'other', 'by-hand'].map((id) => stepIn(done, id).mark);
    expect(marks).toEqual(['done', 'left', 'left']);
    expect(phaseAtHand(done)?.title).toBe('After');
  });

  test('whose request waits keeps its phase open, though another was enough', () => {
    const other = after(changing(), heard('other', news('waiting', 1)), ticked('by-hand'));
    expect(stepIn(other, 'other').mark).toBe('open');
    expect(phaseAtHand(other)?.title).toBe('Change');
    expect(phaseAtHand(after(other, heard('other', news('rejected')), skipped('other')))?.title).toBe(
      'After',
    );
  });

  test('with an action is asked for in its turn, once at a time, and only success settles it', () => {
    expect(whyNotAsked(fresh(), 'restore')).toBe('not_its_turn');
    expect(whyNotAsked(changing(), 'restore')).toBeNull();
    expect(whyNotAsked(changing(), 'by-hand')).toBe('not_that_way');
    const waiting = after(changing(), heard('restore', news('waiting', 1)));
    expect(whyNotAsked(waiting, 'restore')).toBe('request_waiting');
    const failed = after(waiting, heard('restore', news('failed')));
    expect(stepIn(failed, 'restore').mark).toBe('flagged');
    expect(whyNotAsked(failed, 'restore')).toBeNull();
    const again = after(failed, heard('restore', news('succeeded', 2, 'APR-4')));
    expect(stepIn(again, 'restore').mark).toBe('done');
  });

  test.each(['warn', 'fail', 'could_not_see'] as const)('with a check is flagged by “%s”', (verdict) => {
    const ready = after(changing(), ticked('by-hand'));
    const flagged = after(ready, asked('check'), reported('check', verdict));
    expect(stepIn(flagged, 'check')).toMatchObject({ mark: 'flagged', found: { verdict } });
    expect(refusal(flagged, ticked('check'))).toBe('not_by_hand');
    const passed = after(flagged, asked('check'), reported('check', 'pass', 2));
    expect(stepIn(passed, 'check').mark).toBe('done');
  });

  test('with a check that is to be read is settled by whatever it finds, but not by nothing', () => {
    const look = begun({
      phases: [
        { title: 'Look', need: 'all', tasks: [task('look', { ...CHECK, look: true } as typeof CHECK)] },
      ],
    });
    const blind = after(look, asked('look'), reported('look', 'could_not_see'));
    expect(stepIn(blind, 'look').mark).toBe('flagged');
    expect(after(blind, asked('look'), reported('look', 'fail', 2)).status).toBe('complete');
  });
});

describe('a watch', () => {
  const first = () => later(watching(), [reported('watch', 'pass', 1), AT_MS + 5]);

  test('looks at once, then every ten minutes, and at its end for the last time', () => {
    expect(stepIn(watching(), 'watch').running).toMatchObject({ run: 1, atMs: AT_MS });
    const one = first();
    expect(stepIn(one, 'watch').running?.atMs).toBe(AT_MS + 5 + 10 * MINUTE_MS);
    const two = later(one, [reported('watch', 'pass', 2), AT_MS + 25 * MINUTE_MS]);
    expect(stepIn(two, 'watch').running?.atMs).toBe(AT_MS + 30 * MINUTE_MS);
    const end = later(two, [reported('watch', 'pass', 3), AT_MS + 30 * MINUTE_MS]);
    expect(stepIn(end, 'watch')).toMatchObject({ mark: 'done', watch: null, running: null });
  });

  test('that was slept through ends with one look, not with all that were missed', () => {
    const late = later(first(), [reported('watch', 'pass', 2), AT_MS + 300 * MINUTE_MS]);
    expect(stepIn(late, 'watch')).toMatchObject({ mark: 'done', running: null });
  });

  test('in which a look failed is flagged at its end, whatever the last one finds, and can be begun anew', () => {
    const failed = later(first(), [reported('watch', 'fail', 2), AT_MS + 11 * MINUTE_MS]);
    expect(stepIn(failed, 'watch')).toMatchObject({ mark: 'open', watch: { failed: true } });
    const end = later(failed, [reported('watch', 'pass', 3), AT_MS + 30 * MINUTE_MS]);
    expect(stepIn(end, 'watch').mark).toBe('flagged');
    expect(stepIn(after(end, asked('watch')), 'watch').watch).toMatchObject({ failed: false });
  });

  test('whose last look could not see is flagged', () => {
    const end = later(first(), [reported('watch', 'could_not_see', 2), AT_MS + 30 * MINUTE_MS]);
    expect(stepIn(end, 'watch').mark).toBe('flagged');
  });

  test('can be left out while it goes on, and takes no look of before', () => {
    expect(stepIn(after(watching(), skipped('watch')), 'watch')).toMatchObject({
      mark: 'skipped',
      watch: null,
    });
    expect(refusal(first(), reported('watch', 'pass', 1))).toBe('not_asked_for');
  });

  test('is given up with the procedure', () => {
    for (const end of [aborted, turnedBack])
      expect(stepIn(after(watching(), end), 'watch')).toMatchObject({ watch: null, running: null });
  });
});

describe('the way back', () => {
  test('has nothing to undo where nothing was changed', () => {
    expect(stepIn(after(fresh(), turnedBack), 'undo').mark).toBe('done');
  });

  test('waits until everything that was changed is undone, what was still waiting included', () => {
    const changed = after(telling(), turnedBack);
    expect(stepIn(changed, 'undo').mark).toBe('open');
    expect(refusal(changed, ticked('undo'))).toBe('not_by_hand');
    const undone = after(changed, heard('restore', news('undone', 9)), ticked('revert'));
    expect(undone.status).toBe('rolled_back');
    const waiting = after(changing(), heard('restore', news('waiting', 1)), turnedBack);
    expect(stepIn(waiting, 'undo').mark).toBe('open');
    const late = after(waiting, heard('restore', news('succeeded', 5)));
    expect(stepIn(late, 'undo').mark).toBe('open');
    expect(stepIn(after(waiting, heard('restore', news('rejected'))), 'undo').mark).toBe('done');
  });

  test('is not there where the runbook knows none', () => {
    expect(refusal(begun({ rollBack: [] }), turnedBack)).toBe('no_way_back');
  });
});

const IDS = [...starting.phases, ...starting.rollBack].flatMap(({ tasks }) => tasks.map(({ id }) => id));
const id = fc.constantFrom(...IDS);
const events: fc.Arbitrary<ProcedureEvent> = fc.oneof(
  { weight: 3, arbitrary: id.map((step) => ticked(step)) },
  { weight: 2, arbitrary: id.map(skipped) },
  { weight: 2, arbitrary: id.map((step) => filled(step)) },
  { weight: 2, arbitrary: id.map(asked) },
  { weight: 2, arbitrary: id.map(told) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(id, fc.constantFrom('pass', 'warn', 'fail', 'could_not_see'), fc.integer({ min: 1, max: 4 }))
      .map(([step, verdict, run]) => reported(step, verdict, run)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        id,
        fc.constantFrom('waiting', 'succeeded', 'failed', 'undone'),
        fc.nat(9),
        fc.constantFrom('APR-1', 'APR-2'),
      )
      .map(([step, stands, seq, approval]) => heard(step, news(stands, seq, approval))),
  },
  fc.constantFrom(aborted, turnedBack),
);

/** By chance alone the last state of all is hardly ever reached. */
const TO_THE_END = [turnedBack, skipped('undo'), ticked('revert')].map(
  (event): readonly [ProcedureEvent, number] => [event, 1],
);

/** What this event alone may settle; what there is to undo goes with whatever was the last of it. */
function settledBy(event: ProcedureEvent): readonly string[] {
  if (event.type === 'check_reported')
    return event.report.verdict === 'pass' ? ['check', 'watch', 'undo'] : ['undo'];
  if (event.type === 'request_told') return event.news.stands === 'succeeded' ? ['action', 'undo'] : ['undo'];
  if (event.type === 'ticked') return ['tick', 'undo'];
  if (event.type === 'filled') return ['fill', 'undo'];
  return event.type === 'contact_told' ? ['tell', 'undo'] : ['undo'];
}

test('however it goes: what is settled stays, no phase comes early, and no tick settles what a check or an approval has to', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.tuple(events, fc.nat(20 * MINUTE_MS)), { maxLength: 60 }), (steps) => {
      let state = fresh();
      let atMs = AT_MS;
      for (const [event, laterMs] of [...steps, ...TO_THE_END]) {
        atMs += laterMs;
        const step = transition(state, event, atMs);
        if (!step.ok) continue;
        for (const { id: known, mark, marked } of stepsOf(state).filter((each) => !isLeft(each)))
          expect(stepIn(step.state, known)).toMatchObject({ mark, marked });
        const before = state;
        state = step.state;
        reached.add(state.status);
        const at = phaseAtHand(state);
        const isOpen = state.status === 'running' || state.status === 'rolling_back';
        expect(at !== null).toBe(isOpen);
        const earlier = at === null ? [] : wayOf(state).slice(0, wayOf(state).indexOf(at));
        expect(earlier.flatMap(({ steps: all }) => all.filter(isLeft))).toEqual([]);
        for (const { id: done, does } of stepsOf(state).filter(({ mark }) => mark === 'done')) {
          if (stepIn(before, done).mark === 'done') continue;
          expect(settledBy(event)).toContain(does.kind);
        }
        expect(stepsOf(state).every((each) => each.running === null || isLeft(each))).toBe(true);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }
    }),
    { numRuns: 400 },
  );
  expect([...reached].toSorted()).toEqual(
    expect.arrayContaining(['aborted', 'rolled_back', 'rolling_back', 'running']),
  );
});
