import { sentence } from '../blocks/incident-list.ts';
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { AppError } from '../src/errors.ts';
import { declaredWords } from './incident-declare.ts';
import { asSeverity } from './incident-sev.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin } from './typed.ts';

export const drill: Subcommand = {
  name: 'drill',
  usage: 'drill P1 what is rehearsed',
  help: 'declares a drill: marked as one for good, nobody is paged, what is approved does not run, and it is not counted.',
  run: async ({ deps, asker, rest }) => {
    const [word = '', ...others] = rest.trim().split(/\s+/);
    const severity = asSeverity(word);
    if (severity === null)
      throw new AppError(
        'invalid',
        'Say how severe it is to be, then what, as in: drill P1 Fraud model offline.',
      );
    const title = quotedWithin(
      others.join(' '),
      'What is rehearsed',
      TITLE_CHARACTERS_MAX,
      'drill P1 Fraud model offline',
    );
    // The same may be rehearsed again at once: nobody is misled by it.
    const answer = await deps.incidents.declare(asker, {
      title,
      severity,
      area: null,
      drill: true,
      anyway: true,
    });
    if (answer.outcome === 'looks_like') throw new AppError('internal', 'A drill was taken for another.');
    return sentence(declaredWords(answer));
  },
};
