/**
 * What changed between two runs of one check, as one sentence. Rows are told apart by their words; times are left out,
 * since they move by themselves. Where words do not tell rows apart, a row is the same only when all of it is.
 */
import type { CheckReport } from './report.ts';
import type { Cell, Row } from './warehouse.ts';

type Run = Pick<CheckReport, 'verdict' | 'columns' | 'rows' | 'truncated'>;

/** More than these are counted only: it is one line on a phone. */
const MOVES_MAX = 3;
const NAME_CHARACTERS_MAX = 40;

export function difference(before: Run, now: Run): string {
  const parts = [
    ...(before.verdict === now.verdict ? [] : [`it was “${VERDICTS[before.verdict]}”`]),
    ...(isSeen(before) && isSeen(now) ? rowChanges(before, now) : []),
  ];
  return parts.length === 0
    ? 'Nothing has changed since the last run.'
    : `Since the last run: ${parts.join('; ')}.`;
}

const VERDICTS = {
  pass: 'pass',
  warn: 'warning',
  fail: 'fail',
  could_not_see: 'could not see',
} as const satisfies { readonly [verdict in Run['verdict']]: string };

function isSeen({ verdict, columns }: Run): boolean {
  return verdict !== 'could_not_see' && columns.length > 0;
}

function rowChanges(before: Run, now: Run): readonly string[] {
  const columns = now.columns.filter((column) => before.columns.includes(column));
  const name = namer(columns, before.rows, now.rows);
  const earlier = grouped(before.rows, name);
  const later = grouped(now.rows, name);
  const moves = [...later].flatMap(([key, [row]]) => {
    const [old] = earlier.get(key) ?? [];
    return old === undefined || row === undefined
      ? []
      : movesOf(columns, old, row, labelOf(columns, row, now));
  });
  // Of a result that was cut off nobody knows which rows are new.
  const whole = !before.truncated && !now.truncated;
  const [fresh, gone] = [beyond(later, earlier), beyond(earlier, later)];
  return [
    ...(whole && fresh > 0 ? [`${rowsOf(fresh)} new`] : []),
    ...(whole && gone > 0 ? [`${rowsOf(gone)} gone`] : []),
    ...moves.slice(0, MOVES_MAX),
    ...(moves.length > MOVES_MAX ? [`${moves.length - MOVES_MAX} more values moved`] : []),
  ];
}

type Namer = (row: Row) => string;

/** One row each time is the same row, whatever stands in it. */
function namer(columns: readonly string[], before: readonly Row[], now: readonly Row[]): Namer {
  if (before.length === 1 && now.length === 1) return () => '';
  const byWords: Namer = (row) =>
    JSON.stringify(columns.map((column) => row[column] ?? null).filter((cell) => isWord(cell)));
  const isUnique = (rows: readonly Row[]) => new Set(rows.map(byWords)).size === rows.length;
  return isUnique(before) && isUnique(now)
    ? byWords
    : (row) => JSON.stringify(columns.map((column) => row[column] ?? null));
}

function grouped(rows: readonly Row[], name: Namer): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, name);
}

/** How many rows of `some` have no counterpart among `others`. */
function beyond(
  some: ReadonlyMap<string, readonly Row[]>,
  others: ReadonlyMap<string, readonly Row[]>,
): number {
  let count = 0;
  for (const [key, rows] of some) count += Math.max(0, rows.length - (others.get(key)?.length ?? 0));
  return count;
}

function movesOf(columns: readonly string[], old: Row, row: Row, label: string): readonly string[] {
  return columns.flatMap((column) => {
    const [from, to] = [old[column] ?? null, row[column] ?? null];
    if (from === to || (isTime(from) && isTime(to))) return [];
    return [`${label}${column.replaceAll('_', ' ')} ${cellText(from)} → ${cellText(to)}`];
  });
}

/** The row's first word, where there is more than one row to tell apart. */
function labelOf(columns: readonly string[], row: Row, { rows }: Run): string {
  const word = columns
    .map((column) => row[column] ?? null)
    .find((cell) => typeof cell === 'string' && isWord(cell));
  return rows.length === 1 || word === undefined ? '' : `${cellText(word)} `;
}

function cellText(cell: Cell): string {
  const text = cell === null ? 'nothing' : String(cell);
  const characters = [...text];
  return characters.length > NAME_CHARACTERS_MAX
    ? `${characters.slice(0, NAME_CHARACTERS_MAX - 1).join('')}…`
    : text;
}

const isTime = (cell: Cell): boolean =>
  typeof cell === 'string' && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?$/.test(cell);

const isWord = (cell: Cell): boolean =>
  (typeof cell === 'string' && !isTime(cell)) || typeof cell === 'boolean';

const rowsOf = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);
