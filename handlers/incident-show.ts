import { incidentDetail } from '../blocks/incident-list.ts';
import { incidentAndRest } from './incident-argument.ts';
import { cardLink } from './incident-list.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';

export const show: Subcommand = {
  name: 'show',
  usage: '/incident show INC-7',
  help: 'shows one incident, what was asked for in it, and where its thread is.',
  run: async ({ deps, context, rest }) => {
    onlyOnce(context);
    const { id } = await incidentAndRest(deps.incidents, rest);
    const [incident, link, requests] = await Promise.all([
      deps.incidents.find(id),
      cardLink(deps, id),
      deps.approvals.ofIncident(id),
    ]);
    return incidentDetail({ incident, link }, requests);
  },
};
