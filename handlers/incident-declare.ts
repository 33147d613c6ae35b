import { looksLikeAnswer } from '../blocks/declare-modal.ts';
import { sentence } from '../blocks/incident-list.ts';
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import type { IncidentAnswer } from '../src/incident/service.ts';
import type { Severity } from '../src/incident/state.ts';
import { declareOpener, openDeclareForm } from './declare-form.ts';
import { modalOpener } from './open-modal.ts';
import type { Subcommand } from './subcommand.ts';
import { quotedWithin, typed } from './typed.ts';

export const declareLine = (severity: Severity): Subcommand => ({
  name: severity.toLowerCase(),
  usage: `${severity} what is wrong`,
  help: 'declares an incident at once; P1, P2 and P3 do as well.',
  run: async ({ deps, asker, rest, trigger, said }) => {
    // The severity is known, what is wrong is asked.
    if (trigger !== null && typed(rest) === '') {
      await openDeclareForm(deps, await declareOpener(deps, trigger, asker.by), { severity });
      return null;
    }
    const title = quotedWithin(
      rest,
      'What is wrong',
      TITLE_CHARACTERS_MAX,
      `${severity} Fraud model offline`,
    );
    const answer = await deps.incidents.declare(asker, { title, severity, area: null });
    if (answer.outcome !== 'looks_like') return sentence(declaredWords(answer));
    const { like } = answer;
    if (trigger === null) return looksLikeAnswer(like, said ?? { channel: '', ts: '' });
    // Whoever would have declared it is known by now.
    const open = modalOpener(deps, trigger.client, trigger.triggerId);
    await openDeclareForm(deps, open, { title, severity, like });
    return null;
  },
});

export function declaredWords(answer: IncidentAnswer): string {
  const id =
    answer.outcome === 'committed' ? answer.state.id : answer.outcome === 'duplicate' ? answer.ref.id : null;
  return id === null
    ? 'The store did not take it. Try again.'
    : `${id} is declared. Its thread is in the incidents channel.`;
}
