/** Parameters that are values: numbers, words, choices, moments. */
import { describeCodePoint, hiddenCharacters } from './hidden.ts';
import { LIMITS } from './limits.ts';
import { asciiOnly, refuse } from './parameter-names.ts';
import type { Parsed, TypeOf } from './parameter-types.ts';

export const versionType = {
  parse: (raw) => wholeNumber(raw, 'A version is a whole number from the table history, such as 42.'),
  // VERSION AS OF takes no parameter marker; a whole number in digits is its own quoting.
  hole: (value) => wholeDigits(value),
  bind: (value) => value,
} satisfies TypeOf<'version'>;

export const jobType = {
  parse: (raw) => wholeNumber(raw, 'A job is named by its number, such as 1078245.'),
  bind: (value) => value,
} satisfies TypeOf<'job'>;

export const numberType = {
  parse: (raw, parameter) => {
    const visible = asciiOnly(raw, 'A number');
    if (!visible.ok) return visible;
    if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(visible.value))
      return refuse('Not a number. Write it as 12 or 0.5.');
    const value = Number(visible.value);
    if (parameter.min !== undefined && value < parameter.min)
      return refuse(`Must be at least ${parameter.min}.`);
    if (parameter.max !== undefined && value > parameter.max)
      return refuse(`Must be at most ${parameter.max}.`);
    return { ok: true, value };
  },
  bind: (value) => value,
} satisfies TypeOf<'number'>;

export const textType = {
  parse: (raw, parameter) => {
    const text = raw.trim();
    const hidden = hiddenCharacters(text)[0];
    if (hidden !== undefined) {
      return refuse(
        `Has a character that cannot be seen, ${describeCodePoint(hidden.codePoint)}. Type it by hand.`,
      );
    }
    if (/[\t\r\n]/.test(text)) return refuse('One line, please.');
    const charactersMax = parameter.characters_max ?? LIMITS.textParameterCharacters;
    return text.length > charactersMax
      ? refuse(`At most ${charactersMax} characters; this has ${text.length}.`)
      : { ok: true, value: text };
  },
  bind: (value) => value,
} satisfies TypeOf<'text'>;

export const choiceType = {
  parse: (raw, parameter) => oneOf(raw, parameter.of),
  bind: (value) => value,
} satisfies TypeOf<'choice'>;

export const privilegeType = {
  parse: (raw, parameter) => oneOf(raw, parameter.of),
  // From a closed list of key words, which parse has just been through.
  hole: (value) => value,
} satisfies TypeOf<'privilege'>;

const ZONED =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?) ?(Z|UTC|[+-]\d{2}:\d{2}|[A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+){1,2})$/;

/** The value is the moment in UTC, as RFC 3339. */
export const timestampType = {
  parse: (raw) => {
    const visible = asciiOnly(raw, 'A time');
    if (!visible.ok) return visible;
    const [, date, time, zone] = ZONED.exec(visible.value) ?? [];
    if (date === undefined || time === undefined || zone === undefined) {
      return refuse(
        'Give date, time and zone, such as 2026-01-31 10:00 UTC or 2026-01-31 10:00 Europe/Berlin.',
      );
    }
    try {
      const zoned = /^[A-Z][a-z]/.test(zone)
        ? Temporal.ZonedDateTime.from(`${date}T${time}[${zone}]`, { disambiguation: 'reject' }).toInstant()
        : Temporal.Instant.from(`${date}T${time}${zone === 'UTC' ? 'Z' : zone}`);
      return { ok: true, value: zoned.toString() };
    } catch {
      return refuse(
        `“${visible.value}” is not a moment: no such day, zone, or an hour that the clocks skip or repeat.`,
      );
    }
  },
  bind: (value) => value,
} satisfies TypeOf<'timestamp'>;

function wholeNumber(raw: string, what: string): Parsed<number> {
  const visible = asciiOnly(raw, 'A number');
  if (!visible.ok) return visible;
  const value = /^(0|[1-9]\d{0,15})$/.test(visible.value) ? Number(visible.value) : Number.NaN;
  return Number.isSafeInteger(value) ? { ok: true, value } : refuse(what);
}

function wholeDigits(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a whole number: ${value}`);
  return value.toFixed(0);
}

function oneOf(raw: string, choices: readonly string[]): Parsed<string> {
  const chosen = choices.find((choice) => choice === raw.trim());
  return chosen === undefined ? refuse(`One of: ${choices.join(', ')}.`) : { ok: true, value: chosen };
}
