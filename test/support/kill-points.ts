/** Where the process is killed: from the steps of a run that nobody killed. */
import type { ApprovalStatus } from '../../src/approval/state.ts';

export type KillPoint = {
  readonly step: string;
  /** What the journal holds at that moment; null: nothing of this request. */
  readonly status: ApprovalStatus | null;
  /** How many statements have reached the lakehouse by then, where that is certain. */
  readonly sent: number | null;
};

/**
 * Loads, look-ups and reads of the warehouse change neither store nor Slack nor lakehouse, so that a death beside one
 * leaves what a death at the next step leaves: one read stands for its group. Directory calls only read too, but a
 * decision hangs on them, so all are in. Taking a row of the outbox is followed at once by the call that sends it.
 */
const EVERY_CALL =
  /^(?:before|after) (?:commit|next|lease|renew|release|done|retry|bury|send|guard|post|update|whisper|find posted|person|group|members|emitted done)\b/;
const FIRST_OF_ITS_GROUP =
  /^before (?:identity #\d|read DESCRIBE HISTORY #3|used by #\d|posts #1|history #1)$/;

/** The watch looks, and a lease is renewed, whenever their time comes: there in one run, not in the next. */
const BY_THE_CLOCK = / (?:lease|renew) execute #(?!1$)/;

const LEADS_TO: { readonly [event: string]: ApprovalStatus } = {
  requested: 'pending',
  prepared: 'pending',
  approved: 'approved',
  claimed: 'executing',
  succeeded: 'succeeded',
  verified: 'succeeded',
};

/** `others` are of another such run: what comes in one of two only is nothing to aim at. */
export function killPoints(steps: readonly string[], others: readonly string[]): readonly KillPoint[] {
  let status: ApprovalStatus | null = null;
  const points: KillPoint[] = [];
  for (const step of steps) {
    const [, event] = /^after commit (\w+) #/.exec(step) ?? [];
    if (event !== undefined) status = LEADS_TO[event] ?? status;
    if (!others.includes(step) || BY_THE_CLOCK.test(step)) continue;
    if (EVERY_CALL.test(step) || FIRST_OF_ITS_GROUP.test(step)) {
      points.push({ step, status, sent: sentBy(step, status) });
    }
  }
  return points;
}

/** While it is executing the statement leaves beside the redrawing of the card: only its own steps tell whether it has. */
function sentBy(step: string, status: ApprovalStatus | null): number | null {
  if (status !== 'executing') return status === 'succeeded' ? 1 : 0;
  if (/^before send|guard|renew execute|commit claimed/.test(step)) return 0;
  return /^after send|before commit succeeded/.test(step) ? 1 : null;
}
