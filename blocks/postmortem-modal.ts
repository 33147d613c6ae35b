/** The form of a post-mortem: what is sent replaces what was written, and adds one thing to do at a time. */
import type { ModalView } from '@slack/types';
import type { Incident } from '../src/incident/state.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { blocks, bullets, divider, input, line, moment, paragraph, person, plain, words } from './kit.ts';
import { FACTORS_CHARACTERS_MAX, IMPACT_CHARACTERS_MAX, TODO_CHARACTERS_MAX } from './limits.ts';
import { modal, textInput } from './modals.ts';

/** `seen`: how often it was written by now. */
export function postmortemModal(incident: Incident, seen: number): ModalView {
  const { id, title, affected, postmortem } = incident;
  const items = postmortem?.items ?? [];
  const frame = { title: `Post-mortem of ${id}`, submit: 'Save', metadata: { incident: id, seen } };
  return modal(
    { callback: VIEW.postmortem, ...frame },
    blocks(
      paragraph(line(words(title))),
      input(
        INPUT.impact,
        'What did it mean, and for whom?',
        textInput(INPUT.impact, IMPACT_CHARACTERS_MAX, true, postmortem?.impact ?? affected),
      ),
      input(
        INPUT.factors,
        'What led to it?',
        textInput(INPUT.factors, FACTORS_CHARACTERS_MAX, true, postmortem?.factors),
        'Causes, and what made it worse or longer. Not who.',
      ),
      divider(),
      items.length === 0
        ? null
        : bullets(
            items.map(({ text, owner, dueAtMs, done }) => [
              words(`${done === undefined ? '' : '☑️ '}${text}: `),
              person(owner),
              words(', by '),
              moment(dueAtMs, '{date_short_pretty}'),
            ]),
          ),
      {
        ...input(
          INPUT.todo,
          'One more thing to do, so that it does not happen again',
          textInput(INPUT.todo, TODO_CHARACTERS_MAX, false),
        ),
        optional: true,
      },
      {
        ...input(INPUT.owner, 'Who does it', {
          type: 'users_select',
          action_id: INPUT.owner,
          placeholder: plain('Somebody'),
        }),
        optional: true,
      },
      {
        ...input(INPUT.due, 'By when', { type: 'datepicker', action_id: INPUT.due }),
        optional: true,
      },
    ),
  );
}
