import { sentence } from '../blocks/incident-list.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';

export const ack: Subcommand = {
  name: 'ack',
  usage: 'ack INC-7',
  help: 'acknowledges an incident: somebody has it.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id } = await incidentAndRest(line);
    const answer = await deps.incidents.advance(asker, id, 'acknowledged');
    return sentence(incidentWords(answer) ?? `${id} is acknowledged.`);
  },
};
