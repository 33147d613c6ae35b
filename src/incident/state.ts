/** An incident: what is known of it, what may happen to it, and what it is then. */

import type { CheckReport, CheckSummary } from '../check/report.ts';
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

/** One press of Run checks. `pending` are the checks without a report yet. */
export type CheckRun = {
  readonly run: number;
  readonly by: string;
  readonly atMs: number;
  readonly pending: readonly string[];
  readonly done: readonly CheckSummary[];
};

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
  readonly lastRun: CheckRun | null;
};

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
      readonly checks: readonly string[];
      readonly by: string;
    }
  | { readonly type: 'check_reported'; readonly run: number; readonly report: CheckReport }
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
  | 'no_area'
  | 'no_checks'
  | 'not_asked_for'
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
