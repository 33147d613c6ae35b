import { expect, onTestFinished, test } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import { startOpsServer } from '../../src/adapters/ops-server.ts';
import { CLOCK_DIFFERENCE_MAX_MS } from '../../src/approval/decide.ts';
import { AppError } from '../../src/errors.ts';
import type { Commit, Journal } from '../../src/journal/journal.ts';
import { openWorld, type World } from '../support/bot.ts';
import { replay } from '../support/forged.ts';
import {
  approvalIn,
  askForRestore,
  linesIn,
  maria as mariaIn,
  PATIENT,
  press,
  RESTORE,
  RESTORED,
  restoresSent,
  until,
} from './trouble-steps.ts';

const LONG_MS = 120_000;
const DECLARE = '/incident P1 Transactions table is stale';
const CARD = 'P1 · Transactions table is stale';
const ADVICE = 'The store is away. Try again in a minute.';

test(
  'a declaration that the store does not take is told to the person, and is good at the second try',
  async () => {
    const { world, store } = await openTroubled();
    const maria = mariaIn(world);
    store.fail({ event: 'declared', how: 'not_taken', times: 1 });
    await maria.say(rooms.dataPlatform, DECLARE);
    expect((await maria.ephemerals()).at(-1)).toContain(ADVICE);
    await world.bot.idle();
    expect(linesIn(world)).toEqual([]);

    await maria.say(rooms.dataPlatform, DECLARE);
    await maria.waitFor(CARD, PATIENT);
    expect(linesIn(world)).toHaveLength(1);
  },
  LONG_MS,
);

test(
  'a declaration that was taken and whose answer was lost is answered as done',
  async () => {
    const { world, store } = await openTroubled();
    const maria = mariaIn(world);
    store.fail({ event: 'declared', how: 'answer_lost', times: 1 });
    await maria.say(rooms.dataPlatform, DECLARE);
    expect((await maria.ephemerals()).at(-1)).toContain('INC-1 is declared.');
    await maria.waitFor(CARD, PATIENT);
    expect(await openIncidents(world)).toEqual(['INC-1']);
  },
  LONG_MS,
);

test(
  'a declaration of which nobody could say whether it was taken makes no second one when its request comes again',
  async () => {
    const { world, store } = await openTroubled();
    const maria = mariaIn(world);
    store.fail({ event: 'declared', how: 'answer_lost', times: 1, deaf: 1 });
    await maria.say(rooms.dataPlatform, DECLARE);
    expect((await maria.ephemerals()).at(-1)).toContain(ADVICE);
    await maria.waitFor(CARD, PATIENT);

    const delivery = world.slack.deliveries.find(({ kind }) => kind === 'command');
    if (delivery === undefined) throw new Error('Slack delivered no command.');
    const again = await replay(world.appUrl(), delivery);
    expect(again).toMatchObject({ outcome: 'acked', body: expect.stringContaining('INC-1 is declared.') });
    await world.bot.idle();
    expect(await openIncidents(world)).toEqual(['INC-1']);
    expect(linesIn(world)).toHaveLength(1);
  },
  LONG_MS,
);

test(
  'an approval that the store does not take is told, decides nothing, and can be pressed again',
  async () => {
    const { world, store } = await openTroubled();
    const { david } = await askForRestore(world);
    store.fail({ event: 'approved', how: 'not_taken', times: 1 });
    await press(david, 'Approve');
    await david.waitFor(ADVICE, PATIENT);
    expect((await approvalIn(world.journal)).status).toBe('pending');
    expect(restoresSent(world)).toEqual([]);

    await press(david, 'Approve');
    await david.waitFor(RESTORED, PATIENT);
    expect(restoresSent(world)).toEqual([RESTORE]);
  },
  LONG_MS,
);

test(
  'an approval whose answer was lost counts once and is carried out once',
  async () => {
    const { world, store } = await openTroubled();
    const { david } = await askForRestore(world);
    store.fail({ event: 'approved', how: 'answer_lost', times: 1 });
    await press(david, 'Approve');
    await david.waitFor(RESTORED, PATIENT);
    expect((await approvalIn(world.journal)).seats).toHaveLength(1);
    expect(await david.ephemerals()).toEqual([]);
    expect(restoresSent(world)).toEqual([RESTORE]);
  },
  LONG_MS,
);

test(
  'a claim that the store did not take sends nothing, and is made anew before anything is sent',
  async () => {
    const { world, store } = await openTroubled();
    const { david } = await askForRestore(world);
    store.fail({ event: 'claimed', how: 'not_taken', times: 1 });
    await press(david, 'Approve');
    await until('the claim has failed', () => store.failed('claimed') === 1);
    await until('the first try is over', () => store.executing() === 0);
    expect((await approvalIn(world.journal)).status).toBe('approved');
    expect(restoresSent(world)).toEqual([]);

    await david.waitFor(RESTORED, PATIENT);
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
  'a claim of which nobody can say whether it was taken ends as not sent, and nothing is sent',
  async () => {
    const { world, store } = await openTroubled();
    const { david } = await askForRestore(world);
    store.fail({ event: 'claimed', how: 'answer_lost', times: 1, deaf: 1 });
    await press(david, 'Approve');
    await until('it has ended', async () => (await approvalIn(world.journal)).status === 'failed');
    expect((await approvalIn(world.journal)).ending).toMatchObject({ reason: 'not_sent' });
    await david.waitFor('The store did not say whether it took the claim.', PATIENT);
    await world.bot.idle();
    expect(restoresSent(world)).toEqual([]);
  },
  LONG_MS,
);

test.each(['not_taken', 'answer_lost'] as const)(
  'an outcome is recorded although the store fails three times (%s), and the statement was sent once',
  async (how) => {
    const { world, store } = await openTroubled();
    const { david } = await askForRestore(world);
    store.fail({ event: 'succeeded', how, times: 3 });
    await press(david, 'Approve');
    await david.waitFor(RESTORED, PATIENT);
    expect(store.failed('succeeded')).toBe(how === 'not_taken' ? 3 : 1);
    expect((await approvalIn(world.journal)).status).toBe('succeeded');
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
  'while the store’s clock is three seconds off nobody approves, and the bot says that it is not ready',
  async () => {
    const { world, store } = await openTroubled();
    const { david } = await askForRestore(world);
    const readyz = await probe(world);
    expect(await readyz()).toEqual({ status: 200, body: 'ready\n' });

    store.clockAheadMs(3_000);
    expect(await readyz()).toMatchObject({ status: 503, body: expect.stringContaining('clock') });
    await press(david, 'Approve');
    await david.waitFor('The clocks of the bot and of its store differ by more than two seconds', PATIENT);
    expect((await approvalIn(world.journal)).status).toBe('pending');
    expect(restoresSent(world)).toEqual([]);

    store.clockAheadMs(0);
    expect(await readyz()).toEqual({ status: 200, body: 'ready\n' });
    await press(david, 'Approve');
    await david.waitFor(RESTORED, PATIENT);
  },
  LONG_MS,
);

type Failure = {
  /** The type of the event whose commit fails. */
  readonly event: string;
  /** `answer_lost`: it takes effect, and nobody is told. */
  readonly how: 'not_taken' | 'answer_lost';
  readonly times: number;
  /** So many questions about what became of it find no answer either. */
  readonly deaf?: number;
};

async function openTroubled() {
  const plan: { failure: Failure; left: number; deaf: number }[] = [];
  const failures = new Map<string, number>();
  let aheadMs = 0;
  /** Leases held by whoever is carrying a request out. */
  let leases = 0;

  async function commit(inner: Journal, request: Commit): ReturnType<Journal['commit']> {
    const event = (request.event as { readonly type: string }).type;
    const due = plan.find(({ failure, left }) => failure.event === event && left > 0);
    if (due === undefined) return inner.commit(request);
    failures.set(event, (failures.get(event) ?? 0) + 1);
    due.left -= 1;
    if (due.failure.how === 'not_taken') throw new AppError('unavailable', ADVICE);
    await inner.commit(request);
    throw new AppError('outcome_unknown', ADVICE);
  }

  const world = await openWorld({
    journal: (inner) => ({
      ...inner,
      now: async () => (await inner.now()) + aheadMs,
      commit: (request) => commit(inner, request),
      usedBy: async (key) => {
        const deaf = plan.find(({ left, deaf: questions }) => left === 0 && questions > 0);
        if (deaf === undefined) return inner.usedBy(key);
        deaf.deaf -= 1;
        throw new AppError('unavailable', ADVICE);
      },
      lease: async (key, ttlMs) => {
        const lease = await inner.lease(key, ttlMs);
        if (lease === null || !key.startsWith('execute/')) return lease;
        leases += 1;
        return { ...lease, release: () => lease.release().finally(() => void (leases -= 1)) };
      },
    }),
  });
  const store = {
    fail: (failure: Failure) => void plan.push({ failure, left: failure.times, deaf: failure.deaf ?? 0 }),
    clockAheadMs: (ms: number) => void (aheadMs = ms),
    failed: (event: string) => failures.get(event) ?? 0,
    executing: () => leases,
  };
  return { world, store };
}

async function eventsOf(world: World): Promise<readonly string[]> {
  const entries = await world.journal.history({ kind: 'approval', id: 'APR-1' });
  return entries.map(({ event }) => (event as { readonly type: string }).type);
}

async function openIncidents(world: World): Promise<readonly string[]> {
  return (await world.journal.find('incident', 'open', { limit: 10 })).ids;
}

/** The probe as main.ts opens it, on the bot's own store. */
async function probe(world: World) {
  const ops = await startOpsServer({
    host: '127.0.0.1',
    port: 0,
    journal: world.journal,
    wallClockMs: world.nowMs,
    clockDifferenceMaxMs: CLOCK_DIFFERENCE_MAX_MS,
    isServing: () => true,
    metrics: () => Promise.resolve({ type: 'text/plain', body: '' }),
  });
  onTestFinished(ops.close);
  return async () => {
    const response = await fetch(`http://127.0.0.1:${ops.port}/readyz`, { headers: { connection: 'close' } });
    return { status: response.status, body: await response.text() };
  };
}
