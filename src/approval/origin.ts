/** What a request was asked for in: its card stands in that document's thread, and it is listed there. */
import { checklistThread } from '../checklist/document.ts';
import type { Checklist } from '../checklist/state.ts';
import { whyNotAsked as whyNotItem } from '../checklist/transition.ts';
import { AppError } from '../errors.ts';
import { incidentThread } from '../incident/document.ts';
import { isOfDrill } from '../incident/drill.ts';
import type { Incident } from '../incident/state.ts';
import { read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Thread } from '../outbox/intent.ts';
import { procedureThread } from '../procedure/document.ts';
import type { Procedure } from '../procedure/state.ts';
import { whyNotAsked as whyNotStep } from '../procedure/transition.ts';
import type { Approval, Origin } from './state.ts';

/** `drill`: what is asked for there is approved, and not run. */
export type OriginPlace = { readonly channel: string; readonly thread: Thread; readonly drill: boolean };

const THREADS = {
  incident: incidentThread,
  checklist: checklistThread,
  procedure: procedureThread,
} as const satisfies { [kind in Origin['kind']]: (id: string) => Thread };

export function incidentOrigin(id: string): Origin {
  return { kind: 'incident', id };
}

/** What was stored before there were other origins has the incident's id alone. */
export function originOf({ origin, incident = '' }: Pick<Approval, 'origin' | 'incident'>): Origin {
  return origin ?? incidentOrigin(incident);
}

export function threadOf(approval: Pick<Approval, 'origin' | 'incident' | 'thread'>): Thread {
  const { kind, id } = originOf(approval);
  return approval.thread ?? THREADS[kind](id);
}

/** Null: there is no such document. Throws AppError('refused') where the item that it is for needs nothing any more. */
export async function placeFor(
  journal: Pick<Journal, 'load'>,
  origin: Origin,
  isUndo: boolean,
): Promise<OriginPlace | null> {
  const { kind, id, part } = origin;
  const stored = await read<Incident | Checklist | Procedure>(journal, { kind, id });
  if (stored === null) return null;
  const { state } = stored;
  if (part !== undefined && !isUndo && whyNot(state, part) !== null)
    throw new AppError('refused', `Nothing can be asked for there now: the card of ${id} says why.`);
  const thread = 'thread' in state ? state.thread : THREADS[kind](id);
  return { channel: state.channel, thread, drill: await isOfDrill(journal, { kind, id }) };
}

function whyNot(state: Incident | Checklist | Procedure, part: string): string | null {
  if ('items' in state) return whyNotItem(state, part);
  return 'phases' in state ? whyNotStep(state, part) : null;
}
