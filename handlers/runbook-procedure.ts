import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import { begunAlone } from './begun-alone.ts';
import { namedIncident } from './incident-argument.ts';
import { procedure as inIncident } from './incident-procedure.ts';
import { named } from './named.ts';
import { showRunbook } from './runbook-search.ts';
import type { RunbookWord } from './runbook-word.ts';

export const runbookProcedure: RunbookWord = {
  name: 'procedure',
  usage: 'procedure disaster-recovery',
  help: 'begins it in the incidents channel, step by step; with INC-7 before it, in that thread. Alone it shows them.',
  run: async (line) => {
    const { deps, asker, rest } = line;
    if (namedIncident(rest) !== null) return inIncident.run({ ...line, place: 'command', said: null });
    if (rest === '') return showRunbook(line);
    await deps.incidents.admit(asker);
    const { known, text } = named(deps.runbook.procedures, rest, 'procedure', '/runbook procedure');
    if (text !== '')
      throw new AppError(
        'invalid',
        `Name one procedure and nothing after it: /runbook procedure ${known.id}.`,
      );
    return sentence(begunAlone(await deps.procedures.start(asker, known.id, null)));
  },
};
