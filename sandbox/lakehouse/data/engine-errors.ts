/** What DuckDB says about a statement that the parser let through, in Databricks' classes. */
import {
  arithmeticOverflow,
  datatypeMismatch,
  EngineError,
  internalError,
  invalidCast,
  missingAggregation,
  unresolvedColumn,
} from '../errors.ts';

const SUGGESTIONS_MAX = 5;

const RULES: readonly (readonly [RegExp, (message: string, found: RegExpExecArray) => EngineError])[] = [
  [
    /Referenced column "(.+?)" not found/,
    (message, found) => unresolvedColumn([found[1] ?? ''], candidates(message)),
  ],
  [/Referenced table "(.+?)" not found/, (_message, found) => unresolvedColumn([found[1] ?? ''], [])],
  [
    /(?:Table|Values list) ".+?" does not have a column named "(.+?)"/,
    (message, found) => unresolvedColumn([found[1] ?? ''], candidates(message)),
  ],
  [
    /must appear in the GROUP BY clause|must be part of an aggregate/,
    (message) => missingAggregation(firstLine(message)),
  ],
  [/^Conversion Error/, (message) => invalidCast(firstLine(message))],
  [/^Out of Range Error/, (message) => arithmeticOverflow(firstLine(message))],
  [/^Binder Error/, (message) => datatypeMismatch(firstLine(message))],
];

export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, make] of RULES) {
    const found = pattern.exec(message);
    if (found !== null) return make(message, found);
  }
  return internalError(firstLine(message));
}

function candidates(message: string): readonly string[] {
  const [, list = ''] = /Candidate bindings: ?(.+)/.exec(message) ?? [];
  return [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name).slice(0, SUGGESTIONS_MAX);
}

/** Without DuckDB's excerpt of the text that the parser wrote. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/^[A-Z][A-Za-z ]+ Error: /, '');
}
