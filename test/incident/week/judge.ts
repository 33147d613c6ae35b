/** Compares what hangs in Slack and what is counted with what should be: all along, and all of it at the end. */
import { statistics } from '../../../src/incident/statistics.ts';
import type { Dice } from '../../fuzz/dice.ts';
import { type Acceptance, acceptance } from './acceptance.ts';
import { openCards, wrongCard, wrongDigests, wrongNumbers, wrongThread } from './compare.ts';
import { type Findings, openFindings } from './findings.ts';
import type { Kept, Ledger } from './ledger.ts';
import { type Looks, openLooks } from './looks.ts';
import { isOver } from './model/life.ts';
import { wrongPages } from './model/pager.ts';
import type { World } from './world.ts';

export type Judge = Pick<Findings, 'count' | 'wrong' | 'tally'> &
  Acceptance &
  Pick<Looks, 'looked' | 'recollect'> & {
    readonly hasSeenEnough: () => boolean;
    /** Where nothing waits to be sent: of what has changed, and now and then of what has not. */
    readonly compare: () => Promise<void>;
    readonly sum: () => Promise<readonly string[]>;
  };

export function openJudge(world: World, ledger: Ledger, dice: Dice, problemsMax: number): Judge {
  const findings = openFindings(world.nowMs);
  const { wrong, count } = findings;
  const cards = openCards(world.slack);
  const looks = openLooks(world, ledger);
  const hasSeenEnough = (): boolean => findings.problems().length >= problemsMax;

  async function compareNumbers(): Promise<void> {
    const journal = world.bot()?.journal;
    if (journal === undefined) return;
    const lives = ledger.all().map(({ life }) => life);
    const found = await statistics(journal, dice.pick([1, 7, 30]));
    wrong(...wrongNumbers(found, lives, world.nowMs()));
    count('numbers compared');
  }

  function compareCard(one: Kept): void {
    wrong(...wrongCard(one.life, cards(one.life.id), world.nowMs()));
    one.isFresh = false;
    count('cards compared');
  }

  function compareThread(one: Kept): void {
    const [card] = cards(one.life.id);
    wrong(...wrongThread(one, card === undefined ? [] : world.slack.inThread(card.ts)));
    count('threads compared');
  }

  return {
    ...findings,
    ...acceptance(findings, ledger, world.nowMs),
    ...looks,
    hasSeenEnough,
    compare: async () => {
      if (world.bot() === null || !(await world.isPaid())) return;
      for (const one of ledger.all()) {
        if (!one.isFresh && (isOver(one.life) || !dice.oneIn(200))) continue;
        compareCard(one);
        if (dice.oneIn(5)) compareThread(one);
      }
      if (dice.oneIn(80)) await compareNumbers();
    },
    sum: async () => {
      if (!hasSeenEnough()) await compareNumbers();
      for (const one of hasSeenEnough() ? [] : ledger.all()) {
        compareCard(one);
        compareThread(one);
        const arrived = world.pages.filter(({ page }) => page.incident === one.life.id);
        wrong(...wrongPages(one.life, one.moments, arrived));
        for (const { page } of arrived)
          count(page.act === 'trigger' ? `paged: ${page.reason}` : `paged: ${page.act}`);
        for (const { about } of one.lines) count(about);
        if (one.life.missedAtMs !== null) count('missed');
      }
      if (!hasSeenEnough())
        wrong(...looks.mornings.wrong(), ...wrongDigests(looks.mornings.lists(), world.slack, ledger));
      wrong(...world.slack.refused.map((refusal) => `Slack would not take: ${refusal}`));
      wrong(...world.logged.map((line) => `logged: ${line}`));
      const known = new Set(ledger.all().map(({ life }) => life.id));
      for (const { page } of world.pages)
        if (!known.has(page.incident)) wrong(`a page was of ${page.incident}`);
      count('digests', looks.mornings.lists().length);
      count('messages', world.slack.messages.length);
      count('pages', world.pages.length);
      return findings.problems().slice(0, problemsMax);
    },
  };
}
