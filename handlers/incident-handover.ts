import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import { personAndRest } from './person-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const handover: Subcommand = {
  name: 'handover',
  usage: 'handover INC-7 @somebody',
  help: 'hands the command over, with a message that says where things stand.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest } = await incidentAndRest(line, 'open', 'either');
    const { person, rest: more } = personAndRest(rest, asker.by, 'handover @maria');
    if (typed(more) !== '')
      throw new AppError('invalid', 'Only the person is named here. What else there is to say is a note.');
    const answer = await deps.incidents.assign(asker, id, { role: 'commander', to: person });
    return sentence(incidentWords(answer) ?? `The command of ${id} is handed over.`);
  },
};
