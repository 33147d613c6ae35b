/** Each guard is taken out once. A simulator that does not turn red then proves nothing when it is green. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Sabotage } from './bot-process.ts';
import {
  WITH_A_CACHE_OF_MEMBERS,
  WITH_A_RETRY,
  WITHOUT_COMPARE_AND_SET,
  WITHOUT_LAST_QUESTION,
  WITHOUT_ONE_GLASS,
  WITHOUT_STORED_CLAIM,
  WITHOUT_TAKING_TURNS,
  WITHOUT_VALID_UNTIL,
} from './sabotage.ts';

const TRIED_MAX = 4_000;
const PATIENCE_MS = 600_000;
/** How rare a mutant is to be found is seen by other seeds, on purpose. */
const FIRST_SEED = Number(process.env['SIM_SEED'] ?? 1);

/** The world anew, with the modules that were put in the place of the bot's own. */
async function found(sabotage: Sabotage = {}): Promise<string> {
  vi.resetModules();
  const { firstWrong } = await import('./verdict.ts');
  const wrong = await firstWrong(FIRST_SEED, TRIED_MAX, sabotage);
  if (wrong === null) return `nothing in ${TRIED_MAX} schedules`;
  process.stdout.write(`found after ${wrong.after} schedules: ${wrong.problems[0]}\n`);
  return wrong.problems.join('\n');
}

afterEach(() => {
  vi.doUnmock('../../src/approval/fingerprint.ts');
  vi.doUnmock('../../src/approval/transition.ts');
  vi.doUnmock('../../src/approval/policy.ts');
  vi.doUnmock('../../src/approval/gate.ts');
});

test.each<[string, Sabotage, RegExp]>([
  [
    'the comparison before a write',
    WITHOUT_COMPARE_AND_SET,
    /while|claimed 2 times|sent 2 times|pressed at revision/,
  ],
  ['the stored claim', WITHOUT_STORED_CLAIM, /sent without a claim/],
  ['the question before the first byte', WITHOUT_LAST_QUESTION, /sent after it was|after its claim/],
  ['the rule that one glass is broken at a time', WITHOUT_ONE_GLASS, /while that of/],
  ['the lease of whoever is breaking one', WITHOUT_TAKING_TURNS, /while that of/],
  ['the fresh look-up of a group', WITH_A_CACHE_OF_MEMBERS, /was in none of the groups/],
  [
    'the rule that nothing is sent twice',
    WITH_A_RETRY,
    /sent 2 times|said not to have been sent, and it was/,
  ],
])('without %s it is red', { timeout: PATIENCE_MS }, async (_name, sabotage, problem) => {
  expect(await found(sabotage)).toMatch(problem);
});

test('without the fingerprint it is red', { timeout: PATIENCE_MS }, async () => {
  vi.doMock('../../src/approval/fingerprint.ts', () => ({ fingerprintOf: () => 'the same for all' }));
  expect(await found()).toMatch(/sent was|was never shown what was sent|ran as/);
});

test('without the expiry it is red', { timeout: PATIENCE_MS }, async () => {
  vi.doMock('../../src/approval/policy.ts', async (original) => {
    const policy = await original<typeof import('../../src/approval/policy.ts')>();
    const precheck: typeof policy.precheck = (approval, press, posts) =>
      policy.precheck(approval, press, posts, 0);
    return { ...policy, precheck };
  });
  vi.doMock('../../src/approval/transition.ts', async (original) => {
    const real = await original<typeof import('../../src/approval/transition.ts')>();
    const transition: typeof real.transition = (approval, event, atMs) => {
      if (approval === null || event.type === 'expired') return real.transition(approval, event, atMs);
      const { expiresAtMs } = approval;
      const endless = { ...approval, expiresAtMs: Number.POSITIVE_INFINITY };
      const step = real.transition(endless, event, atMs);
      return step.ok ? { ...step, state: { ...step.state, expiresAtMs } } : step;
    };
    return { ...real, transition };
  });
  expect(await found(WITHOUT_VALID_UNTIL)).toMatch(/after it had expired/);
});

test('without the comparison of the evidence it is red', { timeout: PATIENCE_MS }, async () => {
  vi.doMock('../../src/approval/gate.ts', () => ({ startGate: () => Promise.resolve({ outcome: 'open' }) }));
  expect(await found()).toMatch(/started although the evidence had moved|at the start, |ran as/);
});
