import { sentence } from '../blocks/incident-list.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { resolveModal } from '../blocks/modals.ts';
import { incidentWords } from './answer.ts';
import { formInstead } from './form-instead.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin } from './typed.ts';

export const resolve: Subcommand = {
  name: 'resolve',
  usage: 'resolve INC-7 what was done',
  help: 'resolves an incident, with a summary; without one a form asks for it.',
  run: async (line) => {
    const { deps, asker } = line;
    const meant = await incidentAndRest(line);
    const { id, rest: text } = meant;
    if (await formInstead(line, meant, ({ title }) => resolveModal(id, title))) return null;
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
