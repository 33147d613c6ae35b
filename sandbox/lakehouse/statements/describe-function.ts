import { routineNotFound } from '../errors.ts';
import type { Column } from '../result.ts';
import { parseName } from '../sql/names.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-aux-describe-function.html */
const COLUMNS: readonly Column[] = [{ name: 'function_desc', type: 'string' }];

/** `DESCRIBE FUNCTION [EXTENDED] f`: one line a row; EXTENDED also tells who owns it and what it does. */
export const describeFunction: StatementRule = {
  begins: (cursor) => cursor.takeWords('DESCRIBE', 'FUNCTION'),
  parse: (cursor, _scope, { catalog }) => {
    const isExtended = cursor.takeWords('EXTENDED');
    const { parts, position } = parseName(cursor);
    const routine = catalog.findRoutine(parts);
    if (routine === null) throw routineNotFound(parts, position);
    const lines: readonly (readonly [string, string])[] = [
      ['Function', routine.fullName.join('.')],
      ['Type', 'SCALAR'],
      ['Input', routine.parameters.map(({ name, type }) => `${name} ${type}`).join(', ')],
      ['Returns', routine.returns],
      ...(isExtended
        ? ([
            ['Owner', routine.owner],
            ['Body', routine.body],
          ] as const)
        : []),
    ];
    const rows = lines.map(([label, text]) => [`${`${label}:`.padEnd(LABEL_WIDTH)}${text}`]);
    return { changes: [], run: async () => ({ columns: COLUMNS, rows }) };
  },
};

const LABEL_WIDTH = 10;
