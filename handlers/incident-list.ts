import { incidentList, sentence } from '../blocks/incident-list.ts';
import { incidentRef } from '../src/incident/document.ts';
import type { Incident } from '../src/incident/state.ts';
import type { HandlerDeps } from './deps.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';

export const list: Subcommand = {
  name: 'list',
  usage: 'list',
  help: 'shows the open incidents, the most severe first.',
  run: async ({ deps, asker, context }) => {
    onlyOnce(context);
    await deps.incidents.admit(asker);
    return incidentList(await linked(deps, await deps.incidents.open()));
  },
};

export const mine: Subcommand = {
  name: 'mine',
  usage: 'mine',
  help: 'shows those of them in which you have a role, or that you declared.',
  run: async ({ deps, asker, context }) => {
    onlyOnce(context);
    await deps.incidents.admit(asker);
    const found = await linked(deps, await deps.incidents.ofPerson(asker.by));
    if (found.listed.length > 0) return incidentList(found);
    return sentence('No open incident is yours. list shows all of them, and join makes one yours.');
  },
};

type Found = { readonly incidents: readonly Incident[]; readonly more: boolean };

async function linked(deps: HandlerDeps, { incidents, more }: Found) {
  const listed = await Promise.all(
    incidents.map(async (incident) => ({ incident, link: await cardLink(deps, incident.id) })),
  );
  return { listed, more };
}

/** Null while the card is not posted yet. */
export async function cardLink({ posts, permalink }: HandlerDeps, id: string): Promise<string | null> {
  const card = (await posts(incidentRef(id))).find(({ view }) => view === 'incident-card');
  return card === undefined ? null : permalink(card.channel, card.ts);
}
