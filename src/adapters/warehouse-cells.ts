/** The driver's values as cells: nothing loses digits, times are ISO 8601 in UTC, whatever is nested is JSON text. */
import type { Cell, Row } from '../check/warehouse.ts';
import type { Operation } from './warehouse-connection.ts';

/** TTypeId.DATE_TYPE of the driver's TCLIService_types. */
const DATE_TYPE_ID = 17;

export type Columns = { readonly names: readonly string[]; readonly dates: ReadonlySet<string> };

export async function columnsOf(operation: Operation): Promise<Columns> {
  const columns = (await operation.getSchema())?.columns ?? [];
  const inOrder = columns.toSorted((one, other) => one.position - other.position);
  const dates = inOrder.filter(
    ({ typeDesc }) => Number(typeDesc.types[0]?.primitiveEntry?.type) === DATE_TYPE_ID,
  );
  return {
    // Rows are records, so of two columns with one name only one arrives.
    names: [...new Set(inOrder.map(({ columnName }) => columnName))],
    dates: new Set(dates.map(({ columnName }) => columnName)),
  };
}

/** Takes rows until there are no more or `rowsMax + 1` are there, which tells that there were more. */
export async function fetchRows(
  operation: Operation,
  columns: Columns,
  rowsMax: number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  do {
    const chunk = await operation.fetchChunk({ maxRows: rowsMax + 1 - rows.length });
    for (const raw of chunk) rows.push(rowOf(raw as Readonly<Record<string, unknown>>, columns));
  } while (rows.length <= rowsMax && (await operation.hasMoreRows()));
  return rows;
}

function rowOf(raw: Readonly<Record<string, unknown>>, { names, dates }: Columns): Row {
  return Object.fromEntries(names.map((name) => [name, cellOf(raw[name], dates.has(name))]));
}

export function cellOf(value: unknown, isDate = false): Cell {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'object':
      return value === null ? null : objectCell(value, isDate);
    default:
      return null;
  }
}

function objectCell(value: object, isDate: boolean): Cell {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return 'invalid date';
    return isDate ? value.toISOString().slice(0, 10) : value.toISOString();
  }
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? cellOf(member) : member,
  );
}
