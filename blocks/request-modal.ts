/** What a person fills in to ask for a change. Nothing that is typed here is SQL. */
import type { ActionsBlock, ModalView } from '@slack/types';
import type { Origin } from '../src/approval/state.ts';
import type { Action } from '../src/runbook/schema-actions.ts';
import { ACTION, INPUT, VIEW } from './action-ids.ts';
import { blocks, bold, input, line, option, paragraph, plain, words } from './kit.ts';
import {
  OPTION_CHARACTERS_MAX,
  OPTIONS_MAX,
  REASON_CHARACTERS_MAX,
  VIEW_TITLE_CHARACTERS_MAX,
} from './limits.ts';
import { modal } from './modals.ts';
import { type Filled, filledLines, parameterBlocks } from './parameter-inputs.ts';

export type RequestForm = Filled & {
  readonly origin: Origin;
  readonly action: Action;
  readonly why: string | null;
  readonly undoOf: string | null;
};

export function requestModal(form: RequestForm): ModalView {
  const { origin, action, why, undoOf } = form;
  const metadata = { origin, action: action.id, undoOf };
  return modal({ callback: VIEW.request, title: `Request for ${origin.id}`, submit: 'Request', metadata }, [
    ...blocks(
      paragraph(
        line(bold(action.title), words(action.risk === 'destructive' ? ' · destructive' : ' · change')),
        line(words(`${whoApproves(action)} Nothing runs before that.`)),
        ...(why === null ? [] : [line(words(why))]),
        ...filledLines(form),
      ),
    ),
    ...parameterBlocks(action.parameters, form),
    input(INPUT.reason, 'Why? The approver decides on this.', {
      type: 'plain_text_input',
      action_id: INPUT.reason,
      multiline: true,
      min_length: 3,
      max_length: REASON_CHARACTERS_MAX,
    }),
  ]);
}

export function whoApproves({ approvers: { groups, people } }: Pick<Action, 'approvers'>): string {
  const who = people === 1 ? 'One other person' : `${people} other people`;
  return `${who} of @${groups.join(', @')} must approve the exact statement.`;
}

/** An action to choose; `suggestedBy` is the title of the check whose result suggests it. */
export type OfferedAction = { readonly action: Action; readonly suggestedBy: string | null };

/** Which action? Asked only where there is more than one. */
export function chooseActionModal(incident: string, offered: readonly OfferedAction[]): ModalView {
  return chooseModal(
    `Request for ${incident}`,
    { incident },
    {
      type: 'static_select',
      action_id: ACTION.requestActionChoice,
      placeholder: plain('What should be done?', 150),
      options: offered.slice(0, OPTIONS_MAX).map(({ action: { id, title }, suggestedBy }) => ({
        ...option({ label: title, value: id }),
        ...(suggestedBy === null
          ? {}
          : { description: plain(`Suggested by “${suggestedBy}”`, OPTION_CHARACTERS_MAX) }),
      })),
    },
  );
}

/** A question whose answer is told at once: what is chosen takes the place of the modal. */
export function chooseModal(
  title: string,
  metadata: object,
  element: ActionsBlock['elements'][number],
): ModalView {
  return {
    type: 'modal',
    callback_id: VIEW.request,
    private_metadata: JSON.stringify(metadata),
    title: plain(title, VIEW_TITLE_CHARACTERS_MAX),
    close: plain('Not now', VIEW_TITLE_CHARACTERS_MAX),
    blocks: [{ type: 'actions', block_id: 'choose', elements: [element] }],
  };
}

/** An answer in a modal: while it is worked on, and when there is nothing more to fill in. */
export function noticeModal(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: plain(title, VIEW_TITLE_CHARACTERS_MAX),
    close: plain('Close', VIEW_TITLE_CHARACTERS_MAX),
    blocks: [paragraph(line(words(text)))],
  };
}
