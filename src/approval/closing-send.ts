/** One sending of one closing statement: claimed first, looked at once more just before the first byte, then answered or not. */
import type { Warehouse } from '../check/warehouse.ts';
import { apply } from '../journal/document.ts';
import type { Lease } from '../journal/journal.ts';
import { principalsAmong } from '../runbook/discretion.ts';
import { CLOSING_TIMEOUT_MS, openPiece } from './box-state.ts';
import type { ClosingDeps, ClosingTurn } from './closing.ts';
import { approvalDocument } from './document.ts';
import { fingerprintOf } from './fingerprint.ts';
import { covers, isBeingGiven } from './given.ts';
import { actionOf } from './measure.ts';
import { othersGiving } from './others.ts';
import { withoutPersonalData } from './outcome.ts';
import { record } from './record.ts';
import { CLAIM_AGE_MAX_MS, CLAIM_TO_SEND_MAX_MS, tagsOf } from './send.ts';
import type { Approval, Bill } from './state.ts';
import { findApproval } from './stored.ts';

type Closing = {
  readonly actions: Warehouse;
  readonly approval: Approval;
  readonly turn: ClosingTurn;
  readonly lease: Lease;
};

/** Null where the engine took it; else what came of it, in words. Whether it is gone is for the look that follows. */
export async function sendClosing(deps: ClosingDeps, closing: Closing): Promise<string | null> {
  const { actions, approval, turn } = closing;
  const bill = approval.prepared?.bill;
  if (bill === undefined) return null;
  const other = await otherTarget(actions, bill);
  if (other !== null) return other;
  const token = deps.newToken();
  const claimedAtMs = deps.monotonicMs();
  const claimed = await claim(deps, approval, bill, turn, token);
  if (claimed !== null) return claimed;
  const result = withoutPersonalData(
    await actions.send(turn.text, {
      timeoutMs: CLOSING_TIMEOUT_MS,
      guard: () => mayLeave(deps, closing, token, claimedAtMs).catch(() => false),
      tags: tagsOf(approval),
    }),
    principalsAmong(actionOf(approval).parameters, approval.parameters),
  );
  if (result.outcome === 'unknown') return `Its answer was lost: ${result.message}`;
  const told = result.outcome === 'succeeded' ? null : result.message;
  await record(deps, approval.id, { type: 'closing_answered', token, text: told ?? 'It ran.' });
  if (told === null) return null;
  return result.outcome === 'not_sent' ? `Nothing was sent: ${told}` : `The engine refused it: ${told}`;
}

/** What was approved is for one principal and one warehouse; another one is asked for nothing. */
async function otherTarget(actions: Warehouse, bill: Bill): Promise<string | null> {
  const identity = await actions.identity().catch(() => null);
  if (identity === null) return 'The warehouse does not answer, so nothing was sent.';
  const same = identity.principal === bill.principal && identity.warehouse === bill.warehouse;
  return same
    ? null
    : `It was approved for ${bill.principal} on ${bill.warehouse}; the bot is now ${identity.principal} on ${identity.warehouse}, so nothing was sent.`;
}

/** Null, or why nothing may be sent. */
async function claim(
  deps: ClosingDeps,
  { id }: Approval,
  bill: Bill,
  { number }: ClosingTurn,
  token: string,
): Promise<string | null> {
  const fingerprint = fingerprintOf(bill);
  const applied = await apply(
    deps.journal,
    approvalDocument,
    id,
    { type: 'closing_claimed', token, number, fingerprint, runTimeoutMs: CLOSING_TIMEOUT_MS },
    {
      once: [{ key: `closing/${id}/${token}` }],
      ...(deps.replicasMin > 0 ? { replicasMin: deps.replicasMin } : {}),
    },
  );
  if (applied.outcome === 'committed') return null;
  if (applied.outcome !== 'not_durable') return 'Another process has it.';
  const text = `The claim reached ${applied.replicas} replicas, which is too few.`;
  await record(deps, id, { type: 'closing_answered', token, text });
  return text;
}

/** Asked between the open session and the first byte. A store that does not answer is a no. */
async function mayLeave(
  { journal, monotonicMs }: ClosingDeps,
  { approval: { id }, turn, lease }: Closing,
  token: string,
  claimedAtMs: number,
): Promise<boolean> {
  const readAtMs = monotonicMs();
  if (readAtMs - claimedAtMs > CLAIM_TO_SEND_MAX_MS) return false;
  const nowMs = await journal.now();
  const [now, others, held] = await Promise.all([
    findApproval(journal, id),
    othersGiving(journal, id, turn.given),
    lease.renew(),
  ]);
  const { box, prepared, seats, drill } = now;
  const bill = prepared?.bill;
  const same =
    bill !== undefined &&
    bill.closing?.texts[turn.number - 1] === turn.text &&
    seats.length > 0 &&
    seats.every(({ fingerprint }) => fingerprint === fingerprintOf(bill));
  const ours =
    box !== undefined &&
    box.claim?.token === token &&
    openPiece(box) === turn.number &&
    nowMs >= box.endsAtMs &&
    !drill;
  const wanted = others.every(
    (other) => !isBeingGiven(other, nowMs) && !covers(other, now, turn.given.key, nowMs),
  );
  return held && same && ours && wanted && monotonicMs() - readAtMs <= CLAIM_AGE_MAX_MS;
}
