/** What a procedure's change entails: its card, a word in its thread, the next looks, where it is listed. */
import type { Change, Consequences, DocumentType } from '../journal/document.ts';
import type { DocumentRef, OutboxRow } from '../journal/journal.ts';
import type { Intent, Picture, Thread, ViewName } from '../outbox/intent.ts';
import { rowIn } from '../outbox/rows.ts';
import { type Procedure, type ProcedureEvent, type ProcedureRefusal, stepsOf } from './state.ts';
import { transition } from './transition.ts';

export const procedureDocument: DocumentType<Procedure, ProcedureEvent, ProcedureRefusal> = {
  kind: 'procedure',
  transition,
  consequences,
};

export function procedureRef(id: string): DocumentRef {
  return { kind: 'procedure', id };
}

/** Of one that stands by itself. */
export function procedureThread(id: string): Thread {
  return { ref: procedureRef(id), view: 'procedure-card' };
}

export const OPEN_INDEX = 'open';
/** Of one incident, all that were ever begun in it. */
export const incidentIndex = (incident: string) => `incident/${incident}`;
export const runDeadline = (step: string) => `run/${step}`;

function consequences(change: Change<Procedure, ProcedureEvent>): Consequences {
  const { after } = change;
  const { status, incident, startedAtMs } = after;
  return {
    outbox: messages(change),
    due: stepsOf(after).flatMap(({ id, running }) =>
      running === null ? [] : [{ name: runDeadline(id), atMs: running.atMs }],
    ),
    indexes: {
      ...(incident === null ? {} : { [incidentIndex(incident)]: startedAtMs }),
      ...(status === 'running' || status === 'rolling_back' ? { [OPEN_INDEX]: startedAtMs } : {}),
    },
  };
}

/** The card is the top of its thread, or a reply in its incident's; what there is to say follows in the same thread. */
function messages({ before, after, event, seq }: Change<Procedure, ProcedureEvent>): OutboxRow[] {
  const { id, channel, thread } = after;
  const row = (intent: Intent, collapse?: string) => rowIn(thread, intent, collapse);
  const card: Picture = procedureThread(id);
  const inThread = after.incident === null ? {} : { thread };
  if (before === null) return [row({ type: 'post', picture: card, channel, ...inThread })];
  const redrawn = row({ type: 'update', picture: card, ...inThread }, `card/${id}`);
  const view = said(event, before);
  if (view === null) return [redrawn];
  const picture: Picture = { ref: procedureRef(id), view, part: String(seq) };
  return [redrawn, row({ type: 'post', picture, channel, thread })];
}

/** Which new message in the thread an event is worth; a redrawn card alone notifies nobody. */
function said(event: ProcedureEvent, before: Procedure): ViewName | null {
  switch (event.type) {
    // Of a watch only what is not as it was: ten times “pass” is no news.
    case 'check_reported': {
      const step = stepsOf(before).find(({ id }) => id === event.step);
      const isSame = step?.watch != null && step.found?.verdict === event.report.verdict;
      return isSame ? null : 'check-report';
    }
    case 'contact_told':
    case 'aborted':
    case 'turned_back':
      return 'procedure-note';
    case 'started':
    case 'ticked':
    case 'skipped':
    case 'filled':
    case 'check_requested':
    case 'request_told':
      return null;
  }
}
