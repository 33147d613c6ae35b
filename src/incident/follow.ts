/** Messages that are in a timeline: added once, and followed where somebody edits or deletes them. */
import { apply } from '../journal/document.ts';
import { type Asker, commitAs, findIncident, type IncidentAnswer, type IncidentDeps } from './commit.ts';
import { incidentDocument, saidIndex } from './document.ts';
import { type AddedBy, isAt, messagesOf, type SaidMessage } from './said.ts';

/** One message may be in the timelines of several incidents; of more than these nobody has heard. */
const INCIDENTS_MAX = 10;

export type MessageWish = {
  readonly message: SaidMessage;
  readonly way: AddedBy;
  /** It stands in the incident's own thread. */
  readonly isInThread: boolean;
};

type Place = Pick<SaidMessage, 'channel' | 'ts'>;

export function addMessage(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  wish: MessageWish,
): Promise<IncidentAnswer> {
  return commitAs(deps, asker, id, { type: 'message_added', by: asker.by, ...wish });
}

/** `text` null: it was deleted. In every timeline that has it; in none is a matter of course. */
export async function followMessage(
  deps: IncidentDeps,
  requestKey: string,
  at: Place,
  text: string | null,
): Promise<void> {
  for (const id of await holding(deps, at)) {
    const event =
      text === null
        ? ({ type: 'message_removed', at, by: null } as const)
        : ({ type: 'message_edited', at, text } as const);
    await apply(deps.journal, incidentDocument, id, event, { once: [{ key: `${requestKey}/${id}` }] });
  }
}

/** Whoever added it by a reaction takes it out by taking the reaction away; nobody else does. */
export async function takeMessageOut(
  deps: IncidentDeps,
  { by, requestKey }: Asker,
  at: Place,
): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const id of await holding(deps, at)) {
    const one = messagesOf(await findIncident(deps.journal, id)).find(isAt(at));
    if (one?.by !== by || one.way !== 'reaction') continue;
    const event = { type: 'message_removed', at, by } as const;
    const options = { once: [{ key: `${requestKey}/${id}` }] };
    const { outcome } = await apply(deps.journal, incidentDocument, id, event, options);
    if (outcome === 'committed') taken.push(id);
  }
  return taken;
}

async function holding({ journal }: IncidentDeps, at: Place): Promise<readonly string[]> {
  return (await journal.find('incident', saidIndex(at), { limit: INCIDENTS_MAX })).ids;
}
