import { incidentList } from '../blocks/incident-list.ts';
import { incidentAndRest } from './incident-argument.ts';
import { cardLink } from './incident-list.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';

export const show: Subcommand = {
  name: 'show',
  usage: '/incident show INC-7',
  help: 'shows one incident and where its thread is.',
  run: async ({ deps, context, rest }) => {
    onlyOnce(context);
    const { id } = await incidentAndRest(deps.incidents, rest);
    const incident = await deps.incidents.find(id);
    return incidentList([{ incident, link: await cardLink(deps, id) }], false);
  },
};
