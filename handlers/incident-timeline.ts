import { incidentAndRest, namedIncident } from './incident-argument.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';
import { pageOf } from './timeline.ts';

export const timeline: Subcommand = {
  name: 'timeline',
  usage: 'timeline INC-7',
  help: 'shows what happened in it, with times; whole as a file.',
  run: async (line) => {
    const { deps, asker, context } = line;
    onlyOnce(context);
    // Looking at another incident from this one’s thread changes nothing.
    const { id } = namedIncident(line.rest) ?? (await incidentAndRest(line));
    return pageOf(deps, asker.by, id, null);
  },
};
