/** Times of a note on the days on which the clocks are changed, in the team's zone. */
import { expect, test } from 'vitest';
import type { IncidentEvent } from '../../src/incident/state.ts';
import { openBench } from './bench.ts';
import { MARIA } from './fixtures.ts';

/** Declared days before, so that nothing is before it. */
async function noted(now: string, when: string): Promise<string> {
  let nowMs = Date.parse(now) - 10 * 24 * 60 * 60_000;
  const { incidents, journal, as, declare } = await openBench('sqlite', () => nowMs);
  const id = await declare();
  nowMs = Date.parse(now);
  const answer = await incidents.note(as(MARIA), id, { text: 'It began', when, isInThread: false });
  if (answer.outcome === 'invalid') return answer.error;
  if (answer.outcome !== 'committed') return answer.outcome;
  const event = (await journal.history({ kind: 'incident', id })).at(-1)?.event as unknown as IncidentEvent;
  return event.type === 'noted' ? new Date(event.occurredAtMs ?? 0).toISOString() : event.type;
}

/** In Berlin two o’clock is skipped on 29 March 2026, and comes twice on 25 October. */
test.each([
  ['2026-03-29T13:00:00Z', '14:05', '2026-03-29T12:05:00.000Z'],
  ['2026-03-29T13:00:00Z', 'yesterday 14:05', '2026-03-28T13:05:00.000Z'],
  ['2026-03-29T13:00:00Z', '2026-03-28 14:05', '2026-03-28T13:05:00.000Z'],
  ['2026-03-29T01:10:00Z', '20m ago', '2026-03-29T00:50:00.000Z'],
  [
    '2026-03-29T01:10:00Z',
    '02:50',
    /the clocks skip or repeat. With its offset it is one, as in 02:30 \+01:00/,
  ],
  ['2026-10-25T13:00:00Z', 'yesterday 14:05', '2026-10-24T12:05:00.000Z'],
  ['2026-10-25T13:00:00Z', '02:30', /the clocks skip or repeat/],
  ['2026-10-25T13:00:00Z', '02:30 +01:00', '2026-10-25T01:30:00.000Z'],
  ['2026-10-25T13:00:00Z', '23:10', 'future'],
])('at %s, “%s” is %s', async (now, when, expected) => {
  const at = await noted(now, when);
  if (typeof expected === 'string') expect(at).toBe(expected === 'future' ? 'refused' : expected);
  else expect(at).toMatch(expected);
});
