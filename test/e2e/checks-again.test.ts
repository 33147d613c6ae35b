import { expect, test } from 'vitest';
import { openWorld } from '../support/bot.ts';
import { declare, maria as mariaIn, onlyFreshness, PATIENT, press } from './trouble-steps.ts';

test('a check that is run again says what changed since it last ran in this incident, and not the first time', async () => {
  const world = await openWorld({ runbook: onlyFreshness });
  const maria = mariaIn(world);
  await declare(maria);
  await press(maria, 'Run checks');
  await maria.waitFor('The newest row is 9.0 hours old', PATIENT);
  expect(await maria.sees(/Since the last run|Nothing has changed/)).toBe(false);

  await world.advance(30 * 60_000);
  await press(maria, 'Run checks');
  await maria.waitFor(/Since the last run: minutes old 54\d → 57\d\./, PATIENT);
}, 60_000);
