import { sentence } from '../blocks/incident-list.ts';
import { incidentOrigin } from '../src/approval/origin.ts';
import { AppError } from '../src/errors.ts';
import { fillable } from '../src/runbook/filling.ts';
import { offerActions } from './action-request.ts';
import { givenFor } from './given-values.ts';
import { incidentAndRest } from './incident-argument.ts';
import { named } from './named.ts';
import { modalOpener } from './open-modal.ts';
import { onlyOnce } from './request.ts';
import { openForm } from './request-form.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const action: Subcommand = {
  name: 'action',
  usage: 'action INC-7 restore-table version=24',
  help: 'opens the form of a request, filled in; alone it lets you choose. Somebody else has to approve it.',
  run: async (line) => {
    const { deps, context, trigger } = line;
    onlyOnce(context);
    // Slack is asked nothing first: the form is open within its three seconds, and sending it takes a full member.
    const { id, rest } = await incidentAndRest(line);
    const wanted = rest === '' ? null : named(deps.runbook.actions, rest, 'action', '“action” alone');
    if (trigger === null) return sentence(wayThere(id, rest));
    const open = modalOpener(deps, trigger.client, trigger.triggerId);
    if (wanted === null) {
      await offerActions(deps, open, await deps.incidents.find(id));
      return null;
    }
    const { known, text } = wanted;
    const { raw, problems } = givenFor(known.parameters, text);
    if (problems.length > 0)
      throw new AppError('invalid', [`${known.id} was not asked for.`, ...problems].join('\n'));
    const { id: incident } = await deps.incidents.find(id);
    const filling = fillable(known.parameters, raw);
    const form = { origin: incidentOrigin(incident), action: known, ...filling, why: null, undoOf: null };
    await openForm(deps, open, form);
    return null;
  },
};

/** Slack lets a form open from a button and from a command, not from a message. */
function wayThere(id: string, rest: string): string {
  const line = ['/incident action', id, typed(rest)].filter((part) => part !== '').join(' ');
  return `No form can be opened from a message. Press Request action on the card of ${id}, or type ${line} outside of threads.`;
}
