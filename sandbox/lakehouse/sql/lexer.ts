/** Databricks SQL in tokens. Comments are dropped here; whether one may stand somewhere is nobody's business later. */
import { type Position, syntaxError, unclosedComment } from '../errors.ts';

export type Token = {
  readonly type: 'word' | 'quoted' | 'string' | 'number' | 'marker' | 'symbol' | 'end';
  /** As written. */
  readonly text: string;
  /** What it stands for: upper case for words, without quotes and escapes for quoted names and strings. */
  readonly value: string;
  readonly position: Position;
  /** Characters from the start of the statement. */
  readonly offset: number;
};

/** A statement longer than this is not looked at. */
export const STATEMENT_CHARACTERS_MAX = 100_000;

const PATTERNS = [
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYDF])?(?![A-Za-z0-9_])/iy],
  ['quoted', /`(?:[^`\0]|``)+`/y],
  ['string', /'(?:[^'\\\0]|\\[^\0]|'')*'|"(?:[^"\\\0]|\\[^\0]|"")*"/y],
  ['marker', /:[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /<=>|<>|!=|<=|>=|==|\|\||[(),.;*=<>+\-/%]/y],
] as const satisfies readonly (readonly [Token['type'], RegExp])[];

export function tokenise(sql: string): readonly Token[] {
  if (sql.length > STATEMENT_CHARACTERS_MAX) {
    throw syntaxError(`${sql.slice(0, 20)}…`, { line: 1, column: 0 }, '');
  }
  const tokens: Token[] = [];
  let offset = skipBlank(sql, 0);
  while (offset < sql.length) {
    const token = tokenAt(sql, offset);
    tokens.push(token);
    offset = skipBlank(sql, offset + token.text.length);
  }
  tokens.push({
    type: 'end',
    text: '',
    value: '',
    position: positionOf(sql, sql.length),
    offset: sql.length,
  });
  return tokens;
}

function tokenAt(sql: string, offset: number): Token {
  for (const [type, pattern] of PATTERNS) {
    pattern.lastIndex = offset;
    const text = pattern.exec(sql)?.[0];
    if (text === undefined) continue;
    return { type, text, value: valueOf(type, text), position: positionOf(sql, offset), offset };
  }
  throw syntaxError(String.fromCodePoint(sql.codePointAt(offset) ?? 0), positionOf(sql, offset), sql);
}

function valueOf(type: Token['type'], text: string): string {
  if (type === 'word') return text.toUpperCase();
  if (type === 'quoted') return text.slice(1, -1).replaceAll('``', '`');
  if (type === 'marker') return text.slice(1);
  if (type !== 'string') return text;
  const quote = text.charAt(0);
  return text
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\([\s\S])/g, unescape);
}

const ESCAPES: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r', b: '\b', Z: '\u001a' };

/** `\%` and `\_` keep their backslash, for LIKE. */
function unescape(_whole: string, letter: string): string {
  return letter === '%' || letter === '_' ? `\\${letter}` : (ESCAPES[letter] ?? letter);
}

function skipBlank(sql: string, from: number): number {
  let offset = from;
  for (;;) {
    if (/\s/.test(sql.charAt(offset))) offset += 1;
    else if (sql.startsWith('--', offset)) offset = lineEnd(sql, offset);
    else if (sql.startsWith('/*', offset)) offset = commentEnd(sql, offset);
    else return offset;
  }
}

function lineEnd(sql: string, from: number): number {
  const end = sql.indexOf('\n', from);
  return end === -1 ? sql.length : end + 1;
}

/** Bracketed comments nest, as in Spark. */
function commentEnd(sql: string, from: number): number {
  let depth = 0;
  for (let offset = from; offset < sql.length; ) {
    if (sql.startsWith('/*', offset)) depth += 1;
    else if (sql.startsWith('*/', offset)) depth -= 1;
    else {
      offset += 1;
      continue;
    }
    offset += 2;
    if (depth === 0) return offset;
  }
  throw unclosedComment();
}

function positionOf(sql: string, offset: number): Position {
  const before = sql.slice(0, offset);
  return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) };
}
