/** What was done by breaking the glass, to be read and signed for: the statement, why, and what has come of it so far. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Approval } from '../src/approval/state.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { approvalOutcome } from './approval-outcome.ts';
import { blocks, bold, input, line, paragraph, words } from './kit.ts';
import { REASON_CHARACTERS_MAX } from './limits.ts';
import { type CarriedPress, modal, textInput } from './modals.ts';
import { statementsInFull } from './statements.ts';

/** `typed` was written for an earlier state: it is kept, and who wrote it is asked again. */
export type Signing = { readonly approval: Approval; readonly typed: string | null };

/** It is signed for as it is shown here, whatever the card showed: the press carries this state's own revision. */
export function signModal(
  from: Pick<CarriedPress, 'channel' | 'ts'>,
  { approval, typed }: Signing,
): ModalView {
  const { id, revision, prepared, seats } = approval;
  const { channel, ts } = from;
  const press: CarriedPress = { id, revision, fingerprint: prepared?.fingerprint ?? '', channel, ts };
  const why = seats.find(({ brokeGlass }) => brokeGlass)?.comment ?? '';
  return modal(
    { callback: VIEW.sign, title: `Sign for ${id}`, submit: 'Sign review', metadata: press },
    blocks(
      typed === null ? null : paragraph(line(bold(CHANGED))),
      paragraph(line(words('The glass was broken because: '), bold(why))),
      prepared === null ? null : statementsInFull(prepared.bill),
      approvalOutcome({ approval, canNoLongerRun: false }),
      asked(typed),
    ),
  );
}

const CHANGED =
  'It has changed while you wrote, so nothing is signed yet. Look at it as it is now: what you wrote is still there.';

function asked(typed: string | null): KnownBlock {
  const element = textInput(INPUT.note, REASON_CHARACTERS_MAX, true, typed ?? '');
  return input(INPUT.note, 'What did you look at, and was it right?', element);
}
