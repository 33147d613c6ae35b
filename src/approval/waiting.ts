/** How long a request has waited for the next yes, and when those whose turn it is are to be reminded. */
import { type Approval, ESCALATE_AFTER_MS, NUDGE_AFTER_MS } from './state.ts';

/** Since it could first be decided, or since the last yes. */
export function waitingSinceMs({ seats, prepared, requestedAtMs }: Approval): number {
  return seats.at(-1)?.atMs ?? prepared?.atMs ?? requestedAtMs;
}

/** Null where there is nobody to remind, or no more. */
export function nudgeDueAtMs(approval: Approval): number | null {
  const { status, prepared, nudges = 0 } = approval;
  const afterMs = [NUDGE_AFTER_MS, ESCALATE_AFTER_MS][nudges];
  if (status !== 'pending' || prepared === null || afterMs === undefined) return null;
  return waitingSinceMs(approval) + afterMs;
}

/** It has waited so long that somebody else is told as well. */
export function isToEscalate(approval: Approval, atMs: number): boolean {
  return atMs >= waitingSinceMs(approval) + ESCALATE_AFTER_MS;
}
