import { expect, test } from 'vitest';
import { openWorld, READER } from '../support/bot.ts';
import { declare, maria as mariaIn, PATIENT, press } from './trouble-steps.ts';

test('the checks of data pipelines find the bad write, the run that made it, why it failed, and what it broke', async () => {
  const world = await openWorld();
  const maria = mariaIn(world);
  await declare(maria);
  await press(maria, 'Run checks');
  await maria.waitFor('The newest row is 9.0 hours old', PATIENT);
  await maria.waitFor('Version 25 was not expected: WRITE by svc-backfill@examplebank.test.', PATIENT);
  await maria.waitFor(
    '1 of 25 runs in the last 24 hours failed, the last one of Transactions, backfill (run 77).',
    PATIENT,
  );
  await maria.waitFor(
    'Transactions, backfill, task check_freshness: ValueError: newest row is 9.0 hours old',
    PATIENT,
  );
  await maria.waitFor(
    "Transactions (silver) has failed: Flow 'transactions_clean' has FAILED fatally.",
    PATIENT,
  );
  expect(new Set(world.lakehouse.received.map(({ principal }) => principal))).toEqual(new Set([READER]));
}, 60_000);

test('a workspace that does not answer is “could not see”, beside the reports of the warehouse, which does', async () => {
  const world = await openWorld();
  const maria = mariaIn(world);
  await declare(maria);
  world.lakehouse.faults.add({ kind: 'rest_cut', times: 100 });
  await press(maria, 'Run checks');
  await maria.waitFor('The newest row is 9.0 hours old', PATIENT);
  for (const title of ['Job runs', 'Errors of failed runs', 'Pipeline events'])
    await maria.waitFor(`❔ ${title}: Could not see: the workspace could not be reached`, PATIENT);
  expect(await maria.sees('✅')).toBe(false);
}, 60_000);
