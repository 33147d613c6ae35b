/** The night in which nobody is told, by the wall clock of the team's zone. */
import { expect, test } from 'vitest';
import { quietUntilMs } from '../../src/incident/quiet.ts';

const BERLIN = 'Europe/Berlin';
const at = (text: string): number => Temporal.ZonedDateTime.from(`${text}[${BERLIN}]`).epochMilliseconds;
const NIGHT = { from: '22:00', to: '07:00' };

test.each([
  ['2026-01-05T21:59:59', null],
  ['2026-01-05T22:00', '2026-01-06T07:00'],
  ['2026-01-06T00:00', '2026-01-06T07:00'],
  ['2026-01-06T06:59:59', '2026-01-06T07:00'],
  ['2026-01-06T07:00', null],
  // The night that is an hour shorter, and the one that is an hour longer.
  ['2026-03-29T01:30', '2026-03-29T07:00'],
  ['2026-10-24T23:00', '2026-10-25T07:00'],
])('at %s it is quiet until %s', (moment, until) => {
  expect(quietUntilMs(NIGHT, BERLIN, at(moment))).toBe(until === null ? null : at(until));
});

test('hours within one day, and none at all', () => {
  const noon = { from: '12:00', to: '13:00' };
  expect(quietUntilMs(noon, BERLIN, at('2026-01-05T12:30'))).toBe(at('2026-01-05T13:00'));
  expect(quietUntilMs(noon, BERLIN, at('2026-01-05T11:59'))).toBeNull();
  expect(quietUntilMs(undefined, BERLIN, at('2026-01-05T03:00'))).toBeNull();
});
