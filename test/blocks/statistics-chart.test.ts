/** The chart is of the numbers and of nothing else, whatever an area is called and however many of anything there are. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALT_TEXT_CHARACTERS_MAX } from '../../blocks/limits.ts';
import { AREAS_ON_CHART_MAX, statisticsChart } from '../../blocks/statistics-chart.ts';
import { chartAltText } from '../../blocks/statistics-words.ts';
import { textAt } from '../../blocks/svg.ts';
import { TICKS, timeAxis } from '../../blocks/time-axis.ts';
import type { Statistics } from '../../src/incident/statistics.ts';
import { hostile } from './hostile.ts';
import { grouped, MINUTE_MS, NONE, numbers, row, times } from './numbers.ts';

const draw = (statistics: Statistics, title: string | null = null, targetMs: number | null = null) =>
  statisticsChart({ statistics, titleOf: () => title, respondWithinMs: () => targetMs });

const tagsOf = (svg: string) => svg.match(/<\/?[^\s>]*/g) ?? [];
const heightOf = (svg: string) => Number(/ height="([\d.]+)"/.exec(svg)?.[1]);
const textOf = (svg: string) => svg.replaceAll(/<[^>]*>/g, '\n');

test('an area’s title is text, and a picture loads nothing', () => {
  const plain = tagsOf(draw(numbers(), 'Pipes'));
  expect(new Set(plain.map((tag) => tag.replace('/', '')))).toEqual(
    new Set(['<svg', '<g', '<rect', '<line', '<circle', '<polygon', '<text']),
  );
  const markup = '"><image href="https://evil.example/x.png"/><text x="&quot;';
  fc.assert(
    fc.property(fc.oneof(hostile, fc.constant(markup)), (title) => {
      const svg = draw(numbers(), title);
      // A title of two lines has one more text, and nothing has anything else.
      expect(tagsOf(svg).filter((tag) => !tag.endsWith('text'))).toEqual(
        plain.filter((tag) => !tag.endsWith('text')),
      );
      expect(svg.match(/<[^>]*>/g)?.join('')).not.toMatch(/href|url\(|<!|<\?|style=/);
      expect(svg).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
      expect(svg.isWellFormed()).toBe(true);
    }),
    { numRuns: 200 },
  );
  expect(textOf(draw(numbers(), '<b>&"'))).toContain('&lt;b&gt;&amp;&quot;');
});

test('whatever a text holds, it is written as XML takes it, and nothing turns it around', () => {
  fc.assert(
    fc.property(hostile, (words) => {
      const { svg } = textAt(1, 2, words, { class: words });
      expect(tagsOf(svg)).toEqual(['<text', '</text']);
      expect(svg).toMatch(/^[\u0020-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]*$/u);
      expect(svg).not.toMatch(/\p{Cf}|&(?!amp;|lt;|gt;|quot;|apos;)/u);
    }),
  );
});

test('a title of which nothing can be drawn stands there by its id', () => {
  expect(textOf(draw(numbers(), '🔥🔥'))).toContain('\npipes\n');
  expect(textOf(draw(numbers(), 'Сбой'))).toContain('\nСбой\n');
});

describe('its size', () => {
  test('is that of a phone’s width, and bounded with a year of everything', () => {
    const year = numbers({
      days: 366,
      byMonth: grouped(...Array.from({ length: 13 }, (_, index) => `2026-${index}`)),
      byArea: grouped(...Array.from({ length: 60 }, (_, index) => `area-${index}`)),
      isCut: true,
    });
    const svg = draw(year, 'An area that has a very long title indeed, as some of them do');
    expect(svg).toContain(' width="360" ');
    expect(heightOf(svg)).toBeLessThan(1_200);
    expect(textOf(svg)).toContain(`${60 - AREAS_ON_CHART_MAX} more in the table`);
    expect(textOf(svg)).toContain('Only the newest 40 were looked at.');
  });

  test('nothing, one and ten thousand are drawn without a number that is none', () => {
    const none = numbers({ total: NONE, bySeverity: [], byMonth: [], byMonthAndSeverity: [], byArea: [] });
    const one = numbers({ total: row(1, 1), bySeverity: [{ key: 'P1', row: row(1, 1) }] });
    const many = numbers({ total: row(10_000, 9_999) });
    for (const statistics of [none, one, many])
      expect(draw(statistics)).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(textOf(draw(one))).toContain('1 incident in the last 90 days');
    expect(textOf(draw(many))).toContain('10000 incidents in the last 90 days');
  });
});

test('what is of few incidents is faded, and the picture says why', () => {
  const few = numbers({ bySeverity: [{ key: 'P0', row: row(2, 2) }] });
  expect(draw(few)).toContain('opacity="0.42"');
  expect(textOf(draw(few))).toContain('Faded: fewer than 3 incidents');
  expect(draw(numbers())).not.toContain('opacity="0.42"');
  expect(textOf(draw(numbers()))).not.toContain('Faded');
});

test('what there is to respond in stands beside severities alone', () => {
  const dashed = (svg: string) => svg.match(/stroke-dasharray/g)?.length ?? 0;
  // One is the legend's.
  expect(dashed(draw(numbers(), null, 15 * MINUTE_MS))).toBe(1 + 4);
  expect(dashed(draw(numbers()))).toBe(1);
});

describe('the axis', () => {
  const length = fc.double({ min: 0, max: 1e12, noNaN: true });

  test('holds every length, the longer to the right, and ends at times that people know', () => {
    fc.assert(
      fc.property(fc.array(length, { maxLength: 30 }), (lengthsMs) => {
        const { ticks, at } = timeAxis(lengthsMs);
        expect(ticks.length).toBeGreaterThan(1);
        expect([at(ticks[0]?.ms ?? 0), at(ticks.at(-1)?.ms ?? 0)]).toEqual([0, 1]);
        const places = lengthsMs.toSorted((a, b) => a - b).map(at);
        for (const [index, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(places[index - 1] ?? 0);
          expect(place).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('has no more of them than it needs', () => {
    const labels = (...minutes: number[]) =>
      timeAxis(minutes.map((minute) => minute * MINUTE_MS)).ticks.map(({ label }) => label);
    expect(labels(4, 300)).toEqual(['1 min', '10 min', '1 h', '6 h']);
    expect(labels(1, 60)).toEqual(['1 min', '10 min', '1 h']);
    expect(labels()).toEqual(['1 min', '10 min', '1 h']);
    expect(labels(1e9, 2e9)).toEqual(['1 mo', '1 yr']);
    expect(labels(0, 1e9)).toEqual(TICKS.map(({ label }) => label));
  });
});

test('where there are many of them, those are named that can be read', () => {
  const wide = { ...row(), acknowledged: times(0, 0.02), resolved: times(60, 600_000) };
  const svg = draw(numbers({ bySeverity: [{ key: 'P0', row: wide }], byMonth: [], byArea: [] }));
  const named = textOf(svg)
    .split('\n')
    .filter((words) => TICKS.some(({ label }) => label === words));
  expect(named.length).toBeGreaterThan(4);
  expect(named.length).toBeLessThan(TICKS.length - 1);
  expect(named[0]).toBe('1 s');
});

describe('in words', () => {
  test('it says what the picture shows, the whole first', () => {
    const statistics = numbers({
      bySeverity: [{ key: 'P0', row: { ...row(3, 2), acknowledged: times(2, 9, 3) } }],
      byMonth: [],
      byArea: [],
    });
    expect(chartAltText(statistics, () => null)).toBe(
      'Chart: 40 resolved in the last 90 days; in 33 somebody had responded in time. ' +
        'Times are median / 90th percentile since the declaration. ' +
        'All (40): acknowledged after 4 min / 11 min, mitigated after 45 min / 3.3 h, resolved after 5 h / 50 h, 83 % in time. ' +
        'P0 (3): acknowledged after 2 min / 9 min, mitigated after 45 min / 3.3 h, resolved after 5 h / 50 h, 67 % in time.',
    );
  });

  test('it is no longer than Slack takes', () => {
    fc.assert(
      fc.property(hostile, (title) => {
        const length = chartAltText(numbers({ byArea: grouped('a', 'b', 'c') }), () => title).length;
        expect(length).toBeLessThanOrEqual(ALT_TEXT_CHARACTERS_MAX);
      }),
    );
  });
});
