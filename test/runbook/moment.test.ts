import { describe, expect, it } from 'vitest';
import { momentIn, parseMoment } from '../../src/runbook/moment.ts';

/** 11:30:45.600 in Berlin, on a winter's day. */
const NOW = { nowMs: Date.parse('2026-01-31T10:30:45.600Z'), zone: 'Europe/Berlin' };

describe('a time', () => {
  it.each([
    ['2026-01-31 10:00 UTC', '2026-01-31T10:00:00Z'],
    ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z'],
    ['2026-01-31 10:00 Europe/Berlin', '2026-01-31T09:00:00Z'],
    ['2026-07-31 9:05 Europe/Berlin', '2026-07-31T07:05:00Z'],
    ['2026-01-31 10:00:30.5 +05:30', '2026-01-31T04:30:30.5Z'],
    ['20m ago', '2026-01-31T10:10:45Z'],
    ['2h ago', '2026-01-31T08:30:45Z'],
    ['90 minutes ago', '2026-01-31T09:00:45Z'],
    ['45 s ago', '2026-01-31T10:30:00Z'],
    ['3D ago', '2026-01-28T10:30:45Z'],
    ['10:05', '2026-01-31T09:05:00Z'],
    ['today 10:05', '2026-01-31T09:05:00Z'],
    ['Yesterday 14:05', '2026-01-30T13:05:00Z'],
    ['10:05 UTC', '2026-01-31T10:05:00Z'],
    ['yesterday 23:30 America/New_York', '2026-01-31T04:30:00Z'],
    ['  7:00  ', '2026-01-31T06:00:00Z'],
  ])('%j is %s', (typed, moment) => {
    expect(parseMoment(typed, NOW)).toEqual({ ok: true, value: moment });
  });

  it('of a day is of the day that it is there, not here', () => {
    const lateEvening = { nowMs: Date.parse('2026-01-31T23:30:00Z'), zone: 'Europe/Berlin' };
    expect(parseMoment('00:10', lateEvening)).toMatchObject({ value: '2026-01-31T23:10:00Z' });
    expect(parseMoment('00:10 UTC', lateEvening)).toMatchObject({ value: '2026-01-31T00:10:00Z' });
    expect(parseMoment('yesterday 00:10', lateEvening)).toMatchObject({ value: '2026-01-30T23:10:00Z' });
  });

  it.each([
    ['', /Give date, time and zone/],
    ['soon', /20m ago, 2h ago, 14:05, yesterday 14:05/],
    ['2026-01-31 10:00', /Give date, time and zone/],
    ['20m', /Give date, time and zone/],
    ['-20m ago', /Give date, time and zone/],
    ['20mm ago', /Give date, time and zone/],
    ['tomorrow 10:00', /Give date, time and zone/],
    ['25:00', /not a moment/],
    ['10:60', /not a moment/],
    ['2026-02-30 10:00 UTC', /not a moment/],
    ['2026-03-29 02:30 Europe/Berlin', /skip or repeat/],
    ['2026-10-25 02:30 Europe/Berlin', /skip or repeat/],
    ['10:00 Mars/Base', /not a moment/],
    ['10:00\u200b', /U\+200B ZERO WIDTH SPACE/],
    ['１0:00', /U\+FF11/],
    ["10:00 UTC'; DROP TABLE x", /Give date, time and zone/],
  ])('%j is refused, with how to write it', (typed, error) => {
    expect(parseMoment(typed, NOW)).toEqual({ ok: false, error: expect.stringMatching(error) });
  });

  it.each(['20m ago', '14:05', 'yesterday 14:05'])('%j means nothing without a clock', (typed) => {
    expect(parseMoment(typed)).toEqual({
      ok: false,
      error: expect.stringMatching(/^Give date, time and zone/),
    });
  });

  it('is what it was when it is read again, whatever time it is then', () => {
    const first = parseMoment('20m ago', NOW);
    expect(parseMoment(first.ok ? first.value : '', { ...NOW, nowMs: NOW.nowMs + 86_400_000 })).toEqual(
      first,
    );
    expect(parseMoment(first.ok ? first.value : '')).toEqual(first);
  });
});

describe('a moment in words', () => {
  it('names its zone and offset, so that the hour that comes twice is told apart', () => {
    expect(momentIn('Europe/Berlin', '2026-01-31T09:00:00Z')).toBe('2026-01-31 10:00 +01:00 Europe/Berlin');
    expect(momentIn('Europe/Berlin', '2026-10-25T00:30:00Z')).toBe('2026-10-25 02:30 +02:00 Europe/Berlin');
    expect(momentIn('Europe/Berlin', '2026-10-25T01:30:00Z')).toBe('2026-10-25 02:30 +01:00 Europe/Berlin');
    expect(momentIn('UTC', '2026-01-31T09:00:05.25Z')).toBe('2026-01-31 09:00:05 +00:00 UTC');
  });
});
