/** An incident: what is known of it, what may happen to it, and what it is then. */

import type { Told } from '../approval/state.ts';
import type { CheckParameters, CheckReport, CheckSummary } from '../check/report.ts';
import type { Refusal, Step } from '../journal/document.ts';

export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The runbook's response steps, in order; each may be skipped forward, none is gone back to. */
export const STEPS = ['acknowledged', 'assessed', 'investigating', 'mitigated', 'resolved'] as const;
export type ResponseStep = (typeof STEPS)[number];

export type IncidentStatus = 'open' | ResponseStep;

export type StepRecord = { readonly step: ResponseStep; readonly by: string; readonly atMs: number };

/** `from` is when the clock was last set: at the declaration, or when the severity changed. */
export type ResponseClock = {
  readonly fromMs: number;
  readonly dueAtMs: number;
  readonly mark: 'running' | 'at_risk' | 'breached' | 'met';
  /** Set once, kept for good: a later change of severity does not undo a breach. */
  readonly breachedAtMs: number | null;
};

/** A check that was asked for and has no report yet. `run` is the number of the asking; in it no check is twice. */
export type PendingCheck = {
  readonly run: number;
  readonly check: string;
  /** As text, defaults included, so that what was asked for stays what it was. */
  readonly parameters: CheckParameters;
  readonly by: string;
  readonly atMs: number;
  /** Asked for by itself, not as one of its area's. */
  readonly alone: boolean;
};

export type IncidentChecks = {
  /** How often checks were asked for. */
  readonly runs: number;
  readonly pending: readonly PendingCheck[];
  /** What each check said last, for each set of parameters; the newest is the last. */
  readonly seen: readonly CheckSummary[];
};

/** So many may wait or run by themselves in one incident, beside those of its area. */
export const CHECKS_ALONE_PENDING_MAX = 8;
/** Older verdicts are in the thread. More than an area may have checks. */
export const CHECKS_SEEN_MAX = 60;

export type Incident = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** A troubleshooting area of the runbook, or null while nobody has said. */
  readonly area: string | null;
  readonly status: IncidentStatus;
  readonly channel: string;
  readonly declaredBy: string;
  readonly declaredAtMs: number;
  readonly commander: string | null;
  readonly steps: readonly StepRecord[];
  readonly clock: ResponseClock;
  readonly resolution: string | null;
  /** When each contact was last called in; absent until the first. */
  readonly alertedAtMs?: { readonly [contact: string]: number };
  /** Absent until the first check is asked for; read it by `checksOf`. */
  readonly checks?: IncidentChecks;
  /** From before checks could be asked for one by one; `checksOf` reads it where `checks` is absent, nothing writes it. */
  readonly lastRun?: EarlierRun | null;
};

type EarlierRun = {
  readonly run: number;
  readonly by: string;
  readonly atMs: number;
  readonly pending: readonly string[];
  readonly done: readonly CheckSummary[];
};

/** In today's shape, whenever the document was written. */
export function checksOf({ checks, lastRun }: Incident): IncidentChecks {
  if (checks !== undefined) return checks;
  if (lastRun === undefined || lastRun === null) return { runs: 0, pending: [], seen: [] };
  const { run, by, atMs, pending, done } = lastRun;
  return {
    runs: run,
    pending: pending.map((check) => ({ run, check, parameters: {}, by, atMs, alone: false })),
    seen: done,
  };
}

export type AskedCheck = { readonly check: string; readonly parameters: CheckParameters };

export type IncidentEvent =
  | {
      readonly type: 'declared';
      readonly id: string;
      readonly title: string;
      readonly severity: Severity;
      readonly area: string | null;
      readonly channel: string;
      readonly by: string;
      readonly respondWithinMs: number;
    }
  | { readonly type: 'advanced'; readonly to: Exclude<ResponseStep, 'resolved'>; readonly by: string }
  | { readonly type: 'command_taken'; readonly by: string }
  | {
      readonly type: 'severity_changed';
      readonly to: Severity;
      readonly by: string;
      readonly respondWithinMs: number;
      /** Whether `by` is in the commanders' group; lowering takes that, or the incident's command. */
      readonly inCommandersGroup: boolean;
    }
  | { readonly type: 'resolved'; readonly by: string; readonly summary: string }
  | {
      readonly type: 'checks_requested';
      /** Whose checks: from now on the incident's area. Null: nobody has said, and the title does not tell. */
      readonly area: string | null;
      /** Entries from before parameters were kept are ids alone; nobody reads them again. */
      readonly checks: readonly AskedCheck[];
      readonly by: string;
    }
  | ({ readonly type: 'check_requested'; readonly by: string } & AskedCheck)
  | { readonly type: 'check_reported'; readonly run: number; readonly report: CheckReport }
  | {
      readonly type: 'alerted';
      /** Of the runbook, with its title then. */
      readonly contact: string;
      readonly title: string;
      readonly told: Told;
      readonly words: string | null;
      readonly by: string;
    }
  | { readonly type: 'clock_passed'; readonly mark: 'at_risk' | 'breached' };

export type IncidentRefusal =
  | 'exists'
  | 'not_found'
  | 'already_there'
  | 'already_past'
  | 'already_commander'
  | 'is_resolved'
  | 'same_severity'
  | 'lowering_needs_commander'
  | 'checks_running'
  | 'check_running'
  | 'too_many_checks'
  | 'no_area'
  | 'no_checks'
  | 'not_asked_for'
  | 'alerted_just_now'
  | 'clock_not_there';

export type IncidentStep = Step<Incident, IncidentRefusal>;

export function isOver(incident: Incident): boolean {
  return incident.status === 'resolved';
}

/** Positive when `to` is less severe than `from`. */
export function loweredBy(from: Severity, to: Severity): number {
  return SEVERITIES.indexOf(to) - SEVERITIES.indexOf(from);
}

/** The step that the card offers next, or null once it is resolved. */
export function nextStep(incident: Incident): ResponseStep | null {
  return STEPS[stepIndex(incident.status) + 1] ?? null;
}

/** -1 for `open`. */
export function stepIndex(status: IncidentStatus): number {
  return STEPS.indexOf(status as ResponseStep);
}

export function refuse(code: IncidentRefusal): Refusal<IncidentRefusal> {
  return { ok: false, code };
}
