import { linked, sentence } from '../blocks/incident-list.ts';
import { checklistRef } from '../src/checklist/document.ts';
import { AppError } from '../src/errors.ts';
import type { HandlerDeps } from './deps.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const checklist: Subcommand = {
  name: 'checklist',
  usage: 'checklist daily',
  help: 'posts a checklist now, or shows where the current one is.',
  run: async ({ deps, asker, rest }) => {
    // Before anything of the runbook is told.
    await deps.checklists.admit(asker);
    const [name = '', ...more] = typed(rest).toLowerCase().split(/\s+/);
    const known = Object.keys(deps.runbook.checklists);
    if (name === '' || more.length > 0)
      throw new AppError('invalid', `Name one checklist: ${known.join(', ') || 'the runbook has none yet'}.`);
    const { id, isNew } = await deps.checklists.open(asker, name);
    const link = await cardLink(deps, id);
    if (isNew || link === null) return sentence(`${id} is posted in the checklists’ channel.`);
    return linked(`The current one is `, { text: id, url: link }, '.');
  },
};

/** Null while the card is not posted yet. */
async function cardLink({ posts, permalink }: HandlerDeps, id: string): Promise<string | null> {
  const card = (await posts(checklistRef(id))).find(({ view }) => view === 'checklist-card');
  return card === undefined ? null : permalink(card.channel, card.ts);
}
