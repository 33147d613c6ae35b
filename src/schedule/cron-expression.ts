/**
 * The five fields of a cron expression, as numbers. Where one cron means this and another that, the expression is
 * refused: seconds, nicknames, and a day of the month together with a day of the week, of which some want both and some
 * either. What is read here means the same to the clockwork behind `Clockwork`; a test holds the two together.
 */
export type CronTimes = {
  readonly text: string;
  /** One only: nothing that is posted for people comes more often than once an hour. */
  readonly minute: number;
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
};

type Field = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of the week', min: 0, max: 7, words: WEEKDAYS },
] as const satisfies readonly Field[];

/** `7`, `mon`, `1-5`, `*`, each with `/2`. */
const PART = /^(?:\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/([1-9]\d?))?$/;

/** The times, or in a sentence why there are none. */
export function parseCron(written: string): CronTimes | string {
  const text = written.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const fields = text.split(' ');
  if (fields.length !== FIELDS.length)
    return 'is five fields: minute, hour, day of the month, month, day of the week, as in 0 8 * * mon-fri';
  const parsed = FIELDS.map((field, index) => parseField(field, fields[index] ?? ''));
  const wrong = parsed.find((values) => typeof values === 'string');
  if (wrong !== undefined) return wrong;
  const [minutes = [], hours = [], days = [], months = [], named = []] = parsed as number[][];
  const weekdays = [...new Set(named.map((day) => day % 7))];
  const [minute = 0, another] = minutes;
  if (another !== undefined) return 'comes more often than once an hour: the minute must be one number';
  if (days.length < 31 && weekdays.length < 7)
    return 'names days of the month and days of the week: crons differ in what that means, so name one of them';
  const times = { text, minute, hours, days, months, weekdays };
  return days.some((day) => months.some((month) => day <= longest(month)))
    ? times
    : 'names a day that no such month has';
}

/** In ascending order, each once; or what is wrong. */
function parseField(field: Field, text: string): number[] | string {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [whole, first, last, step = '1'] = PART.exec(part) ?? [];
    if (whole === undefined) return `"${part}" is no ${field.name}`;
    const from = first === undefined ? field.min : valueOf(field, first);
    const to = last === undefined ? (first === undefined ? field.max : from) : valueOf(field, last);
    if (from === null || to === null)
      return `"${part}" is no ${field.name}, which goes from ${field.min} to ${field.max}`;
    if (first !== undefined && last === undefined && Number(step) > 1)
      return `"${part}" needs a range before the slash, as in */${step}`;
    if (from > to) return `"${part}" ends before it begins`;
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function valueOf({ min, max, words = [] }: Field, text: string): number | null {
  const word = words.indexOf(text);
  if (word >= 0) return word + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

function longest(month: number): number {
  if (month === 2) return 29;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
