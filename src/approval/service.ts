/** What people may do with requests: ask for them, and decide them. Every way in ends in these functions. */
import { AppError } from '../errors.ts';
import { idOf } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import { canonicalJson } from '../journal/json.ts';
import { type Approvers, areWeaker } from '../runbook/approvers.ts';
import { parseParameters, type Values } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Action } from '../runbook/schema-actions.ts';
import { type DecideDeps, type Decided, type Decision, decide } from './decide.ts';
import { LIVE_INDEX, liveOf, originIndex } from './document.ts';
import type { ApprovalEvent } from './events.ts';
import { fullMember } from './full-member.ts';
import { originOf, placeFor } from './origin.ts';
import type { Press } from './policy.ts';
import { type OwnPrincipals, refusedPrincipals, takesPrincipal } from './principals.ts';
import { type Reviewed, review } from './review.ts';
import { type Approval, type Origin, targetOf } from './state.ts';
import { commit, findApproval } from './stored.ts';
import { undoSuggestion } from './undo.ts';

export type ApprovalDeps = DecideDeps & {
  readonly runbook: Runbook;
  /** False where no actions principal is configured: then every request is refused, with what to set. */
  readonly actionsConfigured: boolean;
  readonly own: OwnPrincipals;
  /** The team's, as an IANA name: `14:05` is meant in it. */
  readonly zone: string;
};

export type Wish = {
  readonly origin: Origin;
  readonly action: string;
  readonly raw: { readonly [parameter: string]: string };
  readonly reason: string;
  readonly undoOf: string | null;
};

export type Requested =
  | { readonly outcome: 'requested'; readonly id: string }
  /** By parameter. */
  | { readonly outcome: 'invalid'; readonly errors: { readonly [parameter: string]: string } };

/** Requests that are open, running or in doubt, wherever they were asked for. */
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
    /** What was asked for there, the newest first. */
    askedIn: (origin: Origin) => askedIn(deps.journal, origin),
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
  await fullMember(deps.directory, { by });
  await roomForOneMore(deps.journal, by);
  const action = deps.runbook.actions[wish.action];
  if (action === undefined)
    throw new AppError('not_found', `The runbook has no action ${wish.action} any more.`);
  const now = { nowMs: deps.wallClockMs(), zone: deps.zone };
  const parsed = parseParameters(action.parameters, wish.raw, now);
  if (!parsed.ok) return { outcome: 'invalid', errors: parsed.errors };
  const own = takesPrincipal(action.parameters) ? await deps.own.soon() : [];
  const refused = refusedPrincipals(action.parameters, parsed.values, own);
  if (Object.keys(refused).length > 0) return { outcome: 'invalid', errors: refused };
  const { origin } = wish;
  const replayed = await deps.journal.usedBy(requestKey);
  if (replayed !== null) return { outcome: 'requested', id: replayed.ref.id };
  const undone = await undoneBy(deps.journal, wish, action, parsed.values);
  const place = await placeFor(deps.journal, origin, undone !== null);
  if (place === null) throw new AppError('not_found', `There is no ${origin.id}.`);
  const approvers = noWeaker(action.approvers, undone);
  const id = idOf('approval', await deps.journal.next('approval'));
  const event: ApprovalEvent = {
    type: 'requested',
    request: {
      id,
      origin,
      ...place,
      action: action.id,
      title: action.title,
      risk: action.risk,
      definition: JSON.stringify(action),
      target: targetOf(action, parsed.values),
      parameters: parsed.values,
      requester: by,
      reason: wish.reason,
      groups: approvers.groups,
      peopleNeeded: approvers.people,
      inOrder: approvers.in_order,
      // One glass may be broken at a time: a drill does not use it up.
      breakGlass: action.containment && !place.drill ? breakGlassGroups(deps.runbook) : [],
      undoOf: undone?.id ?? null,
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
async function undoneBy(
  journal: Journal,
  wish: Wish,
  { parameters }: Action,
  values: Values,
): Promise<Approval | null> {
  if (wish.undoOf === null) return null;
  const original = await findApproval(journal, wish.undoOf);
  const inverse = undoSuggestion(original);
  const meant = inverse === null ? null : parseParameters(parameters, inverse.with);
  const same =
    inverse?.action === wish.action &&
    originOf(original).id === wish.origin.id &&
    meant?.ok === true &&
    canonicalJson(meant.values) === canonicalJson(values);
  return same ? original : null;
}

/**
 * The linter weighs an undo against what it undoes in one runbook; this may have been asked for by an earlier one. Where the
 * runbook of today would have it approved by fewer, or by others, whoever had to approve the first has to approve the undo.
 */
function noWeaker(today: Approvers, undone: Approval | null): Approvers {
  if (undone === null) return today;
  const then = { groups: undone.groups, people: undone.peopleNeeded, in_order: undone.inOrder };
  return areWeaker(today, then) ? then : today;
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

function breakGlassGroups({ groups }: Runbook): readonly string[] {
  return Object.values(groups).flatMap(({ id, break_glass }) => (break_glass ? [id] : []));
}

/** The newest, and how many there are besides. */
async function askedIn(
  journal: Journal,
  origin: Origin,
): Promise<{ readonly newest: readonly Approval[]; readonly others: number }> {
  const page = { limit: REQUESTS_SHOWN_MAX, order: 'descending' } as const;
  const [{ ids }, total] = await Promise.all([
    journal.find('approval', originIndex(origin), page),
    journal.count('approval', originIndex(origin)),
  ]);
  const newest = await Promise.all(ids.map((id) => findApproval(journal, id)));
  return { newest, others: Math.max(0, total - newest.length) };
}
