/**
 * Databricks' lexical rules, written down a second time and by hand, as a witness against the bot's own lexer: comments that
 * nest, backslashes in strings, doubled backticks. It accepts everything that could be an attack, so that one is seen.
 */
export type SqlToken = { readonly kind: string; readonly text: string };

export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const end = tokenEnd(sql, at);
    const text = sql.slice(at, end);
    const kind = kindOf(text);
    if (kind !== 'space') tokens.push({ kind, text });
    at = end;
  }
  return tokens;
}

/** What an identifier token names: without its quotes, doubled backticks halved. */
export function identifierOf(token: SqlToken): string {
  return token.kind === 'quoted' ? token.text.slice(1, -1).split('``').join('`') : token.text;
}

function kindOf(text: string): string {
  const first = text.charAt(0);
  if (text.startsWith('--') || text.startsWith('/*')) return 'comment';
  if (first === '`') return 'quoted';
  if (first === "'" || first === '"') return 'string';
  if (first.trim() === '') return 'space';
  if (first >= '0' && first <= '9') return 'number';
  if (isWordCharacter(first)) return 'word';
  return text.length > 1 && first === ':' ? 'marker' : 'sign';
}

function tokenEnd(sql: string, start: number): number {
  const first = sql.charAt(start);
  const pair = sql.slice(start, start + 2);
  if (pair === '--') return endOfLine(sql, start);
  if (pair === '/*') return endOfComment(sql, start);
  if (first === '`') return endOfQuoted(sql, start, '`', false);
  if (first === "'" || first === '"') return endOfQuoted(sql, start, first, true);
  if (first.trim() === '') return endWhile(sql, start, (character) => character.trim() === '');
  if (isDigit(first)) return endOfNumber(sql, start);
  if (isWordCharacter(first)) return endWhile(sql, start, isWordCharacter);
  if (first === ':' && isWordCharacter(sql.charAt(start + 1)))
    return endWhile(sql, start + 1, isWordCharacter);
  return start + 1;
}

function endOfLine(sql: string, start: number): number {
  const end = sql.indexOf('\n', start);
  return end === -1 ? sql.length : end;
}

function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at += 1) {
    const pair = sql.slice(at, at + 2);
    if (pair !== '/*' && pair !== '*/') continue;
    depth += pair === '/*' ? 1 : -1;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return sql.length;
}

function endOfQuoted(sql: string, start: number, quote: string, backslashes: boolean): number {
  for (let at = start + 1; at < sql.length; at += 1) {
    if (backslashes && sql.charAt(at) === '\\') at += 1;
    else if (sql.charAt(at) === quote) {
      if (sql.charAt(at + 1) !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

/** `1000.0`, `1.5e3`; letters behind digits are of the same word, as in `3d_model`. */
function endOfNumber(sql: string, start: number): number {
  const end = endWhile(sql, start, isWordCharacter);
  const isFraction = sql.charAt(end) === '.' && isDigit(sql.charAt(end + 1));
  return isFraction ? endWhile(sql, end + 1, isWordCharacter) : end;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function endWhile(sql: string, start: number, holds: (character: string) => boolean): number {
  let at = start;
  while (at < sql.length && holds(sql.charAt(at))) at += 1;
  return at;
}

function isWordCharacter(character: string): boolean {
  return (
    character !== '' &&
    (character === '_' ||
      character.toLowerCase() !== character.toUpperCase() ||
      (character >= '0' && character <= '9'))
  );
}
