import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const close: Subcommand = {
  name: 'close',
  usage: 'close INC-7',
  help: 'closes what is resolved; of a P0 or P1 the post-mortem comes first.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest } = await incidentAndRest(line, 'resolved', 'either');
    // As in `INC-7 close to being solved`: somebody tells how it goes, and asks for nothing.
    if (typed(rest) !== '')
      throw new AppError(
        'invalid',
        'Nothing was closed: close takes nothing but the id, as in close INC-7. What there is to say is a note.',
      );
    const answer = await deps.incidents.close(asker, id);
    return sentence(incidentWords(answer) ?? `${id} is closed.`);
  },
};
