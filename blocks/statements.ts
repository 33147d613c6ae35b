/** What would run, or ran: one statement, or an ordered list, numbered, each with what became of it. */
import type { KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';
import type { StatementState } from '../src/approval/list.ts';
import type { Approval, Bill, Shown } from '../src/approval/state.ts';
import { bold, clip, duration, line, small, verbatim, words } from './kit.ts';
import { STATEMENT_ON_CARD_CHARACTERS_MAX } from './limits.ts';
import { pagesOf } from './pages.ts';

type Bytes = Pick<Bill, 'text' | 'more'>;
type Whole = Bytes & Pick<Bill, 'closing'>;

/** What stands beside each statement of a list: its number. */
const LIST_LINE_CHARACTERS_MAX = 16;
const ANSWER_CHARACTERS_MAX = 120;

const MARKS = {
  running: '▶️ running',
  failed: '❌ failed',
  cancelled: '🚫 cancelled',
  not_applied: '❌ not applied',
  in_doubt: '❓ in doubt',
  not_sent: '– not sent',
} as const;

/** All of them, in the order in which they are sent. */
export function textsOf({ text, more = [] }: Bytes): readonly string[] {
  return [text, ...more];
}

/** With what numbering a list takes. */
export function charactersOnCard(bill: Whole): number {
  const texts = textsOf(bill);
  const numbers = texts.length === 1 ? 0 : texts.length * LIST_LINE_CHARACTERS_MAX;
  return [...texts, ...(bill.closing?.texts ?? [])].reduce((sum, text) => sum + text.length, numbers);
}

export function isWholeOnCard(bill: Whole): boolean {
  return charactersOnCard(bill) <= STATEMENT_ON_CARD_CHARACTERS_MAX;
}

/** Whole, or said to be cut: then there is no Approve under it. Of a list that is cut, each statement has its beginning. */
export function statementsOnCard(bill: Whole, states: readonly StatementState[]): KnownBlock[] {
  const texts = textsOf(bill);
  if (texts.length === 1) return cutTo(STATEMENT_ON_CARD_CHARACTERS_MAX, texts, (text) => verbatim(text));
  const room = isWholeOnCard(bill)
    ? STATEMENT_ON_CARD_CHARACTERS_MAX
    : Math.floor(STATEMENT_ON_CARD_CHARACTERS_MAX / texts.length) - LIST_LINE_CHARACTERS_MAX;
  return cutTo(room, texts, (text, index) => numbered(text, index, texts.length, marked(states[index])));
}

function cutTo(
  charactersMax: number,
  texts: readonly string[],
  drawn: (text: string, index: number) => KnownBlock,
): KnownBlock[] {
  const more = texts.reduce((sum, { length }) => sum + Math.max(0, length - charactersMax), 0);
  return [
    ...texts.map((text, index) => drawn(clip(text, charactersMax), index)),
    ...(more === 0 ? [] : [small(`${more} more characters do not fit here.`)]),
  ];
}

/** What the bot sends by itself at the end: whole where the rest is whole too. */
export function closingOnCard(bill: Whole): KnownBlock[] {
  const { closing } = bill;
  if (closing === undefined) return [];
  if (!isWholeOnCard(bill)) return [small(`${whenClosing(closing)} It does not fit here.`)];
  return [small(whenClosing(closing)), ...closing.texts.map((text) => verbatim(text))];
}

function whenClosing({ afterMs, texts }: NonNullable<Whole['closing']>): string {
  const each = texts.length === 1 ? 'this' : 'each of these';
  return `${duration(afterMs)} later the bot sends ${each} by itself, again until it is gone, unless another request gives it then:`;
}

/** To the last character, over as many blocks as it takes. */
export function statementsInFull(bill: Whole): KnownBlock[] {
  const { closing } = bill;
  const given = inFull(textsOf(bill), 'statement');
  if (closing === undefined) return given;
  return [...given, small(whenClosing(closing)), ...inFull(closing.texts, 'closing statement')];
}

function inFull(texts: readonly string[], noun: string): KnownBlock[] {
  return texts.flatMap((text, index) => {
    const pages = pagesOf(text);
    const capital = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
    const which = texts.length === 1 ? `The ${noun}` : `${capital} ${index + 1} of ${texts.length}`;
    if (pages.length > 1) {
      return pages.flatMap((page, part) => [
        small(`${which}, part ${part + 1} of ${pages.length}`),
        verbatim(page),
      ]);
    }
    return texts.length === 1 ? [verbatim(text)] : [numbered(text, index, texts.length, [])];
  });
}

/** One block for both, so that twenty of them leave room on a card. */
function numbered(text: string, index: number, of: number, mark: readonly RichTextElement[]): RichTextBlock {
  const [statement] = verbatim(text).elements;
  const label = line(bold(`${index + 1} of ${of}`), ...mark);
  return { type: 'rich_text', elements: statement === undefined ? [label] : [label, statement] };
}

function marked(statement: StatementState | undefined): RichTextElement[] {
  if (statement === undefined || statement.state === 'waiting') return [];
  if (statement.state !== 'done') return [words(` ${MARKS[statement.state]}`)];
  const { answer } = statement;
  if (answer === null) return [words(' ✅ applied')];
  const said = answer.rows.length === 0 ? '' : ` · ${oneLine(answer.rows)}`;
  return [words(clip(` ✅ ${duration(answer.takenMs)}${said}`, ANSWER_CHARACTERS_MAX))];
}

export function oneLine(values: readonly Shown[]): string {
  return values.map(({ label, value }) => `${label}: ${grouped(value)}`).join(' · ');
}

/** `384000` → `384,000`: the engine's own numbers come bare. */
function grouped(value: string): string {
  return /^\d{4,}$/.test(value) ? value.replaceAll(/\B(?=(?:\d{3})+$)/g, ',') : value;
}

/** `3 of 5`: the statement that is under way, failed or is in doubt; empty where there is one only. */
export function positionIn({ prepared, done = [] }: Pick<Approval, 'prepared' | 'done'>): string {
  const count = prepared === null ? 1 : textsOf(prepared.bill).length;
  return count === 1 ? '' : `${done.length + 1} of ${count}`;
}
