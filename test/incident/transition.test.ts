/** What may happen to an incident in each of its states, and the rules behind it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Incident,
  type IncidentEvent,
  type IncidentStatus,
  nextStep,
  type ResponseStep,
  SEVERITIES,
  type Severity,
  STEPS,
  stepIndex,
} from '../../src/incident/state.ts';
import { transition } from '../../src/incident/transition.ts';
import {
  AT_MS,
  after,
  DAVID,
  declaration,
  declared,
  HOUR_MS,
  MARIA,
  MINUTE_MS,
  refusalOf,
  report,
} from './fixtures.ts';

const advanced = (to: Exclude<ResponseStep, 'resolved'>): IncidentEvent => ({
  type: 'advanced',
  to,
  by: MARIA,
});
const resolved: IncidentEvent = { type: 'resolved', by: MARIA, summary: 'Restored.' };
const commanded: IncidentEvent = { type: 'command_taken', by: DAVID };
const severity = (to: Severity, by = MARIA, inCommandersGroup = false): IncidentEvent => ({
  type: 'severity_changed',
  to,
  by,
  respondWithinMs: 15 * MINUTE_MS,
  inCommandersGroup,
});
const one = (check: string, parameters = {}) => ({ check, parameters });
const asked: IncidentEvent = {
  type: 'checks_requested',
  area: 'pipes',
  checks: [one('a'), one('b')],
  by: MARIA,
};
const askedOne = (check: string, parameters = {}): IncidentEvent => ({
  type: 'check_requested',
  ...one(check, parameters),
  by: DAVID,
});
const alerted: IncidentEvent = {
  type: 'alerted',
  contact: 'security-team',
  title: 'Security team',
  told: { kind: 'words', text: 'phone 12' },
  words: null,
  by: MARIA,
};
const reported: IncidentEvent = { type: 'check_reported', run: 1, report: report('a') };

/** An incident in that state, whose checks are running and whose clock has not moved. */
function inStatus(status: IncidentStatus | 'nothing'): Incident | null {
  if (status === 'nothing') return null;
  const incident = after(null, [declaration, AT_MS], [asked, AT_MS]);
  if (status === 'open') return incident;
  return after(incident, [status === 'resolved' ? resolved : advanced(status), AT_MS]);
}

const EVENTS: { readonly [name: string]: readonly [IncidentEvent, number] } = {
  declared: [declaration, AT_MS],
  acknowledged: [advanced('acknowledged'), AT_MS],
  assessed: [advanced('assessed'), AT_MS],
  investigating: [advanced('investigating'), AT_MS],
  mitigated: [advanced('mitigated'), AT_MS],
  resolved: [resolved, AT_MS],
  command_taken: [commanded, AT_MS],
  severity_changed: [severity('P0'), AT_MS],
  checks_requested: [asked, AT_MS],
  check_requested: [askedOne('a', { hours: '3' }), AT_MS],
  check_reported: [reported, AT_MS],
  alerted: [alerted, AT_MS],
  at_risk: [{ type: 'clock_passed', mark: 'at_risk' }, AT_MS + HOUR_MS / 2],
  breached: [{ type: 'clock_passed', mark: 'breached' }, AT_MS + HOUR_MS],
};

const TABLE = `
event            | nothing    | open            | acknowledged    | assessed        | investigating   | mitigated       | resolved
declared         | =open      | exists          | exists          | exists          | exists          | exists          | exists
acknowledged     | not_found  | =acknowledged   | already_there   | already_past    | already_past    | already_past    | is_resolved
assessed         | not_found  | =assessed       | =assessed       | already_there   | already_past    | already_past    | is_resolved
investigating    | not_found  | =investigating  | =investigating  | =investigating  | already_there   | already_past    | is_resolved
mitigated        | not_found  | =mitigated      | =mitigated      | =mitigated      | =mitigated      | already_there   | is_resolved
resolved         | not_found  | =resolved       | =resolved       | =resolved       | =resolved       | =resolved       | is_resolved
command_taken    | not_found  | =open           | =acknowledged   | =assessed       | =investigating  | =mitigated      | is_resolved
severity_changed | not_found  | =open           | =acknowledged   | =assessed       | =investigating  | =mitigated      | is_resolved
checks_requested | not_found  | checks_running  | checks_running  | checks_running  | checks_running  | checks_running  | is_resolved
check_requested  | not_found  | =open           | =acknowledged   | =assessed       | =investigating  | =mitigated      | is_resolved
check_reported   | not_found  | =open           | =acknowledged   | =assessed       | =investigating  | =mitigated      | =resolved
alerted          | not_found  | =open           | =acknowledged   | =assessed       | =investigating  | =mitigated      | =resolved
at_risk          | not_found  | =open           | clock_not_there | clock_not_there | clock_not_there | clock_not_there | clock_not_there
breached         | not_found  | =open           | clock_not_there | clock_not_there | clock_not_there | clock_not_there | clock_not_there
`;

const [header = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));
const columns = header.slice(1) as (IncidentStatus | 'nothing')[];

describe('every event in every state', () => {
  test.each(
    rows.flatMap(([event = '', ...outcomes]) =>
      outcomes.map((expected, index) => ({ event, state: columns[index] ?? 'nothing', expected })),
    ),
  )('$event in $state: $expected', ({ event, state, expected }) => {
    const [happening, atMs] = EVENTS[event] ?? [declaration, AT_MS];
    expect(refusalOf(inStatus(state), happening, atMs)).toBe(expected);
  });

  test('the table leaves out no event and no state', () => {
    expect(rows.map(([event]) => event)).toEqual(Object.keys(EVENTS));
    expect(columns).toEqual(['nothing', 'open', ...STEPS]);
    const types = new Set(Object.values(EVENTS).map(([event]) => event.type));
    expect(types.size).toBe(10);
  });
});

describe('who may do what', () => {
  test('lowering the severity takes the command or the commanders’ group; raising it takes neither', () => {
    const open = declared();
    expect(refusalOf(open, severity('P2'))).toBe('lowering_needs_commander');
    expect(refusalOf(open, severity('P3', DAVID, true))).toBe('=open');
    const commandedByDavid = after(open, [commanded, AT_MS]);
    expect(refusalOf(commandedByDavid, severity('P2', DAVID))).toBe('=open');
    expect(refusalOf(commandedByDavid, severity('P2', MARIA))).toBe('lowering_needs_commander');
    expect(refusalOf(open, severity('P0', MARIA))).toBe('=open');
    expect(refusalOf(open, severity('P1', MARIA, true))).toBe('same_severity');
  });

  test('command passes from one to another, and is not taken twice', () => {
    const first = after(declared(), [commanded, AT_MS]);
    expect(first.commander).toBe(DAVID);
    expect(refusalOf(first, commanded)).toBe('already_commander');
    expect(after(first, [{ type: 'command_taken', by: MARIA }, AT_MS]).commander).toBe(MARIA);
  });
});

describe('no order of events', () => {
  const event = fc.oneof(
    fc.constantFrom(...STEPS).map((to) => (to === 'resolved' ? resolved : advanced(to))),
    fc
      .tuple(fc.constantFrom(...SEVERITIES), fc.constantFrom(MARIA, DAVID), fc.boolean())
      .map((s) => severity(...s)),
    fc.constantFrom(declaration, commanded, asked, reported),
    fc.tuple(fc.constantFrom('a', 'c'), fc.constantFrom({}, { hours: '3' })).map((ask) => askedOne(...ask)),
    fc
      .constantFrom('at_risk' as const, 'breached' as const)
      .map((mark) => ({ type: 'clock_passed' as const, mark })),
  );
  const life = fc.array(fc.tuple(event, fc.constantFrom(0, 1, 10 * MINUTE_MS, HOUR_MS)), { maxLength: 25 });

  test('goes back a step, changes a resolved incident’s course, or loses a breach', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(life, (events) => {
        let incident = declared();
        let atMs = AT_MS;
        for (const [happening, waitMs] of events) {
          atMs += waitMs;
          const step = transition(incident, happening, atMs);
          expect(transition(JSON.parse(JSON.stringify(incident)) as Incident, happening, atMs)).toEqual(step);
          if (!step.ok) continue;
          const { state } = step;
          seen.add(state.status);
          expect(stepIndex(state.status)).toBeGreaterThanOrEqual(stepIndex(incident.status));
          if (incident.status === 'resolved')
            expect({ ...state, checks: null }).toEqual({ ...incident, checks: null });
          if (incident.clock.breachedAtMs !== null)
            expect(state.clock.breachedAtMs).toBe(incident.clock.breachedAtMs);
          const order = state.steps.map(({ step: taken }) => stepIndex(taken));
          expect(order).toEqual(order.toSorted((a, b) => a - b));
          expect(new Set(order).size).toBe(order.length);
          expect(nextStep(state) === null).toBe(state.status === 'resolved');
          expect(state.clock.mark === 'met').toBe(state.status !== 'open');
          incident = state;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(seen).toEqual(new Set(['open', ...STEPS]));
  });
});
