/** What people ask the process for: answered, or lost with it, and then asked for again; some of it is sent twice. */
import type { Dice } from '../../fuzz/dice.ts';
import type { Outcome } from './deeds.ts';
import type { Judge } from './judge.ts';
import type { Stored } from './looks.ts';
import { HOUR_MS } from './model/rules.ts';
import type { BotProcess } from './process.ts';
import type { Uptime } from './uptime.ts';
import type { World } from './world.ts';

export type Request = {
  readonly key: string;
  readonly make: (bot: BotProcess) => Promise<Outcome>;
  /** It was taken, then. */
  readonly taken: (id: string, atMs: number) => void;
};

export type Requests = ReturnType<typeof openRequests>;

/** Keys are kept 25 hours. */
const AGAIN_WITHIN_MS = 20 * HOUR_MS;

export function openRequests(world: World, judge: Judge, uptime: Uptime, dice: Dice) {
  let lost: Request[] = [];
  const finished: { readonly request: Request; readonly atMs: number }[] = [];

  /** All at the same moment; each is answered unless the process dies meanwhile. */
  async function make(...asked: readonly Request[]): Promise<void> {
    const bot = world.bot();
    if (bot === null) return;
    const outcomes = await Promise.all(asked.map((request) => answered(bot, request)));
    // Whoever came before the bot had looked has woken it, or has not: it looks now.
    const isAlive = (await world.settled()) && (await world.moveTo(world.nowMs()));
    const known = asked.map((request, index) => ({ request, outcome: outcomes[index] }));
    lost.push(...known.flatMap(({ request, outcome }) => (outcome?.outcome === 'lost' ? [request] : [])));
    const taken = known.flatMap(({ request, outcome }) =>
      outcome?.outcome === 'taken' ? [{ request, ...outcome }] : [],
    );
    for (const { request, id, atMs } of taken.toSorted((a, b) => a.version - b.version)) {
      request.taken(id, atMs);
      finished.push({ request, atMs });
    }
    await uptime.looked(isAlive);
  }

  return {
    make,
    /** Of what was asked for and not answered, some was done: the store tells. */
    storedOf: async (bot: BotProcess): Promise<readonly Stored[]> => {
      const found = await Promise.all(
        lost.map(async (request) => ({ request, used: await bot.journal.usedBy(request.key) })),
      );
      lost = found.flatMap(({ request, used }) => (used === null ? [request] : []));
      const stored = found.flatMap(({ request, used }): Stored[] => {
        judge.count(used === null ? 'lost before it was stored' : 'stored and not answered');
        if (used === null) return [];
        const { ref, version } = used;
        return [{ id: ref.id, version, recall: (atMs) => request.taken(ref.id, atMs) }];
      });
      return stored.toSorted((a, b) => a.version - b.version);
    },
    /** Whoever got no answer, and finds that nothing was done, asks once more. */
    askAgain: async (): Promise<void> => {
      const again = lost;
      lost = [];
      for (const request of again) {
        if (world.bot() === null) lost.push(request);
        else await make(request);
      }
    },
    /** Slack sends what it got no answer to again, and people press twice: it is answered, and not done again. */
    sendTwice: async (): Promise<void> => {
      const recent = finished.filter(({ atMs }) => atMs > world.nowMs() - AGAIN_WITHIN_MS);
      const bot = world.bot();
      if (recent.length === 0 || bot === null) return;
      const { outcome } = await answered(bot, dice.pick(recent.slice(-50)).request);
      if (outcome !== 'again' && outcome !== 'lost')
        judge.wrong(`a request that was sent again was ${outcome}`);
      judge.count('sent again');
      await uptime.looked(await world.settled());
    },
  };
}

function answered(bot: BotProcess, request: Request): Promise<Outcome> {
  return Promise.race([request.make(bot), bot.life.died.then(() => ({ outcome: 'lost' }) as const)]);
}
