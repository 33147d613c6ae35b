/** Nobody could approve a request when it was counted: it is counted again, for somebody may be in the group by now. */
import { apply } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import type { Directory } from './directory.ts';
import { approvalDocument } from './document.ts';
import { whoMay } from './eligible.ts';
import { isToBeRecounted } from './seats.ts';
import { findApproval } from './stored.ts';

type RecountDeps = {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly monotonicMs: () => number;
  readonly wake: () => void;
};

/** At the deadline `recount`. Throws AppError('unavailable') where Slack does not say: the deadline comes again. */
export async function recount(deps: RecountDeps, { ref }: DueItem): Promise<void> {
  const approval = await findApproval(deps.journal, ref.id);
  const { prepared } = approval;
  if (prepared === null || !isToBeRecounted(approval)) return;
  const { groups } = await whoMay(deps, { ...approval, prepared, breakGlass: [] });
  // Whoever is in another group than was pinned when it was asked for is nobody.
  const counted = prepared.groups.map(({ handle, id }) => {
    const now = groups.find((group) => group.handle === handle);
    return [handle, now?.id === id ? (now?.eligible ?? 0) : 0] as const;
  });
  const eligible = Object.fromEntries(counted);
  await apply(deps.journal, approvalDocument, approval.id, { type: 'recounted', eligible });
  deps.wake();
}
