/** One decision on one request: what was seen, who says it, whether they may, and the commit that it becomes. */
import { AppError } from '../errors.ts';
import type { Journal, Lease } from '../journal/journal.ts';
import type { Timers } from '../schedule/loop.ts';
import type { Directory } from './directory.ts';
import { approvalRef, GLASS_INDEX } from './document.ts';
import type { ApprovalEvent, ApprovalRefusal } from './events.ts';
import { freshGroups } from './groups.ts';
import {
  type DecisionAct,
  type DecisionRefusal,
  mayAskToCancel,
  type Press,
  permit,
  precheck,
} from './policy.ts';
import type { Approval } from './state.ts';
import { commit, findApproval, type StoreDeps } from './stored.ts';

export type DecideDeps = StoreDeps & {
  readonly directory: Directory;
  readonly monotonicMs: () => number;
  /** The process's own clock, compared with the store's. */
  readonly wallClockMs: () => number;
  readonly timers: Timers;
};

/** What goes with the decision, beside the press itself. */
export type Decision =
  | { readonly act: 'approve'; readonly comment: string | null }
  | { readonly act: 'reject'; readonly reason: string }
  | { readonly act: 'cancel' }
  | { readonly act: 'cancel_run' }
  /** What was given for a while ends now. */
  | { readonly act: 'end_box' }
  | { readonly act: 'ask'; readonly question: string }
  | { readonly act: 'break_glass'; readonly reason: string }
  | { readonly act: 'sign'; readonly note: string }
  | { readonly act: 'settle'; readonly applied: boolean; readonly note: string }
  /** What was given for a while, and cannot be seen any more, has ended. */
  | { readonly act: 'settle_box'; readonly note: string };

export type Decided =
  | { readonly outcome: 'decided'; readonly approval: Approval }
  | { readonly outcome: 'refused'; readonly code: DecisionRefusal | ApprovalRefusal };

/** Between the store's clock and this process's; beyond it nobody can say whether something has expired. */
export const CLOCK_DIFFERENCE_MAX_MS = 2_000;

/** Slack's groups are asked for once in three seconds at most, so that up to then nothing is out of the ordinary. */
const CHECKING_AFTER_MS = 4_000;
/** Longer than the store takes for one commit; who stops for longer in between has lost their turn. */
const GLASS_LEASE_MS = 60_000;

/** Decided after the expiry, they are not decided. */
const ENDS_WITH_THE_REQUEST: ReadonlySet<DecisionAct> = new Set(['approve', 'reject', 'ask', 'break_glass']);

/** Every way in ends here: a press, a form, a word. */
export async function decide(
  deps: DecideDeps,
  id: string,
  press: Press,
  decision: Decision,
  requestKey: string,
): Promise<Decided> {
  const pressedAtMs = deps.monotonicMs();
  const approval = await findApproval(deps.journal, id);
  const replayed = await answeredBefore(deps.journal, requestKey, approval);
  if (replayed !== null) return replayed;
  const deciding = { press, decision, requestKey, approval };
  const refused = await refusal(deps, press, approval, pressedAtMs);
  if ('code' in refused) return turnAway(deps, press, approval, refused.code, requestKey);
  const { expiresAtMs } = approval;
  if (decision.act !== 'break_glass') return decideNow(deps, deciding, refused.group, expiresAtMs);
  // Only now: who has not the role, and however long Slack takes, keeps nobody else from it.
  const alone = await onlyGlass(deps.journal);
  if (alone === null) return turnAway(deps, press, approval, 'glass_in_use', requestKey);
  try {
    return await decideNow(deps, deciding, refused.group, Math.min(expiresAtMs, alone.untilMs));
  } finally {
    await alone.release();
  }
}

type Deciding = {
  readonly press: Press;
  readonly decision: Decision;
  readonly requestKey: string;
  readonly approval: Approval;
};

async function decideNow(
  deps: DecideDeps,
  deciding: Deciding,
  group: string | null,
  untilMs: number,
): Promise<Decided> {
  const { press, decision, requestKey, approval } = deciding;
  const applied = await commit(deps, approval.id, eventOf(press, decision, group), {
    once: [{ key: requestKey }],
    ...(ENDS_WITH_THE_REQUEST.has(decision.act) ? { validUntilMs: untilMs } : {}),
  });
  if (applied.outcome === 'too_late' && (await deps.journal.now()) < approval.expiresAtMs)
    throw new AppError(
      'unavailable',
      'That took too long, and nothing was changed. Try again from the card.',
    );
  if (applied.outcome === 'too_late') return turnAway(deps, press, approval, 'expired', requestKey);
  if (applied.outcome === 'refused') return turnAway(deps, press, approval, applied.code, requestKey);
  if (applied.outcome === 'committed') return { outcome: 'decided', approval: applied.state };
  return (await answeredBefore(deps.journal, requestKey, approval)) ?? { outcome: 'decided', approval };
}

/** Cheap refusals first; then Slack is asked, by calls that begin after the press. */
async function refusal(
  deps: DecideDeps,
  press: Press,
  approval: Approval,
  pressedAtMs: number,
): Promise<{ code: DecisionRefusal } | { group: string | null }> {
  const [posts, nowMs] = await Promise.all([
    deps.journal.posts(approvalRef(approval.id)),
    deps.journal.now(),
  ]);
  const cards = posts.filter(({ view }) => view === 'approval-card');
  const cheap = precheck(approval, press, cards, nowMs);
  if (cheap !== null) return { code: cheap };
  if (Math.abs(nowMs - deps.wallClockMs()) > CLOCK_DIFFERENCE_MAX_MS) return { code: 'clock_differs' };
  const looking = Promise.all([
    deps.directory.person(press.by),
    freshGroups(deps.directory, groupsFor(approval, press), pressedAtMs),
  ]);
  const [person, groups] = await sayingSo(deps, approval, press, looking);
  const permission = permit(approval, press, person, groups);
  return permission.ok ? { group: permission.group } : { code: permission.code };
}

function groupsFor(approval: Approval, { act, by }: Press): readonly string[] {
  const { groups, breakGlass } = approval;
  if (act === 'cancel' || act === 'ask') return [];
  if (act === 'cancel_run' && mayAskToCancel(approval, by)) return [];
  if (act === 'end_box' && by === approval.requester) return [];
  return act === 'break_glass' ? (breakGlass ?? []) : groups;
}

/** Where Slack takes longer than its usual pace, the card says that somebody's decision is being looked at. */
async function sayingSo<Found>(
  deps: DecideDeps,
  { id }: Approval,
  { by, act }: Press,
  looking: Promise<Found>,
): Promise<Found> {
  if (act !== 'approve' && act !== 'reject' && act !== 'break_glass') return looking;
  const callOff = deps.timers.after(CHECKING_AFTER_MS, () => {
    // Only words on a card: the decision does not hang on them.
    commit(deps, id, { type: 'checking', by }, {}).catch(() => undefined);
  });
  return looking.finally(callOff);
}

/** `untilMs`: by the store's clock, and not after the lease has gone to somebody else. */
type Turn = Pick<Lease, 'release'> & { readonly untilMs: number };

/** One is broken at a time. Null where one is that nobody has signed for, or somebody is breaking it just now. */
async function onlyGlass(journal: Journal): Promise<Turn | null> {
  const untilMs = (await journal.now()) + GLASS_LEASE_MS;
  const lease = await journal.lease('break-glass', GLASS_LEASE_MS);
  if (lease === null) return null;
  const { ids } = await journal.find('approval', GLASS_INDEX, { limit: 1 });
  if (ids.length === 0) return { release: lease.release, untilMs };
  await lease.release();
  return null;
}

function eventOf(press: Press, decision: Decision, group: string | null): ApprovalEvent {
  const { by, revision, fingerprint } = press;
  switch (decision.act) {
    case 'approve':
      return { type: 'approved', by, group: group ?? '', fingerprint, revision, comment: decision.comment };
    case 'reject':
      return { type: 'rejected', by, revision, reason: decision.reason };
    case 'cancel':
      return { type: 'cancelled', by, revision };
    case 'cancel_run':
      return { type: 'cancel_asked', by, revision };
    case 'end_box':
      return { type: 'end_asked', by, revision };
    case 'ask':
      return { type: 'asked', by, question: decision.question };
    case 'break_glass': {
      const { reason } = decision;
      return { type: 'glass_broken', by, group: group ?? '', fingerprint, revision, reason };
    }
    case 'sign':
      return { type: 'signed', by, revision, note: decision.note };
    case 'settle':
      return { type: 'settled', by, applied: decision.applied, note: decision.note, revision };
    case 'settle_box':
      return { type: 'box_settled', by, note: decision.note, revision };
  }
}

/**
 * The same request again gets the answer that it got: what was refused is not decided by sending it once more, nor by
 * its second copy that another replica is deciding at this moment. Null where it is the first.
 */
async function answeredBefore(
  journal: Journal,
  requestKey: string,
  approval: Approval,
): Promise<Decided | null> {
  const used = await journal.usedBy(requestKey);
  if (used === null) return null;
  const [entry] = await journal.history(used.ref, used.version, 1);
  const event = entry?.event as ApprovalEvent | undefined;
  return event?.type === 'attempt_refused'
    ? { outcome: 'refused', code: event.code as DecisionRefusal }
    : { outcome: 'decided', approval };
}

/** Said to the person, and kept in the audit. */
async function turnAway(
  deps: DecideDeps,
  press: Press,
  approval: Approval,
  code: DecisionRefusal | ApprovalRefusal,
  requestKey: string,
): Promise<Decided> {
  const event: ApprovalEvent = { type: 'attempt_refused', by: press.by, attempt: press.act, code };
  const applied = await commit(deps, approval.id, event, { once: [{ key: requestKey }] });
  const before =
    applied.outcome === 'duplicate' ? await answeredBefore(deps.journal, requestKey, approval) : null;
  return before ?? { outcome: 'refused', code };
}
