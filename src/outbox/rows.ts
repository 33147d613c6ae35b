/** The rows of a thread: what is owed under one card leaves in order, and redrawings of one card stand for each other. */
import type { OutboxRow } from '../journal/journal.ts';
import { type Intent, intentToJson, laneOf, type Picture, type Thread, type ViewName } from './intent.ts';

export function rowIn(thread: Thread, intent: Intent, collapse?: string): OutboxRow {
  return {
    lane: laneOf(thread),
    ...(collapse === undefined ? {} : { collapse }),
    intent: intentToJson(intent),
  };
}

type CardChange = {
  /** The card is the top of this thread. */
  readonly thread: Thread;
  readonly channel: string;
  readonly isNew: boolean;
  /** Which new message the event `seq` is worth; a redrawn card alone notifies nobody. */
  readonly said: ViewName | null;
  readonly seq: number;
};

/** A document that is a card with a thread under it: posted once, then drawn again, with what there is to say below it. */
export function cardRows({ thread, channel, isNew, said, seq }: CardChange): OutboxRow[] {
  const { ref, view } = thread;
  const card: Picture = { ref, view };
  if (isNew) return [rowIn(thread, { type: 'post', picture: card, channel })];
  const redrawn = rowIn(thread, { type: 'update', picture: card }, `card/${ref.id}`);
  if (said === null) return [redrawn];
  const picture: Picture = { ref, view: said, part: String(seq) };
  return [redrawn, rowIn(thread, { type: 'post', picture, channel, thread })];
}
