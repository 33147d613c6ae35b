/** While the engine is at it: how far it is, and that somebody wants it cancelled. */
import { numberUnderWay } from './list.ts';
import { accept, note, type Of, type Result, refuse } from './rules.ts';
import type { Approval } from './state.ts';

/** Only asked: it goes on executing until the engine, or its silence, says how it ended. */
export function askToCancel(approval: Approval, event: Of<'cancel_asked'>, atMs: number): Result {
  if (approval.cancelling !== undefined) return refuse('already_cancelling');
  if (event.revision !== approval.revision) return refuse('stale_card');
  return accept(approval, { cancelling: { by: event.by, atMs } });
}

/** Forward only, so that an engine that cannot make up its mind does not fill the journal. */
export function progress(approval: Approval, event: Of<'progressed'>): Result {
  if (approval.claim?.token !== event.token) return refuse('other_claim');
  const isNext = event.number === numberUnderWay(approval) && event.percent > (approval.percent ?? 0);
  return isNext ? note(approval, { percent: event.percent }) : refuse('out_of_order');
}
