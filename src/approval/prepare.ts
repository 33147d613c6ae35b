/** From a wish to a request that can be decided: measure, refuse or price it, and say who could approve it. */
import type { RestActions } from '../check/rest-actions.ts';
import type { Warehouse } from '../check/warehouse.ts';
import { AppError } from '../errors.ts';
import { apply } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { maskText } from '../pii/mask.ts';
import { evaluateFacts, refusal, type Scene, shownEvidence, warningsOf } from '../runbook/evidence.ts';
import { keptFacts } from '../runbook/evidence-discretion.ts';
import { describeCodePoint, hiddenCharacters } from '../runbook/hidden.ts';
import { piecesOf } from '../runbook/pieces.ts';
import type { Action } from '../runbook/schema-actions.ts';
import { resolveTimes } from './at-time.ts';
import { billText } from './bill.ts';
import { givenFor, shownIds } from './call.ts';
import type { Directory } from './directory.ts';
import { approvalDocument } from './document.ts';
import { whoMay } from './eligible.ts';
import type { ApprovalEvent } from './events.ts';
import { fingerprintOf } from './fingerprint.ts';
import { givenBy } from './given.ts';
import { boxedNow, heldBefore } from './held.ts';
import { everyStatementOf } from './list.ts';
import { actionOf, runReads, runsBefore } from './measure.ts';
import { type OwnPrincipals, refusedPrincipals, takesPrincipal } from './principals.ts';
import { measuredFor } from './rehearse.ts';
import { type Approval, type Bill, type Prepared, type Shown, targetOf, type VoidReason } from './state.ts';
import { findApproval } from './stored.ts';

export type PrepareDeps = {
  readonly journal: Journal;
  readonly directory: Directory;
  /** Under the principal that may change things; null where none is configured. */
  readonly actions: Warehouse | null;
  readonly actionsRest?: RestActions | null;
  /** Under the principal that can only read: what measures in a drill. */
  readonly reader?: Warehouse;
  /** The team's, as an IANA name: times on cards that are text are told in it. */
  readonly zone: string;
  readonly own: OwnPrincipals;
  readonly monotonicMs: () => number;
  readonly wake: () => void;
};

export async function prepare(deps: PrepareDeps, item: DueItem): Promise<void> {
  const approval = await findApproval(deps.journal, item.ref.id);
  if (approval.status !== 'pending' || approval.prepared !== null) return;
  const event = await outcomeOf(measuredFor(deps, approval), approval).catch(voidedWhereInvalid);
  await apply(deps.journal, approvalDocument, approval.id, event);
  deps.wake();
}

/** Throws AppError('unavailable') where Slack or the warehouse cannot be asked now: the deadline comes again. */
async function outcomeOf(deps: PrepareDeps, approval: Approval): Promise<ApprovalEvent> {
  if (deps.actions === null) return voided('could_not_measure', 'No principal for changes is configured.');
  const action = actionOf(approval);
  const [about] = await principalProblems(deps, action, approval);
  if (about !== undefined) return voided('refused_by_evidence', about);
  const resolved = await resolveTimes(deps.actions, action, approval.parameters, deps.zone);
  if (!resolved.ok) return voided('refused_by_evidence', resolved.problem);
  const params = resolved.values;
  const looking = { ...deps, actions: deps.actions };
  const boxed = await boxedNow(deps.journal, { ...approval, parameters: params });
  const [identity, reads, held] = await Promise.all([
    deps.actions.identity(),
    runReads({ ...looking, fromMs: runsBefore(approval) }, action, action.evidence.reads, params),
    heldBefore(looking, approval, boxed),
  ]);
  const measured = evaluateFacts(action, reads, params, boxed);
  if (!measured.ok) return voided('could_not_measure', measured.problem);
  const scene: Scene = { params, reads, facts: measured.facts, boxed };
  const why = refusal(action, scene);
  if (why !== null) return voided('refused_by_evidence', [...resolved.shown.map(asWords), why].join(' '));
  if (held !== null) {
    const reason = held.outcome === 'failed' ? 'refused_by_evidence' : 'could_not_measure';
    return voided(reason, held.sentence);
  }
  const kept = keptFacts(action, scene);
  if (!kept.ok) return voided('could_not_measure', kept.problem);
  const bill: Bill = { ...billText(approval, resolved, reads), ...identity, drill: approval.drill };
  const gives = piecesOf(action, params).map(givenBy);
  const [hidden] = everyStatementOf(bill).flatMap((text) => hiddenCharacters(text));
  if (hidden !== undefined) {
    return voided(
      'refused_by_evidence',
      `The statement holds ${describeCodePoint(hidden.codePoint)}, which nobody can see.`,
    );
  }
  const prepared: Omit<Prepared, 'atMs'> = {
    bill,
    fingerprint: fingerprintOf(bill),
    facts: kept.facts,
    shown: [...resolved.shown, ...idsOf(action, approval, scene), ...shownEvidence(action, scene)],
    warnings: warningsOf(action, scene),
    ...(gives.length === 0 ? {} : { gives }),
    ...(await whoMay(deps, { ...approval, prepared: { bill } })),
  };
  if (resolved.moments.length === 0) return { type: 'prepared', prepared };
  return { type: 'prepared', prepared, resolved: { parameters: params, target: targetOf(action, params) } };
}

function idsOf(action: Action, approval: Approval, { params, reads }: Scene): readonly Shown[] {
  const given = givenFor(action, approval, params, reads);
  return action.call === undefined || given === null ? [] : shownIds(action.call, given);
}

async function principalProblems(
  { own }: PrepareDeps,
  { parameters }: Action,
  approval: Approval,
): Promise<readonly string[]> {
  if (!takesPrincipal(parameters)) return [];
  return Object.values(refusedPrincipals(parameters, approval.parameters, await own.all()));
}

function asWords({ label, value }: Shown): string {
  return `${label}: ${value}.`;
}

/** What is wrong with the request or the runbook stays wrong however often it is tried. */
function voidedWhereInvalid(error: unknown): ApprovalEvent {
  if (error instanceof AppError && error.code === 'invalid')
    return voided('could_not_measure', maskText(error.message));
  throw error;
}

function voided(reason: VoidReason, text: string): ApprovalEvent {
  return { type: 'voided', reason, text };
}
