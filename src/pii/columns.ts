/** What the runbook says of the columns of a result, beside what their cells look like. */
import type { Cell, Row } from '../check/warehouse.ts';
import type { Json } from '../journal/json.ts';
import { emails } from './email.ts';
import { type Keep, maskJson, NOBODY } from './mask.ts';

export type Columns = {
  /** They hold whom the result is about: an address that is all of such a cell is shown. */
  readonly principal?: readonly string[];
  /** Whatever stands in them is not shown at all. */
  readonly personal?: readonly string[];
};

export const PERSONAL_SHOWN = '[personal]';

export function maskRow(columns: Columns, row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [column, maskCell(columns, column, cell)]),
  );
}

function maskCell(columns: Columns, column: string, cell: Cell): Cell {
  if (cell === null) return null;
  if (isPersonal(columns, column)) return PERSONAL_SHOWN;
  const keep = isPrincipal(columns, column) ? keepOf([cell]) : NOBODY;
  return maskJson(cell, keep, column) as Cell;
}

/** Addresses that may be shown, of the cells of the columns of principals. */
export function principalsIn(columns: Columns, rows: readonly Row[]): Keep {
  return keepOf((columns.principal ?? []).flatMap((column) => rows.map((row) => row[column] ?? null)));
}

/**
 * A cell of which an address is only a part keeps nothing: who can write into an audit log can write more into it than who
 * they are.
 */
export function keepOf(values: readonly Json[]): Keep {
  return new Set(values.filter((value) => typeof value === 'string').map((text) => text.toLowerCase()));
}

/** The result as if nobody could tell what stands in its personal columns; of the same types, so that it can be counted with. */
export function blankedRow(columns: Columns, row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [column, isPersonal(columns, column) ? blank(cell) : cell]),
  );
}

function blank(cell: Cell): Cell {
  if (typeof cell === 'string') return PERSONAL_SHOWN;
  if (typeof cell === 'number') return 0;
  return typeof cell === 'boolean' ? false : cell;
}

export const hasPersonal = ({ personal }: Columns): boolean => personal !== undefined && personal.length > 0;

const isPersonal = ({ personal }: Columns, column: string): boolean => personal?.includes(column) === true;

const isPrincipal = ({ principal }: Columns, column: string): boolean => principal?.includes(column) === true;

/** Every address in it, at any depth: for what was masked when it was stored, so that those in it may be shown. */
export function addressesIn(value: Json): Keep {
  return new Set(
    textsIn(value).flatMap((text) => emails(text).map(({ from, to }) => text.slice(from, to).toLowerCase())),
  );
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object'
    ? []
    : Object.values(value).flatMap((each) => textsIn(each as Json));
}
