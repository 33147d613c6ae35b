/**
 * A week of two hundred incidents and of a bot that dies between any two steps and comes back, at once or hours later:
 * what hung in Slack all along, and the numbers, against a model of the specification. WEEK_SEED plays another week,
 * WEEK_INCIDENTS a fuller one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playWeek } from './week/play.ts';

const SEED = Number(process.env['WEEK_SEED'] ?? 1);
const INCIDENTS = Number(process.env['WEEK_INCIDENTS'] ?? 200);
const PATIENCE_MS = 600_000;

test(`of the week ${SEED} everything was as it should be`, { timeout: PATIENCE_MS }, async () => {
  const startedMs = performance.now();
  const { problems, tally } = await playWeek(SEED, INCIDENTS);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  process.stdout.write(`${INCIDENTS} incidents in ${seconds} s: ${JSON.stringify(tally)}\n`);
  expect({ WEEK_SEED: SEED, problems }).toEqual({ WEEK_SEED: SEED, problems: [] });
  // Everything that may happen happened often, or nothing was put to the test.
  for (const [what, least] of Object.entries(LEAST)) {
    const wanted = Math.floor((least * INCIDENTS) / 200);
    expect([what, tally[what] ?? 0]).toEqual([what, expect.toSatisfy((count: number) => count >= wanted)]);
  }
});

const LEAST = {
  called: 400,
  asked: 400,
  reminded: 100,
  missed: 50,
  snooze: 100,
  'timed anew': 40,
  severity: 80,
  reopen: 20,
  close: 60,
  take: 30,
  assign: 60,
  drills: 10,
  refused: 200,
  pages: 80,
  'paged: acknowledge': 50,
  'paged: resolve': 50,
  'paged: reopened': 8,
  'paged: raised': 5,
  digests: 2,
  died: 40,
  'down for hours': 5,
  'lost before it was stored': 3,
  'stored and not answered': 1,
  'sent again': 10,
  'came first': 200,
  'cards compared': 1_500,
  'numbers compared': 20,
} as const;

test('a week is the same again when its seed is the same, and another when it is not', {
  timeout: PATIENCE_MS,
}, async () => {
  const [first, again, other] = [await twoDays(7), await twoDays(7), await twoDays(8)];
  expect(again).toEqual(first);
  expect(other.tally).not.toEqual(first.tally);
});

const twoDays = (seed: number) => playWeek(seed, 10, { days: 2 });

test('the model shares no code with the bot', () => {
  const directory = join(import.meta.dirname, 'week', 'model');
  for (const file of readdirSync(directory)) {
    const text = readFileSync(join(directory, file), 'utf8');
    for (const [, from] of text.matchAll(/ from '([^']+)';/g)) expect(from).toMatch(/^\.\/[a-z]+\.ts$/);
  }
});
