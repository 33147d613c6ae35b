/** Two bots on one real Redis at the same slot: one card, and what was left goes over once. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import { openRedisJournal } from '../../src/adapters/redis-journal.ts';
import type { Commit, Journal } from '../../src/journal/journal.ts';
import { hasRedisServer, startRedisServer } from '../contract/redis-server.ts';
import { cards, openDaily, pressed, stateOf, toNextSlotMs } from '../support/checklists.ts';
import { PATIENT, until } from './trouble-steps.ts';

const HOUR_MS = 3_600_000;

describe.skipIf(!hasRedisServer)('two bots on one Redis', () => {
  test('post a slot once though both come to its commit at once, hand over once, and nudge once', async () => {
    const redis = await startRedisServer();
    onTestFinished(() => redis.stop());
    let aheadMs = 0;
    const [first, second] = meeting('opened', [
      await openStore(redis.url, () => aheadMs),
      await openStore(redis.url, () => aheadMs),
    ]);
    const { world, maria } = await openDaily({ journal: () => first });
    const twin = await world.join(second);
    onTestFinished(() => twin.close());
    const pass = async (ms: number): Promise<void> => {
      aheadMs += ms;
      await Promise.all([world.advance(ms), twin.bot.idle()]);
      // The clocks of both have moved before either was asked again.
      await Promise.all([world.bot.idle(), twin.bot.idle()]);
    };

    await pass(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 4 done', PATIENT);
    await until('nothing waits', async () => (await world.journal.outbox.stats()).waiting === 0);
    expect(cards(world)).toHaveLength(1);
    const [id = ''] = (await first.find('checklist', 'posted/daily', { limit: 10 })).ids;
    await pressed(world, () => maria.press('Take'));

    await pass(2 * HOUR_MS + 1_000);
    await maria.waitFor(`(${id}): 2 items are overdue`, PATIENT);
    await pass(toNextSlotMs(world) + 1_000);
    await maria.waitFor(/4 carried over to CHK-/, PATIENT);
    const next = (await stateOf(world, id)).carriedTo ?? '';
    await until('the next one has it all', async () =>
      (await stateOf(world, next)).items.every(({ since }) => since?.checklist === id),
    );
    await until('nothing waits', async () => (await world.journal.outbox.stats()).waiting === 0);
    expect(cards(world)).toHaveLength(2);
    expect((await first.find('checklist', 'posted/daily', { limit: 10 })).ids).toHaveLength(2);
    const told = world.slack.messages(rooms.dataPlatform).filter(({ text }) => text.includes('2 items are'));
    expect(told).toHaveLength(1);
  }, 90_000);
});

/** The server's clock cannot be moved; what the bots are told of it can. */
async function openStore(url: string, aheadMs: () => number): Promise<Journal> {
  const journal = await openRedisJournal({ url });
  onTestFinished(() => journal.close());
  return { ...journal, now: async () => (await journal.now()) + aheadMs() };
}

/** Neither writes the first of these events before both have come to it. */
function meeting(type: string, [first, second]: readonly [Journal, Journal]): [Journal, Journal] {
  const met = Promise.withResolvers<void>();
  let arrived = 0;
  const waiting = (journal: Journal): Journal => {
    let waited = false;
    return {
      ...journal,
      commit: async (commit: Commit) => {
        if ((commit.event as { readonly type: string }).type === type && !waited) {
          waited = true;
          arrived += 1;
          if (arrived === 2) met.resolve();
          await met.promise;
        }
        return journal.commit(commit);
      },
    };
  };
  return [waiting(first), waiting(second)];
}
