/** One-line messages in an incident's thread: a redrawn card notifies nobody, so who must know is named here. */
import type { Incident, IncidentEvent } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION } from './action-ids.ts';
import { alertNote } from './alert-note.ts';
import { isOfAttention } from './attention-words.ts';
import { SEVERITY_MARKS, STATUS_LABELS } from './incident-card.ts';
import { actions, bold, button, clip, moment, note, person, words } from './kit.ts';
import { NOTE_ON_CARD_CHARACTERS_MAX } from './limits.ts';
import { attentionNote } from './nudge-note.ts';
import { canvasNote, reminderNote, writtenNote } from './postmortem-note.ts';
import { ROLE_LABELS, ROLE_WORDS } from './roles.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** Asked of whoever declared it; what is joined is the other one. */
function resemblesNote({ id, declaredBy }: Incident, { like, title }: Of<'resembles'>): Message {
  const asked = note(
    `${id}: is it ${like}? ${title}`,
    person(declaredBy),
    words(', '),
    bold(`is it ${like}?`),
    words(` ${title}. It was declared at the same moment. If it is, join it there, and resolve this one.`),
  );
  const join = button(`Join ${like}`, ACTION.join, { value: like, style: 'primary' });
  return { ...asked, blocks: [...asked.blocks, actions(join)] };
}

/** Null for events that are not worth a message of their own. `atMs`: when it happened, which may be a while ago. */
export function incidentNote(incident: Incident, event: IncidentEvent, atMs: number): Message | null {
  const { id } = incident;
  if (isOfAttention(event)) return attentionNote(incident, event, atMs);
  switch (event.type) {
    case 'advanced': {
      const label = STATUS_LABELS[event.to];
      return note(`${id} ${label.toLowerCase()}`, bold(label), words(' by '), person(event.by));
    }
    case 'resolved':
      return told(id, 'Resolved', event.by, event.summary);
    case 'closed':
      return note(
        `${id} closed`,
        bold('Closed'),
        words(' by '),
        person(event.by),
        words(': it is documented.'),
      );
    case 'reopened':
      return told(id, 'Reopened', event.by, event.reason);
    case 'postmortem_written':
      return writtenNote(incident, event);
    case 'canvas_written':
      return canvasNote(id, event);
    case 'item_done':
      return doneNote(incident, event);
    case 'reminded':
      return reminderNote(incident, event);
    case 'command_taken':
      return note(`${id} has a commander`, person(event.by), words(' takes command.'));
    case 'joined':
      return note(`${id}: somebody joined`, person(event.by), words(' joined.'));
    case 'role_given':
      return roleNote(id, event);
    case 'severity_changed':
      return severityNote(incident, event);
    case 'resembles':
      return resemblesNote(incident, event);
    case 'alerted':
      return alertNote(incident, event);
    case 'clock_passed':
      return overdueNote(incident);
    case 'noted':
      return event.isInThread ? null : noteNote(id, event);
    case 'message_added':
      return event.isInThread ? null : messageNote(id, event);
    case 'message_edited':
    case 'message_removed':
    case 'handed_over':
    case 'declared':
    case 'checks_requested':
    case 'check_requested':
    case 'check_reported':
      return null;
  }
}

function overdueNote({ id, severity, commander, declaredBy }: Incident): Message {
  return note(
    `${id} (${severity}): nobody has responded in time`,
    bold('Nobody has responded in time.'),
    words(' '),
    person(commander ?? declaredBy),
    words(', press Acknowledge or find someone who does.'),
  );
}

function roleNote(id: string, { role, to, by }: Of<'role_given'>): Message {
  return note(
    `${id}: ${ROLE_LABELS[role].toLowerCase()}`,
    person(to),
    words(` is ${ROLE_WORDS[role]} now, says `),
    person(by),
    words('.'),
  );
}

function doneNote({ id, postmortem }: Incident, { by, item }: Of<'item_done'>): Message {
  const text = postmortem?.items.find((known) => known.id === item)?.text ?? '';
  return note(`${id} done: ${text}`, words('☑️ '), person(by), words(` has done what was to do: ${text}`));
}

function told(id: string, what: string, by: string, text: string): Message {
  return note(
    `${id} ${what.toLowerCase()}: ${text}`,
    bold(what),
    words(' by '),
    person(by),
    words(`: ${text}`),
  );
}

function noteNote(id: string, { by, text, occurredAtMs }: Of<'noted'>): Message {
  const at = occurredAtMs === null ? [] : [words(' for '), moment(occurredAtMs)];
  return note(`${id} note: ${text}`, words('📝 '), person(by), ...at, words(`: ${text}`));
}

/** From elsewhere: who reads the thread has not read it. */
function messageNote(id: string, { by, message }: Of<'message_added'>): Message {
  const author = message.author === null ? words('an app') : person(message.author);
  return note(
    `${id} added to the timeline: ${message.text}`,
    words('📌 '),
    author,
    words(' said '),
    moment(message.atMs),
    words(': '),
    words(clip(message.text, NOTE_ON_CARD_CHARACTERS_MAX)),
    words(' (added by '),
    person(by),
    words(')'),
  );
}

function severityNote({ id, clock }: Incident, { to, by }: Of<'severity_changed'>): Message {
  const due = clock.mark === 'met' ? [] : [words(' Respond by '), moment(clock.dueAtMs), words('.')];
  const now = [words(`${SEVERITY_MARKS[to]} `), bold(`Now ${to}`), words(', says '), person(by), words('.')];
  return note(`${id} is now ${to}`, ...now, ...due);
}
