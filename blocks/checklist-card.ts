/** The top of a checklist's thread: how far it is, what is to be done now, and by whom everything else was done. */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { RequestNews } from '../src/approval/news.ts';
import type { Checklist, Item } from '../src/checklist/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION, ITEM_MENU } from './action-ids.ts';
import { VERDICT_MARKS } from './incident-card.ts';
import {
  actions,
  blocks,
  bold,
  button,
  divider,
  duration,
  fallback,
  header,
  line,
  link,
  moment,
  type Option,
  overflow,
  paragraph,
  person,
  section,
  words,
} from './kit.ts';

export type ChecklistCardData = {
  readonly checklist: Checklist;
  readonly left: readonly Item[];
  /** The item whose buttons are shown; the others have a menu. */
  readonly atHand: Item | null;
};

/** A checklist that its schedule posted later than this after its slot says so. */
const LATE_AFTER_MS = 5 * 60_000;
/** More are not counted when it is posted. */
const MISSED_COUNTED_MAX = 999;
const TIME = '{time}';

export function checklistCard({ checklist, left, atHand }: ChecklistCardData): Message {
  const { status, items } = checklist;
  const first = `${checklist.title}: ${progress(checklist)}`;
  return {
    text: fallback(first),
    blocks: blocks(
      header(`${status === 'complete' ? '✅' : '📋'} ${first}`),
      paragraph(line(...about(checklist)), ...late(checklist)),
      atHand === null ? null : now(checklist.id, atHand),
      left.flatMap((item) => (item.id === atHand?.id ? [] : later(checklist, item))),
      settled(items.filter((item) => !left.includes(item))),
    ),
  };
}

/** `2 of 4 done, 1 flagged`. */
export function progress({ items, carriedTo }: Checklist): string {
  const count = (mark: Item['mark']) => items.filter((item) => item.mark === mark).length;
  const [flagged, skipped, carried] = [count('flagged'), count('skipped'), count('carried')];
  return [
    `${count('done')} of ${items.length} done`,
    ...(flagged === 0 ? [] : [`${flagged} flagged`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(carried === 0 || carriedTo === null ? [] : [`${carried} carried over to ${carriedTo}`]),
  ].join(', ');
}

function about({ id, openedAtMs, openedBy }: Checklist): RichTextElement[] {
  const asked = openedBy === null ? [] : [words(', asked for by '), person(openedBy)];
  return [bold(id), words(' · posted '), moment(openedAtMs), ...asked];
}

function late({ openedAtMs, slotMs, openedBy, missed }: Checklist) {
  if (openedBy !== null || openedAtMs - slotMs < LATE_AFTER_MS) return [];
  const count = missed < MISSED_COUNTED_MAX ? String(missed) : `${MISSED_COUNTED_MAX} or more`;
  const before = missed === 1 ? ' One before it was missed.' : ` ${count} before it were missed.`;
  return [
    line(
      bold('Posted late'),
      words(': it was due '),
      moment(slotMs),
      words(`.${missed === 0 ? '' : before}`),
    ),
  ];
}

/** What is to be done next, how, and the buttons for it. */
function now(id: string, item: Item): KnownBlock[] {
  return [
    divider(),
    paragraph(
      line(bold(title(item))),
      ...(item.found === null ? [] : [line(words(item.found.sentence))]),
      ...asked(item),
      ...(item.how === null ? [] : [line(words(item.how))]),
      ...linksOf(item),
      line(...waiting(item)),
    ),
    controls(id, item),
    divider(),
  ];
}

/** Two lines beside a menu are as high as the menu: ten of them fit on a phone. What has happened to one stands below. */
function later({ id, openedAtMs }: Checklist, item: Item): KnownBlock[] {
  const { dueAtMs, owner, since, takenBy, found, nudgedAtMs, running } = item;
  const second = [
    since === null ? `Within ${span(dueAtMs - openedAtMs)}` : `Left over from ${since.checklist}`,
    ...(owner === null ? [] : [owner.title]),
  ].join(' · ');
  const menu = overflow(ACTION.checklistMenu, menuOf(id, item));
  const hasNews = [since, takenBy, nudgedAtMs, running].some((each) => each !== null);
  const news = [
    ...(found === null ? [] : [line(words(found.sentence))]),
    ...asked(item),
    ...(hasNews ? [line(...waiting({ ...item, owner: null }))] : []),
  ];
  return [section(`${title(item)}\n${second}`, menu), ...(news.length === 0 ? [] : [paragraph(...news)])];
}

const DAY_MS = 24 * 60 * 60_000;

function span(ms: number): string {
  return ms < 2 * DAY_MS ? duration(ms) : `${Number((ms / DAY_MS).toFixed(1))} days`;
}

function title(item: Item): string {
  return `${markOf(item)} ${item.text}`;
}

function markOf({ running, found, mark, action, requests = [] }: Item): string {
  if (running !== null || requests.some(({ stands }) => stands === 'waiting')) return '⏳';
  if (action != null) return mark === 'flagged' ? VERDICT_MARKS.fail : '⬜';
  return found === null ? '⬜' : VERDICT_MARKS[found.verdict];
}

/** What was asked for last. Its card, in the thread, says the rest. */
function asked({ requests = [] }: Item) {
  const last = requests.at(-1);
  return last === undefined ? [] : [line(words(`${last.approval} ${REQUEST_STANDS[last.stands]}`))];
}

function linksOf({ links = [] }: Item) {
  const named = links.flatMap(({ title: text, url }, at): RichTextElement[] => [
    ...(at === 0 ? [] : [words(' · ')]),
    link(url, text),
  ]);
  return named.length === 0 ? [] : [line(...named)];
}

function waiting({ running, nudgedAtMs, dueAtMs, takenBy, owner, since }: Item): RichTextElement[] {
  const from =
    since === null ? [] : [words('Open since '), moment(since.atMs), words(` (${since.checklist}) · `)];
  const whose =
    takenBy === null ? (owner === null ? [] : [words(` · ${owner.title}`)]) : [words(' · '), person(takenBy)];
  if (running !== null) return [...from, words('Running, asked for by '), person(running.by)];
  const due = nudgedAtMs === null ? words('Due ') : bold('Overdue since ');
  return [...from, due, moment(dueAtMs), ...whose];
}

function controls(id: string, item: Item): KnownBlock {
  const value = `${id}|${item.id}`;
  const done = (style?: 'primary') =>
    button('Done', ACTION.checklistDone, { value, ...(style === undefined ? {} : { style }) });
  const take = button('Take', ACTION.checklistTake, { value });
  if (item.check === null && item.action == null)
    return actions(done('primary'), take, button('Skip', ACTION.checklistSkip, { value }));
  const rest = menuOf(id, item).filter(({ value: option }) => /^(?:skip|how)\|/.test(option));
  const more = overflow(ACTION.checklistMenu, rest);
  return item.mark === 'open'
    ? actions(button('Run', ACTION.checklistRun, { value, style: 'primary' }), take, done(), more)
    : actions(done('primary'), button('Run', ACTION.checklistRun, { value }), take, more);
}

/** While its check runs, it can only be taken; while what was asked for waits, it can also be skipped. */
function menuOf(id: string, { id: item, check, action, running, requests = [] }: Item): Option[] {
  const offered = (label: string, choice: string): Option => ({ label, value: `${choice}|${id}|${item}` });
  const isAsked = requests.some(({ stands }) => stands === 'waiting');
  const runs = check !== null || action != null;
  const doing = [
    ...(runs && !isAsked ? [offered('Run', ITEM_MENU.run)] : []),
    ...(isAsked ? [] : [offered('Done', ITEM_MENU.done)]),
    offered('Skip', ITEM_MENU.skip),
  ];
  return [
    offered('Take', ITEM_MENU.take),
    ...(running === null ? doing : []),
    offered('How?', ITEM_MENU.how),
  ];
}

export const REQUEST_STANDS = {
  waiting: 'was asked for, and is not over yet. It ticks this when it has succeeded.',
  succeeded: 'has succeeded.',
  not_verified: 'ran, but not as meant. Its card says what was found.',
  failed: 'has failed. Its card says how.',
  rejected: 'was rejected. Its card says why.',
  expired: 'expired, and nothing ran.',
  cancelled: 'was cancelled, and nothing ran.',
  voided: 'became void, and nothing ran. Its card says why.',
  in_doubt: 'was sent, and nobody knows yet what came of it. Its card says what is to be done.',
  not_applied: 'was not, or not wholly, applied.',
  undone: 'was undone.',
} as const satisfies { [stands in RequestNews['stands']]: string };

const SETTLED_MARKS = { done: '✅', skipped: '➖', carried: '➡️' } as const;

function settled(items: readonly Item[]): KnownBlock | null {
  if (items.length === 0) return null;
  return paragraph(
    ...items.map(({ mark, text, marked, reason, action, requests = [] }) => {
      const sign = mark === 'done' || mark === 'skipped' || mark === 'carried' ? SETTLED_MARKS[mark] : '';
      const by =
        marked === null || mark === 'carried'
          ? []
          : [words(' · '), person(marked.by), words(' '), moment(marked.atMs, TIME)];
      const done = action == null ? undefined : requests.findLast(({ stands }) => stands === 'succeeded');
      const through = done === undefined ? '' : ` · ${done.approval}`;
      return line(
        words(`${sign} ${text}${through}`),
        ...by,
        ...(reason === null ? [] : [words(`: ${reason}`)]),
      );
    }),
  );
}
