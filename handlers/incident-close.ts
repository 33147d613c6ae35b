import { sentence } from '../blocks/incident-list.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';

export const close: Subcommand = {
  name: 'close',
  usage: 'close INC-7',
  help: 'closes what is resolved; of a P0 or P1 the post-mortem comes first.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id } = await incidentAndRest(line, 'resolved');
    const answer = await deps.incidents.close(asker, id);
    return sentence(incidentWords(answer) ?? `${id} is closed.`);
  },
};
