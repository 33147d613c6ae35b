import type { CheckReport } from '../../src/check/report.ts';
import type { Incident, IncidentEvent } from '../../src/incident/state.ts';
import { transition } from '../../src/incident/transition.ts';
import { livesBy } from '../support/lives.ts';

export const after = livesBy(transition);

export const AT_MS = Date.UTC(2026, 0, 5, 3, 0, 0);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const MARIA = 'U0MARIA';
export const DAVID = 'U0DAVID';

type EventType = IncidentEvent['type'];
type Of<Type extends EventType> = Extract<IncidentEvent, { type: Type }>;

export const declaration: Of<'declared'> = {
  type: 'declared',
  id: 'INC-1',
  title: 'Transactions table is stale',
  severity: 'P1',
  area: 'pipes',
  channel: 'C0INCIDENTS',
  by: MARIA,
  respondWithinMs: HOUR_MS,
};

export function report(check: string, changes: Partial<CheckReport> = {}): CheckReport {
  return {
    check,
    title: check,
    verdict: 'fail',
    sentence: 'It is old.',
    parameters: {},
    next: [],
    columns: [],
    rows: [],
    truncated: false,
    takenMs: 5,
    ...changes,
  };
}

export function refusalOf(incident: Incident | null, event: IncidentEvent, atMs = AT_MS): string {
  const step = transition(incident, event, atMs);
  return step.ok ? `=${step.state.status}` : step.code;
}

export function declared(changes: Partial<Of<'declared'>> = {}): Incident {
  return after(null, [{ ...declaration, ...changes }, AT_MS]);
}
