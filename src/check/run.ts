/** One check with the values that were given for it: looked at, judged, and made small enough to be kept. */
import { maskRow } from '../pii/columns.ts';
import { maskText } from '../pii/mask.ts';
import { shownValues } from '../runbook/discretion.ts';
import { parseParameters } from '../runbook/parameters.ts';
import type { Check } from '../runbook/schema-checks.ts';
import { judge } from '../runbook/verdict.ts';
import { leadsOf } from './leads.ts';
import { type Readers, readFor } from './read.ts';
import {
  type CheckParameters,
  type CheckReport,
  REPORT_CELL_CHARACTERS_MAX,
  REPORT_COLUMNS_MAX,
  REPORT_ROWS_MAX,
} from './report.ts';
import type { Cell, ReadResult, Row } from './warehouse.ts';

/**
 * `raw` is text by parameter, as typed; what is not given has its default; `area` is
 * that of the incident it is run for. Never throws for what was given.
 */
export async function runCheck(
  readers: Readers,
  id: string,
  raw: CheckParameters,
  area: string | null = null,
): Promise<CheckReport> {
  const check = readers.runbook.checks[id];
  if (check === undefined) return unseen(id, masked(raw), id, 'The runbook has no such check any more.');
  const parsed = parseParameters(check.parameters, raw);
  if (!parsed.ok) return unseen(id, masked(raw), check.title, Object.values(parsed.errors).join(' '));
  const parameters = shownValues(check.parameters, parsed.values);
  const result = await readFor(readers, check, parsed.values);
  if (typeof result === 'string') return unseen(id, parameters, check.title, result);
  const { verdict, sentence, next, suggests } = judge(check, result, parsed.values);
  return {
    check: id,
    title: check.title,
    verdict,
    sentence,
    next,
    parameters,
    ...kept(check, result),
    ...(verdict === 'warn' || verdict === 'fail' ? leadsOf(readers.runbook, area, id, suggests) : {}),
  };
}

/** Of values that were refused nobody knows what they are. */
function masked(raw: CheckParameters): CheckParameters {
  return Object.fromEntries(Object.entries(raw).map(([name, text]) => [name, maskText(text)]));
}

function unseen(check: string, parameters: CheckParameters, title: string, why: string): CheckReport {
  return {
    check,
    title,
    verdict: 'could_not_see',
    sentence: maskText(why),
    next: [],
    parameters,
    columns: [],
    rows: [],
    truncated: false,
    takenMs: 0,
  };
}

function kept(
  check: Check,
  result: ReadResult,
): Pick<CheckReport, 'columns' | 'rows' | 'truncated' | 'takenMs'> {
  if (result.outcome !== 'read') {
    return {
      columns: [],
      rows: [],
      truncated: false,
      takenMs: result.outcome === 'timed_out' ? check.timeoutMs : 0,
    };
  }
  const columns = check.columns
    .filter((column) => result.columns.includes(column))
    .slice(0, REPORT_COLUMNS_MAX);
  const rows = result.rows.slice(0, REPORT_ROWS_MAX);
  return {
    columns,
    rows: rows.map((row) => keptRow(columns, maskRow(check, row))),
    truncated: result.truncated || rows.length < result.rows.length,
    takenMs: result.takenMs,
  };
}

/** Masked before: half a card number is not known for one. */
function keptRow(columns: readonly string[], row: Row): Row {
  const clip = (cell: Cell): Cell =>
    typeof cell === 'string' && cell.length > REPORT_CELL_CHARACTERS_MAX
      ? `${cell.slice(0, REPORT_CELL_CHARACTERS_MAX - 1)}…`
      : cell;
  return Object.fromEntries(columns.map((column) => [column, clip(row[column] ?? null)]));
}
