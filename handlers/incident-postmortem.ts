import { sentence } from '../blocks/incident-list.ts';
import { postmortemModal } from '../blocks/postmortem-modal.ts';
import { writingsOf } from '../src/incident/postmortem.ts';
import { incidentAndRest } from './incident-argument.ts';
import { memberOpener, toldToMembers } from './member-modal.ts';
import { sharePostmortem } from './postmortem.ts';
import { canvasPostmortem } from './postmortem-canvas.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const postmortem: Subcommand = {
  name: 'postmortem',
  usage: 'postmortem INC-7',
  help: 'opens the form of the post-mortem; with canvas after it, puts it on a canvas, with file, into the thread as Markdown.',
  run: async (line) => {
    const { deps, asker, context, trigger } = line;
    onlyOnce(context);
    const { id, rest } = await incidentAndRest(line, 'resolved');
    const way = typed(rest).toLowerCase();
    if (way === 'file') return sentence(await sharePostmortem(deps, asker.by, id));
    if (way === 'canvas') return sentence(await canvasPostmortem(deps, asker, id));
    if (trigger === null)
      return sentence(
        `No form can be opened from a message. Press Post-mortem on the card of ${id}, or type /incident postmortem ${id} outside of threads.`,
      );
    const incident = await toldToMembers(deps, asker.by, () => deps.incidents.findOver(id));
    const open = await memberOpener(deps, trigger, asker.by, id);
    await open(postmortemModal(incident, writingsOf(incident)));
    return null;
  },
};
