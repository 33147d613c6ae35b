/** Looking at what the platform itself shows: after a success to verify it, after a lost answer to find out. */
import type { Warehouse } from '../check/warehouse.ts';
import { apply } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { type Afterwards, judgeReconcile, judgeVerification } from '../runbook/evidence.ts';
import type { Read } from '../runbook/schema-actions.ts';
import { approvalDocument } from './document.ts';
import { actionOf, runReads } from './measure.ts';
import { findApproval } from './service.ts';
import type { Approval, EngineEvidence } from './state.ts';

export type ReconcileDeps = {
  readonly journal: Journal;
  readonly actions: Warehouse | null;
  readonly wake: () => void;
};

/** A warehouse that does not answer is asked again this long before "could not see" is what is recorded. */
const VERIFY_PATIENCE_MS = 60_000;

/** At the deadline `verify` of a request that succeeded. */
export async function verify(deps: ReconcileDeps, item: DueItem): Promise<void> {
  const approval = await findApproval(deps.journal, item.ref.id);
  if (approval.status !== 'succeeded' || approval.verification !== null || deps.actions === null) return;
  const action = actionOf(approval);
  const judged = judgeVerification(action, await afterwards(deps.actions, approval, action.verify.reads));
  const waitedMs = (await deps.journal.now()) - (approval.result?.atMs ?? 0);
  if (judged.outcome === 'could_not_see' && waitedMs < VERIFY_PATIENCE_MS) return;
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
  if (approval.status !== 'in_doubt' || deps.actions === null) return;
  const action = actionOf(approval);
  const judged = judgeReconcile(action, await afterwards(deps.actions, approval, action.reconcile.reads));
  const evidence = { applied: SEEN[judged.outcome], sentence: judged.sentence };
  await apply(deps.journal, approvalDocument, approval.id, { type: 'evidence_found', evidence });
  deps.wake();
}

async function afterwards(
  warehouse: Warehouse,
  approval: Approval,
  reads: { readonly [name: string]: Read },
): Promise<Afterwards> {
  return {
    params: approval.parameters,
    reads: await runReads(warehouse, actionOf(approval), reads, approval.parameters),
    before: approval.prepared?.facts ?? {},
    claimedAt: new Date(approval.claim?.atMs ?? approval.requestedAtMs).toISOString(),
  };
}
