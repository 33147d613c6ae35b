import { unboundParameter, unresolvedRoutine } from '../errors.ts';
import { parseExpression, parseList, type Reader } from './expression.ts';
import { BARE_FUNCTIONS, FUNCTIONS, type FunctionRule, UNITS } from './functions.ts';
import type { Token } from './lexer.ts';
import { duckName, duckText, parseName } from './names.ts';
import { castTo, parseType } from './types.ts';

/** A literal, parameter, column, call, CASE, CAST, INTERVAL, bracketed expression or subquery. */
export function parseOperand(reader: Reader): string {
  const { cursor } = reader;
  const token = cursor.peek();
  if (token.type === 'number') return numberLiteral(cursor.next());
  if (token.type === 'string') return duckText(cursor.next().value);
  if (token.type === 'marker') return parameter(reader);
  if (cursor.isSymbol('(')) return bracketed(reader);
  if (token.type === 'quoted') return column(reader);
  if (token.type !== 'word') return cursor.refuse();
  return keyword(reader, token.value) ?? callOrColumn(reader, token);
}

function keyword(reader: Reader, word: string): string | null {
  const { cursor } = reader;
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE') return cursor.next().value;
  if (word === 'CASE') return caseOf(reader);
  if (word === 'CAST' || word === 'TRY_CAST') return cast(reader);
  if (word === 'INTERVAL') return interval(reader);
  if (word === 'EXISTS') {
    cursor.next();
    return `EXISTS ${bracketed(reader)}`;
  }
  if ((word === 'DATE' || word === 'TIMESTAMP') && cursor.peek(1).type === 'string') {
    cursor.next();
    return castTo(duckText(cursor.next().value), word);
  }
  return null;
}

function callOrColumn(reader: Reader, token: Token): string {
  if (reader.cursor.isSymbol('(', 1)) return call(reader, token);
  const bare = BARE_FUNCTIONS.has(token.value) ? FUNCTIONS.get(token.value) : undefined;
  if (bare === undefined) return column(reader);
  reader.cursor.next();
  return bare.say([], reader.scope);
}

function call(reader: Reader, token: Token): string {
  const { cursor } = reader;
  const rule = FUNCTIONS.get(token.value);
  if (rule === undefined) throw unresolvedRoutine(token.text, token.position);
  cursor.next();
  cursor.expectSymbol('(');
  const distinct = rule.aggregate === true && cursor.takeWords('DISTINCT');
  const args = cursor.isSymbol(')') ? [] : argumentsOf(reader, token, rule);
  const [min, max] = rule.arguments;
  if (args.length < min || args.length > max) cursor.refuse();
  cursor.expectSymbol(')');
  const said = rule.say(args, reader.scope);
  return (distinct ? said.replace('(', '(DISTINCT ') : said) + over(reader);
}

function argumentsOf(reader: Reader, name: Token, rule: FunctionRule): readonly string[] {
  const { cursor } = reader;
  if (name.value === 'COUNT' && cursor.takeSymbol('*')) return ['*'];
  if (rule.unitFirst !== true) return parseList(reader);
  const unit = parseUnit(reader);
  cursor.expectSymbol(',');
  return [`'${unit}'`, ...parseList(reader)];
}

/** HOUR, or HOURS where an interval has the plural. */
function parseUnit(reader: Reader): string {
  const token = reader.cursor.next();
  const unit = token.value.replace(/S$/, '');
  return token.type === 'word' && UNITS.has(unit) ? unit : reader.cursor.refuse(token);
}

function over(reader: Reader): string {
  const { cursor } = reader;
  if (!cursor.takeWords('OVER')) return '';
  cursor.expectSymbol('(');
  const partition = cursor.takeWords('PARTITION', 'BY')
    ? `PARTITION BY ${parseList(reader).join(', ')} `
    : '';
  const order = cursor.takeWords('ORDER', 'BY') ? `ORDER BY ${parseOrder(reader)}` : '';
  cursor.expectSymbol(')');
  return ` OVER (${partition}${order})`;
}

/** Nulls are smallest in Spark and largest in DuckDB, hence always said. */
export function parseOrder(reader: Reader): string {
  const { cursor } = reader;
  const all: string[] = [];
  do {
    const by = parseExpression(reader);
    const direction = cursor.takeWords('DESC') ? 'DESC' : 'ASC';
    if (direction === 'ASC') cursor.takeWords('ASC');
    const first = cursor.takeWords('NULLS', 'FIRST');
    const last = !first && cursor.takeWords('NULLS', 'LAST');
    all.push(`${by} ${direction} NULLS ${first || (!last && direction === 'ASC') ? 'FIRST' : 'LAST'}`);
  } while (cursor.takeSymbol(','));
  return all.join(', ');
}

function column(reader: Reader): string {
  const { parts } = parseName(reader.cursor);
  // A column named with its table's catalogue and schema: DuckDB knows the table by its last part only.
  return parts.slice(-2).map(duckName).join('.');
}

function bracketed(reader: Reader): string {
  const { cursor } = reader;
  cursor.expectSymbol('(');
  const inner = cursor.isWord('SELECT', 'WITH') ? cursor.nested(reader.query) : parseExpression(reader);
  cursor.expectSymbol(')');
  return `(${inner})`;
}

function caseOf(reader: Reader): string {
  const { cursor } = reader;
  cursor.next();
  const subject = cursor.isWord('WHEN') ? '' : ` ${parseExpression(reader)}`;
  let branches = '';
  while (cursor.takeWords('WHEN')) {
    const test = parseExpression(reader);
    cursor.expectWord('THEN');
    branches += ` WHEN ${test} THEN ${parseExpression(reader)}`;
  }
  if (branches === '') cursor.refuse();
  const otherwise = cursor.takeWords('ELSE') ? ` ELSE ${parseExpression(reader)}` : '';
  cursor.expectWord('END');
  return `(CASE${subject}${branches}${otherwise} END)`;
}

function cast(reader: Reader): string {
  const { cursor } = reader;
  const attempt = cursor.next().value === 'TRY_CAST';
  cursor.expectSymbol('(');
  const value = parseExpression(reader);
  cursor.expectWord('AS');
  const type = parseType(cursor);
  cursor.expectSymbol(')');
  return attempt ? `TRY_${castTo(value, type)}` : castTo(value, type);
}

/** `INTERVAL 1 HOUR`, `INTERVAL '1' HOUR`, `INTERVAL 24 HOURS` */
function interval(reader: Reader): string {
  const { cursor } = reader;
  cursor.next();
  const sign = cursor.takeSymbol('-') ? '-' : '';
  const count = cursor.next();
  if (!/^-?\d{1,9}$/.test(count.value) || (count.type !== 'number' && count.type !== 'string'))
    cursor.refuse(count);
  return `(${sign}(${count.value}) * INTERVAL 1 ${parseUnit(reader)})`;
}

function numberLiteral(token: Token): string {
  const [, digits = '', suffix = ''] = /^([\d.]+(?:E[+-]?\d+)?)([A-Z]*)$/i.exec(token.text) ?? [];
  if (/[lsy]/i.test(suffix)) return `CAST(${digits} AS BIGINT)`;
  return /^[df]$/i.test(suffix) ? `CAST(${digits} AS DOUBLE)` : digits;
}

function parameter(reader: Reader): string {
  const token = reader.cursor.next();
  const bound = reader.scope.parameters.get(token.value);
  if (bound === undefined) throw unboundParameter(token.value, token.position);
  if (bound.value === null) return 'NULL';
  return castTo(duckText(bound.value), bound.type ?? 'STRING');
}
