/** Words that go with a decision, beside those of reject and settle: a question, a broken glass. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Bill } from '../src/approval/state.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { bold, input, line, paragraph, words } from './kit.ts';
import { REASON_CHARACTERS_MAX } from './limits.ts';
import { type CarriedPress, modal, textInput } from './modals.ts';
import { statementsInFull } from './statements.ts';

export function askModal(press: CarriedPress): ModalView {
  return modal({ callback: VIEW.ask, title: `Ask about ${press.id}`, submit: 'Ask', metadata: press }, [
    asked(INPUT.question, 'What do you need to know? The requester is told.'),
  ]);
}

/** With the whole of what would run. */
export function breakGlassModal(press: CarriedPress, bill: Pick<Bill, 'text' | 'more'>): ModalView {
  return modal(
    { callback: VIEW.breakGlass, title: `Break glass: ${press.id}`, submit: 'Break glass', metadata: press },
    [
      paragraph(line(bold('This runs at once, on your word alone:'))),
      ...statementsInFull(bill),
      paragraph(
        line(
          words(
            'Everybody in the channel sees that you did, and why. Another approver has to sign for it within 24 hours.',
          ),
        ),
      ),
      asked(INPUT.reason, 'Why can it not wait for an approver?'),
    ],
  );
}

function asked(id: string, label: string): KnownBlock {
  return input(id, label, textInput(id, REASON_CHARACTERS_MAX, true));
}
