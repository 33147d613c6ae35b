/** Reminders of what is not written and not done: when, of what, and never twice at a time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reminderNote, writtenNote } from '../../blocks/postmortem-note.ts';
import { incidentDocument } from '../../src/incident/document.ts';
import { followUpAtMs, isNone, remindersDue } from '../../src/incident/postmortem.ts';
import { followUp } from '../../src/incident/remind.ts';
import type { Incident, IncidentEvent } from '../../src/incident/state.ts';
import { transition } from '../../src/incident/transition.ts';
import { wordsOf } from '../blocks/look.ts';
import { openBench, STORES } from './bench.ts';
import { AT_MS, after, DAVID, declared, HOUR_MS, MARIA, refusalOf } from './fixtures.ts';

const DAY_MS = 24 * HOUR_MS;
const resolved: IncidentEvent = { type: 'resolved', by: MARIA, summary: 'Restored.' };
const closed: IncidentEvent = { type: 'closed', by: MARIA, inCommandersGroup: true };
const done = (item: number): IncidentEvent => ({ type: 'item_done', by: MARIA, item });
const written = (dueAtMs: number | null): IncidentEvent => ({
  type: 'postmortem_written',
  by: MARIA,
  impact: 'Dashboards were old.',
  factors: 'A job without an alert.',
  item: dueAtMs === null ? null : { text: 'Alert on it', owner: DAVID, dueAtMs },
});
const MISSING: IncidentEvent = { type: 'reminded', postmortem: true, items: [] };
const dueNames = (incident: Incident) =>
  incidentDocument.consequences({ before: incident, after: incident, event: resolved, seq: 2, atMs: AT_MS })
    .due;

describe('the post-mortem of a P1', () => {
  const over = after(declared(), [resolved, AT_MS]);

  test('is missed a day after it was resolved, and again every day, until it is written', () => {
    expect(followUpAtMs(over)).toBe(AT_MS + DAY_MS);
    expect(dueNames(over)).toEqual([{ name: 'follow_up', atMs: AT_MS + DAY_MS }]);
    expect(refusalOf(over, MISSING, AT_MS + DAY_MS - 1)).toBe('not_due');
    const once = after(over, [MISSING, AT_MS + DAY_MS]);
    expect(refusalOf(once, MISSING, AT_MS + DAY_MS)).toBe('not_due');
    expect(followUpAtMs(once)).toBe(AT_MS + 2 * DAY_MS);
    expect(followUpAtMs(after(once, [written(null), AT_MS + DAY_MS]))).toBeNull();
  });

  test('after a week in which nobody could be told it is told once', () => {
    const late = after(over, [MISSING, AT_MS + 7 * DAY_MS]);
    expect(followUpAtMs(late)).toBe(AT_MS + 8 * DAY_MS);
  });

  test('of a P2, of one that is open again, and of one from before this was kept, nobody is reminded', () => {
    expect(followUpAtMs(after(declared({ severity: 'P2' }), [resolved, AT_MS]))).toBeNull();
    const again: IncidentEvent = { type: 'reopened', by: MARIA, reason: 'Again.', inCommandersGroup: true };
    expect(followUpAtMs(after(over, [again, AT_MS]))).toBeNull();
    expect(followUpAtMs(declared())).toBeNull();
  });
});

describe('what is to be done', () => {
  const over = after(declared(), [resolved, AT_MS], [written(AT_MS + DAY_MS), AT_MS], [closed, AT_MS]);

  test('is told to its owner on its day and every day after, also once the incident is closed, until it is done', () => {
    expect(followUpAtMs(over)).toBe(AT_MS + DAY_MS);
    const event: IncidentEvent = { type: 'reminded', postmortem: false, items: [1] };
    expect(refusalOf(over, event, AT_MS + DAY_MS - 1)).toBe('not_due');
    const told = after(over, [event, AT_MS + DAY_MS]);
    expect(followUpAtMs(told)).toBe(AT_MS + 2 * DAY_MS);
    expect(refusalOf(told, done(2))).toBe('no_item');
    const finished = after(told, [done(1), AT_MS + DAY_MS]);
    expect(followUpAtMs(finished)).toBeNull();
    expect(refusalOf(finished, done(1))).toBe('already_done');
  });

  test('that was done while the message waited is not asked for any more', () => {
    const reminder = { postmortem: false, items: [1] };
    const note = reminderNote(over, reminder);
    expect(wordsOf(note?.blocks)).toContain('still to be done: Alert on it');
    expect(reminderNote(after(over, [done(1), AT_MS]), reminder)).toBeNull();
    const event = written(AT_MS + DAY_MS) as Extract<IncidentEvent, { type: 'postmortem_written' }>;
    expect(JSON.stringify(writtenNote(over, event))).toContain('Done');
    expect(JSON.stringify(writtenNote(after(over, [done(1), AT_MS]), event))).not.toContain('"Done"');
  });
});

test('in no order of events and times is somebody reminded twice within a day, or of what is not due', () => {
  const event = fc.oneof(
    fc.constantFrom(resolved, closed, done(1), done(2), written(null)),
    fc.integer({ min: 0, max: 5 }).map((days) => written(AT_MS + days * DAY_MS)),
    fc.constant<IncidentEvent>({ type: 'reopened', by: MARIA, reason: 'x', inCommandersGroup: true }),
    fc.constant('remind' as const),
  );
  const dice = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 40 })), { maxLength: 30 });
  /** Left to chance alone, few are ever resolved and still owe something. */
  const begun = dice.map((events): typeof events => [[resolved, 1], ['remind', 40], ...events]);
  const life = fc.oneof(dice, begun);
  let reminders = 0;
  fc.assert(
    fc.property(life, (events) => {
      let incident = declared();
      let atMs = AT_MS;
      const toldAtMs = new Map<string, number>();
      for (const [happening, hours] of events) {
        atMs += hours * HOUR_MS;
        const due = remindersDue(incident, atMs);
        const asked: IncidentEvent = happening === 'remind' ? { type: 'reminded', ...due } : happening;
        const step = transition(incident, asked, atMs);
        if (asked.type === 'reminded') {
          expect(step.ok).toBe(!isNone(due));
          expect(isNone(due)).toBe((followUpAtMs(incident) ?? Infinity) > atMs);
        }
        if (!step.ok) continue;
        if (asked.type === 'reminded') {
          reminders += 1;
          for (const what of [...asked.items.map(String), ...(asked.postmortem ? ['p'] : [])]) {
            expect(atMs - (toldAtMs.get(what) ?? 0)).toBeGreaterThanOrEqual(DAY_MS);
            toldAtMs.set(what, atMs);
          }
        }
        incident = step.state;
      }
    }),
    { numRuns: 500 },
  );
  expect(reminders).toBeGreaterThan(20);
});

describe.each(STORES)('on %s', (store) => {
  test('the deadline tells once, and leaves the next one', async () => {
    let nowMs = Date.now();
    const bench = await openBench(store, () => nowMs);
    const { incidents, as, journal } = bench;
    const id = await bench.declare('P1');
    await incidents.resolve(as(MARIA), id, 'Restored.');
    const ref = { kind: 'incident', id } as const;
    const item = { ref, name: 'follow_up', atMs: 0 };
    const deps = { journal, wake: () => undefined };
    await followUp(deps, item);
    expect((await incidents.find(id)).remindedAtMs).toBeUndefined();
    nowMs += DAY_MS;
    // A Redis has its own clock, which nobody moves.
    if (store === 'redis') return;
    await Promise.all([followUp(deps, item), followUp(deps, item)]);
    expect((await incidents.find(id)).remindedAtMs).toBe(nowMs);
    const told = (await journal.history(ref)).filter(
      ({ event }) => (event as IncidentEvent).type === 'reminded',
    );
    expect(told).toHaveLength(1);
  });
});
