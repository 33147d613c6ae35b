/** Looking at what the platform itself shows: after a success to verify it, after a lost answer to find out. */
import type { RestActions } from '../check/rest-actions.ts';
import type { Warehouse } from '../check/warehouse.ts';
import { apply } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { canonicalJson } from '../journal/json.ts';
import { type Afterwards, judgeReconcile, judgeVerification } from '../runbook/evidence.ts';
import type { Read } from '../runbook/schema-actions.ts';
import { actionIndex, approvalDocument } from './document.ts';
import { isList, numberUnderWay } from './list.ts';
import { actionOf, runReads } from './measure.ts';
import type { Approval, EngineEvidence } from './state.ts';
import { findApproval } from './stored.ts';

export type ReconcileDeps = {
  readonly journal: Journal;
  readonly actions: Warehouse | null;
  readonly actionsRest?: RestActions | null;
  readonly wake: () => void;
};

export type Looking = Pick<ReconcileDeps, 'journal' | 'actionsRest'> & { readonly actions: Warehouse };

/**
 * A warehouse that does not answer is asked again this long before "could not see" is what is recorded, and the workspace
 * before it is that a call which it took has done nothing: its lists may be a moment behind.
 */
const VERIFY_PATIENCE_MS = 60_000;

/** The bot was started again without the principal that sent it. */
const NO_PRINCIPAL = {
  outcome: 'could_not_see',
  sentence: 'Not looked at: no principal for changes is configured any more.',
} as const;

/** At the deadline `verify` of a request that succeeded. */
export async function verify(deps: ReconcileDeps, item: DueItem): Promise<void> {
  const approval = await findApproval(deps.journal, item.ref.id);
  if (approval.status !== 'succeeded' || approval.verification !== null) return;
  const action = actionOf(approval);
  const judged =
    deps.actions === null
      ? NO_PRINCIPAL
      : judgeVerification(
          action,
          await afterwards({ ...deps, actions: deps.actions }, approval, action.verify.reads),
        );
  const waitedMs = (await deps.journal.now()) - (approval.result?.atMs ?? 0);
  const mayCome =
    judged.outcome === 'could_not_see' || (judged.outcome === 'failed' && action.call !== undefined);
  if (mayCome && waitedMs < VERIFY_PATIENCE_MS) return;
  await apply(deps.journal, approvalDocument, approval.id, { type: 'verified', verification: judged });
  deps.wake();
}

const SEEN = {
  applied: 'seen',
  not_seen: 'not_seen',
  could_not_see: 'could_not_see',
} as const satisfies { [outcome in ReturnType<typeof judgeReconcile>['outcome']]: EngineEvidence['applied'] };

/** At the deadline `reconcile` of a request in doubt. A person decides; this only finds what they decide on. */
export async function reconcile(deps: ReconcileDeps, item: DueItem): Promise<void> {
  const approval = await findApproval(deps.journal, item.ref.id);
  if (approval.status !== 'in_doubt') return;
  const judged =
    deps.actions === null ? NO_PRINCIPAL : await engineShows({ ...deps, actions: deps.actions }, approval);
  const evidence = { applied: SEEN[judged.outcome], sentence: judged.sentence };
  await apply(deps.journal, approvalDocument, approval.id, { type: 'evidence_found', evidence });
  deps.wake();
}

/** What there is to be seen of the statement under way, or in doubt, whose answer says too little. */
export async function engineShows(
  looking: Looking,
  approval: Approval,
): Promise<ReturnType<typeof judgeReconcile>> {
  const { reads } = actionOf(approval).reconcile;
  return judgeStatements(approval, await afterwards(looking, approval, reads));
}

/** The statement in doubt, and of a list also those before it: a trace that is missing there says what to make of this. */
function judgeStatements(approval: Approval, after: Afterwards): ReturnType<typeof judgeReconcile> {
  const action = actionOf(approval);
  const number = numberUnderWay(approval);
  const judged = judgeReconcile(action, { ...after, statement: number });
  if (!isList(approval)) return judged;
  const before = (approval.done ?? []).map((_answer, index) => index + 1);
  const shown = before.filter(
    (earlier) => judgeReconcile(action, { ...after, statement: earlier }).outcome === 'applied',
  );
  const missing = before.filter((earlier) => !shown.includes(earlier));
  const of = [
    ...(shown.length > 0 ? [`It shows ${shown.join(', ')}.`] : []),
    ...(missing.length > 0 ? [`It does not show ${missing.join(', ')}, which it said had run.`] : []),
  ];
  return { ...judged, sentence: [`Statement ${number}: ${judged.sentence}`, ...of].join(' ') };
}

/** So far may Databricks' clock and the store's be apart; runbooks allow for as much. */
const CLOCKS_APART_MS = 300_000;

async function afterwards(
  { journal, actions, actionsRest }: Looking,
  approval: Approval,
  reads: { readonly [name: string]: Read },
): Promise<Afterwards> {
  const claimedAtMs = approval.claim?.atMs ?? approval.requestedAtMs;
  return {
    params: approval.parameters,
    reads: await runReads(
      { actions, actionsRest, fromMs: claimedAtMs - CLOCKS_APART_MS },
      actionOf(approval),
      reads,
      approval.parameters,
    ),
    before: approval.prepared?.facts ?? {},
    claimedAt: new Date(claimedAtMs).toISOString(),
    until: new Date(await untilMs(journal, approval, claimedAtMs)).toISOString(),
  };
}

/** Who asks for the same twice is found by looking at this many of the latest requests for the action. */
const TWINS_LOOKED_AT_MAX = 50;

/**
 * What the platform shows after this is not of this request: the engine has given it up, or another request for exactly
 * the same was sent, whose trace looks like this one's.
 */
async function untilMs(journal: Journal, approval: Approval, claimedAtMs: number): Promise<number> {
  const page = { limit: TWINS_LOOKED_AT_MAX, order: 'descending' } as const;
  const { ids } = await journal.find('approval', actionIndex(approval.action), page);
  const others = await Promise.all(
    ids.filter((id) => id !== approval.id).map((id) => findApproval(journal, id)),
  );
  const same = canonicalJson(approval.parameters);
  const later = others
    .filter((other) => canonicalJson(other.parameters) === same)
    .flatMap(({ claim }) => (claim !== null && claim.atMs > claimedAtMs ? [claim.atMs] : []));
  return Math.min(approval.claim?.mayRunUntilMs ?? claimedAtMs, ...later);
}
