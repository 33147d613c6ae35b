/**
 * Conditions and values in CEL. A warehouse's numbers are doubles here, whole or not, so that the meaning of an expression never
 * depends on whether 9.0 came out as 9. Comparisons between whole numbers and doubles are part of CEL; arithmetic
 * between them is not, and is added (see cel-functions.ts), so that `r.minutes / 60` works as it reads.
 */
import {
  type CelInput,
  celEnv,
  isCelError,
  isCelList,
  isCelMap,
  isCelUint,
  parse,
  plan,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { isMessage } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { TimestampSchema, timestampDate } from '@bufbuild/protobuf/wkt';
import { AppError } from '../errors.ts';
import type { Json } from '../journal/json.ts';
import { maskText } from '../pii/mask.ts';
import { celFunctions } from './cel-functions.ts';
import { type Names, namesIn } from './cel-names.ts';

export type Variables = { readonly [name: string]: Json | undefined };

export type Evaluated =
  | { readonly ok: true; readonly value: Json }
  /** Words for a person, masked: they may quote the data. */
  | { readonly ok: false; readonly problem: string };

export type Compiled =
  | { readonly ok: true; readonly names: Names; readonly evaluate: (variables: Variables) => Evaluated }
  /** `at` counts characters from 1. */
  | { readonly ok: false; readonly problem: string; readonly at: number };

const environment = celEnv({ funcs: [...strings, ...celFunctions] });

/** How deep data may be nested before it is taken for a mistake. */
const DEPTH_MAX = 20;

const compiled = new Map<string, Compiled>();

/** Expressions come from the runbook alone, so there are few of them and each is compiled once. */
export function compile(expression: string): Compiled {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const fresh = compileAnew(expression);
  compiled.set(expression, fresh);
  return fresh;
}

export function evaluate(expression: string, variables: Variables): Evaluated {
  const program = compile(expression);
  return program.ok ? program.evaluate(variables) : { ok: false, problem: program.problem };
}

export function isKnownFunction(name: string): boolean {
  return environment.funcs.find(name) !== undefined;
}

function compileAnew(expression: string): Compiled {
  try {
    const parsed = parse(expression);
    const run = plan(environment, parsed);
    return {
      ok: true,
      names: namesIn(parsed.expr),
      evaluate: (variables) => evaluated(() => run(bound(variables))),
    };
  } catch (error) {
    return { ok: false, problem: withoutPosition(error), at: positionOf(error) };
  }
}

/** Variables that are not there yet must be unknown names, not nulls: an expression that asks for them is in error. */
function bound(variables: Variables): Record<string, CelInput> {
  const present = Object.entries(variables).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Record<string, CelInput>;
}

function evaluated(run: () => unknown): Evaluated {
  try {
    const result = run();
    if (isCelError(result)) return { ok: false, problem: maskText(result.message) };
    return { ok: true, value: plain(result, 0) };
  } catch (error) {
    return { ok: false, problem: maskText(error instanceof Error ? error.message : String(error)) };
  }
}

function plain(value: unknown, depth: number): Json {
  if (depth > DEPTH_MAX) throw new AppError('invalid', 'the value is nested too deeply');
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return finite(value);
  if (typeof value === 'bigint') return safe(value);
  if (isCelUint(value)) return safe(value.value);
  if (isCelList(value)) return [...value].map((item) => plain(item, depth + 1));
  if (isCelMap(value)) {
    return Object.fromEntries([...value].map(([key, item]) => [keyText(key), plain(item, depth + 1)]));
  }
  if (isReflectMessage(value) && isMessage(value.message, TimestampSchema)) {
    return timestampDate(value.message).toISOString();
  }
  // Input that was handed through untouched comes back as it went in.
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
  }
  throw new AppError('invalid', 'the value is neither text, number, truth, list, map nor time');
}

function keyText(key: unknown): string {
  if (isCelUint(key)) return key.value.toString();
  return typeof key === 'string' ? key : JSON.stringify(plain(key, 0));
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new AppError('invalid', 'the value is not a finite number');
  return value;
}

function safe(value: bigint): number {
  if (BigInt.asIntN(54, value) !== value) throw new AppError('invalid', `${value} is too large a number`);
  return Number(value);
}

function withoutPosition(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^<input>:\d+:\d+:? /, '');
}

function positionOf(error: unknown): number {
  const offset = (error as { location?: { start?: { offset?: unknown } } }).location?.start?.offset;
  return typeof offset === 'number' ? offset + 1 : 1;
}
