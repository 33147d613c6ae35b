/** Before somebody says that what was given for a while is gone: what the bot has just seen of it, and where else to look. */
import type { ModalView } from '@slack/types';
import type { Approval } from '../src/approval/state.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { bold, clip, input, line, paragraph, words } from './kit.ts';
import { REASON_CHARACTERS_MAX, SECTION_CHARACTERS_MAX } from './limits.ts';
import { type CarriedPress, modal, textInput } from './modals.ts';
import { noticeModal } from './request-modal.ts';

const ELSEWHERE =
  'A table that was renamed or moved keeps its grants under its new name, one that is brought back by UNDROP has them again, and so has the schema or catalog that they were given on. Look there too, with SHOW GRANTS, and take back by hand what is left: nobody else will.';
const AFTERWARDS =
  'When you have said so, the bot neither looks nor sends anything for this again, and it stands on the card as your word.';

/** `approval` as it is after that look. */
export function settleBoxModal(press: CarriedPress, approval: Approval): ModalView {
  const { id, box, prepared, revision, target } = approval;
  const open = box?.ends.indexOf(null) ?? -1;
  if (open === -1)
    return noticeModal(
      id,
      'The bot has just seen that it is gone. There is nothing to settle; the card shows it.',
    );
  if (revision !== press.revision)
    return noticeModal(id, 'The card has changed since you saw it. Look at it again, then press.');
  const seen = clip(box?.looked?.sentence ?? 'nothing yet.', SECTION_CHARACTERS_MAX);
  if (box?.looked?.seen !== 'could_not_see')
    return noticeModal(
      id,
      `What the bot sees now: ${seen} Nothing was settled: take it back by hand, and the bot ends it when it sees that.`,
    );
  const what = clip(prepared?.gives?.[open]?.what ?? '', REASON_CHARACTERS_MAX);
  return modal(
    { callback: VIEW.settleBox, title: `Is it gone? ${id}`, submit: 'It is gone', metadata: press },
    [
      paragraph(
        line(bold(`${what} on ${target}`)),
        line(words(`What the bot sees now: ${seen}`)),
        line(words(ELSEWHERE)),
        line(words(AFTERWARDS)),
      ),
      input(
        INPUT.note,
        'How do you know that nobody has it any more?',
        textInput(INPUT.note, REASON_CHARACTERS_MAX, true),
      ),
    ],
  );
}
