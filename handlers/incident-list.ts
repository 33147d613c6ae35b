import { incidentPage, type ListPage } from '../blocks/incident-pages.ts';
import { AppError } from '../src/errors.ts';
import { incidentRef } from '../src/incident/document.ts';
import type { List, Month } from '../src/incident/listed.ts';
import type { Asker } from '../src/incident/service.ts';
import type { HandlerDeps } from './deps.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const list: Subcommand = {
  name: 'list',
  usage: 'list',
  help: 'shows the open incidents, the most severe first; list resolved those that wait to be closed, list 2026-01 those of a month.',
  run: async ({ deps, asker, context, rest }) => {
    onlyOnce(context);
    return incidentPage(await listPage(deps, asker, typed(rest).toLowerCase() || 'open', 1));
  },
};

export const mine: Subcommand = {
  name: 'mine',
  usage: 'mine',
  help: 'shows those of them in which you have a role, or that you declared.',
  run: async ({ deps, asker, context }) => {
    onlyOnce(context);
    return incidentPage(await listPage(deps, asker, 'mine', 1));
  },
};

/** As the asker may see it. Throws AppError('invalid') for a list that there is not. */
export async function listPage(
  deps: HandlerDeps,
  asker: Asker,
  name: string,
  asked: number,
): Promise<ListPage> {
  await deps.incidents.admit(asker);
  const { incidents, ...counted } = await deps.incidents.list(listNamed(name, asker.by), asked);
  const listed = await Promise.all(
    incidents.map(async (incident) => ({ incident, link: await cardLink(deps, incident.id) })),
  );
  return { list: name, listed, ...counted };
}

function listNamed(name: string, by: string): List {
  if (name === 'open' || name === 'resolved') return name;
  if (name === 'mine') return { of: by };
  if (/^20\d\d-(?:0[1-9]|1[0-2])$/.test(name)) return name as Month;
  throw new AppError(
    'invalid',
    'There is list, list resolved for what waits to be closed, and list 2026-01 for what was resolved in that month. show INC-7 shows one.',
  );
}

/** Null while the card is not posted yet. */
export async function cardLink({ posts, permalink }: HandlerDeps, id: string): Promise<string | null> {
  const card = (await posts(incidentRef(id))).find(({ view }) => view === 'incident-card');
  return card === undefined ? null : permalink(card.channel, card.ts);
}
