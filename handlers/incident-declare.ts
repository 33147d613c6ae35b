import { sentence } from '../blocks/incident-list.ts';
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import type { Severity } from '../src/incident/state.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin } from './typed.ts';

export const declareLine = (severity: Severity): Subcommand => ({
  name: severity.toLowerCase(),
  usage: `${severity} what is wrong`,
  help: 'declares an incident at once; P1, P2 and P3 do as well.',
  run: async ({ deps, asker, rest }) => {
    const title = quotedWithin(rest, 'What is wrong', TITLE_CHARACTERS_MAX);
    const answer = await deps.incidents.declare(asker, { title, severity, area: null });
    const id =
      answer.outcome === 'committed'
        ? answer.state.id
        : answer.outcome === 'duplicate'
          ? answer.ref.id
          : null;
    return sentence(
      id === null
        ? 'The store did not take it. Try again.'
        : `${id} is declared. Its thread is in the incidents channel.`,
    );
  },
});
