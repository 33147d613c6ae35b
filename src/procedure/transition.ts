/** The rules of a procedure, all of them. Pure: the time and every fact about people come with the event. */
import { isWaiting, type RequestTold, withNews } from '../approval/news.ts';
import type { Verdict } from '../runbook/verdict.ts';
import {
  isLeft,
  isUnderWay,
  type Phase,
  type Procedure,
  type ProcedureEvent,
  type ProcedureRefusal,
  type ProcedureResult,
  type ProcedureStep,
  phaseAtHand,
  refuse,
  standing,
  stepsOf,
  type TaskPhase,
} from './state.ts';

type Of<Type extends ProcedureEvent['type']> = Extract<ProcedureEvent, { type: Type }>;

export function transition(
  procedure: Procedure | null,
  event: ProcedureEvent,
  atMs: number,
): ProcedureResult {
  if (procedure === null) return event.type === 'started' ? start(event, atMs) : refuse('not_found');
  switch (event.type) {
    case 'started':
      return refuse('exists');
    case 'ticked':
      return change(procedure, event.step, atMs, (step) =>
        step.does.kind === 'tick' ? marked(step, 'done', event.by, atMs) : 'not_by_hand',
      );
    case 'skipped':
      return change(procedure, event.step, atMs, (step) => ({
        ...marked(step, 'skipped', event.by, atMs),
        reason: event.reason,
      }));
    case 'filled':
      return fill(procedure, event, atMs);
    case 'contact_told':
      return change(procedure, event.step, atMs, (step) =>
        step.does.kind === 'tell' ? marked(step, 'done', event.by, atMs) : 'not_that_way',
      );
    case 'check_requested':
      return change(procedure, event.step, atMs, (step) => run(step, event.by, atMs));
    case 'check_reported':
      return report(procedure, event, atMs);
    case 'request_told':
      return hear(procedure, event, atMs);
    case 'aborted':
      return abort(procedure, event, atMs);
    case 'turned_back':
      return turnBack(procedure, event, atMs);
  }
}

/** Whether an action may be asked for to settle this step. */
export function whyNotAsked(procedure: Procedure, id: string): ProcedureRefusal | null {
  const step = change(procedure, id, 0, (found) => (found.does.kind === 'action' ? found : 'not_that_way'));
  return step.ok ? null : step.code;
}

function start({ procedure, phases, rollBack, fields }: Of<'started'>, atMs: number): ProcedureResult {
  return {
    ok: true,
    state: {
      ...procedure,
      startedAtMs: atMs,
      status: 'running',
      phases: phases.map(fresh),
      rollBack: rollBack.map(fresh),
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, label]) => [field, { label, value: null, by: null, atMs: null }]),
      ),
      aborted: null,
      turnedBack: null,
    },
  };
}

function fresh({ title, need, tasks }: TaskPhase): Phase {
  return {
    title,
    need,
    steps: tasks.map((task) => ({
      ...task,
      mark: 'open',
      marked: null,
      reason: null,
      runs: 0,
      running: null,
      found: null,
      requests: [],
      watch: null,
    })),
  };
}

/** Of a step whose turn it is and that nothing is under way for: not early, not twice, not once it is over. */
function change(
  procedure: Procedure,
  id: string,
  atMs: number,
  rule: (step: ProcedureStep) => ProcedureStep | ProcedureRefusal,
): ProcedureResult {
  const step = stepsOf(procedure).find((candidate) => candidate.id === id);
  if (step === undefined) return refuse('no_step');
  if (step.mark === 'done') return refuse('already_done');
  if (step.mark === 'skipped' || step.mark === 'left') return refuse('already_skipped');
  if (procedure.status === 'aborted') return refuse('is_aborted');
  if (procedure.status === 'complete' || procedure.status === 'rolled_back') return refuse('is_over');
  if (phaseAtHand(procedure)?.steps.includes(step) !== true) return refuse('not_its_turn');
  if (step.running !== null && step.watch === null) return refuse('check_running');
  if (isWaiting(step.requests)) return refuse('request_waiting');
  const changed = rule(step);
  if (typeof changed === 'string') return refuse(changed);
  return { ok: true, state: settled(procedure, changed, atMs) };
}

function marked(
  step: ProcedureStep,
  mark: 'done' | 'skipped' | 'flagged',
  by: string,
  atMs: number,
): ProcedureStep {
  const over = mark === 'flagged' ? {} : { running: null, watch: null };
  return { ...step, ...over, mark, marked: { by, atMs } };
}

/** With this step as it is now: where one of a phase is enough the others are left, and the last one ends it all. */
function settled(procedure: Procedure, changed: ProcedureStep, atMs: number): Procedure {
  const within = (phase: Phase): Phase => {
    if (phase.steps.every(({ id }) => id !== changed.id)) return phase;
    const steps = phase.steps.map((step) => (step.id === changed.id ? changed : step));
    if (phase.need === 'all' || changed.mark !== 'done') return { ...phase, steps };
    const left = (step: ProcedureStep): ProcedureStep =>
      isLeft(step) && !isUnderWay(step) ? { ...step, mark: 'left' } : step;
    return { ...phase, steps: steps.map(left) };
  };
  const phases = procedure.phases.map(within);
  const rollBack = procedure.rollBack.map(within);
  return over(withoutUndos({ ...procedure, phases, rollBack }, changed.marked?.by ?? '', atMs));
}

/** What there is to undo may be undone, or nothing, by the time that its turn comes. */
function withoutUndos(procedure: Procedure, by: string, atMs: number): Procedure {
  const phase = phaseAtHand(procedure);
  const undo = phase?.steps.find((step) => step.does.kind === 'undo' && isLeft(step));
  if (procedure.status !== 'rolling_back' || undo === undefined || standing(procedure).length > 0)
    return procedure;
  return settled(procedure, marked(undo, 'done', by, atMs), atMs);
}

function over(procedure: Procedure): Procedure {
  if (phaseAtHand(procedure) !== null) return procedure;
  if (procedure.status === 'running') return { ...procedure, status: 'complete' };
  return procedure.status === 'rolling_back' ? { ...procedure, status: 'rolled_back' } : procedure;
}

function fill(procedure: Procedure, { step: id, by, value }: Of<'filled'>, atMs: number): ProcedureResult {
  const step = stepsOf(procedure).find((candidate) => candidate.id === id);
  const field = step?.does.kind === 'fill' ? step.does.field : null;
  const known = field === null ? undefined : procedure.fields[field];
  const result = change(procedure, id, atMs, (found) =>
    known === undefined ? 'not_that_way' : marked(found, 'done', by, atMs),
  );
  if (!result.ok || field === null || known === undefined) return result;
  const fields = { ...result.state.fields, [field]: { ...known, value, by, atMs } };
  return { ok: true, state: { ...result.state, fields } };
}

/** Run looks once, or begins the watch, whose first look is at once. */
function run(step: ProcedureStep, by: string, atMs: number): ProcedureStep | ProcedureRefusal {
  const { does } = step;
  if (step.watch !== null) return 'watch_running';
  if (does.kind !== 'check' && does.kind !== 'watch') return 'not_that_way';
  const watch = does.kind === 'watch' ? { untilMs: atMs + does.forMs, nextMs: atMs, failed: false } : null;
  const runs = step.runs + 1;
  return { ...step, runs, running: { run: runs, by, atMs }, watch };
}

/** Only a pass settles a check, unless it is there to be read; a watch, that none of its looks failed and the last one passed when its time was over. */
function report(
  procedure: Procedure,
  { step: id, run: number, report: told }: Of<'check_reported'>,
  atMs: number,
): ProcedureResult {
  const step = stepsOf(procedure).find((candidate) => candidate.id === id);
  if (step === undefined || step.running?.run !== number || !isLeft(step)) return refuse('not_asked_for');
  const { by } = step.running;
  const found = { verdict: told.verdict, sentence: told.sentence };
  const seen = { ...step, found };
  if (step.watch === null || step.does.kind !== 'watch') {
    const mark = isSettledBy(step, told.verdict) ? 'done' : 'flagged';
    return { ok: true, state: settled(procedure, { ...marked(seen, mark, by, atMs), running: null }, atMs) };
  }
  const failed = step.watch.failed || told.verdict === 'fail';
  if (atMs >= step.watch.untilMs) {
    const mark = !failed && told.verdict === 'pass' ? 'done' : 'flagged';
    const end = { ...marked(seen, mark, by, atMs), running: null, watch: null };
    return { ok: true, state: settled(procedure, end, atMs) };
  }
  const nextMs = Math.min(atMs + step.does.everyMs, step.watch.untilMs);
  const runs = step.runs + 1;
  const going = {
    ...seen,
    runs,
    running: { run: runs, by, atMs: nextMs },
    watch: { ...step.watch, nextMs, failed },
  };
  return { ok: true, state: settled(procedure, going, atMs) };
}

function isSettledBy({ does }: ProcedureStep, verdict: Verdict): boolean {
  if (verdict === 'could_not_see') return false;
  return verdict === 'pass' || (does.kind === 'check' && does.look);
}

/** A request goes its own way: what came of it is known here also when the procedure is over. */
function hear(procedure: Procedure, { part, news }: RequestTold, atMs: number): ProcedureResult {
  const step = stepsOf(procedure).find(({ id }) => id === part);
  if (step === undefined) return refuse('no_step');
  const requests = withNews(step.requests, news);
  if (requests === null) return refuse('old_news');
  const heard = { ...step, requests };
  const mark = step.does.kind === 'action' && isLeft(step) ? markAfter(heard, news) : null;
  return {
    ok: true,
    state: settled(procedure, mark === null ? heard : marked(heard, mark, news.by, atMs), atMs),
  };
}

function markAfter({ requests }: ProcedureStep, { stands }: RequestTold['news']): 'done' | 'flagged' | null {
  if (stands === 'succeeded') return 'done';
  return isWaiting(requests) ? null : 'flagged';
}

function abort(procedure: Procedure, { by, reason }: Of<'aborted'>, atMs: number): ProcedureResult {
  if (procedure.status === 'aborted') return refuse('is_aborted');
  if (procedure.status === 'complete' || procedure.status === 'rolled_back') return refuse('is_over');
  const state = { ...stopped(procedure), status: 'aborted', aborted: { by, reason, atMs } } as const;
  return { ok: true, state };
}

/** From wherever it is, also when it is complete or was aborted: what went wrong is often seen later. */
function turnBack(procedure: Procedure, { by, reason }: Of<'turned_back'>, atMs: number): ProcedureResult {
  if (procedure.rollBack.length === 0) return refuse('no_way_back');
  if (procedure.turnedBack !== null) return refuse('is_rolling_back');
  const turned: Procedure = {
    ...stopped(procedure),
    status: 'rolling_back',
    turnedBack: { by, reason, atMs },
  };
  return { ok: true, state: over(withoutUndos(turned, by, atMs)) };
}

/** Nothing is looked at any more; what was asked for is decided by those who decide it. */
function stopped(procedure: Procedure): Procedure {
  const still = (phase: Phase): Phase => ({
    ...phase,
    steps: phase.steps.map((step) => ({ ...step, running: null, watch: null })),
  });
  return { ...procedure, phases: procedure.phases.map(still), rollBack: procedure.rollBack.map(still) };
}
