/** What a request was asked for in: its card stands in that document's thread, and it is listed there. */
import { checklistThread } from '../checklist/document.ts';
import { incidentThread } from '../incident/document.ts';
import { read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Thread } from '../outbox/intent.ts';
import type { Approval, Origin } from './state.ts';

/** `drill`: what is asked for there is approved, and not run. */
export type OriginPlace = { readonly channel: string; readonly thread: Thread; readonly drill: boolean };

const THREADS = {
  incident: incidentThread,
  checklist: checklistThread,
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

/** Null: there is no such document. */
export async function placeOf(journal: Pick<Journal, 'load'>, origin: Origin): Promise<OriginPlace | null> {
  const { kind, id } = origin;
  const stored = await read<{ readonly channel: string; readonly drill?: boolean }>(journal, { kind, id });
  if (stored === null) return null;
  const { channel, drill = false } = stored.state;
  return { channel, thread: THREADS[kind](id), drill };
}
