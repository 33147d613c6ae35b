import { sentence } from '../blocks/incident-list.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';

export const join: Subcommand = {
  name: 'join',
  usage: 'join INC-7',
  help: 'makes you one of those who respond to it.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id } = await incidentAndRest(line);
    const answer = await deps.incidents.join(asker, id);
    return sentence(incidentWords(answer) ?? `You are in ${id} now.`);
  },
};
