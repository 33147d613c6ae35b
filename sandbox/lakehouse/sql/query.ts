/** `WITH …`, `SELECT …`, set operations, ordering and limit: Databricks' grammar in, DuckDB's text out. */
import type { Cursor } from './cursor.ts';
import { parseExpression, parseList, type Reader } from './expression.ts';
import { duckName, isName, parseName, parsePart } from './names.ts';
import { parseOrder } from './operand.ts';
import type { Scope } from './scope.ts';
import { parseTimeTravel } from './time-travel.ts';

export function parseQuery(cursor: Cursor, scope: Scope, outer: ReadonlySet<string> = new Set()): string {
  const named = new Set(outer);
  const reader: Reader = { cursor, scope, query: () => parseQuery(cursor, scope, named) };
  const withs = cursor.takeWords('WITH') ? `WITH ${parseNamed(reader, named)} ` : '';
  let body = parseTerm(reader, named);
  for (let joint = setOperator(cursor); joint !== null; joint = setOperator(cursor)) {
    body = `${body} ${joint} ${parseTerm(reader, named)}`;
  }
  const order = cursor.takeWords('ORDER', 'BY') ? ` ORDER BY ${parseOrder(reader)}` : '';
  const limit = cursor.takeWords('LIMIT') ? ` LIMIT ${parseExpression(reader)}` : '';
  const offset = cursor.takeWords('OFFSET') ? ` OFFSET ${parseExpression(reader)}` : '';
  return `${withs}${body}${order}${limit}${offset}`;
}

function parseNamed(reader: Reader, named: Set<string>): string {
  const { cursor } = reader;
  const all: string[] = [];
  do {
    const name = parsePart(cursor);
    cursor.expectWord('AS');
    cursor.expectSymbol('(');
    all.push(`${duckName(name)} AS (${cursor.nested(reader.query)})`);
    cursor.expectSymbol(')');
    named.add(name.toLowerCase());
  } while (cursor.takeSymbol(','));
  return all.join(', ');
}

function setOperator(cursor: Cursor): string | null {
  for (const word of ['UNION', 'EXCEPT', 'INTERSECT']) {
    if (!cursor.takeWords(word)) continue;
    if (cursor.takeWords('ALL')) return `${word} ALL`;
    cursor.takeWords('DISTINCT');
    return word;
  }
  return null;
}

function parseTerm(reader: Reader, named: ReadonlySet<string>): string {
  const { cursor } = reader;
  if (cursor.isSymbol('(')) {
    cursor.next();
    const inner = cursor.nested(reader.query);
    cursor.expectSymbol(')');
    return `(${inner})`;
  }
  return parseSelect(reader, named);
}

function parseSelect(reader: Reader, named: ReadonlySet<string>): string {
  const { cursor } = reader;
  cursor.expectWord('SELECT');
  const distinct = cursor.takeWords('DISTINCT') ? 'DISTINCT ' : '';
  if (distinct === '') cursor.takeWords('ALL');
  const items = [parseItem(reader)];
  while (cursor.takeSymbol(',')) items.push(parseItem(reader));
  const from = cursor.takeWords('FROM') ? ` FROM ${parseFrom(reader, named)}` : '';
  const where = cursor.takeWords('WHERE') ? ` WHERE ${parseExpression(reader)}` : '';
  const group = cursor.takeWords('GROUP', 'BY') ? ` GROUP BY ${parseGroup(reader)}` : '';
  const having = cursor.takeWords('HAVING') ? ` HAVING ${parseExpression(reader)}` : '';
  return `SELECT ${distinct}${items.join(', ')}${from}${where}${group}${having}`;
}

function parseGroup(reader: Reader): string {
  return reader.cursor.takeWords('ALL') ? 'ALL' : parseList(reader).join(', ');
}

function parseItem(reader: Reader): string {
  const { cursor } = reader;
  if (cursor.takeSymbol('*')) return '*';
  if (isName(cursor) && cursor.isSymbol('.', 1) && cursor.isSymbol('*', 2)) {
    const table = parsePart(cursor);
    cursor.next();
    cursor.next();
    return `${duckName(table)}.*`;
  }
  const start = cursor.peek();
  const value = parseExpression(reader);
  const alias = parseAlias(cursor);
  if (alias !== null) return `${value} AS ${duckName(alias)}`;
  // Spark names an unnamed column by its own text (`max(timestamp)`), DuckDB by the text that was written for it.
  const isPlain = /^(?:"(?:[^"]|"")*"\.)?"(?:[^"]|"")*"$/.test(value);
  const text = cursor.textSince(start).replace(/^[A-Z_]+(?=\()/, (name) => name.toLowerCase());
  return isPlain ? value : `${value} AS ${duckName(text)}`;
}

function parseAlias(cursor: Cursor): string | null {
  if (cursor.takeWords('AS')) return parsePart(cursor);
  return isName(cursor) ? parsePart(cursor) : null;
}

const JOINS: readonly (readonly string[])[] = [
  ['JOIN'],
  ['INNER', 'JOIN'],
  ['LEFT', 'JOIN'],
  ['LEFT', 'OUTER', 'JOIN'],
  ['RIGHT', 'JOIN'],
  ['RIGHT', 'OUTER', 'JOIN'],
  ['FULL', 'JOIN'],
  ['FULL', 'OUTER', 'JOIN'],
  ['CROSS', 'JOIN'],
];

function parseFrom(reader: Reader, named: ReadonlySet<string>): string {
  const { cursor } = reader;
  let from = parseTable(reader, named);
  for (;;) {
    if (cursor.takeSymbol(',')) {
      from = `${from}, ${parseTable(reader, named)}`;
      continue;
    }
    const join = JOINS.find((words) => cursor.takeWords(...words));
    if (join === undefined) return from;
    from = `${from} ${join.join(' ')} ${parseTable(reader, named)}`;
    if (cursor.takeWords('ON')) from = `${from} ON ${parseExpression(reader)}`;
  }
}

function parseTable(reader: Reader, named: ReadonlySet<string>): string {
  const { cursor, scope } = reader;
  if (cursor.takeSymbol('(')) {
    const inner = cursor.nested(reader.query);
    cursor.expectSymbol(')');
    const alias = parseAlias(cursor);
    return alias === null ? `(${inner})` : `(${inner}) AS ${duckName(alias)}`;
  }
  const name = parseName(cursor);
  const last = name.parts[name.parts.length - 1] ?? '';
  const isNamed = name.parts.length === 1 && named.has(last.toLowerCase());
  const source = isNamed ? duckName(last) : scope.relationOf(name, parseTimeTravel(cursor));
  return `${source} AS ${duckName(parseAlias(cursor) ?? last)}`;
}
