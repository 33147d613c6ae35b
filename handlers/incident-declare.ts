import { sentence } from '../blocks/incident-list.ts';
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { declareModal } from '../blocks/modals.ts';
import type { Severity } from '../src/incident/state.ts';
import { areaChoices, severityChoices } from './choices.ts';
import type { Subcommand, Typed } from './subcommand.ts';
import { typedWithin } from './typed.ts';

export const declareLine = (severity: Severity): Subcommand => ({
  name: severity.toLowerCase(),
  usage: `/incident ${severity} what is wrong`,
  help: 'declares an incident at once.',
  run: async ({ deps, asker, rest }) => {
    const title = typedWithin(rest, 'What is wrong', TITLE_CHARACTERS_MAX);
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

/** No severity: the modal asks for it, with whatever was typed as the title. */
export async function declareByModal({ deps, openModal }: Typed, title: string): Promise<null> {
  await openModal(declareModal(severityChoices(deps.runbook), areaChoices(deps.runbook), title));
  return null;
}
