/** What people may do with requests: ask, decide, take back, settle. Every way in ends in these functions. */
import { AppError } from '../errors.ts';
import { idOf } from '../ids.ts';
import { incidentRef } from '../incident/document.ts';
import { fullMember } from '../incident/service.ts';
import type { Incident } from '../incident/state.ts';
import { type Applied, apply, read } from '../journal/document.ts';
import type { DocumentRef, Journal } from '../journal/journal.ts';
import { canonicalJson } from '../journal/json.ts';
import { parseParameters, type Values } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Directory } from './directory.ts';
import { approvalDocument, approvalRef, incidentIndex, LIVE_INDEX, liveOf } from './document.ts';
import type { ApprovalEvent, ApprovalRefusal } from './events.ts';
import { freshGroups } from './groups.ts';
import { type DecisionRefusal, type FreshGroup, type Press, permit, precheck } from './policy.ts';
import { type Reviewed, review } from './review.ts';
import type { Approval } from './state.ts';
import { undoSuggestion } from './undo.ts';

export type ApprovalDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Directory;
  /** False where no actions principal is configured: then every request is refused, with what to set. */
  readonly actionsConfigured: boolean;
  readonly monotonicMs: () => number;
  /** The process's own clock, compared with the store's. */
  readonly wallClockMs: () => number;
  readonly wake: () => void;
};

export type Wish = {
  readonly incident: string;
  readonly action: string;
  readonly raw: { readonly [parameter: string]: string };
  readonly reason: string;
  readonly undoOf: string | null;
};

export type Requested =
  | { readonly outcome: 'requested'; readonly id: string }
  /** By parameter. */
  | { readonly outcome: 'invalid'; readonly errors: { readonly [parameter: string]: string } };

/** What goes with the decision, beside the press itself. */
export type Decision =
  | { readonly act: 'approve'; readonly comment: string | null }
  | { readonly act: 'reject'; readonly reason: string }
  | { readonly act: 'cancel' }
  | { readonly act: 'settle'; readonly applied: boolean; readonly note: string };

export type Decided =
  | { readonly outcome: 'decided'; readonly approval: Approval }
  | { readonly outcome: 'refused'; readonly code: DecisionRefusal | ApprovalRefusal };

/** Between the store's clock and this process's; beyond it nobody can say whether something has expired. */
export const CLOCK_DIFFERENCE_MAX_MS = 2_000;

/** Requests that are open, running or in doubt, over all incidents. */
const LIVE_REQUESTS_MAX = 100;
const LIVE_REQUESTS_EACH_MAX = 20;
const REQUESTS_SHOWN_MAX = 10;

export type ApprovalService = ReturnType<typeof approvalService>;

export function approvalService(deps: ApprovalDeps) {
  return {
    request: (by: string, requestKey: string, wish: Wish): Promise<Requested> =>
      request(deps, by, requestKey, wish),
    decide: (id: string, press: Press, decision: Decision, requestKey: string): Promise<Decided> =>
      decide(deps, id, press, decision, requestKey),
    find: (id: string): Promise<Approval> => findApproval(deps.journal, id),
    /** What there is to read before deciding. Throws for whoever is not known to be a full member. */
    review: async (id: string, by: string): Promise<Reviewed> =>
      review(deps, await findApproval(deps.journal, id), by),
    /** What was asked for in an incident, the newest first. */
    ofIncident: (incident: string) => ofIncident(deps.journal, incident),
    /** The way back from what was done; `suggestion` null where there is none. */
    undo: async (id: string) => {
      const approval = await findApproval(deps.journal, id);
      return { approval, suggestion: undoSuggestion(approval) };
    },
  };
}

async function request(deps: ApprovalDeps, by: string, requestKey: string, wish: Wish): Promise<Requested> {
  if (!deps.actionsConfigured) {
    throw new AppError(
      'refused',
      'Actions are switched off: the bot has no principal of its own for changes. Set DATABRICKS_ACTIONS_TOKEN, or DATABRICKS_ACTIONS_CLIENT_ID and DATABRICKS_ACTIONS_CLIENT_SECRET.',
    );
  }
  await fullMember(deps.directory, by);
  await roomForOneMore(deps.journal, by);
  const action = deps.runbook.actions[wish.action];
  if (action === undefined)
    throw new AppError('not_found', `The runbook has no action ${wish.action} any more.`);
  const parsed = parseParameters(action.parameters, wish.raw);
  if (!parsed.ok) return { outcome: 'invalid', errors: parsed.errors };
  const incident = await read<Incident>(deps.journal, incidentRef(wish.incident));
  if (incident === null) throw new AppError('not_found', `There is no ${wish.incident}.`);
  const replayed = await deps.journal.usedBy(requestKey);
  if (replayed !== null) return { outcome: 'requested', id: replayed.ref.id };
  const id = idOf('approval', await deps.journal.next('approval'));
  const event: ApprovalEvent = {
    type: 'requested',
    request: {
      id,
      incident: wish.incident,
      channel: incident.state.channel,
      action: action.id,
      title: action.title,
      risk: action.risk,
      definition: JSON.stringify(action),
      target: Object.values(action.parameters)
        .map(({ id: name }) => String(parsed.values[name]))
        .join(', '),
      parameters: parsed.values,
      requester: by,
      reason: wish.reason,
      groups: action.approvers.groups,
      peopleNeeded: action.approvers.people,
      inOrder: action.approvers.in_order,
      drill: false,
      undoOf: await undoneBy(deps.journal, wish, parsed.values),
    },
  };
  const applied = await commit(deps, id, event, { once: [{ key: requestKey }] });
  if (applied.outcome === 'duplicate') return { outcome: 'requested', id: applied.ref.id };
  return { outcome: 'requested', id };
}

/**
 * What the request would undo, or null where the form was changed into something else: only the very inverse that was
 * prepared may say of the first request that it is undone.
 */
async function undoneBy(journal: Journal, wish: Wish, values: Values): Promise<string | null> {
  if (wish.undoOf === null) return null;
  const original = await findApproval(journal, wish.undoOf);
  const inverse = undoSuggestion(original);
  const same =
    inverse !== null &&
    inverse.action === wish.action &&
    original.incident === wish.incident &&
    canonicalJson(inverse.with) === canonicalJson(mapped(values));
  return same ? wish.undoOf : null;
}

function mapped(values: Values): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** A person who asks without end must not bury what others wait for. */
async function roomForOneMore(journal: Journal, by: string): Promise<void> {
  const [own, all] = await Promise.all([
    journal.find('approval', liveOf(by), { limit: LIVE_REQUESTS_EACH_MAX }),
    journal.find('approval', LIVE_INDEX, { limit: LIVE_REQUESTS_MAX }),
  ]);
  if (own.ids.length >= LIVE_REQUESTS_EACH_MAX) {
    throw new AppError(
      'refused',
      `${own.ids.length} of your requests are waiting, which is as many as one person may have. Cancel some first.`,
    );
  }
  if (all.ids.length >= LIVE_REQUESTS_MAX) {
    throw new AppError(
      'refused',
      `${all.ids.length} requests are waiting, which is as many as there may be. Decide or cancel some first.`,
    );
  }
}

async function decide(
  deps: ApprovalDeps,
  id: string,
  press: Press,
  decision: Decision,
  requestKey: string,
): Promise<Decided> {
  const pressedAtMs = deps.monotonicMs();
  const approval = await findApproval(deps.journal, id);
  const replayed = await deps.journal.usedBy(requestKey);
  if (replayed !== null) return answeredBefore(deps.journal, replayed, approval);
  const refused = await refusal(deps, press, approval, pressedAtMs);
  if ('code' in refused) return turnAway(deps, press, approval, refused.code, requestKey);
  const applied = await commit(deps, id, eventOf(press, decision, refused.group), {
    once: [{ key: requestKey }],
    ...(decision.act === 'settle' || decision.act === 'cancel' ? {} : { validUntilMs: approval.expiresAtMs }),
  });
  if (applied.outcome === 'too_late') return turnAway(deps, press, approval, 'expired', requestKey);
  if (applied.outcome === 'refused') return turnAway(deps, press, approval, applied.code, requestKey);
  return { outcome: 'decided', approval: applied.outcome === 'committed' ? applied.state : approval };
}

/** Cheap refusals first; then Slack is asked, by calls that begin after the press. */
async function refusal(
  deps: ApprovalDeps,
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
  const needsGroup = press.act !== 'cancel';
  const [person, groups] = await Promise.all([
    deps.directory.person(press.by),
    needsGroup
      ? freshGroups(deps.directory, approval.groups, pressedAtMs)
      : Promise.resolve<FreshGroup[]>([]),
  ]);
  const permission = permit(approval, press, person, groups);
  return permission.ok ? { group: permission.group } : { code: permission.code };
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
    case 'settle':
      return { type: 'settled', by, applied: decision.applied, note: decision.note, revision };
  }
}

/** The same request again gets the answer that it got: what was refused is not decided by sending it once more. */
async function answeredBefore(
  journal: Journal,
  { ref, version }: { readonly ref: DocumentRef; readonly version: number },
  approval: Approval,
): Promise<Decided> {
  const [entry] = await journal.history(ref, version, 1);
  const event = entry?.event as ApprovalEvent | undefined;
  return event?.type === 'attempt_refused'
    ? { outcome: 'refused', code: event.code as DecisionRefusal }
    : { outcome: 'decided', approval };
}

/** Said to the person, and kept in the audit. */
async function turnAway(
  deps: ApprovalDeps,
  press: Press,
  approval: Approval,
  code: DecisionRefusal | ApprovalRefusal,
  requestKey: string,
): Promise<Decided> {
  const event: ApprovalEvent = { type: 'attempt_refused', by: press.by, attempt: press.act, code };
  await commit(deps, approval.id, event, { once: [{ key: requestKey }] });
  return { outcome: 'refused', code };
}

async function commit(
  deps: Pick<ApprovalDeps, 'journal' | 'wake'>,
  id: string,
  event: ApprovalEvent,
  options: Parameters<typeof apply>[4],
): Promise<Applied<Approval, ApprovalRefusal>> {
  const applied = await apply(deps.journal, approvalDocument, id, event, options);
  if (applied.outcome === 'committed') deps.wake();
  return applied;
}

async function ofIncident(journal: Journal, incident: string): Promise<readonly Approval[]> {
  const page = { limit: REQUESTS_SHOWN_MAX, order: 'descending' } as const;
  const { ids } = await journal.find('approval', incidentIndex(incident), page);
  return Promise.all(ids.map((id) => findApproval(journal, id)));
}

export async function findApproval(journal: Journal, id: string): Promise<Approval> {
  const stored = await read<Approval>(journal, approvalRef(id));
  if (stored === null) throw new AppError('not_found', `There is no ${id}.`);
  return stored.state;
}
