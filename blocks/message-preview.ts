/** A message as it would be taken over, in a modal that asks first. What stands there is what is taken, once it is sent. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { SaidMessage } from '../src/incident/said.ts';
import type { Incident } from '../src/incident/state.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { blocks, input, line, moment, option, paragraph, person, plain, quote, words } from './kit.ts';
import { OPTIONS_MAX } from './limits.ts';
import { modal } from './modals.ts';

/** The block whose words are read back when the modal is sent: they are nowhere else meanwhile. */
export const PREVIEW_BLOCK = 'preview';

/** Where it stands and who said it: names of things, and none of the words. */
export type CarriedMessage = Pick<SaidMessage, 'channel' | 'ts' | 'author'>;

export function carriedMessage({ channel, ts, author }: SaidMessage): CarriedMessage {
  return { channel, ts, author };
}

export function previewBlocks({ author, atMs, text }: SaidMessage): KnownBlock[] {
  const who = author === null ? words('An app') : person(author);
  return [
    paragraph(line(who, words(' said, '), moment(atMs), words(':'))),
    { ...quote([words(text)]), block_id: PREVIEW_BLOCK },
  ];
}

type Choices = { readonly incidents: readonly Incident[]; readonly isCut: boolean };

export function addMessageModal(message: SaidMessage, { incidents, isCut }: Choices): ModalView {
  const options = incidents
    .slice(0, OPTIONS_MAX)
    .map(({ id, severity, title }) => option({ label: `${id} · ${severity} ${title}`, value: id }));
  const [first] = options;
  return modal(
    {
      callback: VIEW.addMessage,
      title: 'Add to a timeline',
      submit: 'Add',
      metadata: { message: carriedMessage(message) },
    },
    blocks(
      previewBlocks(message),
      paragraph(
        line(
          words(
            'Adding it copies these words into the incident’s timeline and its thread, where everybody in the incidents channel reads them. Is that right?',
          ),
        ),
      ),
      input(
        INPUT.incident,
        'Which incident',
        {
          type: 'static_select',
          action_id: INPUT.incident,
          placeholder: plain('An incident'),
          options,
          ...(options.length === 1 && first !== undefined ? { initial_option: first } : {}),
        },
        isCut ? 'Not all are here. For another one: /incident note INC-7 and the words.' : undefined,
      ),
    ),
  );
}
