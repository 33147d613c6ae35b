import { sentence } from '../blocks/incident-list.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { typedWithin } from './typed.ts';

export const resolve: Subcommand = {
  name: 'resolve',
  usage: '/incident resolve INC-7 what was done',
  help: 'resolves an incident, with a summary.',
  run: async ({ deps, asker, rest }) => {
    const { id, rest: text } = await incidentAndRest(deps.incidents, rest);
    const summary = typedWithin(text, 'What was done', REASON_CHARACTERS_MAX);
    const answer = await deps.incidents.resolve(asker, id, summary);
    return sentence(incidentWords(answer) ?? `${id} is resolved.`);
  },
};
