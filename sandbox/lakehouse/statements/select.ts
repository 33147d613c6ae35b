import { parseQuery } from '../sql/query.ts';
import type { StatementRule } from './statement.ts';

/** `SELECT …` and `WITH … SELECT …` */
export const select: StatementRule = {
  begins: (cursor) => cursor.isWord('SELECT', 'WITH'),
  parse: (cursor, scope, world) => {
    const duckSql = parseQuery(cursor, scope);
    return { changes: [], run: () => world.engine.read(duckSql) };
  },
};
