/** Whether something belongs to a drill: that was said when the drill was declared, and stays so for good. */
import { read } from '../journal/document.ts';
import type { DocumentRef, Journal } from '../journal/journal.ts';
import type { Procedure } from '../procedure/state.ts';
import { incidentRef } from './document.ts';

/** A procedure is of its incident's; a request says it itself, as an incident does. */
export async function isOfDrill(journal: Pick<Journal, 'load'>, ref: DocumentRef): Promise<boolean> {
  switch (ref.kind) {
    case 'incident':
    case 'approval':
      return (await read<{ readonly drill?: boolean }>(journal, ref))?.state.drill === true;
    case 'procedure': {
      const incident = (await read<Procedure>(journal, ref))?.state.incident ?? null;
      return incident !== null && isOfDrill(journal, incidentRef(incident));
    }
    default:
      return false;
  }
}
