/** Events from one document to another: a request that was undone, an item that was handed on, a step whose request has ended. */
import { approvalDocument } from './approval/document.ts';
import type { ApprovalEvent } from './approval/events.ts';
import { checklistDocument } from './checklist/document.ts';
import type { ChecklistEvent } from './checklist/state.ts';
import { incidentDocument } from './incident/document.ts';
import type { IncidentEvent } from './incident/state.ts';
import { apply } from './journal/document.ts';
import type { Emitted, Journal } from './journal/journal.ts';
import { type PageEvent, pageDocument } from './page/state.ts';
import { procedureDocument } from './procedure/document.ts';
import type { ProcedureEvent } from './procedure/state.ts';

/** What one document's change means for another. Delivered at least once; the key makes it count once. */
export async function deliverEvent(
  journal: Journal,
  wake: () => void,
  { to, event, once }: Emitted,
): Promise<void> {
  const options = { once: [{ key: once }] };
  if (to.kind === 'approval') await apply(journal, approvalDocument, to.id, event as ApprovalEvent, options);
  if (to.kind === 'incident') await apply(journal, incidentDocument, to.id, event as IncidentEvent, options);
  if (to.kind === 'page') await apply(journal, pageDocument, to.id, event as PageEvent, options);
  if (to.kind === 'checklist')
    await apply(journal, checklistDocument, to.id, event as ChecklistEvent, options);
  if (to.kind === 'procedure')
    await apply(journal, procedureDocument, to.id, event as ProcedureEvent, options);
  wake();
}
