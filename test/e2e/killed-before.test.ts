import { expect, test } from 'vitest';
import { killAtEvery } from '../support/kill-every-step.ts';

// The whole path by kill -9, in two files so that two workers share it: killed-after.test.ts is the other half.
test('killed before any step of the approval path, a request ends right and its statement leaves at most once', async () => {
  const { whole, killed } = await killAtEvery('before');
  expect(killed.filter(({ complaints }) => complaints.length > 0)).toEqual([]);
  expect(whole.filter((step) => /^before (?:commit|send|guard)/.test(step))).toEqual([
    'before commit requested #1',
    // What the group's handle means, kept when it is first seen.
    'before commit pinned #1',
    'before commit prepared #1',
    'before commit approved #1',
    'before commit claimed #1',
    'before send #1',
    'before guard #1',
    'before commit succeeded #1',
    'before commit verified #1',
  ]);
  const ends = Object.fromEntries(killed.map(({ step, end }) => [step, end]));
  expect(ends).toMatchObject({
    'before commit requested #1': 'succeeded, verified',
    'before commit claimed #1': 'succeeded, verified',
    'before send #1': 'in_doubt, not_seen',
    'before guard #1': 'in_doubt, not_seen',
    'before commit succeeded #1': 'in_doubt, seen',
    'before commit verified #1': 'succeeded, verified',
  });
}, 600_000);
