/** A request as it stands in the journal, and the one way to change it. */
import { AppError } from '../errors.ts';
import { type Applied, apply, read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { approvalDocument, approvalRef } from './document.ts';
import type { ApprovalEvent, ApprovalRefusal } from './events.ts';
import type { Approval } from './state.ts';

export type StoreDeps = {
  readonly journal: Journal;
  /** Something was committed: there may be messages to send and work to do. */
  readonly wake: () => void;
};

/** Throws AppError('not_found'). */
export async function findApproval(journal: Journal, id: string): Promise<Approval> {
  const stored = await read<Approval>(journal, approvalRef(id));
  if (stored === null) throw new AppError('not_found', `There is no ${id}.`);
  return stored.state;
}

export async function commit(
  deps: StoreDeps,
  id: string,
  event: ApprovalEvent,
  options: Parameters<typeof apply>[4],
): Promise<Applied<Approval, ApprovalRefusal>> {
  const applied = await apply(deps.journal, approvalDocument, id, event, options);
  if (applied.outcome === 'committed') deps.wake();
  return applied;
}
