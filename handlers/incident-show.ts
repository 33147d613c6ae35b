import { incidentDetail } from '../blocks/incident-list.ts';
import { incidentOrigin } from '../src/approval/origin.ts';
import { incidentAndRest, namedIncident } from './incident-argument.ts';
import { cardLink } from './incident-list.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';

export const show: Subcommand = {
  name: 'show',
  usage: 'show INC-7',
  help: 'shows one incident, what was asked for in it, and where its thread is.',
  run: async (line) => {
    const { deps, asker, context } = line;
    onlyOnce(context);
    await deps.incidents.admit(asker);
    // Looking at another incident from this one’s thread changes nothing.
    const { id } = namedIncident(line.rest) ?? (await incidentAndRest(line));
    const [incident, link, requests] = await Promise.all([
      deps.incidents.find(id),
      cardLink(deps, id),
      deps.approvals.askedIn(incidentOrigin(id)),
    ]);
    return incidentDetail({ incident, link }, requests);
  },
};
