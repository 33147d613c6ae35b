/** One check with the values that were given for it: looked at, judged, and made small enough to be kept. */
import { asText, parseParameters } from '../runbook/parameters.ts';
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
  if (check === undefined) return unseen(id, raw, id, 'The runbook has no such check any more.');
  const parsed = parseParameters(check.parameters, raw);
  if (!parsed.ok) return unseen(id, raw, check.title, Object.values(parsed.errors).join(' '));
  const result = await readFor(readers, check, parsed.values);
  if (typeof result === 'string') return unseen(id, raw, check.title, result);
  const { verdict, sentence, next, suggests } = judge(check, result, parsed.values);
  const parameters = asText(parsed.values);
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

function unseen(check: string, parameters: CheckParameters, title: string, why: string): CheckReport {
  return {
    check,
    title,
    verdict: 'could_not_see',
    sentence: why,
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
    rows: rows.map((row) => keptRow(columns, row)),
    truncated: result.truncated || rows.length < result.rows.length,
    takenMs: result.takenMs,
  };
}

function keptRow(columns: readonly string[], row: Row): Row {
  const clip = (cell: Cell): Cell =>
    typeof cell === 'string' && cell.length > REPORT_CELL_CHARACTERS_MAX
      ? `${cell.slice(0, REPORT_CELL_CHARACTERS_MAX - 1)}…`
      : cell;
  return Object.fromEntries(columns.map((column) => [column, clip(row[column] ?? null)]));
}
