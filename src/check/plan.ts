/** The plan of a query, one row for each of its steps, the last one first, as EXPLAIN writes it. */
import type { ReadResult, Row } from './warehouse.ts';

const COLUMNS = ['operator', 'table', 'details'];
const PHYSICAL = '== Physical Plan ==';

/** `+- `, `:  +- `, `*(2) ` before the name of a step. */
const STEP = /^[\s:|+-]*(?:\*?\s?\(\d+\)\s+)?([A-Za-z]\w*)\s*(.*)$/;
const TABLE = /(?<![\w.`])`?([A-Za-z_]\w*)`?\.`?([A-Za-z_]\w*)`?\.`?([A-Za-z_]\w*)`?(?![\w.`])/;

/** The engine tells what is wrong with a query in place of its plan, in a result like any other. */
export function planRows(result: ReadResult, rowsMax: number): ReadResult {
  if (result.outcome !== 'read') return result;
  const text = result.rows.flatMap((row) => Object.values(row).map(String)).join('\n');
  const [, plan] = text.split(PHYSICAL);
  if (plan === undefined) return { outcome: 'refused', errorClass: 'NO_PLAN', message: text.slice(0, 500) };
  const rows = (plan.split(/\n\s*== /)[0] ?? '').split('\n').flatMap(stepOf);
  const truncated = result.truncated || rows.length > rowsMax;
  return { ...result, columns: COLUMNS, rows: rows.slice(0, rowsMax), truncated };
}

function stepOf(line: string): readonly Row[] {
  const [, operator, details = ''] = STEP.exec(line) ?? [];
  if (operator === undefined) return [];
  const table = /scan/i.test(operator) ? TABLE.exec(details) : null;
  return [{ operator, table: table === null ? null : table.slice(1).join('.'), details }];
}
