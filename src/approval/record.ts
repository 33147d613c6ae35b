/** Keeping an outcome that nobody else knows. */
import type { SendResult } from '../check/warehouse.ts';
import { type Applied, type ApplyOptions, apply } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Log, Timers } from '../schedule/loop.ts';
import { approvalDocument } from './document.ts';
import type { ApprovalEvent, ApprovalRefusal } from './events.ts';
import type { Approval } from './state.ts';

export type RecordDeps = {
  readonly journal: Journal;
  readonly monotonicMs: () => number;
  readonly timers: Timers;
  readonly log: Log;
};

export type Recorded = {
  readonly applied: Applied<Approval, ApprovalRefusal>;
  /** When the store was asked for what it then took, on the monotonic clock. */
  readonly askedAtMs: number;
};

/** How long an outcome that the store does not take is kept trying; after that the watch puts it in doubt. */
const RECORD_TRIES_MAX = 30;
const RECORD_EVERY_MS = 1_000;

/** The outcome is known here and nowhere else, so the store is asked until it takes it. Null: it never did. */
export async function record(
  deps: RecordDeps,
  id: string,
  event: ApprovalEvent,
  result?: SendResult,
  options: ApplyOptions = {},
): Promise<Recorded | null> {
  for (let attempt = 1; attempt <= RECORD_TRIES_MAX; attempt += 1) {
    const askedAtMs = deps.monotonicMs();
    const applied = await apply(deps.journal, approvalDocument, id, event, options).catch(
      (error: unknown) => {
        deps.log.error(
          { err: error, approval: id, attempt },
          'The store did not take an outcome; trying again',
        );
        return null;
      },
    );
    if (applied !== null) {
      await tellTheDoubtful(deps, id, applied, result);
      return { applied, askedAtMs };
    }
    await new Promise<void>((resolve) => void deps.timers.after(RECORD_EVERY_MS, resolve));
  }
  return null;
}

const PROVES_NOTHING: ReadonlySet<SendResult['outcome']> = new Set(['unknown', 'cancelled']);

/** Someone gave the outcome up for lost before it arrived: then it is evidence for whoever settles it. */
async function tellTheDoubtful(
  deps: RecordDeps,
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
    result.outcome === 'succeeded'
      ? 'seen'
      : PROVES_NOTHING.has(result.outcome)
        ? 'could_not_see'
        : 'not_seen';
  await apply(deps.journal, approvalDocument, id, {
    type: 'evidence_found',
    evidence: { applied: seen, sentence },
  });
}
