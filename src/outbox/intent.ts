/** What the outbox owes: which view of which document, to whom. It is rendered when it is sent, from the state then. */
import type { DocumentRef } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';

export type ViewName =
  | 'incident-card'
  | 'incident-note'
  | 'handover-note'
  | 'check-report'
  | 'stale-digest'
  | 'approval-card'
  | 'approval-note'
  | 'checkpoint'
  | 'audit-table'
  | 'checklist-card'
  | 'checklist-note'
  | 'procedure-card'
  | 'procedure-note';

/** A picture of a document. `part` tells apart several of one view: a check's run, a note's event number. */
export type Picture = { readonly ref: DocumentRef; readonly view: ViewName; readonly part?: string };

/** A message whose thread is meant: the first post of that picture. */
export type Thread = { readonly ref: DocumentRef; readonly view: ViewName };

export type Intent =
  /** A new message. Recorded as a post of `ref` under `viewKey(picture)`. */
  | { readonly type: 'post'; readonly picture: Picture; readonly channel: string; readonly thread?: Thread }
  /** Every post of the picture is drawn again, where it differs. `thread`: where to post it again, if it was deleted. */
  | { readonly type: 'update'; readonly picture: Picture; readonly thread?: Thread }
  /** To one person, for two minutes at most; may not arrive. */
  | {
      readonly type: 'whisper';
      readonly user: string;
      readonly channel: string;
      readonly thread?: Thread;
      readonly text: string;
    };

/** The name under which a post is recorded: the view, and its part if it has one. */
export function viewKey(picture: Pick<Picture, 'view' | 'part'>): string {
  return picture.part === undefined ? picture.view : `${picture.view}/${picture.part}`;
}

export function laneOf(thread: Thread): string {
  return `${thread.ref.kind}/${thread.ref.id}`;
}

/** Intents are stored as JSON by one version of this code and read by the next. */
export function intentToJson(intent: Intent): Json {
  return intent;
}
