import { sentence } from '../blocks/incident-list.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin } from './typed.ts';

export const resolve: Subcommand = {
  name: 'resolve',
  usage: 'resolve INC-7 what was done',
  help: 'resolves an incident, with a summary.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest: text } = await incidentAndRest(line);
    const summary = quotedWithin(
      text,
      'What was done',
      REASON_CHARACTERS_MAX,
      'resolve INC-7 the job was rolled back',
    );
    const answer = await deps.incidents.resolve(asker, id, summary);
    return sentence(incidentWords(answer) ?? `${id} is resolved.`);
  },
};
