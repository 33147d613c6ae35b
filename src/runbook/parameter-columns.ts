/** Lists of columns: those to order by, and those to add with their types. */
import { onePart, quoteName, refuse } from './parameter-names.ts';
import type { Parsed, TypeOf } from './parameter-types.ts';

/** Ordering by more than a few columns orders by none: https://docs.databricks.com/en/delta/data-skipping.html */
const ORDER_COLUMNS_MAX = 4;

/** `customer_id, segment`, or nothing. */
export const orderColumnsType = {
  parse: (raw) => {
    if (raw.trim() === '') return { ok: true, value: '' };
    const names: string[] = [];
    for (const piece of raw.split(',')) {
      const name = onePart(piece, 'column');
      if (!name.ok) return name;
      names.push(name.value);
    }
    const twice = repeated(names);
    if (twice !== undefined) return refuse(`“${twice}” is there twice.`);
    return names.length > ORDER_COLUMNS_MAX
      ? refuse(`At most ${ORDER_COLUMNS_MAX} columns; this has ${names.length}.`)
      : { ok: true, value: names.join(', ') };
  },
  hole: (value) => (value === '' ? '' : `ZORDER BY (${value.split(', ').map(quoteName).join(', ')})`),
} satisfies TypeOf<'order_columns'>;

const NEW_COLUMNS_MAX = 20;

/** Simple types only: what is nested is added by who wrote it. */
const SIMPLE =
  /^(?:STRING|BOOLEAN|TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DATE|TIMESTAMP|TIMESTAMP_NTZ|BINARY)$/;
const DECIMAL = /^DECIMAL\((\d{1,2}),(\d{1,2})\)$/;
const PRECISION_MAX = 38;

/** `device_id STRING, fee DECIMAL(12,2)`: the types in capitals, so that the same wish is the same text. */
export const newColumnsType = {
  parse: (raw) => {
    const columns: string[] = [];
    const names: string[] = [];
    for (const piece of raw.split(/,(?![^(]*\))/)) {
      const [name = '', ...type] = piece.trim().split(/ +/);
      const column = onePart(name, 'column');
      if (!column.ok) return column;
      const known = typeName(type.join(''));
      if (!known.ok) return known;
      names.push(column.value);
      columns.push(`${column.value} ${known.value}`);
    }
    const twice = repeated(names);
    if (twice !== undefined) return refuse(`“${twice}” is there twice.`);
    if (columns.length > NEW_COLUMNS_MAX)
      return refuse(`At most ${NEW_COLUMNS_MAX} columns at a time; this has ${columns.length}.`);
    return { ok: true, value: columns.join(', ') };
  },
  hole: (value) =>
    value
      .split(', ')
      .map((column) => `${quoteName(column.split(' ', 1)[0] ?? '')} ${column.split(' ')[1] ?? ''}`)
      .join(', '),
} satisfies TypeOf<'new_columns'>;

function typeName(written: string): Parsed<string> {
  const type = written.toUpperCase();
  const [, precision, scale] = DECIMAL.exec(type) ?? [];
  const fits =
    precision !== undefined &&
    Number(precision) >= 1 &&
    Number(precision) <= PRECISION_MAX &&
    Number(scale) <= Number(precision);
  return SIMPLE.test(type) || fits
    ? { ok: true, value: type }
    : refuse(
        'Give each column its type, such as: device_id STRING, fee DECIMAL(12,2). Nested types are not added from here.',
      );
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name.toLowerCase()).size);
}
