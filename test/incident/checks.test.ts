/** What may be asked for beside what, which reports are taken, and what is kept of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentDocument } from '../../src/incident/document.ts';
import {
  type AskedCheck,
  CHECKS_ALONE_PENDING_MAX,
  CHECKS_SEEN_MAX,
  checksOf,
  type Incident,
  type IncidentEvent,
} from '../../src/incident/state.ts';
import { transition } from '../../src/incident/transition.ts';
import { AT_MS, after, DAVID, declared, MARIA, refusalOf, report } from './fixtures.ts';

const one = (check: string, parameters: AskedCheck['parameters'] = {}): AskedCheck => ({ check, parameters });
const area = (...checks: readonly AskedCheck[]): IncidentEvent => ({
  type: 'checks_requested',
  area: 'pipes',
  checks,
  by: MARIA,
});
const alone = (check: string, parameters: AskedCheck['parameters'] = {}): IncidentEvent => ({
  type: 'check_requested',
  check,
  parameters,
  by: DAVID,
});
const said = (run: number, check: string, parameters = {}): IncidentEvent => ({
  type: 'check_reported',
  run,
  report: report(check, { parameters }),
});
const now = (incident: Incident, ...events: readonly IncidentEvent[]): Incident =>
  after(incident, ...events.map((event) => [event, AT_MS] as const));
const running = (incident: Incident): readonly string[] =>
  checksOf(incident).pending.map(({ run, check }) => `${run} ${check}`);

const AREA = area(one('a'), one('b'));

describe('the checks of an area', () => {
  test('an area without checks has nothing to run', () => {
    expect(refusalOf(declared(), area())).toBe('no_checks');
  });

  test('without an area nobody knows which to run; once it is said it stays said', () => {
    const unclear = { ...declared(), area: null };
    expect(refusalOf(unclear, { ...area(), area: null } as IncidentEvent)).toBe('no_area');
    expect(now(unclear, AREA).area).toBe('pipes');
  });

  test('each is reported once, and a new run begins when all are', () => {
    const half = now(declared(), AREA, said(1, 'a'));
    expect(running(half)).toEqual(['1 b']);
    expect(checksOf(half).seen).toMatchObject([{ check: 'a', verdict: 'fail' }]);
    expect(refusalOf(half, said(1, 'a'))).toBe('not_asked_for');
    expect(refusalOf(half, AREA)).toBe('checks_running');
    expect(running(now(half, said(1, 'b'), AREA))).toEqual(['2 a', '2 b']);
  });

  test('a late report of an earlier run, or of a check nobody asked for, is not taken', () => {
    const begun = now(declared(), AREA);
    expect(refusalOf(begun, said(2, 'a'))).toBe('not_asked_for');
    expect(refusalOf(begun, said(1, 'c'))).toBe('not_asked_for');
    expect(refusalOf(declared(), said(1, 'a'))).toBe('not_asked_for');
  });

  test('one that an area names twice is run once', () => {
    expect(running(now(declared(), area(one('a'), one('a'))))).toEqual(['1 a']);
  });
});

describe('one check by itself', () => {
  test('runs beside those of the area, and beside itself with other values', () => {
    const all = now(declared(), AREA, alone('c'), alone('a', { hours: '3' }), alone('a', { hours: '4' }));
    expect(running(all)).toEqual(['1 a', '1 b', '2 c', '3 a', '4 a']);
    expect(running(now(all, said(3, 'a', { hours: '3' })))).toEqual(['1 a', '1 b', '2 c', '4 a']);
  });

  test('does not run twice at the same time with the same values, in whatever order they are named', () => {
    const begun = now(declared(), alone('a', { hours: '3', table: 't' }));
    expect(refusalOf(begun, alone('a', { table: 't', hours: '3' }))).toBe('check_running');
    expect(refusalOf(now(begun, AREA), alone('b'))).toBe('check_running');
    expect(running(now(now(declared(), alone('a')), AREA))).toEqual(['1 a', '2 b']);
    expect(refusalOf(now(declared(), alone('a'), alone('b')), AREA)).toBe('checks_running');
  });

  test('waits its turn where eight wait already; those of the area do not count', () => {
    const many = Array.from({ length: CHECKS_ALONE_PENDING_MAX }, (_, index) => alone(`n${index}`));
    const full = now(declared(), AREA, ...many);
    expect(refusalOf(full, alone('z'))).toBe('too_many_checks');
    expect(refusalOf(now(full, said(2, 'n0')), alone('z'))).toBe('=open');
  });

  test('does not change the area that the incident is about', () => {
    expect(now({ ...declared(), area: null }, alone('a')).area).toBeNull();
  });
});

describe('what is kept', () => {
  test('is the last word of each check with its values, the newest last', () => {
    const twice = now(
      declared(),
      alone('a', { hours: '3' }),
      said(1, 'a', { hours: '3' }),
      alone('a'),
      said(2, 'a'),
      alone('a', { hours: '3' }),
      said(3, 'a', { hours: '3' }),
    );
    expect(checksOf(twice).seen.map(({ parameters }) => parameters)).toEqual([{}, { hours: '3' }]);
  });

  test('has an end', () => {
    const asks = Array.from({ length: CHECKS_SEEN_MAX + 5 }, (_, index) => [
      alone('a', { n: String(index) }),
      said(index + 1, 'a', { n: String(index) }),
    ]).flat();
    const { seen } = checksOf(now(declared(), ...asks));
    expect(seen).toHaveLength(CHECKS_SEEN_MAX);
    expect(seen.at(-1)?.parameters).toEqual({ n: String(CHECKS_SEEN_MAX + 4) });
  });
});

describe('a document from before checks could be asked for one by one', () => {
  const summary = { check: 'a', verdict: 'fail', sentence: 'It is old.' } as const;
  const earlier: Incident = {
    ...declared(),
    lastRun: { run: 4, by: MARIA, atMs: AT_MS, pending: ['b'], done: [summary] },
  };

  test('goes on where it was: what is pending is reported, and numbers follow on', () => {
    expect(refusalOf(earlier, AREA)).toBe('checks_running');
    const done = now(earlier, said(4, 'b', { hours: '2' }));
    expect(checksOf(done).seen.map(({ check }) => check)).toEqual(['a', 'b']);
    expect(running(now(done, AREA))).toEqual(['5 a', '5 b']);
  });

  test('keeps no verdict twice: one whose values nobody kept gives way to the next of that check', () => {
    const { seen } = checksOf(now(earlier, alone('a', { hours: '3' }), said(5, 'a', { hours: '3' })));
    expect(seen).toMatchObject([{ check: 'a', parameters: { hours: '3' } }]);
  });
});

describe('deadlines', () => {
  const due = (incident: Incident) =>
    incidentDocument
      .consequences({ before: incident, after: incident, event: AREA, seq: 2, atMs: AT_MS })
      .due?.filter(({ name }) => name.startsWith('run_checks'));

  test('there is one for each asking that has a check without a report', () => {
    const begun = now(declared(), AREA, alone('c'));
    expect(due(begun)).toEqual([
      { name: 'run_checks/1', atMs: AT_MS },
      { name: 'run_checks/2', atMs: AT_MS },
    ]);
    expect(due(now(begun, said(1, 'a'), said(2, 'c')))).toEqual([{ name: 'run_checks/1', atMs: AT_MS }]);
    expect(due(now(begun, said(1, 'a'), said(2, 'c'), said(1, 'b')))).toEqual([]);
  });
});

test('in no order of events is a check pending twice with the same values, or taken that was not asked for', () => {
  const check = fc.constantFrom('a', 'b', 'c');
  const values = fc.constantFrom<AskedCheck['parameters']>({}, { hours: '3' }, { hours: '4' });
  const event = fc.oneof(
    fc.constant(AREA),
    fc.tuple(check, values).map((ask) => alone(...ask)),
    fc.tuple(fc.integer({ min: 1, max: 12 }), check, values).map((ask) => said(...ask)),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let incident = declared();
      for (const happening of events) {
        const step = transition(incident, happening, AT_MS);
        if (!step.ok) continue;
        const [was, is] = [checksOf(incident), checksOf(step.state)];
        const keys = is.pending.map(({ check: id, parameters }) => `${id} ${JSON.stringify(parameters)}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(is.pending.filter((asked) => asked.alone).length).toBeLessThanOrEqual(
          CHECKS_ALONE_PENDING_MAX,
        );
        expect(is.runs).toBeGreaterThanOrEqual(was.runs);
        if (happening.type === 'check_reported') expect(is.pending).toHaveLength(was.pending.length - 1);
        incident = step.state;
      }
    }),
    { numRuns: 500 },
  );
});
