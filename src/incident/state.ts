/** An incident: what is known of it, what may happen to it, and what it is then. */

import type { Told } from '../approval/state.ts';
import type { CheckParameters, CheckReport, CheckSummary } from '../check/report.ts';
import type { Refusal, Step } from '../journal/document.ts';
import type { Paged } from '../page/state.ts';
import type { Attention, AttentionEvent, Pace } from './attention.ts';
import type { KeptCanvas, WrittenCanvas } from './canvas.ts';
import type { Postmortem, Reminder, WrittenPostmortem } from './postmortem.ts';
import type { IncidentRefusal } from './refusal.ts';
import type { Role, Roles } from './roles.ts';
import type { AddedBy, FollowedMessage, SaidMessage } from './said.ts';

export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The runbook's response steps, in order; each may be skipped forward but the last. Only reopening leads back. */
export const STEPS = [
  'acknowledged',
  'assessed',
  'investigating',
  'mitigated',
  'resolved',
  'closed',
] as const;
export type ResponseStep = (typeof STEPS)[number];

/** Those that take no more than somebody who says so. */
export type PlainStep = Exclude<ResponseStep, 'resolved' | 'closed'>;

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
  /** The most severe that it ever was; absent where it never changed. Read it by `worstOf`. */
  readonly worst?: Severity;
  /** A troubleshooting area of the runbook, or null while nobody has said. */
  readonly area: string | null;
  /** Tables, services, customers: in the words of who declared it. */
  readonly affected?: string;
  /** From its declaration on, and for good. */
  readonly drill?: boolean;
  readonly status: IncidentStatus;
  readonly channel: string;
  readonly declaredBy: string;
  readonly declaredAtMs: number;
  readonly commander: string | null;
  /** Absent until somebody has another role than the command; read it by `rolesOf`. */
  readonly roles?: Roles;
  readonly steps: readonly StepRecord[];
  readonly clock: ResponseClock;
  readonly resolution: string | null;
  /** Why it is open again, the last time; absent where it never was closed or resolved before. */
  readonly reopened?: Reopening;
  readonly postmortem?: Postmortem;
  /** What it was last put on, which stays when it is reopened. */
  readonly canvas?: KeptCanvas;
  /** Absent in what was stored before anybody was told; read it by `attentionOf`. */
  readonly attention?: Attention;
  /** When somebody was last told that it is missing. */
  readonly remindedAtMs?: number;
  /** Said in Slack and put into the timeline; read it by `messagesOf`. */
  readonly messages?: readonly FollowedMessage[];
  /** How many ever were, those that were taken out too; absent: as many as there are. */
  readonly messagesEver?: number;
  /** When each contact was last called in; absent until the first. */
  readonly alertedAtMs?: { readonly [contact: string]: number };
  /** Absent until the first check is asked for; read it by `checksOf`. */
  readonly checks?: IncidentChecks;
  /** From before checks could be asked for one by one; `checksOf` reads it where `checks` is absent, nothing writes it. */
  readonly lastRun?: EarlierRun | null;
};

export type Reopening = { readonly by: string; readonly atMs: number; readonly reason: string };

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

type MessagePlace = Pick<SaidMessage, 'channel' | 'ts'>;

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
      readonly pace?: Pace;
      readonly drill?: boolean;
      /** Tables, services, customers: in the words of who declared it. */
      readonly affected?: string;
      /** Where it was declared from something that somebody had said. */
      readonly message?: SaidMessage;
    }
  | { readonly type: 'advanced'; readonly to: PlainStep; readonly by: string }
  | {
      readonly type: 'command_taken';
      readonly by: string;
      /** From somebody who has it: that takes the group, or that they hand it over. Absent: not in it. */
      readonly inCommandersGroup?: boolean;
    }
  /** The command, to somebody else: with where things stand. */
  | { readonly type: 'handed_over'; readonly by: string; readonly to: string }
  | { readonly type: 'joined'; readonly by: string }
  | {
      readonly type: 'role_given';
      readonly by: string;
      readonly to: string;
      readonly role: Exclude<Role, 'commander'>;
    }
  | {
      readonly type: 'severity_changed';
      readonly to: Severity;
      readonly by: string;
      readonly respondWithinMs: number;
      readonly pace?: Pace;
      /** Whether `by` is in the commanders' group; lowering takes that, or the incident's command. */
      readonly inCommandersGroup: boolean;
    }
  | { readonly type: 'resolved'; readonly by: string; readonly summary: string }
  /** As with lowering: the incident's command, or the group. */
  | { readonly type: 'closed'; readonly by: string; readonly inCommandersGroup: boolean }
  | {
      readonly type: 'reopened';
      readonly by: string;
      readonly reason: string;
      readonly inCommandersGroup: boolean;
    }
  | {
      readonly type: 'noted';
      readonly by: string;
      readonly text: string;
      /** Null: when it was written down. */
      readonly occurredAtMs: number | null;
      /** It stands in the thread already, as what its author said. */
      readonly isInThread: boolean;
    }
  | {
      readonly type: 'message_added';
      readonly by: string;
      readonly message: SaidMessage;
      readonly way: AddedBy;
      readonly isInThread: boolean;
    }
  | { readonly type: 'message_edited'; readonly at: MessagePlace; readonly text: string }
  /** `by` null: it was deleted where it stood. */
  | { readonly type: 'message_removed'; readonly at: MessagePlace; readonly by: string | null }
  | ({ readonly type: 'postmortem_written'; readonly by: string } & WrittenPostmortem)
  | { readonly type: 'item_done'; readonly by: string; readonly item: number }
  | ({ readonly type: 'canvas_written'; readonly by: string } & WrittenCanvas)
  | ({ readonly type: 'reminded' } & Reminder)
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
  | { readonly type: 'clock_passed'; readonly mark: 'at_risk' | 'breached' }
  | AttentionEvent
  /** What became of a page, for the record and for who is waiting on it. */
  | { readonly type: 'paged'; readonly paged: Paged };

export type IncidentStep = Step<Incident, IncidentRefusal>;

export function isOver({ status }: Incident): boolean {
  return status === 'resolved' || status === 'closed';
}

/** Why nothing more is done in an incident that is over. */
export function refuseOver({ status }: Incident): Refusal<IncidentRefusal> {
  return refuse(status === 'closed' ? 'is_closed' : 'is_resolved');
}

/** By it is judged what is owed afterwards: lowered in between, it was no less. */
export function worstOf({ worst, severity }: Pick<Incident, 'worst' | 'severity'>): Severity {
  return worst ?? severity;
}

/** Positive when `to` is less severe than `from`. */
export function loweredBy(from: Severity, to: Severity): number {
  return SEVERITIES.indexOf(to) - SEVERITIES.indexOf(from);
}

/** The step that the card offers next, or null once it is closed. */
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
