/**
 * The moments of a schedule in the team's time zone. A slot is a time on the wall clock: one in the hour that is skipped
 * in spring comes as much later as was skipped, one in the hour that is repeated in autumn comes the first time only. So
 * each is one moment, whoever works it out.
 */
import type { CronTimes } from './cron-expression.ts';

export type Schedule = { readonly times: CronTimes; readonly zone: string };

/** From one 29 February to the next there are eight years at most. */
const DAYS_LOOKED_AT_MAX = 8 * 366 + 2;

/** The last slot at or before `nowMs`; null: it has never come. */
export function latestSlot(schedule: Schedule, nowMs: number): number | null {
  for (const slot of backwards(schedule, nowMs)) return slot;
  return null;
}

/** The first slot after `nowMs`; null: it never comes. */
export function nextSlot({ times, zone }: Schedule, nowMs: number): number | null {
  const today = dayOf(nowMs, zone);
  for (let ahead = 0; ahead < DAYS_LOOKED_AT_MAX; ahead += 1) {
    const slot = slotsOn(times, zone, today.add({ days: ahead })).find((atMs) => atMs > nowMs);
    if (slot !== undefined) return slot;
  }
  return null;
}

/** Slots after `afterMs`, up to and with `nowMs`: the newest first, and no more than `slotsMax` of them. */
export function slotsSince(
  schedule: Schedule,
  afterMs: number,
  nowMs: number,
  slotsMax: number,
): readonly number[] {
  const slots: number[] = [];
  for (const slot of backwards(schedule, nowMs)) {
    if (slot <= afterMs || slots.length === slotsMax) break;
    slots.push(slot);
  }
  return slots;
}

function* backwards({ times, zone }: Schedule, nowMs: number): Generator<number> {
  const today = dayOf(nowMs, zone);
  for (let back = 0; back < DAYS_LOOKED_AT_MAX; back += 1) {
    const slots = slotsOn(times, zone, today.subtract({ days: back }));
    for (const slot of slots.toReversed()) if (slot <= nowMs) yield slot;
  }
}

function dayOf(atMs: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate();
}

/** In ascending order, each once. */
function slotsOn(times: CronTimes, zone: string, day: Temporal.PlainDate): number[] {
  const comes =
    times.months.includes(day.month) &&
    times.days.includes(day.day) &&
    times.weekdays.includes(day.dayOfWeek % 7);
  if (!comes) return [];
  const slots = times.hours.map((hour) => {
    const plain = day.toPlainDateTime({ hour, minute: times.minute });
    return plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  });
  return [...new Set(slots)].sort((a, b) => a - b);
}
