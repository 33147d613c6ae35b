/** What people add to an incident's timeline: notes, and messages that somebody said elsewhere in Slack. */
import type { Incident, IncidentEvent, IncidentStep } from './state.ts';
import { refuse } from './state.ts';

/** As it stood in Slack when it was added. `author` is null where an app said it. */
export type SaidMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly atMs: number;
  readonly author: string | null;
  readonly text: string;
};

/** By a reaction to it, by a shortcut, or because the incident was declared from it. */
export type AddedBy = 'reaction' | 'shortcut' | 'declaration';

/** Of what is followed: where it stands and who added it how. The words are in the journal's entries alone. */
export type FollowedMessage = Pick<SaidMessage, 'channel' | 'ts'> & {
  readonly by: string;
  readonly way: AddedBy;
  /** How often its words were changed since; absent: never. */
  readonly edits?: number;
};

/** Each is listed with the incident, so that an edit finds it. */
export const MESSAGES_MAX = 100;
/** Whoever said it may not be anybody here, and may edit it without end: past these, the words stay what they were. */
export const EDITS_FOLLOWED_MAX = 10;
/** Also of what was taken out again: a pin is put and taken without end as easily. */
export const MESSAGES_EVER_MAX = 300;
/** With messages, steps and checks these stay below what a timeline is read to, so that its file is whole. */
export const NOTES_MAX = 1_000;
const BACK_MAX_MS = 30 * 24 * 60 * 60_000;

export function messagesOf({ messages }: Incident): readonly FollowedMessage[] {
  return messages ?? [];
}

/** Slack's ids of messages are the time at which they were said. */
export function saidAtMs(ts: string): number {
  return Math.floor(Number(ts) * 1_000);
}

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** Also of what is over: what is remembered later belongs to it. */
export function note(incident: Incident, { occurredAtMs }: Of<'noted'>, atMs: number): IncidentStep {
  if (occurredAtMs !== null && occurredAtMs > atMs) return refuse('in_the_future');
  if (occurredAtMs !== null && occurredAtMs < incident.declaredAtMs - BACK_MAX_MS)
    return refuse('too_long_ago');
  const notes = incident.notes ?? 0;
  if (notes >= NOTES_MAX) return refuse('too_many_notes');
  return { ok: true, state: { ...incident, notes: notes + 1 } };
}

export function addMessage(incident: Incident, { by, way, message }: Of<'message_added'>): IncidentStep {
  const messages = messagesOf(incident);
  if (messages.some(isAt(message))) return refuse('already_added');
  if (messages.length >= MESSAGES_MAX) return refuse('too_many_messages');
  const ever = incident.messagesEver ?? messages.length;
  if (ever >= MESSAGES_EVER_MAX) return refuse('too_many_ever');
  const { channel, ts } = message;
  const added = [...messages, { channel, ts, by, way }];
  return { ok: true, state: { ...incident, messages: added, messagesEver: ever + 1 } };
}

export function editMessage(incident: Incident, { at }: Of<'message_edited'>): IncidentStep {
  const messages = messagesOf(incident);
  const one = messages.find(isAt(at));
  if (one === undefined) return refuse('not_added');
  const edits = (one.edits ?? 0) + 1;
  if (edits > EDITS_FOLLOWED_MAX) return refuse('too_many_edits');
  const edited = messages.map((other) => (other === one ? { ...one, edits } : other));
  return { ok: true, state: { ...incident, messages: edited } };
}

export function removeMessage(incident: Incident, { at }: Of<'message_removed'>): IncidentStep {
  const messages = messagesOf(incident);
  if (!messages.some(isAt(at))) return refuse('not_added');
  return { ok: true, state: { ...incident, messages: messages.filter((one) => !isAt(at)(one)) } };
}

export const isAt =
  (at: Pick<SaidMessage, 'channel' | 'ts'>) =>
  (one: Pick<SaidMessage, 'channel' | 'ts'>): boolean =>
    one.channel === at.channel && one.ts === at.ts;
