/** A new message in a procedure's thread: whoever must know is named, for a redrawn card notifies nobody. */
import type { Told } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { Procedure, ProcedureEvent, ProcedureStep } from '../src/procedure/state.ts';
import { bold, group, note, person, words } from './kit.ts';

/** Null for events that are not worth a message of their own. `step` is the one that the event is about. */
export function procedureNote(
  { id, title, incident }: Procedure,
  event: ProcedureEvent,
  step: ProcedureStep | null,
): Message | null {
  const of = incident === null ? '' : ` (${incident})`;
  switch (event.type) {
    case 'contact_told': {
      const what = `${step?.text ?? title}. ${step?.how ?? ''}`.trim();
      return note(
        `${title}${of}: ${what}`,
        named(event.whom),
        words(', '),
        person(event.by),
        words(` tells you, in ${title}, ${id}${of}: `),
        bold(what),
      );
    }
    case 'aborted':
      return note(
        `${title} is aborted: ${event.reason}`,
        bold(`${title}, ${id}, is aborted`),
        words(' by '),
        person(event.by),
        words(`: ${event.reason}`),
      );
    case 'turned_back':
      return note(
        `${title} is rolled back: ${event.reason}`,
        bold(`${title}, ${id}, is being rolled back`),
        words(' by '),
        person(event.by),
        words(`: ${event.reason}. The card says what is to be done.`),
      );
    case 'started':
    case 'ticked':
    case 'skipped':
    case 'filled':
    case 'check_requested':
    case 'check_reported':
    case 'request_told':
      return null;
  }
}

function named(whom: Told) {
  if (whom.kind === 'words') return words(whom.text);
  return whom.kind === 'group' ? group(whom.id) : person(whom.id);
}
