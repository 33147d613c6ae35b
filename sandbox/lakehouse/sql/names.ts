import type { Position } from '../errors.ts';
import type { Cursor } from './cursor.ts';

export type Name = { readonly parts: readonly string[]; readonly position: Position };

const PARTS_MAX = 4;

/** Words that end a name or an expression; a column or alias of that name has to stand in backticks. */
const RESERVED = new Set(
  `ALL AND ANTI AS ASC BETWEEN BY CASE CAST CROSS DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FALSE FETCH FOR FROM FULL
   GROUP HAVING IN INNER INTERSECT INTERVAL INTO IS JOIN LEFT LIKE LIMIT MINUS NATURAL NOT NULL NULLS OFFSET ON OR ORDER
   OUTER OVER PARTITION RIGHT RLIKE SELECT SEMI SET TABLE THEN TO TRUE UNION USING VALUES WHEN WHERE WINDOW WITH`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

export function isName(cursor: Cursor, ahead = 0): boolean {
  const token = cursor.peek(ahead);
  return token.type === 'quoted' || (token.type === 'word' && !RESERVED.has(token.value));
}

export function parsePart(cursor: Cursor): string {
  if (!isName(cursor)) cursor.refuse();
  const token = cursor.next();
  return token.type === 'quoted' ? token.value : token.text;
}

/** `a.b.c`; after a dot any word is a name. */
export function parseName(cursor: Cursor): Name {
  const position = cursor.peek().position;
  const parts = [parsePart(cursor)];
  while (cursor.isSymbol('.') && (cursor.peek(1).type === 'word' || cursor.peek(1).type === 'quoted')) {
    cursor.next();
    const token = cursor.next();
    parts.push(token.type === 'quoted' ? token.value : token.text);
    if (parts.length > PARTS_MAX) cursor.refuse(token);
  }
  return { parts, position };
}

/** How a name is written for DuckDB. */
export const duckName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** How a text is written for DuckDB. The lexer lets no NUL through. */
export const duckText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
