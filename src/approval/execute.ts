/**
 * Sends an approved statement at most once. The claim is durable before the first byte; from then on nothing leads
 * back: an answer that is lost, or a process that dies, ends in doubt and is never sent again.
 */
import type { Row, SendResult, Warehouse } from '../check/warehouse.ts';
import { type Applied, apply } from '../journal/document.ts';
import type { DueItem, Journal, Lease } from '../journal/journal.ts';
import { type Keep, maskJson, maskText } from '../pii/mask.ts';
import { principalsAmong } from '../runbook/discretion.ts';
import { showHidden } from '../runbook/hidden.ts';
import { keepLease } from '../schedule/keep-lease.ts';
import type { Log, Timers } from '../schedule/loop.ts';
import type { Directory } from './directory.ts';
import { approvalDocument } from './document.ts';
import type { ApprovalEvent, ApprovalRefusal } from './events.ts';
import { fingerprintOf } from './fingerprint.ts';
import { startGate } from './gate.ts';
import { actionOf } from './measure.ts';
import type { OwnPrincipals } from './principals.ts';
import type { Approval, Prepared, Shown } from './state.ts';
import { findApproval } from './stored.ts';

export type ExecuteDeps = {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly actions: Warehouse | null;
  readonly own: OwnPrincipals;
  readonly replicasMin: number;
  readonly monotonicMs: () => number;
  readonly newToken: () => string;
  readonly timers: Timers;
  readonly log: Log;
  readonly wake: () => void;
};

/** Held by whoever is sending. When it is free, nobody is, and what was claimed is in doubt. */
const executeLease = (id: string) => `execute/${id}`;
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 4_000;
/** A claim that was read longer ago than this may have been overtaken: it is given up, unsent. */
export const CLAIM_AGE_MAX_MS = 5_000;
/** From the claim to the first byte, a slow session included; shorter than the margin that `RUN_MARGIN_MS` allows. */
const CLAIM_TO_SEND_MAX_MS = 20_000;
/** How long an outcome that the store does not take is kept trying; after that the watch puts it in doubt. */
const RECORD_TRIES_MAX = 30;
const RECORD_EVERY_MS = 1_000;
const RESULT_VALUES_MAX = 8;
/** Of an error or a value: more belongs into the engine's own log. */
const ENGINE_CHARACTERS_MAX = 1_000;

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
  const gate = await startGate({ ...deps, actions }, approval);
  if (gate.outcome === 'wait') {
    deps.log.warn({ approval: id, why: gate.why }, 'An approved request waits to start');
    return;
  }
  if (gate.outcome === 'void') {
    await apply(deps.journal, approvalDocument, id, { type: 'voided', reason: gate.reason, text: gate.text });
    return;
  }
  const named = principalsAmong(actionOf(approval).parameters, approval.parameters);
  const token = deps.newToken();
  // Not when its answer comes: a process that stalls over it would think the claim younger than the engine's time for it.
  const claimedAtMs = deps.monotonicMs();
  const claimed = await claim(deps, approval, approval.prepared, token);
  if (claimed !== 'claimed') {
    if (claimed !== 'lost_race')
      await record(deps, id, { type: 'failed', token, reason: 'not_sent', text: claimed });
    return;
  }
  const result = await sendOnce(deps, actions, approval, { token, claimedAtMs }, lease);
  const masked = withoutPersonalData(result, named);
  await record(deps, id, outcomeEvent(token, masked), masked);
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

async function sendOnce(
  deps: ExecuteDeps,
  actions: Warehouse,
  approval: Approval,
  { token, claimedAtMs }: { readonly token: string; readonly claimedAtMs: number },
  lease: Lease,
): Promise<SendResult> {
  const { id, prepared } = approval;
  const text = prepared?.bill.text ?? '';
  const approved = approval.seats[0]?.fingerprint;
  /** Asked between the open session and the first byte. A store that does not answer is a no. */
  const guard = async (): Promise<boolean> => {
    const readAtMs = deps.monotonicMs();
    if (readAtMs - claimedAtMs > CLAIM_TO_SEND_MAX_MS) return false;
    const [now, held] = await Promise.all([findApproval(deps.journal, id), lease.renew()]);
    const bill = now.prepared?.bill;
    const same = bill !== undefined && bill.text === text && fingerprintOf(bill) === approved;
    const ours = now.status === 'executing' && now.claim?.token === token && !now.drill;
    return held && same && ours && deps.monotonicMs() - readAtMs <= CLAIM_AGE_MAX_MS;
  };
  const timeoutMs = actionOf(approval).timeoutMs;
  const careful = () => guard().catch(() => false);
  return actions.send(text, {
    timeoutMs,
    guard: careful,
    tags: { approval: id, incident: approval.incident },
  });
}

/** What the engine says may quote the data. Whom the request names stays named. */
function withoutPersonalData(result: SendResult, keep: Keep): SendResult {
  return result.outcome === 'succeeded'
    ? { ...result, rows: result.rows.map((row) => maskJson(row, keep) as Row) }
    : { ...result, message: maskText(result.message, keep) };
}

function outcomeEvent(token: string, result: SendResult): ApprovalEvent {
  switch (result.outcome) {
    case 'succeeded':
      return { type: 'succeeded', token, rows: shownRow(result), takenMs: result.takenMs };
    case 'failed':
      return {
        type: 'failed',
        token,
        reason: 'engine_refused',
        text: engineWords(result),
      };
    case 'not_sent':
      return { type: 'failed', token, reason: 'not_sent', text: result.message };
    case 'unknown':
      return { type: 'answer_lost', text: result.message };
  }
}

/** The engine's own words may be long, and hold what names and data hold. Its class is said once. */
function engineWords({ errorClass, message }: Extract<SendResult, { outcome: 'failed' }>): string {
  const said = message.includes(errorClass) ? message : `${errorClass}: ${message}`;
  return visible(said);
}

function visible(text: string): string {
  const line = showHidden(text.replaceAll(/\s+/g, ' ').trim());
  return line.length <= ENGINE_CHARACTERS_MAX ? line : `${line.slice(0, ENGINE_CHARACTERS_MAX - 1)}…`;
}

/** What the engine says that it did, as it says it: the first row's values. */
function shownRow(result: Extract<SendResult, { outcome: 'succeeded' }>): Shown[] {
  return Object.entries(result.rows[0] ?? {})
    .slice(0, RESULT_VALUES_MAX)
    .map(([label, value]) => ({
      label: label.replaceAll('_', ' '),
      value: visible(String(value ?? 'none')),
    }));
}

/** The outcome is known here and nowhere else, so the store is asked until it takes it. */
async function record(
  deps: ExecuteDeps,
  id: string,
  event: ApprovalEvent,
  result?: SendResult,
): Promise<void> {
  for (let attempt = 1; attempt <= RECORD_TRIES_MAX; attempt += 1) {
    const applied = await apply(deps.journal, approvalDocument, id, event).catch((error: unknown) => {
      deps.log.error(
        { err: error, approval: id, attempt },
        'The store did not take an outcome; trying again',
      );
      return null;
    });
    if (applied !== null) {
      await tellTheDoubtful(deps, id, applied, result);
      return;
    }
    await new Promise<void>((resolve) => void deps.timers.after(RECORD_EVERY_MS, resolve));
  }
}

/** Someone gave the outcome up for lost before it arrived: then it is evidence for whoever settles it. */
async function tellTheDoubtful(
  deps: ExecuteDeps,
  id: string,
  applied: Applied<Approval, ApprovalRefusal>,
  result: SendResult | undefined,
): Promise<void> {
  if (applied.outcome !== 'refused' || applied.state?.status !== 'in_doubt' || result === undefined) return;
  const sentence =
    result.outcome === 'succeeded'
      ? 'The engine answered late: it ran.'
      : `The engine answered late: ${result.message}`;
  const seen =
    result.outcome === 'succeeded' ? 'seen' : result.outcome === 'unknown' ? 'could_not_see' : 'not_seen';
  await apply(deps.journal, approvalDocument, id, {
    type: 'evidence_found',
    evidence: { applied: seen, sentence },
  });
}

/** At the deadline `watch` of a request that is executing: is anybody still doing it? */
export async function watch(deps: Pick<ExecuteDeps, 'journal' | 'wake'>, item: DueItem): Promise<void> {
  const { id } = item.ref;
  const lease = await deps.journal.lease(executeLease(id), LEASE_MS);
  if (lease === null) return;
  try {
    const text = 'The bot stopped between sending this and reading the answer.';
    await apply(deps.journal, approvalDocument, id, { type: 'answer_lost', text });
  } finally {
    await lease.release();
    deps.wake();
  }
}
