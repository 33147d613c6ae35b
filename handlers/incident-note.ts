import { sentence } from '../blocks/incident-list.ts';
import { NOTE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { noteModal } from '../blocks/note-modal.ts';
import { AppError } from '../src/errors.ts';
import { leadingTime } from '../src/incident/past-time.ts';
import { incidentWords } from './answer.ts';
import { formInstead } from './form-instead.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin } from './typed.ts';

export const note: Subcommand = {
  name: 'note',
  usage: 'note INC-7 14:05 what happened',
  help: 'puts it into the timeline, at that time or now; 20m ago and yesterday 23:10 are times too.',
  run: async (line) => {
    const { deps, asker, place } = line;
    const meant = await incidentAndRest(line);
    const { id, rest } = meant;
    if (await formInstead(line, meant, ({ title }) => noteModal(id, title))) return null;
    const { when, text } = leadingTime(rest);
    const answer = await deps.incidents.note(asker, id, {
      text: quotedWithin(text, 'What happened', NOTE_CHARACTERS_MAX, 'note INC-7 14:05 the load stopped'),
      when,
      isInThread: typeof place === 'object',
    });
    if (answer.outcome === 'invalid') throw new AppError('invalid', answer.error);
    const at = when === null ? '' : `, at the time “${when}”`;
    return sentence(incidentWords(answer) ?? `It is in the timeline of ${id}${at}.`);
  },
};
