/** What hangs in Slack, and what the service says, against what should be. Each answer is a list of what is wrong. */
import { isDeepStrictEqual } from 'node:util';
import type { Statistics } from '../../../src/incident/statistics.ts';
import type { Kept, Ledger } from './ledger.ts';
import { card } from './model/card.ts';
import type { Life } from './model/life.ts';
import { type Numbers, numbers } from './model/numbers.ts';
import type { Line } from './model/thread.ts';
import { isDigestOf, type Listed } from './morning.ts';
import { linesOf } from './seen.ts';
import type { Said, WatchedSlack } from './slack.ts';

/** The cards of an incident: messages of the channel itself that begin with its number. */
export function openCards(slack: WatchedSlack): (id: string) => readonly Said[] {
  const cards = new Map<string, Said[]>();
  let read = 0;
  return (id) => {
    for (; read < slack.messages.length; read += 1) {
      const said = slack.messages[read];
      const of = /^(?:DRILL · )?P\d (INC-\d+): /.exec(said?.text ?? '')?.[1];
      if (said !== undefined && said.threadTs === null && of !== undefined)
        cards.set(of, [...(cards.get(of) ?? []), said]);
    }
    return cards.get(id) ?? [];
  };
}

export function wrongCard(life: Life, cards: readonly Said[], nowMs: number): readonly string[] {
  const [said, ...others] = cards;
  if (said === undefined || others.length > 0) return [`${life.id} has ${cards.length} cards`];
  const found = { first: said.text, lines: linesOf(said) };
  const expected = card(life, nowMs);
  if (isDeepStrictEqual(found, expected)) return [];
  const wrong = [[found.first, expected.first] as const, ...zipped(found.lines, expected.lines)];
  return wrong
    .filter(([is, should]) => is !== should)
    .slice(0, 3)
    .map(([is, should]) => `${life.id}: its card says “${is}” and should say “${should}”`);
}

function zipped(some: readonly string[], others: readonly string[]) {
  const length = Math.max(some.length, others.length);
  return Array.from({ length }, (_, index) => [some[index] ?? '', others[index] ?? ''] as const);
}

/** Each line once, in order; what was moot before it could be sent may be missing. */
export function wrongThread({ life, lines }: Kept, said: readonly Said[]): readonly string[] {
  let next = 0;
  for (const line of asSaid(lines, said)) {
    const message = said[next];
    if (message !== undefined && isOf(line, message)) {
      const words = linesOf(message)[life.isDrill ? 1 : 0] ?? '';
      if (line.says.length > 0 && !line.says.includes(words))
        return [`${life.id}: the thread says “${words}” and should say “${line.says.join('” or “')}”`];
      next += 1;
    } else if (line.mootTick === Infinity) {
      return [
        `${life.id}: the thread has “${message?.text ?? 'nothing'}” where “${line.firsts.join('” or “')}” should be`,
      ];
    }
  }
  const more = said[next];
  return more === undefined ? [] : [`${life.id}: the thread has “${more.text}”, and nobody asked for it`];
}

/** What comes of one look may be said in either order. */
function asSaid(lines: readonly Line[], said: readonly Said[]): readonly Line[] {
  const place = (line: Line) => said.findLastIndex((message) => isOf(line, message));
  return lines.toSorted((a, b) => a.fromTick - b.fromTick || place(a) - place(b));
}

function isOf({ firsts, isBegun }: Line, { text }: Said): boolean {
  return firsts.some((first) => (isBegun === true ? text.startsWith(first) : text === first));
}

export function wrongDigests(
  lists: readonly Listed[],
  { messages }: WatchedSlack,
  ledger: Ledger,
): readonly string[] {
  const said = messages.filter(
    ({ text, threadTs }) => threadTs === null && /^\d+ incidents? (?:is|are) open/.test(text),
  );
  if (said.length !== lists.length)
    return [`${said.length} mornings were told of, and should be ${lists.length}`];
  return lists.flatMap((list, index) => {
    const text = said[index]?.text ?? '';
    const isRight = isDigestOf(list, text, (id) => ledger.of(id).life);
    return isRight ? [] : [`a morning says “${text}”, and ${list.ids.join()} were quiet`];
  });
}

export function wrongNumbers(found: Statistics, lives: readonly Life[], nowMs: number): readonly string[] {
  const { days, isCut, total } = found;
  const keyed = (groups: Statistics['byArea']) =>
    Object.fromEntries(groups.map(({ key, row }) => [key, row]));
  const said: Numbers = {
    total,
    bySeverity: keyed(found.bySeverity),
    byMonth: keyed(found.byMonth),
    byMonthAndSeverity: keyed(found.byMonthAndSeverity),
    byArea: keyed(found.byArea),
  };
  const expected = numbers(lives, days, nowMs);
  const cut = isCut ? ['the numbers are cut'] : [];
  return [...cut, ...differences(said, expected).map((one) => `of ${days} days ${one}`)].slice(0, 3);
}

/** Where two trees of numbers differ, by their paths. */
function differences(found: unknown, expected: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  if (typeof found !== 'object' || typeof expected !== 'object' || found === null || expected === null)
    return [`${path} is ${String(found)} and should be ${String(expected)}`];
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...keys].flatMap((key) =>
    differences(Reflect.get(found, key), Reflect.get(expected, key), path === '' ? key : `${path}, ${key}`),
  );
}
