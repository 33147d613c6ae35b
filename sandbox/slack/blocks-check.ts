/**
 * Small checks that are put together into Block Kit's rules. Each looks at one value and reports what is wrong with
 * it in Slack's words, with the place as a JSON pointer, as `response_metadata.messages` has it.
 */
import { ID_CHARS_MAX } from './blocks-limits.ts';

export type Surface = 'message' | 'modal' | 'home';

export type Report = {
  readonly surface: Surface;
  readonly problems: string[];
  readonly blockIds: Set<string>;
  tableChars: number;
  tables: number;
  markdownChars: number;
  focused: number;
};

export type Check = (value: unknown, at: string, report: Report) => void;

export type Fields = Readonly<Record<string, unknown>>;

export function problem(report: Report, at: string, words: string): void {
  report.problems.push(`${words} [json-pointer:${at}]`);
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function string(charsMax: number, charsMin = 1): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return problem(report, at, 'must be a string');
    if (value.length < charsMin) problem(report, at, `must be more than ${charsMin - 1} characters`);
    if (value.length > charsMax) problem(report, at, `must be less than ${charsMax + 1} characters`);
  };
}

export const id: Check = string(ID_CHARS_MAX);

export const flag: Check = (value, at, report) => {
  if (typeof value !== 'boolean') problem(report, at, 'must be a boolean');
};

export function integer(min: number, max: number): Check {
  return (value, at, report) => {
    if (!Number.isInteger(value)) return problem(report, at, 'must be an integer');
    if (Number(value) < min) problem(report, at, `must be greater than or equal to ${min}`);
    if (Number(value) > max) problem(report, at, `must be less than or equal to ${max}`);
  };
}

export function matching(pattern: RegExp, words: string): Check {
  return (value, at, report) => {
    if (typeof value !== 'string' || !pattern.test(value)) problem(report, at, words);
  };
}

export function among(...allowed: readonly string[]): Check {
  return (value, at, report) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      problem(report, at, `must be a valid enum value: ${allowed.join(', ')}`);
    }
  };
}

export function list(item: Check, itemsMax: number, itemsMin = 1): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return problem(report, at, 'must be an array');
    if (value.length < itemsMin) problem(report, at, `no fewer than ${itemsMin} items allowed`);
    if (value.length > itemsMax) return problem(report, at, `no more than ${itemsMax} items allowed`);
    value.forEach((each, index) => {
      item(each, `${at}/${index}`, report);
    });
  };
}

/** A closed object: Slack refuses members that it does not know. `type` is always allowed. */
export function object(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value, at, report) => {
    if (!isRecord(value)) return problem(report, at, 'must be an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) problem(report, at, `missing required field: ${name}`);
    }
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined || name === 'type') continue;
      const check = required[name] ?? optional[name];
      if (check === undefined) problem(report, at, `invalid additional property: ${name}`);
      else check(member, `${at}/${name}`, report);
    }
  };
}

/** Chooses the check by the value's `type`. */
export function byType(types: Readonly<Record<string, Check>>): Check {
  return (value, at, report) => {
    if (!isRecord(value)) return problem(report, at, 'must be an object');
    const { type } = value;
    if (type === undefined) return problem(report, at, 'missing required field: type');
    if (typeof type !== 'string') return problem(report, `${at}/type`, 'must be a string');
    const check = Object.hasOwn(types, type) ? types[type] : undefined;
    if (check === undefined) return problem(report, `${at}/type`, `unsupported type: ${type}`);
    check(value, at, report);
  };
}

export function all(...checks: readonly Check[]): Check {
  return (value, at, report) => {
    for (const check of checks) check(value, at, report);
  };
}

export function only(surfaces: readonly Surface[], check: Check): Check {
  return (value, at, report) => {
    if (surfaces.includes(report.surface)) return check(value, at, report);
    const type = isRecord(value) ? String(value.type) : 'this';
    problem(report, `${at}/type`, `unsupported type: ${type}`);
  };
}
