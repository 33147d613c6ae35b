/**
 * A request to change the platform, from the wish to the verified result. Every state and every way between them is
 * here and in transition.ts; who may press what is in policy.ts; when something is sent is in execute.ts.
 */
import type { Json } from '../journal/json.ts';
import type { Thread } from '../outbox/intent.ts';
import type { Action } from '../runbook/schema-actions.ts';
import type { Box } from './box-state.ts';

export const APPROVAL_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'voided',
  'executing',
  'succeeded',
  'failed',
  'in_doubt',
  'resolved',
] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

export type Risk = 'change' | 'destructive';

export const ORIGIN_KINDS = ['incident', 'checklist', 'procedure'] as const;

/** `part`: which of its items, or of its steps. */
export type Origin = {
  readonly kind: (typeof ORIGIN_KINDS)[number];
  readonly id: string;
  readonly part?: string;
};

/** What is approved, claimed and sent: one fingerprint over all of it. */
export type Bill = {
  /** The exact bytes, the trailing tag included; of an ordered list, those of its first statement. */
  readonly text: string;
  /** Of an ordered list: the statements after the first, each sent when the one before it has succeeded. */
  readonly more?: readonly string[];
  /** What takes back again what this gives, so long after it has succeeded; each by itself, unless something else gives it then. */
  readonly closing?: { readonly afterMs: number; readonly texts: readonly string[] };
  /** A call of the workspace's API: method and path, then the body. Absent: SQL. */
  readonly via?: 'rest';
  readonly parameters: { readonly [name: string]: string | number | boolean | null };
  readonly warehouse: string;
  readonly principal: string;
  readonly drill: boolean;
};

/** Something that a request gives. The same thing has the same `key`, whichever request gives it. */
export type Given = { readonly what: string; readonly key: string };

/** Of what it gives, what was there when the platform was looked at, and which boxes it was there by. */
export type Found = {
  /** Before the look. */
  readonly atMs: number;
  readonly pieces: readonly { readonly key: string; readonly by: readonly string[] }[];
};

/** A line of the card: what was measured before. */
export type Shown = { readonly label: string; readonly value: string };

/** An approver group as it was when the request was prepared. The id is pinned: a handle that moves is nobody. */
export type ApproverGroup = {
  readonly handle: string;
  /** Null: the handle meant nothing, or (`moved`) another group than it is pinned to. */
  readonly id: string | null;
  readonly moved?: true;
  /** Slack did not say. Only of those who may break the glass: without them somebody else can still approve. */
  readonly unreachable?: true;
  /** How many could approve then, or perhaps could: full members, without the requester and whom the statement names. */
  readonly eligible: number;
};

export type Prepared = {
  readonly bill: Bill;
  readonly fingerprint: string;
  readonly facts: { readonly [name: string]: Json };
  readonly shown: readonly Shown[];
  readonly warnings: readonly string[];
  readonly groups: readonly ApproverGroup[];
  /** Of what is given for a while: in the order of the closing statements. */
  readonly gives?: readonly Given[];
  readonly found?: Found;
  /** Of what is taken away: what was there for a while only, which no undo may give for good. */
  readonly boxed?: readonly string[];
  /** Those who may break the glass, pinned as the approvers are; absent: nobody may. */
  readonly glass?: readonly ApproverGroup[];
  readonly atMs: number;
};

export type Seat = {
  readonly by: string;
  readonly group: string;
  readonly fingerprint: string;
  readonly comment: string | null;
  readonly atMs: number;
  /** No yes of an approver: the glass was broken, and `comment` says why. */
  readonly brokeGlass?: true;
};

/** The look afterwards at what was done by breaking the glass. `dueAtMs` moves on each time that it was missed. */
export type Review = {
  readonly dueAtMs: number;
  readonly missed: number;
  readonly signed: { readonly by: string; readonly note: string; readonly atMs: number } | null;
};

export const FAILURES = ['not_sent', 'engine_refused', 'cancelled'] as const;
export type FailureReason = (typeof FAILURES)[number];

export const VOID_REASONS = [
  'refused_by_evidence',
  'could_not_measure',
  'evidence_moved',
  'approver_left',
  'fingerprint_differs',
] as const;
export type VoidReason = (typeof VOID_REASONS)[number];

export type Verification = {
  readonly outcome: 'verified' | 'failed' | 'could_not_see';
  readonly sentence: string;
};

/** What the engine itself shows of a statement whose answer was lost. */
export type EngineEvidence = {
  readonly applied: 'seen' | 'not_seen' | 'could_not_see';
  readonly sentence: string;
  readonly atMs: number;
};

/** What the engine answered, as it is told. */
export type Answer = {
  readonly rows: readonly Shown[];
  readonly takenMs: number;
  readonly atMs: number;
};

/** How it ended, with the words for the card. `by` is a person, or null where the bot ended it. */
export type Ending = {
  readonly reason: FailureReason | VoidReason | null;
  readonly text: string | null;
  readonly by: string | null;
  readonly atMs: number;
};

export type Approval = {
  readonly id: string;
  /** What it was asked for in, and the thread in which it lives: origin.ts reads them, of old requests too. */
  readonly origin?: Origin;
  readonly thread?: Thread;
  /** In place of these, in what was stored when every request was an incident's. */
  readonly incident?: string;
  readonly channel: string;
  readonly action: string;
  readonly title: string;
  readonly risk: Risk;
  /**
   * The action as the runbook had it when it was asked for, as JSON text: the order in which its facts are worked out
   * counts, and a store is free to sort the members of what it keeps. The runbook may change meanwhile, this does not.
   */
  readonly definition: string;
  /** On what, in one line: the parameters in the runbook's order. */
  readonly target: string;
  readonly parameters: { readonly [name: string]: string | number };
  readonly requester: string;
  readonly reason: string;
  readonly requestedAtMs: number;
  /** Handles. Any of them may say yes; with `inOrder` each of them has to, the first one first. */
  readonly groups: readonly string[];
  /** With `inOrder`: of each group. */
  readonly peopleNeeded: number;
  readonly inOrder: boolean;
  /** Handles of those who may do it without a second person, for what only takes away. Absent: nobody. */
  readonly breakGlass?: readonly string[];
  readonly drill: boolean;
  readonly undoOf: string | null;
  readonly undoneBy: string | null;
  readonly status: ApprovalStatus;
  /** Counts the changes that a person has to see before they press: buttons carry it. */
  readonly revision: number;
  readonly prepared: Prepared | null;
  readonly expiresAtMs: number;
  readonly seats: readonly Seat[];
  /** How many can approve it since it was counted again, by the group's handle; absent: as many as when it was prepared. */
  readonly recounted?: { readonly eligible: { readonly [handle: string]: number }; readonly atMs: number };
  /** How often those whose turn it is were reminded; begins anew with each yes. Absent: not yet. */
  readonly nudges?: number;
  /** Set when the glass was broken. */
  readonly review?: Review;
  readonly questions?: number;
  /** Slack keeps somebody's decision waiting: the card says so meanwhile. */
  readonly checking?: { readonly by: string; readonly atMs: number } | null;
  /** Set with the last seat: after this it is not started any more. */
  readonly startByMs: number | null;
  readonly claim: {
    readonly token: string;
    readonly atMs: number;
    readonly mayRunUntilMs: number;
    readonly found?: Found;
  } | null;
  /** The engine is asked to give up what it is at; what it then says decides how it ends. */
  readonly cancelling?: { readonly by: string; readonly atMs: number };
  /** How far the engine is with the statement under way, where it tells. */
  readonly percent?: number | null;
  /** Of an ordered list: what each statement that has succeeded answered, but for the last one, whose is `result`. */
  readonly done?: readonly Answer[];
  readonly result: Answer | null;
  readonly verification: Verification | null;
  readonly evidence: EngineEvidence | null;
  /** What is given for a while, from when it is, or may be, given. */
  readonly box?: Box;
  readonly settled: {
    readonly applied: boolean;
    readonly by: string;
    readonly note: string;
    readonly atMs: number;
  } | null;
  readonly ending: Ending | null;
  /** Attempts that were turned away, counted up to a limit so that pressing for ever fills nothing. */
  readonly refusedAttempts: number;
};

/** A request expires after this long; a destructive one sooner. */
export const PENDING_TTL_MS = { change: 60 * 60_000, destructive: 30 * 60_000 } as const satisfies {
  [risk in Risk]: number;
};
/** Nobody has decided for so long: the group is named again, then whoever comes after it. */
export const NUDGE_AFTER_MS = 5 * 60_000;
export const ESCALATE_AFTER_MS = 15 * 60_000;
/** So often it is counted again whether anybody can approve, while nobody can. */
export const RECOUNT_EVERY_MS = 2 * 60_000;
/** An approved one starts within this, or not at all. */
export const START_WITHIN_MS = 10 * 60_000;
/** What was done by breaking the glass is looked at by somebody else within this, or it is told again and further up. */
export const SIGN_WITHIN_MS = 24 * 60 * 60_000;
/** Questions about one request; more belongs into the thread. */
export const QUESTIONS_MAX = 20;
/** The card says for so long at most that a decision is being checked. */
export const CHECKING_MAX_MS = 30_000;
/** Beyond the engine's own statement timeout: clocks differ and cancelling takes a moment. */
export const RUN_MARGIN_MS = 30_000;
export const REFUSED_ATTEMPTS_MAX = 100;

/** Somebody to turn to: named so that Slack tells them, where they are to be found there, else in words. */
export type Told =
  | { readonly kind: 'group' | 'user'; readonly id: string }
  | { readonly kind: 'words'; readonly text: string };

/** The parameters in the runbook's order. */
export function targetOf({ parameters }: Pick<Action, 'parameters'>, values: Approval['parameters']): string {
  return (
    Object.keys(parameters)
      .map((id) => String(values[id]))
      // A clause that was left away has nothing to name.
      .filter((text) => text !== '')
      .join(', ')
  );
}

export function isLive(approval: Approval): boolean {
  return approval.status === 'pending' || approval.status === 'approved' || approval.status === 'executing';
}

/** Null while somebody has still to decide it, or to settle it. */
export function endedAtMs(approval: Approval): number | null {
  if (isLive(approval) || approval.status === 'in_doubt') return null;
  const { settled, result, ending, box } = approval;
  // What is given for a while has ended when it was taken back.
  const endsMs = (box?.ends ?? []).flatMap((end) => end?.atMs ?? []);
  if (endsMs.length > 0) return Math.max(...endsMs);
  return settled?.atMs ?? result?.atMs ?? ending?.atMs ?? approval.requestedAtMs;
}
