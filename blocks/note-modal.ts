/** Add note: what happened, and when, where that is not now. */
import type { ModalView } from '@slack/types';
import { INPUT, VIEW } from './action-ids.ts';
import { input, line, paragraph, words } from './kit.ts';
import { NOTE_CHARACTERS_MAX } from './limits.ts';
import { modal, textInput } from './modals.ts';

/** Longer than any time that can be read. */
const WHEN_CHARACTERS_MAX = 60;

export function noteModal(incident: string, title: string): ModalView {
  const metadata = { incident };
  return modal({ callback: VIEW.note, title: `Note on ${incident}`, submit: 'Add note', metadata }, [
    paragraph(line(words(title))),
    input(INPUT.note, 'What happened?', textInput(INPUT.note, NOTE_CHARACTERS_MAX, true)),
    {
      ...input(
        INPUT.when,
        'When, if not now?',
        textInput(INPUT.when, WHEN_CHARACTERS_MAX, false),
        'Such as 14:05, 20m ago, yesterday 23:10, or with a date and a zone.',
      ),
      optional: true,
    },
  ]);
}
