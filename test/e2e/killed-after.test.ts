import { expect, test } from 'vitest';
import { killAtEvery } from '../support/kill-every-step.ts';

// "After" is with the work done and its answer lost: where a store, Slack or the engine know more than the bot.
test('killed after any step of the approval path, a request ends right and its statement leaves at most once', async () => {
  const { whole, killed } = await killAtEvery('after');
  expect(killed.filter(({ complaints }) => complaints.length > 0)).toEqual([]);
  expect(
    whole.filter((step) => /^after (?:post|update|whisper|send|lease execute) ?/.test(step)).length,
  ).toBeGreaterThan(7);
  const ends = Object.fromEntries(killed.map(({ step, end }) => [step, end]));
  expect(ends).toMatchObject({
    'after commit requested #1': 'succeeded, verified',
    'after commit approved #1': 'succeeded, verified',
    'after commit claimed #1': 'in_doubt, not_seen',
    'after guard #1': 'in_doubt, not_seen',
    'after send #1': 'in_doubt, seen',
    'after commit succeeded #1': 'succeeded, verified',
  });
}, 600_000);
