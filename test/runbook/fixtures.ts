/** A small runbook in text, to be broken one place at a time. */
import { join } from 'node:path';
import { loadRunbook } from '../../src/runbook/load.ts';
import { type Loaded, parseRunbook } from '../../src/runbook/parse.ts';
import type { Problem } from '../../src/runbook/problems.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';

export const SMALL = `severities:
  P0: { name: Critical, meaning: Down., respond_within: 15m }
  P1: { name: High, meaning: Broken., respond_within: 1h }
  P2: { name: Medium, meaning: Annoying., respond_within: 4h }
  P3: { name: Low, meaning: Ugly., respond_within: 24h }
areas:
  pipes:
    title: Pipes
    keywords: [stale]
    symptoms: [Nothing arrives.]
    checks: [row-count]
    actions: [restore]
checks:
  row-count:
    title: Row count
    kind: sql
    parameters:
      table: { type: table, label: Table, of: targets }
      least: { type: number, label: At least, default: 1 }
    statement: SELECT count(*) AS n FROM {table}
    timeout: 10s
    rows: 1
    verdict:
      fail: rows[0].n < params.least
      say: { pass: "There are {{ rows[0].n }} rows.", fail: Too few rows. }
    columns: [n]
actions:
  restore:
    title: Restore
    kind: sql
    risk: destructive
    approvers: { groups: [data-approvers] }
    parameters:
      table: { type: table, label: Table, of: targets }
      version:
        type: version
        label: Version
        recent: { statement: "DESCRIBE HISTORY {table} LIMIT 5", rows: 5, say: "{{ row.version }} at {{ now }}" }
    statements: ["RESTORE TABLE {table} TO VERSION AS OF {version}"]
    timeout: 10m
    evidence:
      reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }
      facts: { current: "reads.history.rows[0].version" }
      unchanged: [current]
      show: [{ label: Version, value: "{{ facts.current }}" }]
    verify:
      reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }
      pass: reads.history.rows[0].operation == 'RESTORE'
      say: { pass: Done., fail: Not done. }
    reconcile:
      reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }
      applied: reads.history.rows[0].version > before.current
      say: { applied: It ran., not_seen: No trace of it. }
    undo:
      action: restore
      with: { table: "{{ params.table }}", version: "{{ before.current }}" }
      say: Put it back.
targets:
  tables:
    c.s.t: { label: T, time_column: at }
contacts: {}
access:
  groups:
    data-approvers: { title: Data approvers }
`;

/** SMALL with one piece of text put in the place of another, which must be there exactly once. */
export function altered(from: string, to: string): string {
  if (SMALL.split(from).length !== 2) throw new Error(`“${from}” is not there exactly once`);
  return SMALL.replace(from, () => to);
}

export function parsed(text: string): Loaded {
  return parseRunbook([{ name: 'runbook/small.yml', text }], 'runbook');
}

export function problemsOf(loaded: Loaded): readonly Problem[] {
  return loaded.ok ? [] : loaded.problems;
}

export function runbookOf(loaded: Loaded): Runbook {
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));
  return loaded.runbook;
}

export const REAL_DIRECTORY = join(import.meta.dirname, '..', '..', 'runbook');

/** The runbook that is shipped. */
export async function realRunbook(): Promise<Runbook> {
  return runbookOf(await loadRunbook(REAL_DIRECTORY));
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected something to be there');
  return value;
}
