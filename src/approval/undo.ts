import { undoOf } from '../runbook/evidence.ts';
import { isWhollyApplied } from './list.ts';
import { actionOf } from './measure.ts';
import type { Approval } from './state.ts';

/** The way back, filled in; null where the runbook knows none or it was taken already. */
export function undoSuggestion(approval: Approval): ReturnType<typeof undoOf> {
  if (!isWhollyApplied(approval) || approval.undoneBy !== null) return null;
  const { facts: before = {}, boxed = [] } = approval.prepared ?? {};
  return undoOf(actionOf(approval), { params: approval.parameters, before, boxed });
}
