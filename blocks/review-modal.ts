/**
 * The whole of a request, to be read before it is approved: every character of the statement, of what was measured and of
 * what is warned of. Approve exists here only as the way out of a modal that shows all of it.
 */
import type { KnownBlock, ModalView, RichTextElement } from '@slack/types';
import type { Approval, Prepared } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { INPUT, VIEW } from './action-ids.ts';
import { asked, digits, whoMay } from './approval-card.ts';
import { bold, count, fallback, input, line, paragraph, plain, quote, small, words } from './kit.ts';
import {
  REASON_CHARACTERS_MAX,
  STATEMENT_IN_REVIEW_CHARACTERS_MAX,
  VIEW_BLOCKS_MAX,
  VIEW_BYTES_MAX,
  VIEW_TITLE_CHARACTERS_MAX,
} from './limits.ts';
import { type CarriedPress, modal, textInput } from './modals.ts';
import { gathered, pagesOf, type ReadLine } from './pages.ts';
import { charactersOnCard, statementsInFull, textsOf } from './statements.ts';

export type Review = {
  readonly approval: Approval;
  readonly prepared: Prepared;
  readonly nobodyCan: boolean;
  readonly turn: readonly string[];
  /** Where its card stands, as the journal knows it, and who reads this. */
  readonly card: { readonly channel: string; readonly ts: string };
  readonly reader: string;
  /** Why this reader cannot approve it, as far as that can be said beforehand. */
  readonly against: string | null;
};

/** What stands below all that is read: the comment, or why there is none. */
const BLOCKS_BELOW_MAX = 2;
/** Frame, ids and the comment's input, as bytes. */
const FRAME_BYTES_MAX = 6_000;

export function reviewModal(review: Review): ModalView {
  const { approval, prepared, card, reader, against } = review;
  const everything = read(review);
  const tooMuch = doesNotFit(prepared, everything);
  if (tooMuch !== null) return readOnly(approval, [...firstOf(everything), small(tooMuch)]);
  if (against !== null) return readOnly(approval, [...everything, paragraph(line(bold(against)))]);
  const { id, revision } = approval;
  const { channel, ts } = card;
  const press: CarriedPress = { id, revision, fingerprint: prepared.fingerprint, channel, ts, reader };
  return modal({ callback: VIEW.review, title: `Review ${id}`, submit: 'Approve', metadata: press }, [
    ...everything,
    {
      ...input(INPUT.comment, 'Comment', textInput(INPUT.comment, REASON_CHARACTERS_MAX, true)),
      optional: true,
    },
  ]);
}

function readOnly({ id }: Approval, blocks: readonly KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plain(`Review ${id}`, VIEW_TITLE_CHARACTERS_MAX),
    close: plain('Close', VIEW_TITLE_CHARACTERS_MAX),
    blocks: [...blocks],
  };
}

/** In the order of the card. Nothing here is clipped, so nothing goes through `blocks()`, which cuts. */
function read(review: Review): KnownBlock[] {
  const { approval, prepared } = review;
  const { id, title, target, reason } = approval;
  const { bill, shown, warnings, fingerprint } = prepared;
  const head: ReadLine[] = [
    [bold(id), words(` · ${title}`), ...asked(approval)],
    ...labelled('On: ', target),
    ...labelled('Why: ', reason),
  ];
  return [
    ...gathered(head).map((lines) => paragraph(...lines.map((each) => line(...each)))),
    ...statementsInFull(bill),
    ...gathered(shown.flatMap(({ label, value }) => labelled(`${label}: `, value))).map((lines) =>
      quote(...lines),
    ),
    ...gathered(warnings.flatMap((warning) => labelled('⚠️ ', warning, words))).map((lines) =>
      paragraph(...lines.map((each) => line(...each))),
    ),
    whoMay(review, prepared),
    small(`Runs as ${bill.principal} on ${bill.warehouse} · fingerprint ${digits(fingerprint)}`),
  ];
}

/** A long value goes on in lines of its own, without its label. */
function labelled(label: string, value: string, as: (text: string) => RichTextElement = bold): ReadLine[] {
  const [first = '', ...more] = pagesOf(label + value);
  const [named, begun] = [first.slice(0, label.length), first.slice(label.length)];
  return [[words(named), as(begun)], ...more.map((page) => [as(page)])];
}

/** Null where all of it can be shown here. */
function doesNotFit({ bill }: Prepared, everything: readonly KnownBlock[]): string | null {
  const bytes = new TextEncoder().encode(JSON.stringify(everything)).length;
  const fits =
    charactersOnCard(bill) <= STATEMENT_IN_REVIEW_CHARACTERS_MAX &&
    everything.length <= VIEW_BLOCKS_MAX - BLOCKS_BELOW_MAX &&
    bytes <= VIEW_BYTES_MAX - FRAME_BYTES_MAX;
  if (fits) return null;
  const texts = [...textsOf(bill), ...(bill.closing?.texts ?? [])];
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const what = texts.length === 1 ? 'The statement has' : `The ${texts.length} statements have`;
  return `${what} ${count(length)} characters, and not all of this request can be shown to one person: this is the beginning. It cannot be approved. Reject it, and ask for less at a time.`;
}

/** As much as Slack takes for certain. */
function firstOf(everything: readonly KnownBlock[]): KnownBlock[] {
  return everything.slice(0, 12);
}

/** Where nothing can be opened: the way to the card. */
export function reviewLink({ id, title, target }: Approval, url: string): Message {
  const link: RichTextElement = { type: 'link', url, text: 'its card' };
  return {
    text: fallback(`${id} ${title}: read it on its card`),
    blocks: [
      paragraph(line(bold(id), words(` ${title}, ${target}. Read it, and decide, on `), link, words('.'))),
    ],
  };
}
