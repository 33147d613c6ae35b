/** A checklist whose bot goes down at the worst moment: nothing is lost between two commits, and nothing comes twice. */
import { expect, test } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import { AppError } from '../../src/errors.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { cards, openDaily, pressed, stateOf, toNextSlotMs } from '../support/checklists.ts';
import { PATIENT, until } from './trouble-steps.ts';

const DAY_MS = 24 * 3_600_000;
const LONG_MS = 120_000;

/** What the bot does not get to before it is started again. */
type Cut = 'handing over' | 'reporting' | 'opening' | 'posting';

function cutting(during: () => Cut | null): (journal: Journal) => Journal {
  const down = () => Promise.reject(new AppError('unavailable', 'The store is gone.'));
  const typeOf = (event: unknown) => (event as { readonly type: string }).type;
  return (journal) => ({
    ...journal,
    commit: (commit) => {
      if (during() === 'reporting' && typeOf(commit.event) === 'check_reported') return down();
      if (during() === 'opening' && typeOf(commit.event) === 'opened') return down();
      return journal.commit(commit);
    },
    emitted: {
      ...journal.emitted,
      take: (...args) => (during() === 'handing over' ? Promise.resolve([]) : journal.emitted.take(...args)),
    },
    outbox: {
      ...journal.outbox,
      take: (...args) => (during() === 'posting' ? Promise.resolve([]) : journal.outbox.take(...args)),
    },
  });
}

test.each<Cut>(['handing over', 'opening', 'posting'])(
  'the next one is opened once and has what was left, also when the bot goes down while %s',
  async (cut) => {
    let during: Cut | null = null;
    const { world, maria } = await openDaily({ journal: cutting(() => during) });
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 4 done', PATIENT);
    await pressed(world, () => maria.press('Take'));

    during = cut;
    await world.advance(toNextSlotMs(world) + 1_000);
    during = null;
    await world.restart();
    await world.advance(10_000);
    await maria.waitFor(/Daily checks: 0 of 4 done, 4 carried over to CHK-\d/, PATIENT);
    const next = (await stateOf(world, 'CHK-1')).carriedTo ?? '';
    await until('the next one has it all', async () =>
      (await stateOf(world, next)).items.every(({ since }) => since?.checklist === 'CHK-1'),
    );
    await until('both stand in the channel', () => cards(world).length === 2);
    expect((await stateOf(world, next)).items).toHaveLength(4);
    await world.bot.idle();
    expect(cards(world)).toHaveLength(2);
  },
  LONG_MS,
);

test(
  'a check that was cut short is run again, and its report stands in the thread once',
  async () => {
    let during: Cut | null = null;
    const { world, maria } = await openDaily({ journal: cutting(() => during) });
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 4 done', PATIENT);
    during = 'reporting';
    await pressed(world, () => maria.press('Run'));
    await until('it failed', () =>
      world.logged.some(({ text }) => text === 'Work at a deadline failed; it comes again'),
    );
    expect((await stateOf(world, 'CHK-1')).items[0]?.running).not.toBeNull();
    during = null;
    await world.restart();
    await world.advance(10_000);
    await maria.waitFor('Daily checks: 0 of 4 done, 1 flagged', PATIENT);
    await world.bot.idle();
    const reports = world.slack
      .messages(rooms.dataPlatform)
      .filter(({ text }) => text.includes('Pipeline events'));
    expect(reports).toHaveLength(1);
  },
  LONG_MS,
);

test(
  'slots that came while the bot was down: the latest is posted late and says how many were missed',
  async () => {
    let during: Cut | null = null;
    const { world, maria } = await openDaily({ journal: cutting(() => during) });
    // As good as down: it cannot open anything.
    during = 'opening';
    await world.advance(toNextSlotMs(world) + 3 * DAY_MS + 3_600_000);
    during = null;
    await world.restart();
    await maria.waitFor('Posted late', PATIENT);
    await maria.waitFor('3 before it were missed.', PATIENT);
    await world.restart();
    await world.bot.idle();
    expect(cards(world)).toHaveLength(1);
  },
  LONG_MS,
);
