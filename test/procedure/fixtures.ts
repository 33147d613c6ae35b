import type { RequestNews, RequestStands } from '../../src/approval/news.ts';
import type { Does, Procedure, ProcedureEvent, ProcedureStep, Task } from '../../src/procedure/state.ts';
import { stepsOf } from '../../src/procedure/state.ts';
import { transition } from '../../src/procedure/transition.ts';
import type { Verdict } from '../../src/runbook/verdict.ts';
import { report } from '../incident/fixtures.ts';
import { livesBy } from '../support/lives.ts';

export const later = livesBy(transition);

export const AT_MS = Date.UTC(2026, 0, 5, 7, 0, 0);
export const MINUTE_MS = 60_000;
export const MARIA = 'U0MARIA';
export const DAVID = 'U0DAVID';

export const TICK: Does = { kind: 'tick', confirms: 'It is done.' };
export const CHECK: Does = { kind: 'check', run: { id: 'row-count', with: {} }, look: false };
export const ACTION: Does = { kind: 'action', run: { id: 'restore', with: { table: '{table}' } } };
export const WATCH: Does = {
  kind: 'watch',
  forMs: 30 * MINUTE_MS,
  everyMs: 10 * MINUTE_MS,
  run: { id: 'row-count', with: {} },
};

export function task(id: string, does: Does = TICK, changes: Partial<Task> = {}): Task {
  return { id, text: `Do ${id}`, how: 'Do it.', command: null, links: [], owner: null, does, ...changes };
}

type Started = Extract<ProcedureEvent, { type: 'started' }>;

export const starting: Started = {
  type: 'started',
  procedure: {
    id: 'PRC-1',
    procedure: 'deploy',
    title: 'Deploy',
    about: 'All of it.',
    channel: 'C0INCIDENTS',
    incident: null,
    thread: { ref: { kind: 'procedure', id: 'PRC-1' }, view: 'procedure-card' },
    startedBy: MARIA,
  },
  phases: [
    { title: 'Before', need: 'all', tasks: [task('fill', { kind: 'fill', field: 'ticket' }), task('tick')] },
    {
      title: 'Change',
      need: 'any',
      tasks: [task('restore', ACTION), task('other', ACTION), task('by-hand')],
    },
    { title: 'After', need: 'all', tasks: [task('check', CHECK), task('watch', WATCH)] },
    { title: 'Told', need: 'all', tasks: [task('tell', { kind: 'tell', contact: 'lead', title: 'Lead' })] },
  ],
  rollBack: [{ title: 'Back', need: 'all', tasks: [task('undo', { kind: 'undo' }), task('revert')] }],
  fields: { ticket: 'Ticket' },
};

export const ticked = (step: string, by = MARIA): ProcedureEvent => ({ type: 'ticked', step, by });
export const skipped = (step: string): ProcedureEvent => ({
  type: 'skipped',
  step,
  by: MARIA,
  reason: 'Not needed',
});
export const filled = (step = 'fill', value = 'CHG-1'): ProcedureEvent => ({
  type: 'filled',
  step,
  by: MARIA,
  value,
});
export const asked = (step: string): ProcedureEvent => ({ type: 'check_requested', step, by: MARIA });
export const reported = (step: string, verdict: Verdict, run = 1): ProcedureEvent => ({
  type: 'check_reported',
  step,
  run,
  report: report('row-count', { verdict }),
});
export const told = (step = 'tell'): ProcedureEvent => ({
  type: 'contact_told',
  step,
  by: MARIA,
  whom: { kind: 'words', text: 'Lead' },
});
export function news(stands: RequestStands, seq = 2, approval = 'APR-3'): RequestNews {
  return { approval, title: 'Restore', by: DAVID, stands, seq };
}
export const heard = (part: string, word: RequestNews): ProcedureEvent => ({
  type: 'request_told',
  part,
  news: word,
});
export const aborted: ProcedureEvent = { type: 'aborted', by: MARIA, reason: 'It is no use' };
export const turnedBack: ProcedureEvent = { type: 'turned_back', by: DAVID, reason: 'It made things worse' };

export function begun(changes: Partial<Started> = {}): Procedure {
  return after(null, { ...starting, ...changes });
}

/** At one time. Throws where an event is refused, because then the test is about something else. */
export function after(before: Procedure | null, ...events: readonly ProcedureEvent[]): Procedure {
  return later(before, ...events.map((event): readonly [ProcedureEvent, number] => [event, AT_MS]));
}

export function stepIn(procedure: Procedure, id: string): ProcedureStep {
  const step = stepsOf(procedure).find((candidate) => candidate.id === id);
  if (step === undefined) throw new Error(`There is no ${id}.`);
  return step;
}

export const refusal = (state: Procedure | null, event: ProcedureEvent, atMs = AT_MS): string => {
  const step = transition(state, event, atMs);
  return step.ok ? '' : step.code;
};
