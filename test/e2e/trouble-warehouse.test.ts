import { expect, test } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import type { CheckReport } from '../../src/check/report.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Verdict } from '../../src/runbook/verdict.ts';
import { openWorld, READER, type World } from '../support/bot.ts';
import type { PersonClient } from '../support/person.ts';
import {
  declare,
  linesIn,
  maria as mariaIn,
  onlyFreshness,
  PATIENT,
  press,
  STALE,
  until,
} from './trouble-steps.ts';

const LONG_MS = 120_000;
const FAILURES_MAX = 3;
const BREAK_MS = 4_000;

test(
  'a warehouse that is down is told as “could not see”, is left alone after some tries, and is seen again afterwards',
  async () => {
    const world = await openWorld({
      runbook: onlyFreshness,
      warehouseLimits: { failuresMax: FAILURES_MAX, breakMs: BREAK_MS },
    });
    const maria = mariaIn(world);
    await declare(maria);
    world.lakehouse.faults.add({ kind: 'session_cut', times: 1_000 });
    for (let run = 1; run <= FAILURES_MAX + 1; run += 1) await runChecks(world, maria, run);
    const brokenAtMs = performance.now();
    expect(await verdicts(world)).toEqual(Array<Verdict>(FAILURES_MAX + 1).fill('could_not_see'));
    const notTried = new RegExp(`did not answer ${FAILURES_MAX} times in a row; it is asked again after 4 s`);
    await maria.waitFor(notTried, PATIENT);
    expect(await maria.sees('✅')).toBe(false);

    expect(world.lakehouse.received).toEqual([]);

    world.lakehouse.faults.clear();
    await until('the pause is over', () => performance.now() - brokenAtMs > BREAK_MS);
    await runChecks(world, maria, FAILURES_MAX + 2);
    await maria.waitFor(STALE, PATIENT);
    expect((await verdicts(world)).at(-1)).toBe('fail');
  },
  LONG_MS,
);

test(
  'with the warehouse down a whole area’s run ends at once, and every check of it says so',
  async () => {
    const world = await openWorld({ warehouseLimits: { failuresMax: FAILURES_MAX, breakMs: 60_000 } });
    const maria = mariaIn(world);
    await declareSecurity(maria);
    world.lakehouse.faults.add({ kind: 'session_cut', times: 1_000 });
    await press(maria, 'Run checks');
    await until('three reports', async () => (await verdicts(world)).length === FAILURES_MAX);
    const startedAtMs = performance.now();
    await press(maria, 'Run checks');
    await until('three more', async () => (await verdicts(world)).length === 2 * FAILURES_MAX);
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
    expect(await verdicts(world)).toEqual(Array<Verdict>(2 * FAILURES_MAX).fill('could_not_see'));
    const sentences = (await reports(world)).slice(FAILURES_MAX).map(({ sentence }) => sentence);
    for (const sentence of sentences)
      expect(sentence).toMatch(/did not answer 3 times in a row; it is asked again after 60 s/);
    expect(world.lakehouse.received).toEqual([]);
    await maria.waitFor('❔ Access to personal data', PATIENT);
    expect(await maria.sees('✅')).toBe(false);
  },
  LONG_MS,
);

test(
  'more checks than the warehouse takes at once wait for their turn, and each is reported once',
  async () => {
    const world = await openWorld({ warehouseLimits: { readsMax: 1, readsWaitingMax: 8 } });
    const maria = mariaIn(world);
    await declareSecurity(maria);
    world.lakehouse.faults.add({ kind: 'slow', ms: 300, times: 3 });
    await press(maria, 'Run checks');
    await until('all are reported', async () => (await verdicts(world)).length === 3);
    expect((await reports(world)).map(({ check }) => check).toSorted()).toEqual([
      'audit-log-alive',
      'pii-access',
      'unauthorized-access',
    ]);
    expect(await verdicts(world)).not.toContain('could_not_see');
    const ran = world.lakehouse.received.map(({ outcome }) => outcome);
    expect(ran).toEqual(Array(3).fill('succeeded'));
  },
  LONG_MS,
);

test(
  'a check that finds neither a place nor room to wait says so, and is no pass',
  async () => {
    const world = await openWorld({ warehouseLimits: { readsMax: 1, readsWaitingMax: 0 } });
    const maria = mariaIn(world);
    await declareSecurity(maria);
    world.lakehouse.faults.add({ kind: 'slow', ms: 1_500, times: 1 });
    await press(maria, 'Run checks');
    await until('all are reported', async () => (await verdicts(world)).length === 3);
    const blind = (await reports(world)).filter(({ verdict }) => verdict === 'could_not_see');
    expect(blind.map(({ sentence }) => sentence)).toEqual(
      Array(2).fill(expect.stringContaining('1 reads are running and enough are waiting')),
    );
  },
  LONG_MS,
);

test(
  'a check that the warehouse does not end in its time could not see, and its statement is called off',
  async () => {
    const world = await openWorld({ runbook: within(1_000) });
    const maria = mariaIn(world);
    await declare(maria);
    world.lakehouse.faults.add({ kind: 'endless', match: 'minutes_old' });
    await runChecks(world, maria, 1);
    expect(await verdicts(world)).toEqual(['could_not_see']);
    await maria.waitFor('❔ Table freshness', PATIENT);
    await until('the statement is called off', () => world.lakehouse.received[0]?.outcome === 'cancelled');

    await runChecks(world, maria, 2);
    await maria.waitFor(STALE, PATIENT);
    expect(await verdicts(world)).toEqual(['could_not_see', 'fail']);
  },
  LONG_MS,
);

test(
  'a check that was cut short by the end of the bot is run by the next one, and reported once',
  async () => {
    const world = await openWorld({ runbook: within(6_000) });
    const maria = mariaIn(world);
    await declare(maria);
    world.lakehouse.faults.add({ kind: 'hang', match: 'minutes_old' });
    await press(maria, 'Run checks');
    await until('the check is at the warehouse', () => world.lakehouse.received.length === 1);
    await world.restart();
    await maria.waitFor(STALE, PATIENT);
    await world.bot.idle();

    expect(await verdicts(world)).toEqual(['fail']);
    expect(world.lakehouse.received.map(({ principal }) => principal)).toEqual([READER, READER]);
    expect(linesIn(world)).toEqual([
      expect.stringContaining('P1 INC-1: Transactions table is stale'),
      expect.stringContaining('Table freshness: The newest row is 9.0 hours old'),
    ]);
    expect(await maria.sees('⏳')).toBe(false);
  },
  LONG_MS,
);

/** Until the run has been reported; the report may still be on its way to Slack. */
async function runChecks(world: World, person: PersonClient, run: number): Promise<void> {
  await press(person, 'Run checks');
  await until(`report ${run}`, async () => (await verdicts(world)).length === run);
}

async function declareSecurity(person: PersonClient): Promise<void> {
  await person.say(rooms.dataPlatform, '/incident P1 Suspicious access to customer data');
  await person.waitFor('P1 · Suspicious access to customer data', PATIENT);
}

async function verdicts(world: World): Promise<readonly Verdict[]> {
  return (await reports(world)).map(({ verdict }) => verdict);
}

async function reports(world: World): Promise<readonly CheckReport[]> {
  const entries = await world.journal.history({ kind: 'incident', id: 'INC-1' });
  return entries.flatMap(({ event }) => {
    const known = event as IncidentEvent;
    return known.type === 'check_reported' ? [known.report] : [];
  });
}

/** The runbook's thirty seconds are a person's patience, not a test's. */
const within =
  (timeoutMs: number) =>
  (runbook: Runbook): Runbook => {
    const check = runbook.checks['table-freshness'];
    if (check === undefined) throw new Error('The runbook has no such check.');
    return { ...onlyFreshness(runbook), checks: { ...runbook.checks, [check.id]: { ...check, timeoutMs } } };
  };
