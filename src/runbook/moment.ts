/**
 * Times as people type them: with their zone, or as the distance from now, or as an hour of a day in the team's own zone.
 * Pure: what time it is and where are arguments, and the answer is the moment in UTC.
 */
import { asciiOnly, refuse } from './parameter-names.ts';
import type { Parsed } from './parameter-types.ts';

/** `zone` is an IANA name: the team's. */
export type Now = { readonly nowMs: number; readonly zone: string };

const ZONE = String.raw`Z|UTC|[+-]\d{2}:\d{2}|[A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+){1,2}`;
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?`;

const DATED = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})[T ](${CLOCK}) ?(${ZONE})$`);
const OF_A_DAY = new RegExp(`^(?:(today|yesterday) )?(${CLOCK})(?: (${ZONE}))?$`, 'i');
const AGO = /^(\d{1,5}) ?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?) ago$/i;

const UNIT_MS: { readonly [letter: string]: number } = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** RFC 3339, in UTC. Without `now` only a date, a time and a zone say which moment is meant. */
export function parseMoment(raw: string, now?: Now): Parsed<string> {
  const visible = asciiOnly(raw, 'A time');
  if (!visible.ok) return visible;
  const text = visible.value;
  try {
    const found = dated(text) ?? (now === undefined ? null : (ago(text, now) ?? ofADay(text, now)));
    return found === null ? refuse(HOW[now === undefined ? 'dated' : 'any']) : { ok: true, value: found };
  } catch {
    return refuse(
      `“${text}” is not a moment: no such day, hour or zone, or an hour that the clocks skip or repeat. With its offset it is one, as in 02:30 +01:00.`,
    );
  }
}

const HOW = {
  dated: 'Give date, time and zone, such as 2026-01-31 10:00 UTC or 2026-01-31 10:00 Europe/Berlin.',
  any: 'Give date, time and zone, such as 2026-01-31 10:00 Europe/Berlin; or 20m ago, 2h ago, 14:05, yesterday 14:05.',
} as const;

/** `2026-01-31 10:00 +01:00 Europe/Berlin`: the offset too, for one hour a year comes twice. */
export function momentIn(zone: string, moment: string): string {
  const at = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  const precise = at.second + at.millisecond > 0;
  const clock = at
    .toPlainTime()
    .toString(precise ? { fractionalSecondDigits: 0 } : { smallestUnit: 'minute' });
  return `${at.toPlainDate().toString()} ${clock} ${at.offset} ${zone}`;
}

function dated(text: string): string | null {
  const [, date, clock, zone] = DATED.exec(text) ?? [];
  return date === undefined || clock === undefined || zone === undefined ? null : momentOf(date, clock, zone);
}

function ago(text: string, { nowMs }: Now): string | null {
  const [, count, unit] = AGO.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  const atMs = nowMs - Number(count) * (UNIT_MS[unit.charAt(0).toLowerCase()] ?? Number.NaN);
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs / 1_000) * 1_000).toString();
}

/** Today is the day that it is in the zone that is meant, which need not be the team's. */
function ofADay(text: string, now: Now): string | null {
  const [, day = 'today', clock, zone = now.zone] = OF_A_DAY.exec(text) ?? [];
  if (clock === undefined) return null;
  const place = zone === 'Z' ? 'UTC' : zone;
  const today = Temporal.Instant.fromEpochMilliseconds(now.nowMs).toZonedDateTimeISO(place).toPlainDate();
  const date = day.toLowerCase() === 'today' ? today : today.subtract({ days: 1 });
  return momentOf(date.toString(), clock, zone);
}

function momentOf(date: string, clock: string, zone: string): string {
  const local = `${date}T${clock.replace(/^\d:/, '0$&')}`;
  const named = /^[A-Za-z]+[/_]|^[A-Z][a-z]/.test(zone);
  return (
    named
      ? Temporal.ZonedDateTime.from(`${local}[${zone}]`, { disambiguation: 'reject' }).toInstant()
      : Temporal.Instant.from(`${local}${zone.toUpperCase() === 'UTC' ? 'Z' : zone}`)
  ).toString();
}
