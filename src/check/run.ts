/** Runs the checks that an incident asked for, side by side, and reports each as soon as it is done. */
import { incidentDocument, incidentRef } from '../incident/document.ts';
import type { Incident } from '../incident/state.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { maskRow } from '../pii/columns.ts';
import { maskText } from '../pii/mask.ts';
import { shownValues } from '../runbook/discretion.ts';
import { parseParameters } from '../runbook/parameters.ts';
import type { Check } from '../runbook/schema-checks.ts';
import { judge } from '../runbook/verdict.ts';
import { difference } from './difference.ts';
import { previousReports } from './previous.ts';
import { type Readers, readFor } from './read.ts';
import {
  type CheckReport,
  REPORT_CELL_CHARACTERS_MAX,
  REPORT_COLUMNS_MAX,
  REPORT_ROWS_MAX,
} from './report.ts';
import type { Cell, ReadResult, Row } from './warehouse.ts';

export type CheckDeps = Readers & { readonly journal: Journal; readonly wake: () => void };

/** At the deadline `run_checks`. A check cut short by a restart is run again: it only reads. */
export async function runChecks(deps: CheckDeps, item: DueItem): Promise<void> {
  const stored = await read<Incident>(deps.journal, incidentRef(item.ref.id));
  const run = stored?.state.lastRun ?? null;
  if (stored === null || run === null) return;
  const previous = await previousReports(deps.journal, item.ref, stored.version);
  await Promise.all(
    run.pending.map(async (check) => {
      const found = await runCheck(deps, check);
      const before = previous(check, found.parameters);
      const report = before === null ? found : { ...found, change: difference(before, found) };
      await apply(deps.journal, incidentDocument, item.ref.id, {
        type: 'check_reported',
        run: run.run,
        report,
      });
      deps.wake();
    }),
  );
}

/** A check that is not in the runbook any more could not see anything either. */
async function runCheck(deps: CheckDeps, id: string): Promise<CheckReport> {
  const check = deps.runbook.checks[id];
  if (check === undefined) return unseen(id, id, 'The runbook has no such check any more.');
  const parsed = parseParameters(check.parameters, {});
  if (!parsed.ok) return unseen(id, check.title, Object.values(parsed.errors).join(' '));
  const result = await readFor(deps, check, parsed.values);
  if (typeof result === 'string') return unseen(id, check.title, result);
  const { verdict, sentence, next } = judge(check, result, parsed.values);
  const parameters = shownValues(check.parameters, parsed.values);
  return { check: id, title: check.title, verdict, sentence, next, parameters, ...kept(check, result) };
}

function unseen(check: string, title: string, why: string): CheckReport {
  return {
    check,
    title,
    verdict: 'could_not_see',
    sentence: maskText(why),
    next: [],
    parameters: {},
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
