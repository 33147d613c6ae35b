/** The numbers, against what is worked out of the lives themselves, by other means and without the index. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statisticsMessage } from '../../blocks/statistics.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import { incidentDocument } from '../../src/incident/document.ts';
import { type IncidentEvent, SEVERITIES, type Severity } from '../../src/incident/state.ts';
import { COUNTED_MAX, type Statistics, statistics, timesOf } from '../../src/incident/statistics.ts';
import { apply } from '../../src/journal/document.ts';
import { openTempJournal } from '../approval/ports.ts';
import { mentions, wordsOf } from '../blocks/look.ts';
import { grouped, numbers } from '../blocks/numbers.ts';
import { openBench, STORES } from './bench.ts';
import { AT_MS, DAVID, HOUR_MS, MARIA, MINUTE_MS } from './fixtures.ts';

const DAY_MS = 24 * HOUR_MS;

type Life = {
  readonly severity: Severity;
  readonly area: string | null;
  readonly drill: boolean;
  readonly declaredMin: number;
  readonly ackMin: number;
  readonly mitigateMin: number | null;
  readonly resolveMin: number | null;
  readonly reopens: boolean;
};

const life: fc.Arbitrary<Life> = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  area: fc.constantFrom('pipes', 'models', null),
  drill: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  declaredMin: fc.integer({ min: 0, max: 90 * 24 * 60 }),
  ackMin: fc.integer({ min: 1, max: 300 }),
  mitigateMin: fc.option(fc.integer({ min: 1, max: 300 })),
  resolveMin: fc.option(fc.integer({ min: 1, max: 3_000 }), { freq: 8 }),
  reopens: fc.boolean(),
});

const RESPOND_MIN = { P0: 15, P1: 60, P2: 240, P3: 1_440 } as const;

type Step = { readonly atMin: number; readonly event: IncidentEvent };

function stepsOf(id: string, one: Life): readonly Step[] {
  const { severity, area, drill, declaredMin, ackMin, mitigateMin, resolveMin, reopens } = one;
  const declared = { id, title: id, severity, area, channel: 'C0INCIDENTS', by: MARIA } as const;
  const respondWithinMs = RESPOND_MIN[severity] * MINUTE_MS;
  const resolved = { type: 'resolved', by: DAVID, summary: 'Done.' } as const;
  const events: [number, IncidentEvent][] = [
    [0, { type: 'declared', ...declared, respondWithinMs, ...(drill ? { drill } : {}) }],
    [ackMin, { type: 'advanced', to: 'acknowledged', by: DAVID }],
    ...(mitigateMin === null
      ? []
      : [[mitigateMin, { type: 'advanced', to: 'mitigated', by: DAVID }] as [number, IncidentEvent]]),
    ...(resolveMin === null ? [] : [[resolveMin, resolved] as [number, IncidentEvent]]),
    ...(resolveMin !== null && reopens
      ? ([
          [60, { type: 'reopened', by: MARIA, reason: 'Again.', inCommandersGroup: true }],
          [60, resolved],
        ] as [number, IncidentEvent][])
      : []),
  ];
  let atMin = declaredMin;
  return events.map(([after, event]) => ({ atMin: (atMin += after), event }));
}

/** By counting over the lives: the median by halves, the percentile by how many are at most so long. */
function expected(lives: readonly Life[], nowMin: number, days: number) {
  const counted = lives.flatMap((one) => {
    if (one.drill || one.resolveMin === null) return [];
    const mitigate = one.ackMin + (one.mitigateMin ?? one.resolveMin);
    const first = one.ackMin + (one.mitigateMin ?? 0) + one.resolveMin;
    const resolve = first + (one.reopens ? 120 : 0);
    const overMin = one.declaredMin + resolve;
    if (overMin < nowMin - days * 24 * 60) return [];
    return [{ ...one, mitigate, resolve, overMin, kept: one.ackMin <= RESPOND_MIN[one.severity] }];
  });
  const lengths = (of: typeof counted, pick: (one: (typeof counted)[number]) => number) => {
    const all = of.map(pick);
    const atMost = (limit: number) => all.filter((each) => each <= limit).length;
    const rank = (share: number) => Math.min(...all.filter((each) => atMost(each) >= share * all.length));
    const low = rank(0.5);
    const isMiddle = all.length % 2 === 1 || atMost(low) > all.length / 2;
    const high = isMiddle ? low : Math.min(...all.filter((each) => each > low));
    return { count: all.length, medianMs: ((low + high) / 2) * MINUTE_MS, p90Ms: rank(0.9) * MINUTE_MS };
  };
  const row = (of: typeof counted) => ({
    count: of.length,
    acknowledged: lengths(of, ({ ackMin }) => ackMin),
    mitigated: lengths(of, ({ mitigate }) => mitigate),
    resolved: lengths(of, ({ resolve }) => resolve),
    inTime: of.filter(({ kept }) => kept).length,
  });
  return { counted, row };
}

async function lived(lives: readonly Life[]) {
  let nowMs = AT_MS;
  const { journal, dispose } = openTempJournal(() => nowMs);
  const steps = lives.flatMap((one, index) =>
    stepsOf(`INC-${index + 1}`, one).map((step) => ({ ...step, id: `INC-${index + 1}` })),
  );
  let lastMin = 0;
  for (const { id, atMin, event } of steps) {
    nowMs = AT_MS + atMin * MINUTE_MS;
    lastMin = Math.max(lastMin, atMin);
    const applied = await apply(journal, incidentDocument, id, event);
    if (applied.outcome !== 'committed') throw new Error(`${event.type}: ${applied.outcome}`);
  }
  nowMs = AT_MS + lastMin * MINUTE_MS;
  return { journal, dispose, nowMin: lastMin };
}

test('they are what the lives themselves say, whatever is open, reopened, or a drill', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(life, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(7, 30, 366),
      async (lives, days) => {
        const { journal, dispose, nowMin } = await lived(lives);
        try {
          const found = await statistics(journal, days);
          const { counted, row } = expected(lives, nowMin, days);
          expect(found.total.count).toBe(counted.length);
          if (counted.length === 0) return;
          expect(found.total).toEqual(row(counted));
          for (const { key, row: of } of found.bySeverity)
            expect(of).toEqual(row(counted.filter(({ severity }) => severity === key)));
          for (const { key, row: of } of found.byArea)
            expect(of).toEqual(row(counted.filter(({ area }) => (area ?? '') === key)));
          const month = (overMin: number) => new Date(AT_MS + overMin * MINUTE_MS).toISOString().slice(0, 7);
          for (const { key, row: of } of found.byMonth)
            expect(of).toEqual(row(counted.filter((one) => month(one.overMin) === key)));
          for (const { key, row: of } of found.byMonthAndSeverity)
            expect(of).toEqual(row(counted.filter((one) => `${month(one.overMin)} ${one.severity}` === key)));
          const { bySeverity, byArea, byMonth, byMonthAndSeverity } = found;
          for (const groups of [bySeverity, byArea, byMonth, byMonthAndSeverity])
            expect(groups.reduce((sum, { row: of }) => sum + of.count, 0)).toBe(counted.length);
        } finally {
          await dispose();
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('of one, of two and of ten', () => {
  expect(timesOf([])).toEqual({ count: 0, medianMs: null, p90Ms: null });
  expect(timesOf([4])).toEqual({ count: 1, medianMs: 4, p90Ms: 4 });
  expect(timesOf([2, 4])).toEqual({ count: 2, medianMs: 3, p90Ms: 4 });
  expect(timesOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ count: 10, medianMs: 5.5, p90Ms: 9 });
});

test('of more than are looked at the newest are, and it says so', { timeout: 60_000 }, async () => {
  const one = {
    severity: 'P1',
    area: null,
    drill: false,
    ackMin: 1,
    mitigateMin: null,
    resolveMin: 1,
    reopens: false,
  } as const;
  const { journal, dispose } = await lived(
    Array.from({ length: COUNTED_MAX + 5 }, (_, index) => ({ ...one, declaredMin: index })),
  );
  const found = await statistics(journal, 30);
  await dispose();
  expect([found.total.count, found.isCut]).toEqual([COUNTED_MAX, true]);
  expect(wordsOf(statisticsMessage(found, () => null).blocks)).toContain(
    `Only the newest ${COUNTED_MAX} were looked at.`,
  );
});

describe.each(STORES)('on %s', (store) => {
  test('what is resolved is counted, and is not while it is open again', async () => {
    const { incidents, as, declare } = await openBench(store);
    const id = await declare('P2');
    await incidents.resolve(as(MARIA), id, 'Done.');
    expect((await incidents.statistics(1)).total).toMatchObject({ count: 1, inTime: 1 });
    await incidents.takeCommand(as(DAVID), id);
    await incidents.reopen(as('U0TOMAS'), id, 'Again.');
    expect((await incidents.statistics(1)).total.count).toBe(0);
  });
});

describe('the message', () => {
  const times = { count: 3, medianMs: 1.5 * HOUR_MS, p90Ms: 2 * DAY_MS };
  const row = {
    count: 3,
    acknowledged: times,
    mitigated: { count: 0, medianMs: null, p90Ms: null },
    resolved: times,
    inTime: 2,
  };
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: `<!channel> ${index}`, row }));

  test('is one that Slack takes with a year of everything, and text is text', () => {
    const full: Statistics = {
      days: 366,
      total: row,
      bySeverity: many(4),
      byMonth: many(13),
      byMonthAndSeverity: many(52),
      byArea: many(50),
      isCut: true,
    };
    const message = statisticsMessage(full, (area) => `${area} ${'`*x*'.repeat(30)}`);
    expect(checkMessageBlocks(message.blocks)).toBeNull();
    expect(mentions(message.blocks)).toEqual([]);
    expect(message.text).toBe(
      '3 resolved in the last 366 days; in 2 somebody had responded in time. Acknowledged after 1.5 h / 48 h',
    );
  });

  test('has as many rows as Slack takes, and says how many there are besides', () => {
    const full = numbers({ byMonthAndSeverity: [], byMonth: many(40), byArea: many(80) });
    const { blocks } = statisticsMessage(full, (area) => `${area} ${'x'.repeat(200)}`);
    const table = blocks.find((block) => block.type === 'table');
    const rows = table?.rows.length ?? 0;
    expect(checkMessageBlocks(blocks)).toBeNull();
    expect(rows).toBeGreaterThan(50);
    expect(wordsOf(blocks)).toContain(
      `${1 + 1 + 4 + 80 + 40 - rows} more rows do not fit: ask for fewer days.`,
    );
  });

  test('has each month’s severities below it, the latest month first', () => {
    const { blocks } = statisticsMessage(
      numbers({ byMonthAndSeverity: grouped('2026-10 P1', '2026-11 P0', '2026-11 P2') }),
      (area) => (area === 'pipes' ? 'Pipelines' : null),
    );
    const table = blocks.find((block) => block.type === 'table');
    expect(table?.rows.map(([name]) => wordsOf([name]))).toEqual(
      ['of', 'all', 'P0', 'P1', 'P2', 'P3', 'Pipelines', 'no area'].concat([
        '2026-11',
        '2026-11 P0',
        '2026-11 P2',
        '2026-10',
        '2026-10 P1',
      ]),
    );
  });

  test('of nothing says so', () => {
    const none: Statistics = {
      days: 1,
      total: { ...row, count: 0 },
      bySeverity: [],
      byMonth: [],
      byMonthAndSeverity: [],
      byArea: [],
      isCut: false,
    };
    expect(statisticsMessage(none, () => null).text).toContain('No incident was resolved in the last day.');
  });
});
