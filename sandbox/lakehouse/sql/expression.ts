/** Expressions: read by Databricks' grammar, written for DuckDB. Only what is read here can be written. */
import type { Cursor } from './cursor.ts';
import { parseOperand } from './operand.ts';
import type { Scope } from './scope.ts';

export type Reader = { readonly cursor: Cursor; readonly scope: Scope; readonly query: () => string };

export function parseExpression(reader: Reader): string {
  return reader.cursor.nested(() => parseOr(reader));
}

export function parseList(reader: Reader): readonly string[] {
  const all = [parseExpression(reader)];
  while (reader.cursor.takeSymbol(',')) all.push(parseExpression(reader));
  return all;
}

function parseOr(reader: Reader): string {
  let left = parseAnd(reader);
  while (reader.cursor.takeWords('OR')) left = `(${left} OR ${parseAnd(reader)})`;
  return left;
}

function parseAnd(reader: Reader): string {
  let left = parseNot(reader);
  while (reader.cursor.takeWords('AND')) left = `(${left} AND ${parseNot(reader)})`;
  return left;
}

function parseNot(reader: Reader): string {
  if (!reader.cursor.takeWords('NOT')) return parseComparison(reader);
  return reader.cursor.nested(() => `(NOT ${parseNot(reader)})`);
}

const COMPARISONS: { readonly [symbol: string]: string } = {
  '=': '=',
  '==': '=',
  '<=>': 'IS NOT DISTINCT FROM',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function parseComparison(reader: Reader): string {
  const { cursor } = reader;
  let left = parseSum(reader);
  for (;;) {
    const token = cursor.peek();
    const operator = token.type === 'symbol' ? COMPARISONS[token.text] : undefined;
    if (operator !== undefined) {
      cursor.next();
      left = `(${left} ${operator} ${parseSum(reader)})`;
      continue;
    }
    const tested = parsePredicate(reader, left);
    if (tested === null) return left;
    left = tested;
  }
}

function parsePredicate(reader: Reader, left: string): string | null {
  const { cursor } = reader;
  if (cursor.takeWords('IS')) {
    const not = cursor.takeWords('NOT') ? 'NOT ' : '';
    if (cursor.takeWords('DISTINCT', 'FROM')) return `(${left} IS ${not}DISTINCT FROM ${parseSum(reader)})`;
    const value = cursor.next();
    if (value.type !== 'word' || !['NULL', 'TRUE', 'FALSE'].includes(value.value)) cursor.refuse(value);
    return `(${left} IS ${not}${value.value})`;
  }
  const negated = cursor.takeWords('NOT');
  const not = negated ? 'NOT ' : '';
  if (cursor.takeWords('BETWEEN')) {
    const low = parseSum(reader);
    cursor.expectWord('AND');
    return `(${left} ${not}BETWEEN ${low} AND ${parseSum(reader)})`;
  }
  if (cursor.takeWords('IN')) return `(${left} ${not}IN (${parseMembers(reader)}))`;
  if (cursor.takeWords('LIKE')) return `(${left} ${not}LIKE ${parseSum(reader)} ESCAPE '\\')`;
  return negated ? cursor.refuse() : null;
}

function parseMembers(reader: Reader): string {
  const { cursor } = reader;
  cursor.expectSymbol('(');
  const members = cursor.isWord('SELECT', 'WITH')
    ? cursor.nested(reader.query)
    : parseList(reader).join(', ');
  cursor.expectSymbol(')');
  return members;
}

function parseSum(reader: Reader): string {
  const { cursor } = reader;
  let left = parseProduct(reader);
  while (cursor.isSymbol('+') || cursor.isSymbol('-') || cursor.isSymbol('||')) {
    left = `(${left} ${cursor.next().text} ${parseProduct(reader)})`;
  }
  return left;
}

function parseProduct(reader: Reader): string {
  const { cursor } = reader;
  let left = parseSign(reader);
  while (cursor.isSymbol('*') || cursor.isSymbol('/') || cursor.isSymbol('%')) {
    left = `(${left} ${cursor.next().text} ${parseSign(reader)})`;
  }
  return left;
}

function parseSign(reader: Reader): string {
  const { cursor } = reader;
  if (cursor.takeSymbol('-')) return cursor.nested(() => `(- ${parseSign(reader)})`);
  if (cursor.takeSymbol('+')) return cursor.nested(() => parseSign(reader));
  return parseOperand(reader);
}
