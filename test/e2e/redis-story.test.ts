import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { openRedisJournal } from '../../src/adapters/redis-journal.ts';
import type { DueItem, Journal } from '../../src/journal/journal.ts';
import { hasRedisServer, startRedisServer } from '../contract/redis-server.ts';
import { ACTIONS, openWorld, type World } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';
import {
  approvalIn,
  askForRestore,
  linesIn,
  onlyFreshness,
  PATIENT,
  press,
  RESTORE,
  RESTORED,
  restoresSent,
  STALE,
  TABLE,
  until,
} from './trouble-steps.ts';

const LONG_MS = 120_000;

describe.skipIf(!hasRedisServer)('two bots on one Redis, each getting every other delivery', () => {
  test(
    'tell the story once: one card, one report, one RESTORE',
    async () => {
      const { world, share } = await openTwins();
      const { maria, david } = await askForRestore(world);
      await press(maria, 'Run checks');
      await maria.waitFor(STALE, PATIENT);
      await press(david, 'Approve');
      await david.waitFor(RESTORED, PATIENT);
      await press(maria, 'Acknowledge');
      await maria.waitFor('INC-1 acknowledged', PATIENT);
      await until('every message has left', async () => (await world.journal.outbox.stats()).waiting === 0);

      expect(linesIn(world)).toEqual([
        expect.stringContaining('P1 INC-1: Transactions table is stale (acknowledged)'),
        expect.stringContaining('Done: APR-1'),
        expect.stringContaining('Table freshness'),
        expect.stringContaining(RESTORED),
        expect.stringContaining('INC-1 acknowledged'),
      ]);
      expect(sentOf(world)).toEqual([{ text: RESTORE, principal: ACTIONS, outcome: 'succeeded' }]);
      const [now] = await world.lakehouse.query(`SELECT count(*) AS n FROM ${TABLE}`);
      const [good] = await world.lakehouse.query(`SELECT count(*) AS n FROM ${TABLE} VERSION AS OF 24`);
      expect(now).toEqual(good);
      expect(Math.min(...share())).toBeGreaterThanOrEqual(2);
    },
    LONG_MS,
  );

  test(
    'decide once when two people press at the same time, each at another bot',
    async () => {
      // Neither writes before both have read: whoever writes second writes on what is not there any more.
      const { world, share } = await openTwins({ meetAt: 'approved' });
      const { david } = await askForRestore(world);
      const priya = asPerson(world.slack, people.secondApprover);
      await priya.waitFor(RESTORE, PATIENT);
      const before = share();
      await Promise.all([press(david, 'Approve'), press(priya, 'Approve')]);
      expect(share().map((count, bot) => count - (before[bot] ?? 0))).toEqual([1, 1]);
      await david.waitFor(RESTORED, PATIENT);
      await until('the slower one is told', async () => {
        const told = [...(await david.ephemerals()), ...(await priya.ephemerals())];
        return (
          told.filter((words) => /decided already|has changed since|running already|over already/.test(words))
            .length === 1
        );
      });

      expect((await approvalIn(world.journal)).seats).toHaveLength(1);
      expect((await eventsOf(world)).filter((type) => type === 'approved')).toHaveLength(1);
      expect(restoresSent(world)).toEqual([RESTORE]);
    },
    LONG_MS,
  );

  test(
    'send once when both take up the same approved request, and neither is held back by a lease',
    async () => {
      const { world } = await openTwins({ meetAt: 'claimed' });
      const { david } = await askForRestore(world);
      await press(david, 'Approve');
      await david.waitFor(RESTORED, PATIENT);
      await until('every message has left', async () => (await world.journal.outbox.stats()).waiting === 0);
      expect(await eventsOf(world)).toEqual([
        'requested',
        'prepared',
        'approved',
        'claimed',
        'succeeded',
        'verified',
      ]);
      expect(restoresSent(world)).toEqual([RESTORE]);
    },
    LONG_MS,
  );

  test(
    'do not decide the same signed press twice, whichever of them it comes to',
    async () => {
      const { world, share } = await openTwins({ twice: true });
      const { david } = await askForRestore(world);
      const before = share();
      await press(david, 'Approve');
      await david.waitFor(RESTORED, PATIENT);
      await until('both had the press', () => share().every((count, bot) => count > (before[bot] ?? 0)));

      const open = (await world.journal.find('incident', 'open', { limit: 10 })).ids;
      expect(open).toHaveLength(1);
      expect(linesIn(world).filter((line) => line.startsWith('P1'))).toHaveLength(1);
      // Each bot may have drawn a number before one of them was first: gaps are allowed, doubles are not.
      const asked = (await world.journal.find('approval', `incident/${open[0] ?? ''}`, { limit: 10 })).ids;
      expect(asked).toHaveLength(1);
      expect((await approvalIn(world.journal, asked[0])).seats).toHaveLength(1);
      expect(restoresSent(world)).toEqual([RESTORE.replace('APR-1', asked[0] ?? '')]);
    },
    LONG_MS,
  );
});

type Twins = {
  /** Every delivery goes to both at once, as when Slack tries again too soon. */
  readonly twice?: boolean;
  /** Both bots are let through to the commit of this event at the same time. */
  readonly meetAt?: 'approved' | 'claimed';
};

/** Two bots, a connection each. */
async function openTwins({ twice = false, meetAt }: Twins = {}) {
  const redis = await startRedisServer();
  onTestFinished(() => redis.stop());
  const meeting = Promise.withResolvers<void>();
  const started: DueItem[] = [];
  let arrived = 0;
  const open = async (): Promise<Journal> => {
    const journal = await openRedisJournal({ url: redis.url });
    onTestFinished(() => journal.close());
    let waited = false;
    return {
      ...journal,
      commit: async (request) => {
        if ((request.event as { readonly type: string }).type === meetAt && !waited) {
          waited = true;
          arrived += 1;
          if (arrived === 2) meeting.resolve();
          await meeting.promise;
        }
        return journal.commit(request);
      },
      ...(meetAt === 'claimed' ? lapsing(journal, started) : {}),
    };
  };
  const [first, second] = [await open(), await open()];
  const world = await openWorld({ journal: () => first, runbook: onlyFreshness });
  const twin = await world.join(second);
  onTestFinished(() => twin.close());
  const door = await openDoor([world.appUrl(), twin.appUrl], twice);
  world.slack.setAppUrl(door.url);
  return { world, share: door.share };
}

/**
 * As if the leases of a start had lapsed: what one bot was given to start, the other is given as well, and both may
 * begin. Whoever asks a second time is told that somebody is at it.
 */
function lapsing(journal: Journal, started: DueItem[]): Pick<Journal, 'due' | 'lease'> {
  let seen = 0;
  let begun = false;
  return {
    due: async (nowMs, limit, leaseMs) => {
      const items = await journal.due(nowMs, limit, leaseMs);
      const mine = items.filter(({ name }) => name === 'start');
      const others = started.slice(seen);
      started.push(...mine);
      seen = started.length;
      return [...items, ...others];
    },
    lease: async (key, ttlMs) => {
      if (!key.startsWith('execute/')) return journal.lease(key, ttlMs);
      if (begun) return null;
      begun = true;
      return { renew: () => Promise.resolve(true), release: () => Promise.resolve() };
    },
  };
}

/** Hands deliveries to the bots in turn, and counts how many each has had. */
async function openDoor(appUrls: readonly string[], twice: boolean) {
  const counts = appUrls.map(() => 0);
  let turn = 0;
  const server = createServer((incoming, answer) => {
    const chosen = turn++ % appUrls.length;
    const { headers } = incoming;
    for (const [index, appUrl] of appUrls.entries()) {
      if (!twice && index !== chosen) continue;
      counts[index] = (counts[index] ?? 0) + 1;
      const outgoing = forward(appUrl, { method: 'POST', headers, agent: false }, (reply) => {
        if (index !== chosen) return void reply.resume();
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      outgoing.on('error', () => answer.destroy());
      incoming.pipe(outgoing);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/slack/events`, share: (): readonly number[] => [...counts] };
}

function sentOf(world: World) {
  return world.lakehouse.received
    .filter(({ text }) => text.startsWith('RESTORE'))
    .map(({ text, principal, outcome }) => ({ text, principal, outcome }));
}

async function eventsOf(world: World): Promise<readonly string[]> {
  const entries = await world.journal.history({ kind: 'approval', id: 'APR-1' });
  return entries.map(({ event }) => (event as { readonly type: string }).type);
}
