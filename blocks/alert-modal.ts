/** Whom to call in, and what they should know. */
import type { ModalView } from '@slack/types';
import type { Contact } from '../src/runbook/schema-team.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { input, option, plain } from './kit.ts';
import { OPTIONS_MAX, REASON_CHARACTERS_MAX } from './limits.ts';
import { modal, textInput } from './modals.ts';

export function alertModal(incident: string, contacts: readonly Contact[]): ModalView {
  return modal(
    { callback: VIEW.alert, title: `Alert for ${incident}`, submit: 'Alert', metadata: { incident } },
    [
      input(INPUT.contact, 'Who is needed?', {
        type: 'static_select',
        action_id: INPUT.contact,
        placeholder: plain('A contact of the runbook'),
        options: contacts.slice(0, OPTIONS_MAX).map(({ id, title }) => option({ label: title, value: id })),
      }),
      {
        ...input(INPUT.note, 'What should they know?', textInput(INPUT.note, REASON_CHARACTERS_MAX, true)),
        optional: true,
      },
    ],
  );
}
