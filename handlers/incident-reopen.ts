import { sentence } from '../blocks/incident-list.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin } from './typed.ts';

export const reopen: Subcommand = {
  name: 'reopen',
  usage: 'reopen INC-7 why it is not over',
  help: 'opens what was resolved or closed again, with a reason.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest } = await incidentAndRest(line, 'resolved');
    const reason = quotedWithin(rest, 'Why it is not over', REASON_CHARACTERS_MAX, 'reopen INC-7 it is back');
    const answer = await deps.incidents.reopen(asker, id, reason);
    return sentence(incidentWords(answer) ?? `${id} is open again.`);
  },
};
