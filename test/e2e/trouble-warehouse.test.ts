import { expect, test } from 'vitest';
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

const LONG_MS = 60_000;
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

async function verdicts(world: World): Promise<readonly Verdict[]> {
  const entries = await world.journal.history({ kind: 'incident', id: 'INC-1' });
  return entries.flatMap(({ event }) => {
    const { type, report } = event as {
      readonly type: string;
      readonly report?: { readonly verdict: Verdict };
    };
    return type === 'check_reported' && report !== undefined ? [report.verdict] : [];
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
