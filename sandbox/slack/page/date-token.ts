/**
 * Slack's date formats, in the reader's zone, as mrkdwn and rich_text's date element share them:
 * https://docs.slack.dev/reference/block-kit/block-elements/date-element
 */
export type Reader = { readonly nowMs: number; readonly timeZone: string; readonly hour12: boolean };

const DAY_MS = 86_400_000;
const TOKEN = /\{([a-z_]+)\}/g;

/** `{date_short_pretty} {time}` → `Today 14:05`. A word in braces that Slack does not know stays as it is. */
export function formatDate(timestampSeconds: number, format: string, reader: Reader): string {
  const date = new Date(timestampSeconds * 1000);
  if (Number.isNaN(date.getTime())) return '';
  return format.replace(TOKEN, (whole, name: string, offset: number) => {
    const text = tokenText(name, date, reader);
    if (text === null) return whole;
    return offset === 0 ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  });
}

function tokenText(name: string, date: Date, reader: Reader): string | null {
  const pretty = name.endsWith('_pretty') ? nearDay(date, reader) : null;
  if (pretty !== null) return pretty;
  switch (name.replace(/_pretty$/, '')) {
    case 'date_num': {
      const { year, month, day } = partsOf(date, reader.timeZone);
      return `${year}-${pad(month)}-${pad(day)}`;
    }
    case 'date_slash': {
      const { year, month, day } = partsOf(date, reader.timeZone);
      return `${pad(month)}/${pad(day)}/${year}`;
    }
    case 'date':
      return words(date, reader, { month: 'long', day: 'numeric' });
    case 'date_long_full':
      return words(date, reader, { month: 'long', day: 'numeric', year: 'numeric' });
    case 'date_long':
      return longDate(date, reader, true);
    case 'day_divider':
      return longDate(date, reader, !isThisYear(date, reader));
    case 'date_short':
      return words(date, reader, { month: 'short', day: 'numeric', year: 'numeric' });
    case 'time':
      return words(date, reader, clock(reader));
    case 'time_secs':
      return words(date, reader, { ...clock(reader), second: '2-digit' });
    case 'ago':
      return ago(date.getTime() - reader.nowMs);
    default:
      return null;
  }
}

function clock(reader: Reader): Intl.DateTimeFormatOptions {
  return reader.hour12
    ? { hour: 'numeric', minute: '2-digit', hour12: true }
    : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
}

function words(date: Date, reader: Reader, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', { ...options, timeZone: reader.timeZone }).format(date);
}

function longDate(date: Date, reader: Reader, withYear: boolean): string {
  const { year, day } = partsOf(date, reader.timeZone);
  const weekday = words(date, reader, { weekday: 'long' });
  const month = words(date, reader, { month: 'long' });
  return `${weekday}, ${month} ${day}${ordinal(day)}${withYear ? `, ${year}` : ''}`;
}

function isThisYear(date: Date, reader: Reader): boolean {
  return partsOf(date, reader.timeZone).year === partsOf(new Date(reader.nowMs), reader.timeZone).year;
}

function nearDay(date: Date, reader: Reader): string | null {
  const days = dayNumber(date, reader.timeZone) - dayNumber(new Date(reader.nowMs), reader.timeZone);
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(days)] ?? null;
}

/** Calendar days, not 24 hours: a clock change in between must not turn today into yesterday. */
function dayNumber(date: Date, timeZone: string): number {
  const { year, month, day } = partsOf(date, timeZone);
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

function partsOf(date: Date, timeZone: string): { year: number; month: number; day: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const part = (type: string) => Number(format.formatToParts(date).find((each) => each.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th';
}

function ago(differenceMs: number): string {
  const relative = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });
  const minutes = Math.round(differenceMs / 60_000);
  if (Math.abs(minutes) < 1) return 'just now';
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 60 * 36) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
