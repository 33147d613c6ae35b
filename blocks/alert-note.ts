/** Somebody is called into an incident: a new message that names them, or says how they are reached. */
import type { Alerted } from '../src/incident/alert.ts';
import type { Incident } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { SEVERITY_MARKS } from './incident-card.ts';
import { bold, group, note, person, words } from './kit.ts';

export function alertNote(
  { id, severity, title }: Incident,
  { title: contact, told, words: said, by }: Alerted,
): Message {
  const mark = `${SEVERITY_MARKS[severity]} `;
  const about = words(` in ${id} (${severity} ${title})${said === null ? '.' : `: ${said}`}`);
  if (told.kind === 'words')
    return note(
      `${mark}${id}: ${contact} is to be told by hand, ${told.text}`,
      words(mark),
      bold(`Tell ${contact}`),
      words(': Slack cannot name them. '),
      bold(told.text),
      words('. Asked for by '),
      person(by),
      about,
    );
  const named = told.kind === 'group' ? group(told.id) : person(told.id);
  return note(
    `${mark}${contact}, you are needed in ${id} (${severity} ${title})`,
    words(mark),
    named,
    words(', '),
    bold('you are needed'),
    about,
    words(' Called in by '),
    person(by),
    words('.'),
  );
}
