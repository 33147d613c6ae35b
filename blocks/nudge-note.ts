/** Nobody has responded, or nobody says where things stand: new messages that name who is to do something about it. */
import type { RichTextElement } from '@slack/types';
import type { AttentionEvent } from '../src/incident/attention.ts';
import type { Incident } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { Paged } from '../src/page/state.ts';
import { ACTION } from './action-ids.ts';
import type { OfAttention } from './attention-words.ts';
import { actions, bold, button, duration, group, moment, note, person, words } from './kit.ts';

type Of<Type extends AttentionEvent['type']> = Extract<AttentionEvent, { type: Type }>;

/** Null: it has happened meanwhile, and nobody is to be called any more. */
export function attentionNote(incident: Incident, event: OfAttention, atMs: number): Message | null {
  switch (event.type) {
    case 'paged':
      return pageNote(incident, event.paged);
    case 'called':
      return isAwaited(incident, atMs) ? withButtons(incident, calledNote(incident, event), true) : null;
    case 'update_asked':
      return isUnanswered(incident, atMs)
        ? withButtons(incident, remindedNote(incident, event), false)
        : null;
    case 'snoozed':
      return snoozedNote(incident, event);
    case 'put_off':
      return null;
  }
}

/** Timed anew since, it is another clock, and somebody is told of that one when it comes to it. */
function isAwaited({ clock }: Incident, calledAtMs: number): boolean {
  return clock.mark !== 'met' && calledAtMs > clock.fromMs;
}

function isUnanswered({ resolution, attention }: Incident, askedAtMs: number): boolean {
  return resolution === null && (attention?.updatedAtMs ?? 0) < askedAtMs;
}

function calledNote(incident: Incident, { called, isLate }: Of<'called'>): Message {
  const { id, severity, title, clock } = incident;
  const what = isLate ? 'nobody has responded in time' : 'nobody has responded yet';
  const due = isLate ? [words('It was due '), moment(clock.dueAtMs)] : [words('Due '), moment(clock.dueAtMs)];
  return note(
    `${id} (${severity}): ${what}. ${title}`,
    ...named(incident, called.told),
    words(', '),
    bold(what),
    words(`: ${severity} ${id}, ${title}. `),
    ...due,
    words('. Press Acknowledge, or find somebody who does.'),
    ...elsewhere(called),
  );
}

/** Somebody is, always: where the contact is not in Slack, whoever has it is to turn to them. */
function named({ commander, declaredBy }: Incident, told: Of<'called'>['called']['told']): RichTextElement[] {
  if (told?.kind === 'user') return [person(told.id)];
  if (told?.kind === 'group') return [group(told.id)];
  return [person(commander ?? declaredBy)];
}

function elsewhere({ told, pages }: Of<'called'>['called']): RichTextElement[] {
  const turn =
    told === null
      ? ' The runbook names nobody whom to turn to.'
      : told.kind === 'words'
        ? ` Turn to ${told.text}, who cannot be told in Slack.`
        : '';
  return [words(`${turn}${pages ? ' They are paged as well.' : ' This does not page.'}`)];
}

function remindedNote({ id, severity, title }: Incident, { whom }: Of<'update_asked'>): Message {
  return note(
    `${id} (${severity}): where do things stand? ${title}`,
    person(whom),
    words(', '),
    bold('where do things stand?'),
    words(` Nobody has said so of ${severity} ${id} for a while. Add a note, or move it on.`),
  );
}

function snoozedNote({ id }: Incident, { by, forMs }: Of<'snoozed'>): Message {
  const length = duration(forMs);
  return note(
    `${id}: snoozed for ${length}`,
    bold('Snoozed'),
    words(' by '),
    person(by),
    words(` for ${length}: nobody is told or asked until then.`),
  );
}

/** A page that does not get through is everybody's business; one that did is in the timeline. */
function pageNote({ id, commander, declaredBy }: Incident, paged: Paged): Message | null {
  if (paged.outcome === 'accepted') return null;
  const { text, outcome, tries, act } = paged;
  const what = notPaged(paged);
  const tried = `It was tried ${tries === 1 ? 'once' : `${tries} times`}.`;
  const instead = act === undefined ? 'Call them.' : 'Close the alert there by hand.';
  const next = outcome === 'trying' ? 'It is tried again.' : `${tried} ${instead}`;
  return note(
    `${id}: ${what}. ${text ?? ''}`,
    person(commander ?? declaredBy),
    words(', '),
    bold(`${what}.`),
    words(` ${text ?? ''} ${next}`),
  );
}

function notPaged({ contact, outcome, act }: Paged): string {
  if (act !== undefined) return `${contact}’s pager does not know that it is ${ACTS[act]}`;
  return outcome === 'trying' ? `${contact} could not be paged yet` : `${contact} was not paged`;
}

const ACTS = { acknowledge: 'acknowledged', resolve: 'resolved' } as const;

function withButtons({ id }: Incident, message: Message, canAcknowledge: boolean): Message {
  const acknowledge = button('Acknowledge', ACTION.incidentStep, {
    value: `${id}|acknowledged`,
    style: 'primary',
  });
  const snooze = button('Snooze', ACTION.snooze, { value: id });
  const pressed = canAcknowledge ? [acknowledge, snooze] : [snooze];
  return { ...message, blocks: [...message.blocks, actions(...pressed)] };
}
