import { sentence } from '../blocks/incident-list.ts';
import { incidentOrigin } from '../src/approval/origin.ts';
import { AppError } from '../src/errors.ts';
import { fillable } from '../src/runbook/filling.ts';
import { offerActions } from './action-request.ts';
import { givenFor } from './given-values.ts';
import { incidentAndRest } from './incident-argument.ts';
import { memberOpener, toldToMembers } from './member-modal.ts';
import { named } from './named.ts';
import { onlyOnce } from './request.ts';
import { openForm } from './request-form.ts';
import type { Subcommand, Typed } from './subcommand.ts';
import { typed } from './typed.ts';

export const action: Subcommand = {
  name: 'action',
  usage: 'action INC-7 restore-table version=24',
  help: 'opens the form of a request, filled in; alone it lets you choose. Somebody else has to approve it.',
  run: async (line) => {
    const { deps, asker, context, trigger } = line;
    onlyOnce(context);
    const { incident, rest, form } = await toldToMembers(deps, asker, () => wishIn(line));
    if (trigger === null) return sentence(wayThere(incident.id, rest));
    const open = await memberOpener(deps, trigger, asker.by, incident.id);
    await (form === null ? offerActions(deps, open, incident) : openForm(deps, open, form));
    return null;
  },
};

/** Without a form: which action is still to be chosen. */
async function wishIn(line: Typed) {
  const { deps } = line;
  const { id, rest } = await incidentAndRest(line);
  const wanted = rest === '' ? null : named(deps.runbook.actions, rest, 'action', '“action” alone');
  const incident = await deps.incidents.find(id);
  if (wanted === null || line.trigger === null) return { incident, rest, form: null };
  const { known, text } = wanted;
  const { raw, problems } = givenFor(known.parameters, text);
  if (problems.length > 0)
    throw new AppError('invalid', [`${known.id} was not asked for.`, ...problems].join('\n'));
  const filling = fillable(known.parameters, raw);
  const form = { origin: incidentOrigin(incident.id), action: known, ...filling, why: null, undoOf: null };
  return { incident, rest, form };
}

/** Slack lets a form open from a button and from a command, not from a message. */
function wayThere(id: string, rest: string): string {
  const line = ['/incident action', id, typed(rest)].filter((part) => part !== '').join(' ');
  return `No form can be opened from a message. Press Request action on the card of ${id}, or type ${line} outside of threads.`;
}
