/** What an incident's change entails: the card, a note in its thread, the next deadlines, where it is listed. */
import type { Change, Consequences, DocumentType } from '../journal/document.ts';
import type { DocumentRef, OutboxRow } from '../journal/journal.ts';
import type { Thread } from '../outbox/intent.ts';
import { cardRows } from '../outbox/rows.ts';
import { atRiskAtMs, callAtMs, remindAtMs } from './attention.ts';
import { pagesOf } from './paging.ts';
import { followUpAtMs } from './postmortem.ts';
import type { IncidentRefusal } from './refusal.ts';
import { peopleOf } from './roles.ts';
import { messagesOf } from './said.ts';
import type { Incident, IncidentEvent } from './state.ts';
import { checksOf, isOver, SEVERITIES } from './state.ts';
import { transition } from './transition.ts';

export const incidentDocument: DocumentType<Incident, IncidentEvent, IncidentRefusal> = {
  kind: 'incident',
  transition,
  consequences,
};

export function incidentRef(id: string): DocumentRef {
  return { kind: 'incident', id };
}

/** The incident's thread: everything about it is said under its card. */
export function incidentThread(id: string): Thread {
  return { ref: incidentRef(id), view: 'incident-card' };
}

export const OPEN_INDEX = 'open';

/** What is open and somebody's: whoever has a role in it, or declared it. */
export const ofPersonIndex = (user: string) => `of/${user}`;

/** In whose timelines a message of Slack’s is: an edit of it is looked for here. */
export const saidIndex = ({ channel, ts }: { readonly channel: string; readonly ts: string }) =>
  `said/${channel}/${ts}`;

/** What is over and not documented yet, the newest last. */
export const RESOLVED_INDEX = 'resolved';

/** What is over and no drill, by the month in which it was resolved, as in 2026-01: the numbers are made of it. */
export const overIndex = (month: string) => `over/${month}`;

/** Kept for good: what was declared on that day, by UTC. Of the newest it is asked whether the next one is the same. */
export function declaredIndex(atMs: number): string {
  return `declared/${new Date(atMs).toISOString().slice(0, 'YYYY-MM-DD'.length)}`;
}

function consequences(change: Change<Incident, IncidentEvent>): Consequences {
  const { after } = change;
  return {
    outbox: messages(change),
    due: deadlines(after),
    emit: pagesOf(change),
    indexes: {
      [declaredIndex(after.declaredAtMs)]: after.declaredAtMs,
      ...Object.fromEntries(messagesOf(after).map((one) => [saidIndex(one), 0] as const)),
      ...(isOver(after) ? onceOver(after) : whileOpen(after)),
      ...(after.status === 'resolved' ? { [RESOLVED_INDEX]: after.steps.at(-1)?.atMs ?? 0 } : {}),
    },
  };
}

/** A month by UTC: the same for whoever asks. */
function onceOver({ steps, declaredAtMs, drill }: Incident): { [index: string]: number } {
  const atMs = steps.findLast(({ step }) => step === 'resolved')?.atMs ?? declaredAtMs;
  return drill === true ? {} : { [overIndex(new Date(atMs).toISOString().slice(0, 'YYYY-MM'.length))]: atMs };
}

function whileOpen(incident: Incident): { [index: string]: number } {
  const score = urgency(incident);
  const theirs = peopleOf(incident).map((user) => [ofPersonIndex(user), score] as const);
  return { [OPEN_INDEX]: score, ...Object.fromEntries(theirs) };
}

/** Most severe first, and of one severity the oldest first. Seconds keep the score below 2^53. */
function urgency(incident: Incident): number {
  return SEVERITIES.indexOf(incident.severity) * 1e11 + Math.floor(incident.declaredAtMs / 1000);
}

function deadlines(incident: Incident): { name: string; atMs: number }[] {
  const { clock } = incident;
  const due: { name: string; atMs: number }[] = [];
  if (clock.mark === 'running') due.push({ name: 'at_risk', atMs: atRiskAtMs(clock) });
  if (clock.mark === 'at_risk') due.push({ name: 'breached', atMs: clock.dueAtMs });
  const told = { call: callAtMs(incident), ask_update: remindAtMs(incident) };
  for (const [name, atMs] of Object.entries(told)) if (atMs !== null) due.push({ name, atMs });
  const reminderAtMs = followUpAtMs(incident);
  if (reminderAtMs !== null) due.push({ name: 'follow_up', atMs: reminderAtMs });
  // Of each asking its own, so that what is asked for later does not wait for what takes long.
  const { pending } = checksOf(incident);
  for (const [run, [first]] of Map.groupBy(pending, (one) => one.run))
    if (first !== undefined) due.push({ name: `run_checks/${run}`, atMs: first.atMs });
  return due;
}

function messages({ before, after, event, seq }: Change<Incident, IncidentEvent>): OutboxRow[] {
  const { id, channel } = after;
  return cardRows({ thread: incidentThread(id), channel, isNew: before === null, said: said(event), seq });
}

/** Which new message in the thread an event is worth; a redrawn card alone notifies nobody. */
function said(event: IncidentEvent): 'incident-note' | 'handover-note' | 'check-report' | null {
  switch (event.type) {
    case 'check_reported':
      return 'check-report';
    case 'handed_over':
      return 'handover-note';
    case 'advanced':
    case 'resolved':
    case 'closed':
    case 'reopened':
    case 'postmortem_written':
    case 'item_done':
    case 'reminded':
    case 'command_taken':
    case 'joined':
    case 'role_given':
    case 'severity_changed':
    case 'alerted':
    case 'resembles':
      return 'incident-note';
    case 'canvas_written':
      return event.instead === event.canvas.id ? null : 'incident-note';
    case 'called':
    case 'update_asked':
    case 'snoozed':
      return 'incident-note';
    case 'paged':
      return event.paged.outcome === 'accepted' ? null : 'incident-note';
    case 'noted':
    case 'message_added':
      return event.isInThread ? null : 'incident-note';
    case 'message_edited':
    case 'message_removed':
    case 'clock_passed':
    case 'put_off':
    case 'declared':
    case 'checks_requested':
    case 'check_requested':
      return null;
  }
}
