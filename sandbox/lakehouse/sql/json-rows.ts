/**
 * `inline(from_json(text, 'ARRAY<STRUCT<a STRING, b BIGINT>>'))`: rows that come in one value. A text that is no JSON
 * is NULL, which has no rows: https://docs.databricks.com/en/sql/language-manual/functions/from_json.html
 */
import { EngineError, engineError } from '../errors.ts';
import { cursorOver } from './cursor.ts';
import { duckText, parsePart } from './names.ts';
import { duckType, parseType } from './types.ts';

export function fromJson(text: string, schema: string): string {
  const structure = duckText(JSON.stringify([Object.fromEntries(fieldsOf(schema))]));
  return `CASE WHEN json_valid(${text}) THEN from_json(${text}, ${structure}) END`;
}

/** The list's members as rows, a field a column. */
export function inline(list: string): string {
  return `unnest(${list}, recursive := true)`;
}

/** `schema` is the argument as it was written for DuckDB; only a literal may stand there. */
function fieldsOf(schema: string): readonly (readonly [name: string, type: string])[] {
  const [, literal] = /^'((?:[^']|'')*)'$/.exec(schema) ?? [];
  if (literal === undefined) throw invalidSchema(schema);
  try {
    const cursor = cursorOver(literal.replaceAll("''", "'"));
    for (const word of ['ARRAY', 'STRUCT']) {
      cursor.expectWord(word);
      cursor.expectSymbol('<');
    }
    const fields: [string, string][] = [];
    do {
      const name = parsePart(cursor);
      fields.push([name, duckType(parseType(cursor))]);
    } while (cursor.takeSymbol(','));
    for (const _closing of ['STRUCT', 'ARRAY']) cursor.expectSymbol('>');
    return cursor.peek().type === 'end' ? fields : cursor.refuse();
  } catch (error) {
    throw error instanceof EngineError ? invalidSchema(literal) : error;
  }
}

function invalidSchema(schema: string): EngineError {
  return engineError(
    'INVALID_SCHEMA.PARSE_ERROR',
    '42K07',
    `The input schema ${schema} is not a valid schema string. Cannot parse the schema.`,
  );
}
