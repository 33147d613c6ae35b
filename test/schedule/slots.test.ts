/** When a schedule comes: what is an expression, and what the clock changes of Europe/Berlin make of it. */
import fc from 'fast-check';
import { createTask } from 'node-cron';
import { describe, expect, test } from 'vitest';
import { type CronTimes, parseCron } from '../../src/schedule/cron-expression.ts';
import { latestSlot, nextSlot, type Schedule, slotsSince } from '../../src/schedule/slots.ts';

const HOUR_MS = 3_600_000;

function berlin(text: string): Schedule {
  const times = parseCron(text);
  if (typeof times === 'string') throw new Error(times);
  return { times, zone: 'Europe/Berlin' };
}

const at = (text: string): number => Date.parse(text);
const shown = (slots: readonly number[]): string[] => slots.map((slot) => new Date(slot).toISOString());

describe('an expression', () => {
  test.each<[string, Omit<CronTimes, 'text'>]>([
    [
      '0 8 * * mon-fri',
      { minute: 0, hours: [8], days: days(1, 31), months: days(1, 12), weekdays: days(1, 5) },
    ],
    [
      '30 */6 1,15 JAN-mar *',
      { minute: 30, hours: [0, 6, 12, 18], days: [1, 15], months: [1, 2, 3], weekdays: days(0, 6) },
    ],
    ['5 9 * * 7', { minute: 5, hours: [9], days: days(1, 31), months: days(1, 12), weekdays: [0] }],
  ])('“%s” is read', (text, times) => {
    expect(parseCron(text)).toEqual({ text: text.toLowerCase(), ...times });
  });

  test.each([
    ['', /five fields/],
    ['@daily', /five fields/],
    ['0 0 8 * * *', /five fields/],
    ['60 8 * * *', /"60" is no minute, which goes from 0 to 59/],
    ['0 24 * * *', /"24" is no hour/],
    ['0 8 0 * *', /"0" is no day of the month/],
    ['0 8 * foo *', /"foo" is no month/],
    ['0 8 * * 8', /"8" is no day of the week/],
    ['0 8 L * *', /"l" is no day of the month/],
    ['0 8 * * fri-mon', /ends before it begins/],
    ['0 8/2 * * *', /needs a range before the slash/],
    ['*/5 * * * *', /more often than once an hour/],
    ['0,30 8 * * *', /more often than once an hour/],
    ['0 8 1 * mon', /days of the month and days of the week/],
    ['0 8 30 2 *', /no such month has/],
    ['0 8 * * mon;', /is no day of the week/],
  ])('“%s” is refused', (text, why) => {
    expect(parseCron(text)).toMatch(why);
  });

  test('is a list of times or a sentence, whatever is written, and what is taken is taken by node-cron too', () => {
    const part = fc.constantFrom('*', '0', '8', '1-5', '*/2', 'mon', 'jan', '31', '99', 'x', '1,2', '');
    fc.assert(
      fc.property(fc.array(part, { minLength: 4, maxLength: 6 }), (parts) => {
        const text = parts.join(' ');
        const times = parseCron(text);
        if (typeof times !== 'string') expect(() => createTask(text, () => undefined)).not.toThrow();
      }),
    );
  });
});

test('every slot is a match to node-cron, and between two slots there is none, where no clock is changed', () => {
  const hours = fc.constantFrom('*', '8', '*/6', '0-3', '23');
  const daysOf = fc.constantFrom('* * *', '1 * *', '29 2 *', '31 */2 *', '* * mon-fri', '* 6 sun', '* * 7');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 59 }),
      hours,
      daysOf,
      fc.date({ min: new Date('2024-01-01'), max: new Date('2031-01-01'), noInvalidDate: true }),
      (minute, hour, day, from) => {
        const text = `${minute} ${hour} ${day}`;
        const times = parseCron(text);
        if (typeof times === 'string') throw new Error(times);
        const utc: Schedule = { times, zone: 'UTC' };
        const task = createTask(text, () => undefined, { timezone: 'UTC' });
        const slot = nextSlot(utc, from.getTime());
        if (slot === null) throw new Error('it never comes');
        expect(task.match(new Date(slot))).toBe(true);
        expect(latestSlot(utc, slot)).toBe(slot);
        const hoursBetween = Math.min(50, Math.floor((slot - from.getTime() - 1) / HOUR_MS));
        for (let back = 1; back <= hoursBetween; back += 1)
          expect(task.match(new Date(slot - back * HOUR_MS))).toBe(false);
      },
    ),
    { numRuns: 60 },
  );
});

describe('in Europe/Berlin', () => {
  test('eight in the morning is eight in the morning, before and after the clocks are changed', () => {
    const slots = slotsSince(berlin('0 8 * * *'), at('2026-10-23T12:00Z'), at('2026-10-26T12:00Z'), 10);
    expect(shown(slots)).toEqual([
      '2026-10-26T07:00:00.000Z',
      '2026-10-25T07:00:00.000Z',
      '2026-10-24T06:00:00.000Z',
    ]);
  });

  test('a slot in the hour that is skipped comes once, an hour later on the wall', () => {
    const schedule = berlin('30 2 * * *');
    const slots = slotsSince(schedule, at('2026-03-28T12:00Z'), at('2026-03-30T12:00Z'), 10);
    expect(shown(slots)).toEqual(['2026-03-30T00:30:00.000Z', '2026-03-29T01:30:00.000Z']);
    expect(nextSlot(schedule, at('2026-03-29T00:00Z'))).toBe(at('2026-03-29T01:30Z'));
    // node-cron drops it: that is why its ticks alone are not relied on.
    const task = createTask('30 2 * * *', () => undefined, { timezone: 'Europe/Berlin' });
    expect(task.match(new Date('2026-03-29T01:30Z'))).toBe(false);
  });

  test('a slot in the hour that is repeated comes once, the first time', () => {
    const schedule = berlin('30 2 * * *');
    const slots = slotsSince(schedule, at('2026-10-24T12:00Z'), at('2026-10-26T12:00Z'), 10);
    expect(shown(slots)).toEqual(['2026-10-26T01:30:00.000Z', '2026-10-25T00:30:00.000Z']);
    expect(latestSlot(schedule, at('2026-10-25T01:30Z'))).toBe(at('2026-10-25T00:30Z'));
    expect(nextSlot(schedule, at('2026-10-25T00:30Z'))).toBe(at('2026-10-26T01:30Z'));
  });

  test('the two slots of one night that fall on one moment are one', () => {
    const slots = slotsSince(berlin('30 2,3 * * *'), at('2026-03-28T12:00Z'), at('2026-03-29T12:00Z'), 10);
    expect(shown(slots)).toEqual(['2026-03-29T01:30:00.000Z']);
  });
});

test('no more slots are counted than are asked for, the newest first', () => {
  const slots = slotsSince(berlin('0 * * * *'), 0, at('2026-05-05T10:30Z'), 3);
  expect(shown(slots)).toEqual([
    '2026-05-05T10:00:00.000Z',
    '2026-05-05T09:00:00.000Z',
    '2026-05-05T08:00:00.000Z',
  ]);
});

function days(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
