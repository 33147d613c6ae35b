/** A procedure under way: its phases and steps, who settled each and how, and what may happen to it. */
import { isWaiting, type RequestNews, type RequestTold } from '../approval/news.ts';
import type { Told } from '../approval/state.ts';
import type { CheckReport } from '../check/report.ts';
import type { Link, Run } from '../checklist/state.ts';
import type { Refusal, Step as Stepped } from '../journal/document.ts';
import type { Thread } from '../outbox/intent.ts';
import type { Verdict } from '../runbook/verdict.ts';

/** What settles a step: a person, or what is named here and no tick. */
export type Does =
  | { readonly kind: 'tick'; readonly confirms: string | null }
  /** `look`: whatever it finds settles it, for it is there to be read. */
  | { readonly kind: 'check'; readonly run: Run; readonly look: boolean }
  | { readonly kind: 'action'; readonly run: Run }
  | { readonly kind: 'tell'; readonly contact: string; readonly title: string }
  | { readonly kind: 'fill'; readonly field: string }
  | { readonly kind: 'watch'; readonly forMs: number; readonly everyMs: number; readonly run: Run }
  | { readonly kind: 'undo' };

/** The runbook's words, as they were when the procedure was begun. */
export type Task = {
  readonly id: string;
  readonly text: string;
  readonly how: string | null;
  readonly command: string | null;
  readonly links: readonly Link[];
  /** The title of the contact whose step it is. */
  readonly owner: string | null;
  readonly does: Does;
};

export type StepMark = 'open' | 'flagged' | 'done' | 'skipped' | 'left';

/** `nextMs`: when the check is run next, at `untilMs` for the last time. */
export type Watch = { readonly untilMs: number; readonly nextMs: number; readonly failed: boolean };

export type ProcedureStep = Task & {
  /** `left`: another step of its phase was enough. */
  readonly mark: StepMark;
  readonly marked: { readonly by: string; readonly atMs: number } | null;
  /** Why it was left out. */
  readonly reason: string | null;
  readonly runs: number;
  readonly running: { readonly run: number; readonly by: string; readonly atMs: number } | null;
  readonly found: { readonly verdict: Verdict; readonly sentence: string } | null;
  readonly requests: readonly RequestNews[];
  readonly watch: Watch | null;
};

export type Phase = {
  readonly title: string;
  readonly need: 'all' | 'any';
  readonly steps: readonly ProcedureStep[];
};

export type Field = {
  readonly label: string;
  readonly value: string | null;
  readonly by: string | null;
  readonly atMs: number | null;
};

export const PROCEDURE_STATUSES = ['running', 'complete', 'aborted', 'rolling_back', 'rolled_back'] as const;
export type ProcedureStatus = (typeof PROCEDURE_STATUSES)[number];

export type Ended = { readonly by: string; readonly reason: string; readonly atMs: number };

export type Procedure = {
  readonly id: string;
  /** The runbook's id of it, as in `disaster-recovery`. */
  readonly procedure: string;
  readonly title: string;
  readonly about: string;
  readonly channel: string;
  /** The incident that it belongs to, in whose thread it lives; null: it stands by itself. */
  readonly incident: string | null;
  readonly thread: Thread;
  readonly startedBy: string;
  readonly startedAtMs: number;
  readonly status: ProcedureStatus;
  readonly phases: readonly Phase[];
  readonly rollBack: readonly Phase[];
  readonly fields: { readonly [field: string]: Field };
  /** Why it was aborted, and why it was rolled back. */
  readonly aborted: Ended | null;
  readonly turnedBack: Ended | null;
};

export type TaskPhase = Pick<Phase, 'title' | 'need'> & { readonly tasks: readonly Task[] };

export type ProcedureEvent =
  | {
      readonly type: 'started';
      readonly procedure: Pick<
        Procedure,
        'id' | 'procedure' | 'title' | 'about' | 'channel' | 'incident' | 'thread' | 'startedBy'
      >;
      readonly phases: readonly TaskPhase[];
      readonly rollBack: readonly TaskPhase[];
      readonly fields: { readonly [field: string]: string };
    }
  | { readonly type: 'ticked'; readonly step: string; readonly by: string }
  | { readonly type: 'skipped'; readonly step: string; readonly by: string; readonly reason: string }
  | { readonly type: 'filled'; readonly step: string; readonly by: string; readonly value: string }
  | { readonly type: 'contact_told'; readonly step: string; readonly by: string; readonly whom: Told }
  | { readonly type: 'check_requested'; readonly step: string; readonly by: string }
  | {
      readonly type: 'check_reported';
      readonly step: string;
      readonly run: number;
      readonly report: CheckReport;
    }
  | RequestTold
  | { readonly type: 'aborted'; readonly by: string; readonly reason: string }
  | { readonly type: 'turned_back'; readonly by: string; readonly reason: string };

export type ProcedureRefusal =
  | 'exists'
  | 'not_found'
  | 'no_step'
  | 'already_done'
  | 'already_skipped'
  | 'not_its_turn'
  | 'not_by_hand'
  | 'not_that_way'
  | 'check_running'
  | 'request_waiting'
  | 'watch_running'
  | 'not_asked_for'
  | 'old_news'
  | 'is_aborted'
  | 'is_over'
  | 'is_rolling_back'
  | 'no_way_back';

export type ProcedureResult = Stepped<Procedure, ProcedureRefusal>;

export function refuse(code: ProcedureRefusal): Refusal<ProcedureRefusal> {
  return { ok: false, code };
}

/** Somebody has still to do something about it. */
export function isLeft({ mark }: Pick<ProcedureStep, 'mark'>): boolean {
  return mark === 'open' || mark === 'flagged';
}

export function isUnderWay({ running, watch, requests }: ProcedureStep): boolean {
  return running !== null || watch !== null || isWaiting(requests);
}

/** The way on, or the way back once it was turned. */
export function wayOf({ status, phases, rollBack }: Procedure): readonly Phase[] {
  return status === 'rolling_back' || status === 'rolled_back' ? rollBack : phases;
}

/** The first phase with something left; null: there is none, or nobody goes on with it. */
export function phaseAtHand(procedure: Procedure): Phase | null {
  if (procedure.status !== 'running' && procedure.status !== 'rolling_back') return null;
  return wayOf(procedure).find(({ steps }) => steps.some(isLeft)) ?? null;
}

/** What the card offers first; while all that is left is under way, nothing. */
export function stepAtHand(procedure: Procedure): ProcedureStep | null {
  return phaseAtHand(procedure)?.steps.find((step) => isLeft(step) && !isUnderWay(step)) ?? null;
}

export function stepsOf({
  phases,
  rollBack,
}: Pick<Procedure, 'phases' | 'rollBack'>): readonly ProcedureStep[] {
  return [...phases, ...rollBack].flatMap(({ steps }) => steps);
}

const STANDING: ReadonlySet<RequestNews['stands']> = new Set([
  'waiting',
  'succeeded',
  'not_verified',
  'in_doubt',
]);

/** What was changed on the way on and still stands, or may come to. */
export function standing({ phases }: Procedure): readonly RequestNews[] {
  const steps = phases.flatMap((phase) => phase.steps);
  return steps.flatMap(({ requests }) => requests).filter(({ stands }) => STANDING.has(stands));
}
