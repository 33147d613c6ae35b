/**
 * Sends what was claimed, each statement at most once, on a session of its own and after a last look at the journal. Of a
 * list the next one leaves when it is stored that the one before it has succeeded; anything else ends the list there.
 */
import type { RestActions } from '../check/rest-actions.ts';
import type { SendResult, Warehouse } from '../check/warehouse.ts';
import type { Lease } from '../journal/journal.ts';
import { principalsAmong } from '../runbook/discretion.ts';
import { attend } from './attend.ts';
import type { ApprovalEvent } from './events.ts';
import { fingerprintOf } from './fingerprint.ts';
import { isTakenNow } from './held.ts';
import { numberUnderWay, statementsOf } from './list.ts';
import { actionOf } from './measure.ts';
import { originOf } from './origin.ts';
import { outcomeEvent, shownRow, withoutPersonalData } from './outcome.ts';
import { engineShows } from './reconcile.ts';
import { type RecordDeps, record } from './record.ts';
import type { Approval, Bill } from './state.ts';
import { findApproval } from './stored.ts';

export type SendDeps = RecordDeps & {
  /** For what is no SQL. */
  readonly actionsRest?: RestActions | null;
  readonly replicasMin: number;
  readonly wake: () => void;
};

/** A claim that was read longer ago than this may have been overtaken: it is given up, unsent. */
export const CLAIM_AGE_MAX_MS = 5_000;
/**
 * From the claim, or from the outcome before, to the first byte, a slow session included; shorter than the margin that
 * `RUN_MARGIN_MS` allows.
 */
export const CLAIM_TO_SEND_MAX_MS = 20_000;

export type Sending = {
  readonly actions: Warehouse;
  readonly approval: Approval;
  readonly bill: Bill;
  readonly token: string;
  readonly lease: Lease;
};

/** One statement of it, counted from 1; `sinceMs` is when its turn came, on the monotonic clock. */
type Turn = { readonly text: string; readonly number: number; readonly sinceMs: number };

export async function sendAll(deps: SendDeps, sending: Sending, claimedAtMs: number): Promise<void> {
  const { approval, bill, token } = sending;
  const named = principalsAmong(actionOf(approval).parameters, approval.parameters);
  const statements = statementsOf(bill);
  let sinceMs = claimedAtMs;
  for (const [index, text] of statements.entries()) {
    const turn: Turn = { text, number: index + 1, sinceMs };
    const result = withoutPersonalData(await sendOnce(deps, sending, turn), named);
    if (result.outcome !== 'succeeded' || turn.number === statements.length) {
      const event =
        result.outcome === 'cancelled'
          ? await cancelledEvent(deps, sending, result)
          : outcomeEvent(token, result);
      await record(deps, approval.id, event, result);
      return;
    }
    const next = await keepDone(deps, sending, turn, result);
    if (next === null) return;
    deps.wake();
    sinceMs = next;
  }
}

/** When the next one's turn came; null: it does not come. */
async function keepDone(
  deps: SendDeps,
  { approval, token }: Sending,
  { number }: Turn,
  result: Extract<SendResult, { outcome: 'succeeded' }>,
): Promise<number | null> {
  const { id } = approval;
  const { timeoutMs: runTimeoutMs } = actionOf(approval);
  const rows = shownRow(result);
  const { takenMs } = result;
  const recorded = await record(
    deps,
    id,
    { type: 'statement_done', token, number, rows, takenMs, runTimeoutMs },
    result,
    {
      once: [{ key: `done/${id}/${token}/${number}` }],
      ...(deps.replicasMin > 0 ? { replicasMin: deps.replicasMin } : {}),
    },
  );
  if (recorded === null) return null;
  const { applied, askedAtMs } = recorded;
  if (applied.outcome === 'committed' || applied.outcome === 'duplicate') return askedAtMs;
  if (applied.outcome === 'not_durable') {
    const text = `That statement ${number} ran reached ${applied.replicas} replicas, which is too few to go on.`;
    await record(deps, id, { type: 'failed', token, reason: 'not_sent', text });
  }
  return null;
}

/** That the engine gave it up does not say what it had done by then: only where nothing of it is to be seen has it failed. */
async function cancelledEvent(
  deps: SendDeps,
  { actions, approval, token }: Sending,
  result: Extract<SendResult, { outcome: 'cancelled' }>,
): Promise<ApprovalEvent> {
  const shown = await findApproval(deps.journal, approval.id)
    .then((now) => engineShows({ ...deps, actions }, now))
    .catch((error: unknown) => {
      deps.log.warn({ err: error, approval: approval.id }, 'What was cancelled could not be looked at');
      return null;
    });
  if (shown?.outcome !== 'not_seen') return outcomeEvent(token, result);
  return { type: 'failed', token, reason: 'cancelled', text: `The engine gave it up. ${shown.sentence}` };
}

async function sendOnce(deps: SendDeps, sending: Sending, turn: Turn): Promise<SendResult> {
  const { actions, approval, bill, token } = sending;
  const { timeoutMs } = actionOf(approval);
  const guard = () => mayLeave(deps, sending, turn).catch(() => false);
  if (bill.via === 'rest') {
    const message = 'No principal for changes by REST is configured.';
    return deps.actionsRest?.send(turn.text, { timeoutMs, guard }) ?? { outcome: 'not_sent', message };
  }
  const { onRunning, stop } = attend(deps, { id: approval.id, token, number: turn.number });
  const tags = tagsOf(approval);
  try {
    return await actions.send(turn.text, { timeoutMs, guard, tags, onRunning });
  } finally {
    stop();
  }
}

/** How the engine's own records say whose statement it is. */
export function tagsOf(approval: Approval): { readonly [key: string]: string } {
  const origin = originOf(approval);
  return { approval: approval.id, [origin.kind]: origin.id };
}

/** Asked between the open session and the first byte. A store that does not answer is a no. */
async function mayLeave(deps: SendDeps, { approval, token, lease }: Sending, turn: Turn): Promise<boolean> {
  const readAtMs = deps.monotonicMs();
  if (readAtMs - turn.sinceMs > CLAIM_TO_SEND_MAX_MS) return false;
  const [now, held, taken] = await Promise.all([
    findApproval(deps.journal, approval.id),
    lease.renew(),
    isTakenNow(deps.journal, approval),
  ]);
  const bill = now.prepared?.bill;
  const same =
    bill !== undefined &&
    statementsOf(bill)[turn.number - 1] === turn.text &&
    fingerprintOf(bill) === approval.seats[0]?.fingerprint;
  const ours =
    now.status === 'executing' &&
    now.claim?.token === token &&
    numberUnderWay(now) === turn.number &&
    now.cancelling === undefined &&
    !now.drill;
  return held && same && ours && !taken && deps.monotonicMs() - readAtMs <= CLAIM_AGE_MAX_MS;
}
