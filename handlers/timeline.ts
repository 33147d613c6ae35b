/** A timeline, by page or as a file in the incident's thread. */
import { drillFile, drillMessage } from '../blocks/drill.ts';
import { peopleIn, timelinePage, timelineText } from '../blocks/timeline.ts';
import { AppError } from '../src/errors.ts';
import { incidentRef } from '../src/incident/document.ts';
import type { SharedFile } from '../src/outbox/files.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { HandlerDeps } from './deps.ts';
import { share } from './share-file.ts';

/** `page` null: the last, where what happened just now stands. */
export async function pageOf(
  { incidents }: Pick<HandlerDeps, 'incidents'>,
  by: string,
  id: string,
  page: number | null,
): Promise<Message> {
  // Before anything of it is told.
  await incidents.admit({ by });
  const [incident, timeline] = await Promise.all([incidents.find(id), incidents.timeline(id)]);
  const drawn = timelinePage(incident, timeline, page);
  return incident.drill === true ? drillMessage(drawn) : drawn;
}

/** Answers what to tell who asked. */
export async function shareTimeline(deps: HandlerDeps, by: string, id: string): Promise<string> {
  const { incidents } = deps;
  await incidents.admit({ by });
  const [incident, timeline] = await Promise.all([incidents.find(id), incidents.timeline(id)]);
  const names = await incidents.namesOf(peopleIn(timeline));
  return shareInThread(deps, id, {
    name: `${id}-timeline.txt`,
    title: `Timeline of ${id}`,
    text: timelineText(incident, timeline, names, deps.zone),
  });
}

export async function shareInThread(
  deps: Pick<HandlerDeps, 'posts' | 'shareFile' | 'isDrill' | 'log'>,
  id: string,
  given: SharedFile,
): Promise<string> {
  const card = (await deps.posts(incidentRef(id))).find(({ view }) => view === 'incident-card');
  if (card === undefined)
    throw new AppError('conflict', `The card of ${id} is only just being posted. Try again in a moment.`);
  const file = (await deps.isDrill(incidentRef(id))) ? drillFile(given) : given;
  const thread = { channel: card.channel, threadTs: card.ts, where: `the thread of ${id}` };
  return (await share(deps, thread, file)).words;
}
