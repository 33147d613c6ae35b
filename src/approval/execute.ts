/**
 * Sends an approved statement at most once. The claim is durable before the first byte; from then on nothing leads
 * back: an answer that is lost, or a process that dies, ends in doubt and is never sent again.
 */
import type { Warehouse } from '../check/warehouse.ts';
import { apply } from '../journal/document.ts';
import type { DueItem, Lease } from '../journal/journal.ts';
import { keepLease } from '../schedule/keep-lease.ts';
import type { Directory } from './directory.ts';
import { approvalDocument } from './document.ts';
import type { ApprovalEvent } from './events.ts';
import { fingerprintOf } from './fingerprint.ts';
import { startGate } from './gate.ts';
import { actionOf } from './measure.ts';
import type { OwnPrincipals } from './principals.ts';
import { record } from './record.ts';
import { rehearsed } from './rehearse.ts';
import { type SendDeps, sendAll } from './send.ts';
import type { Approval, Prepared } from './state.ts';
import { findApproval } from './stored.ts';

export type ExecuteDeps = SendDeps & {
  readonly directory: Directory;
  readonly actions: Warehouse | null;
  readonly own: OwnPrincipals;
  readonly newToken: () => string;
};

/** Held by whoever is sending. When it is free, nobody is, and what was claimed is in doubt. */
const executeLease = (id: string) => `execute/${id}`;
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 4_000;

/** At the deadline `start` of an approved request. */
export async function start(deps: ExecuteDeps, item: DueItem): Promise<void> {
  const { id } = item.ref;
  const lease = await deps.journal.lease(executeLease(id), LEASE_MS);
  if (lease === null) return;
  const stopRenewing = keepLease(deps, lease, RENEW_EVERY_MS);
  try {
    await startHeld(deps, id, lease);
  } finally {
    stopRenewing();
    await lease.release();
    deps.wake();
  }
}

async function startHeld(deps: ExecuteDeps, id: string, lease: Lease): Promise<void> {
  const { actions } = deps;
  const approval = await findApproval(deps.journal, id);
  if (approval.status !== 'approved' || approval.prepared === null || actions === null) return;
  if (approval.drill) return rehearse(deps, approval, approval.prepared);
  const gate = await startGate({ ...deps, actions }, approval);
  if (gate.outcome === 'wait') {
    deps.log.warn({ approval: id, why: gate.why }, 'An approved request waits to start');
    return;
  }
  if (gate.outcome === 'void') {
    await apply(deps.journal, approvalDocument, id, { type: 'voided', reason: gate.reason, text: gate.text });
    return;
  }
  const token = deps.newToken();
  // Not when its answer comes: a process that stalls over it would think the claim younger than the engine's time for it.
  const claimedAtMs = deps.monotonicMs();
  const claimed = await claim(deps, approval, approval.prepared, token);
  if (claimed !== 'claimed') {
    if (claimed !== 'lost_race')
      await record(deps, id, { type: 'failed', token, reason: 'not_sent', text: claimed });
    return;
  }
  await sendAll(deps, { actions, approval, bill: approval.prepared.bill, token, lease }, claimedAtMs);
}

/** The claim is the last thing that happens to it: the gate and the engine are for what runs. */
async function rehearse(deps: ExecuteDeps, approval: Approval, prepared: Prepared): Promise<void> {
  const token = deps.newToken();
  const claimed = await claim(deps, approval, prepared, token);
  if (claimed !== 'lost_race') await record(deps, approval.id, rehearsed(token));
}

/** 'claimed', 'lost_race', or why nothing may be sent although the claim may stand. */
async function claim(
  deps: ExecuteDeps,
  approval: Approval,
  prepared: Prepared,
  token: string,
): Promise<string> {
  const event: ApprovalEvent = {
    type: 'claimed',
    token,
    fingerprint: fingerprintOf(prepared.bill),
    runTimeoutMs: actionOf(approval).timeoutMs,
  };
  const options = {
    once: [{ key: `claim/${approval.id}/${token}` }],
    ...(approval.startByMs === null ? {} : { validUntilMs: approval.startByMs }),
    ...(deps.replicasMin > 0 ? { replicasMin: deps.replicasMin } : {}),
  };
  const applied = await apply(deps.journal, approvalDocument, approval.id, event, options).catch(
    (error: unknown) => {
      deps.log.error(
        { err: error, approval: approval.id },
        'Whether the claim was stored is not known; nothing is sent',
      );
      return null;
    },
  );
  if (applied === null) return 'The store did not say whether it took the claim.';
  if (applied.outcome === 'not_durable')
    return `The claim reached ${applied.replicas} replicas, which is too few.`;
  return applied.outcome === 'committed' ? 'claimed' : 'lost_race';
}

/** At the deadline `watch` of a request that is executing: is anybody still doing it? */
export async function watch(deps: Pick<ExecuteDeps, 'journal' | 'wake'>, item: DueItem): Promise<void> {
  const { id } = item.ref;
  const lease = await deps.journal.lease(executeLease(id), LEASE_MS);
  if (lease === null) return;
  try {
    const { drill, claim: held } = await findApproval(deps.journal, id);
    const text = 'The bot stopped between sending this and reading the answer.';
    // Of a drill nothing was sent, whatever became of who claimed it.
    const event: ApprovalEvent =
      drill && held !== null ? rehearsed(held.token) : { type: 'answer_lost', text };
    await apply(deps.journal, approvalDocument, id, event);
  } finally {
    await lease.release();
    deps.wake();
  }
}
