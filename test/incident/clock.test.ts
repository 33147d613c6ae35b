/** The time to respond: half gone, gone, met; and what a change of severity does to it. */
import { describe, expect, test } from 'vitest';
import { atRiskAtMs } from '../../src/incident/attention.ts';
import { incidentDocument } from '../../src/incident/document.ts';
import type { Incident, IncidentEvent } from '../../src/incident/state.ts';
import { AT_MS, after, declaration, declared, HOUR_MS, MARIA, MINUTE_MS, refusalOf } from './fixtures.ts';

const atRisk: IncidentEvent = { type: 'clock_passed', mark: 'at_risk' };
const breached: IncidentEvent = { type: 'clock_passed', mark: 'breached' };
const acknowledged: IncidentEvent = { type: 'advanced', to: 'acknowledged', by: MARIA };
const raised: IncidentEvent = {
  type: 'severity_changed',
  to: 'P0',
  by: MARIA,
  respondWithinMs: 15 * MINUTE_MS,
  inCommandersGroup: false,
};

/** The stored deadlines after that event. */
function due(before: Incident | null, event: IncidentEvent, atMs: number): unknown {
  const state = after(before, [event, atMs]);
  return incidentDocument.consequences({ before, after: state, event, seq: 2, atMs }).due;
}

describe('the clock of a P1 with an hour to respond', () => {
  test('it is at risk at exactly half of it, not a millisecond before', () => {
    expect(atRiskAtMs(declared().clock)).toBe(AT_MS + HOUR_MS / 2);
    expect(refusalOf(declared(), atRisk, AT_MS + HOUR_MS / 2 - 1)).toBe('clock_not_there');
    expect(refusalOf(declared(), atRisk, AT_MS + HOUR_MS / 2)).toBe('=open');
  });

  test('it is breached at exactly the end, also when nobody noticed that it was at risk', () => {
    expect(refusalOf(declared(), breached, AT_MS + HOUR_MS - 1)).toBe('clock_not_there');
    const late = after(declared(), [breached, AT_MS + HOUR_MS + 5]);
    expect(late.clock).toMatchObject({ mark: 'breached', breachedAtMs: AT_MS + HOUR_MS });
  });

  test('each mark is set once', () => {
    const risky = after(declared(), [atRisk, AT_MS + HOUR_MS / 2]);
    expect(refusalOf(risky, atRisk, AT_MS + HOUR_MS)).toBe('clock_not_there');
    const gone = after(risky, [breached, AT_MS + HOUR_MS]);
    expect(refusalOf(gone, breached, AT_MS + 2 * HOUR_MS)).toBe('clock_not_there');
    expect(refusalOf(gone, atRisk, AT_MS + 2 * HOUR_MS)).toBe('clock_not_there');
  });

  test('any step meets it; a late one keeps the breach though no deadline had said so yet', () => {
    const inTime = after(declared(), [acknowledged, AT_MS + HOUR_MS]);
    expect(inTime.clock).toMatchObject({ mark: 'met', breachedAtMs: null });
    const late = after(declared(), [{ type: 'resolved', by: MARIA, summary: 'Done.' }, AT_MS + HOUR_MS + 1]);
    expect(late.clock).toMatchObject({ mark: 'met', breachedAtMs: AT_MS + HOUR_MS });
  });

  test('a changed severity times it anew from the change', () => {
    const atMs = AT_MS + 40 * MINUTE_MS;
    const risky = after(declared(), [atRisk, AT_MS + HOUR_MS / 2], [raised, atMs]);
    expect(risky.clock).toEqual({
      fromMs: atMs,
      dueAtMs: atMs + 15 * MINUTE_MS,
      mark: 'running',
      breachedAtMs: null,
    });
  });

  test('a recorded breach stays through a change, and is not moved by the next', () => {
    const atMs = AT_MS + HOUR_MS;
    const twice = after(declared(), [breached, atMs], [raised, atMs + 1], [breached, atMs + HOUR_MS]);
    expect(twice.clock).toMatchObject({ mark: 'breached', breachedAtMs: AT_MS + HOUR_MS });
  });

  test('nor does a change undo one that no deadline had written down yet', () => {
    const late = after(declared(), [raised, AT_MS + HOUR_MS + 1]);
    expect(late.clock).toMatchObject({ mark: 'running', breachedAtMs: AT_MS + HOUR_MS });
    const inTime = after(declared(), [raised, AT_MS + HOUR_MS]);
    expect(inTime.clock).toMatchObject({ mark: 'running', breachedAtMs: null });
  });

  test('who has responded is not timed again by a changed severity', () => {
    const met = after(declared(), [acknowledged, AT_MS + 1], [raised, AT_MS + 2]);
    expect(met.clock).toMatchObject({ mark: 'met', fromMs: AT_MS });
    expect(met.severity).toBe('P0');
  });
});

describe('the stored deadlines', () => {
  test('first half of the time, then all of it, then none', () => {
    const half = AT_MS + HOUR_MS / 2;
    const call = { name: 'call', atMs: half };
    expect(due(null, declaration, AT_MS)).toEqual([{ name: 'at_risk', atMs: half }, call]);
    expect(due(declared(), atRisk, half)).toEqual([{ name: 'breached', atMs: AT_MS + HOUR_MS }, call]);
    expect(due(after(declared(), [atRisk, half]), breached, AT_MS + HOUR_MS)).toEqual([call]);
  });

  test('a response takes them away, and asking for checks adds one for them', () => {
    const remind = { name: 'ask_update', atMs: AT_MS + 1 + HOUR_MS / 2 };
    expect(due(declared(), acknowledged, AT_MS + 1)).toEqual([remind]);
    const asked: IncidentEvent = {
      type: 'checks_requested',
      area: 'pipes',
      checks: [{ check: 'a', parameters: {} }],
      by: MARIA,
    };
    expect(due(declared(), asked, AT_MS + 1)).toEqual([
      { name: 'at_risk', atMs: AT_MS + HOUR_MS / 2 },
      { name: 'call', atMs: AT_MS + HOUR_MS / 2 },
      { name: 'run_checks/1', atMs: AT_MS + 1 },
    ]);
  });
});
