/** A timeline's pages and file: Slack takes every page, nothing is lost between them, and text is text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TIMELINE_FILE_CHARACTERS_MAX, TIMELINE_PAGE_ENTRIES } from '../../blocks/limits.ts';
import { peopleIn, timelinePage, timelineText } from '../../blocks/timeline.ts';
import { timelineWords } from '../../blocks/timeline-words.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import type { TimelineItem } from '../../src/incident/timeline.ts';
import type { ProcedureEvent } from '../../src/procedure/state.ts';
import { good } from '../approval/fixtures.ts';
import { AT_MS, DAVID, declared, MARIA, report } from '../incident/fixtures.ts';
import { aborted, filled, skipped, starting, ticked, turnedBack } from '../procedure/fixtures.ts';
import { hostile } from './hostile.ts';
import { elements, mentions, wordsOf } from './look.ts';

const place = (seq: number) => ({ id: 'INC-1', seq, atMs: AT_MS + seq * 1_000 });

const PROCEDURE_EVENTS = [starting, ticked('a'), skipped('a'), filled('a'), aborted, turnedBack];

/** Every kind of entry that has words of a person, with these. */
function itemsWith(texts: readonly string[]): TimelineItem[] {
  return texts.flatMap((text, index): TimelineItem[] => [
    {
      of: 'incident',
      event: { type: 'noted', by: MARIA, text, occurredAtMs: null, isInThread: false },
      ...place(index),
    },
    {
      of: 'incident',
      event: { type: 'reopened', by: MARIA, reason: text, inCommandersGroup: true },
      ...place(index),
    },
    {
      of: 'incident',
      event: { type: 'check_reported', run: 1, report: report('a', { title: text, sentence: text }) },
      ...place(index),
    },
    {
      of: 'message',
      message: { channel: 'C0INC', ts: '1767582000.000100', atMs: AT_MS, author: DAVID, text },
      by: MARIA,
      isEdited: true,
      ...place(index),
    },
    {
      of: 'approval',
      event: { ...good('rejected'), reason: text } as never,
      request: { title: text, target: text },
      ...place(index),
    },
    ...PROCEDURE_EVENTS.map((event): TimelineItem => {
      const said = { ...event, ...('reason' in event ? { reason: text } : {}) } as ProcedureEvent;
      return { of: 'procedure', event: said, title: text, step: text, ...place(index) };
    }),
  ]);
}

describe('a page', () => {
  test('is one that Slack takes, whatever was written, and names nobody else', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 12 }),
        fc.option(fc.integer()),
        (texts, page) => {
          const drawn = timelinePage(
            declared({ title: texts[0] ?? '' }),
            { items: itemsWith(texts), isCut: true },
            page,
          );
          expect(checkMessageBlocks(drawn.blocks)).toBeNull();
          const others = mentions(drawn.blocks).filter(
            (one) => ![`user:${MARIA}`, `user:${DAVID}`].includes(one),
          );
          expect(others.filter((one) => !one.startsWith('user:U0'))).toEqual([]);
          expect(drawn.text).not.toMatch(/[<>]/);
        },
      ),
      { numRuns: 60 },
    );
  });

  const items = Array.from(
    { length: 30 },
    (_, seq): TimelineItem => ({
      of: 'incident',
      event: { type: 'noted', by: MARIA, text: `note ${seq};`, occurredAtMs: null, isInThread: false },
      ...place(seq),
    }),
  );
  const timeline = { items, isCut: false };
  const labels = (page: number | null) =>
    elements(timelinePage(declared(), timeline, page).blocks)
      .filter((node) => node['type'] === 'button')
      .map((node) => wordsOf([node['text']]));

  test('holds what it holds and no more, the last first to be seen, and all of them hold all', () => {
    const words = [1, 2, 3].map((page) => wordsOf(timelinePage(declared(), timeline, page).blocks));
    for (let seq = 0; seq < 30; seq += 1) {
      const on = Math.floor(seq / TIMELINE_PAGE_ENTRIES);
      expect(words.map((text) => text.includes(`note ${seq};`))).toEqual(
        [0, 1, 2].map((page) => page === on),
      );
    }
    expect(wordsOf(timelinePage(declared(), timeline, null).blocks)).toBe(words[2]);
    expect([1, 2, 3].map(labels)).toEqual([
      ['Later', 'As a file'],
      ['Earlier', 'Later', 'As a file'],
      ['Earlier', 'As a file'],
    ]);
  });

  test.each([
    [0, 1],
    [-5, 1],
    [99, 3],
  ])('%i is page %i', (asked, page) => {
    expect(timelinePage(declared(), timeline, asked)).toEqual(timelinePage(declared(), timeline, page));
  });

  test('of an incident in which nothing happened says so', () => {
    const drawn = timelinePage(declared(), { items: [], isCut: false }, null);
    expect(drawn.text).toBe('Timeline of INC-1: 0 entries');
    expect(checkMessageBlocks(drawn.blocks)).toBeNull();
  });
});

describe('the file', () => {
  test('has one line for each entry, whole, with names, in the zone of the team', () => {
    const text = `It\nbegan ${'x'.repeat(900)}`;
    const event = { type: 'noted', by: MARIA, text, occurredAtMs: null, isInThread: false } as const;
    const timeline = { items: [{ of: 'incident', event, ...place(0) } as const], isCut: false };
    expect(peopleIn(timeline)).toEqual([MARIA]);
    const lines = timelineText(
      declared(),
      timeline,
      new Map([[MARIA, 'Maria Keller']]),
      'Europe/Berlin',
    ).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'INC-1 · P1 · Transactions table is stale',
      'Times: Europe/Berlin',
      '',
    ]);
    expect(lines[3]).toBe(`2026-01-05 04:00:00 +01:00  📝 Maria Keller: It began ${'x'.repeat(900)}`);
  });

  test('keeps each entry on its line, whatever was written', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 6 }), (texts) => {
        const timeline = { items: itemsWith(texts), isCut: false };
        const shown = timeline.items.filter((item) => timelineWords(item) !== null);
        expect(timelineText(declared(), timeline, new Map(), 'UTC').split('\n')).toHaveLength(
          shown.length + 4,
        );
      }),
    );
  });
});

test('a file that would be too long keeps its last lines, and says so', () => {
  const texts = Array.from({ length: 400 }, (_, number) => `${number} ${'x'.repeat(2_900)}`);
  const timeline = { items: itemsWith(texts), isCut: false };
  const file = timelineText(declared(), timeline, new Map(), 'Europe/Berlin');
  expect(file.length).toBeGreaterThan(TIMELINE_FILE_CHARACTERS_MAX * 0.9);
  expect(file.length).toBeLessThan(TIMELINE_FILE_CHARACTERS_MAX + 1_000);
  expect(file).toContain('399 xxx');
  expect(file).not.toContain(': 0 xxx');
  expect(file).toContain('There is more than is shown here');
});
