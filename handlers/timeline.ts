/** A timeline, by page or as a file in the incident's thread. */
import { drillFile, drillMessage } from '../blocks/drill.ts';
import { peopleIn, timelinePage, timelineText } from '../blocks/timeline.ts';
import { AppError } from '../src/errors.ts';
import { incidentRef } from '../src/incident/document.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { HandlerDeps } from './deps.ts';

/** `page` null: the last, where what happened just now stands. */
export async function pageOf(
  { incidents }: Pick<HandlerDeps, 'incidents'>,
  by: string,
  id: string,
  page: number | null,
): Promise<Message> {
  // Before anything of it is told.
  await incidents.admit(by);
  const [incident, timeline] = await Promise.all([incidents.find(id), incidents.timeline(id)]);
  const drawn = timelinePage(incident, timeline, page);
  return incident.drill === true ? drillMessage(drawn) : drawn;
}

/** Answers what to tell who asked. */
export async function shareTimeline(deps: HandlerDeps, by: string, id: string): Promise<string> {
  const { incidents } = deps;
  await incidents.admit(by);
  const [incident, timeline] = await Promise.all([incidents.find(id), incidents.timeline(id)]);
  const names = await incidents.namesOf(peopleIn(timeline));
  return shareInThread(deps, id, {
    name: `${id}-timeline.txt`,
    title: `Timeline of ${id}`,
    text: timelineText(incident, timeline, names, deps.zone),
  });
}

export async function shareInThread(
  { posts, shareFile, isDrill, log }: Pick<HandlerDeps, 'posts' | 'shareFile' | 'isDrill' | 'log'>,
  id: string,
  given: Parameters<HandlerDeps['shareFile']>[1],
): Promise<string> {
  const card = (await posts(incidentRef(id))).find(({ view }) => view === 'incident-card');
  if (card === undefined)
    throw new AppError('conflict', `The card of ${id} is only just being posted. Try again in a moment.`);
  const file = (await isDrill(incidentRef(id))) ? drillFile(given) : given;
  const sent = await shareFile({ channel: card.channel, threadTs: card.ts }, file);
  if (sent.outcome === 'sent') return `${file.name} is in the thread of ${id}.`;
  log.warn({ sent }, 'A file could not be shared');
  if (sent.outcome === 'unknown')
    return `Slack did not say whether it took ${file.name}. Look into the thread of ${id} before you try again.`;
  if (sent.outcome === 'refused')
    return `Slack does not take ${file.name} (${sent.code}). Tell whoever looks after the app.`;
  return `Slack did not take ${file.name} now. Try again in a moment.`;
}
