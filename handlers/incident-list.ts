import { incidentList } from '../blocks/incident-list.ts';
import { incidentRef } from '../src/incident/document.ts';
import type { HandlerDeps } from './deps.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';

export const list: Subcommand = {
  name: 'list',
  usage: 'list',
  help: 'shows the open incidents, the most severe first.',
  run: async ({ deps, asker, context }) => {
    onlyOnce(context);
    await deps.incidents.admit(asker.by);
    const { incidents, more } = await deps.incidents.open();
    const listed = await Promise.all(
      incidents.map(async (incident) => ({ incident, link: await cardLink(deps, incident.id) })),
    );
    return incidentList(listed, more);
  },
};

/** Null while the card is not posted yet. */
export async function cardLink({ posts, permalink }: HandlerDeps, id: string): Promise<string | null> {
  const card = (await posts(incidentRef(id))).find(({ view }) => view === 'incident-card');
  return card === undefined ? null : permalink(card.channel, card.ts);
}
