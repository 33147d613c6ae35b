/** Parameters that are values: numbers, words, choices, moments. */
import { AppError } from '../errors.ts';
import { describeCodePoint, hiddenCharacters } from './hidden.ts';
import { LIMITS } from './limits.ts';
import { momentIn, type Now, parseMoment } from './moment.ts';
import { asciiOnly, refuse } from './parameter-names.ts';
import type { Parsed, TypeOf } from './parameter-types.ts';

export const versionType = {
  parse: (raw, parameter, now) =>
    parameter.at_time === undefined || /^\s*\d+\s*$/.test(raw)
      ? wholeNumber(raw, 'A version is a whole number from the table history, such as 42.')
      : versionAtTime(raw, now),
  // VERSION AS OF takes no parameter marker; a whole number in digits is its own quoting.
  hole: (value) => wholeDigits(value),
  bind: (value) => value,
} satisfies TypeOf<'version'>;

export const jobType = {
  parse: (raw) => wholeNumber(raw, 'A job is named by its number, such as 1078245.'),
  bind: (value) => value,
} satisfies TypeOf<'job'>;

const IDS = {
  cluster: {
    grammar: /^\d{4}-\d{6}-[a-z0-9]{1,20}(?:-v2n)?$/,
    looks: 'A cluster is named by its id, such as 0923-164208-meows279.',
  },
  // Up to 2^63: digits that a number of this language does not hold.
  run: { grammar: /^[1-9]\d{0,18}$/, looks: 'A run is named by its number, such as 455644833.' },
  training_run: {
    grammar: /^[0-9a-f]{32}$/,
    looks: 'A training run is named by its id in MLflow: 32 digits and letters from a to f.',
  },
} as const;

export const idType = {
  parse: (raw, parameter) => {
    const visible = asciiOnly(raw, 'An id');
    if (!visible.ok) return visible;
    const { grammar, looks } = IDS[parameter.of];
    return grammar.test(visible.value) ? visible : refuse(looks);
  },
  bind: (value) => value,
} satisfies TypeOf<'id'>;

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
    if (parameter.whole === true && (!Number.isSafeInteger(value) || value < 0))
      return refuse('Must be a whole number, such as 168.');
    return { ok: true, value };
  },
  hole: wholeNumberDigits,
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
  hole: plainText,
  bind: (value) => value,
} satisfies TypeOf<'choice'>;

/** The value is the moment in UTC, as RFC 3339. */
export const timestampType = {
  parse: (raw, _parameter, now) => parseMoment(raw, now),
  bind: (value) => value,
} satisfies TypeOf<'timestamp'>;

/** A time, where the parameter allows one: it stays a time until it is looked up which version that was. */
function versionAtTime(raw: string, now: Now | undefined): Parsed<string> {
  const moment = parseMoment(raw, now);
  if (!moment.ok)
    return refuse(
      `A version is a whole number from the table history, such as 42, or a time. ${moment.error}`,
    );
  return now !== undefined && Date.parse(moment.value) > now.nowMs
    ? refuse(`${momentIn(now.zone, moment.value)} is in the future.`)
    : moment;
}

function wholeNumber(raw: string, what: string): Parsed<number> {
  const visible = asciiOnly(raw, 'A number');
  if (!visible.ok) return visible;
  const value = /^(0|[1-9]\d{0,15})$/.test(visible.value) ? Number(visible.value) : Number.NaN;
  return Number.isSafeInteger(value) ? { ok: true, value } : refuse(what);
}

/** A time has no place in a statement: which version it means depends on the table, and is looked up before. */
function wholeDigits(value: number | string): string {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new AppError('invalid', `Which version “${value}” was is looked up when it is requested.`);
  }
  return value.toFixed(0);
}

/** In digits a whole number is its own quoting; others have no place in the text. */
function wholeNumberDigits(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new AppError('invalid', `${value} is not a whole number.`);
  return value.toFixed(0);
}

/** What a choice may be made of to stand in a statement, as a string: nothing that any session reads otherwise. */
export const PLAIN_CHOICE = /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/;

function plainText(value: string): string {
  if (!PLAIN_CHOICE.test(value)) throw new AppError('invalid', `“${value}” cannot stand in a statement.`);
  return `'${value}'`;
}

function oneOf(raw: string, choices: readonly string[]): Parsed<string> {
  const chosen = choices.find((choice) => choice === raw.trim());
  return chosen === undefined ? refuse(`One of: ${choices.join(', ')}.`) : { ok: true, value: chosen };
}
