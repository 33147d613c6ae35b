import { sentence } from '../blocks/incident-list.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { reopenModal } from '../blocks/modals.ts';
import { incidentWords } from './answer.ts';
import { formInstead } from './form-instead.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin } from './typed.ts';

export const reopen: Subcommand = {
  name: 'reopen',
  usage: 'reopen INC-7 why it is not over',
  help: 'opens what was resolved or closed again, with a reason.',
  run: async (line) => {
    const { deps, asker } = line;
    const meant = await incidentAndRest(line, 'resolved');
    const { id, rest } = meant;
    if (await formInstead(line, meant, ({ title }) => reopenModal(id, title))) return null;
    const reason = quotedWithin(rest, 'Why it is not over', REASON_CHARACTERS_MAX, 'reopen INC-7 it is back');
    const answer = await deps.incidents.reopen(asker, id, reason);
    return sentence(incidentWords(answer) ?? `${id} is open again.`);
  },
};
