/** Which line of the customer's runbook is done by what, and which test shows it: kept in a file, held against what is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SUBCOMMANDS } from '../../handlers/incident-grammar.ts';
import { RUNBOOK_WORDS } from '../../handlers/runbook-words.ts';
import { STEPS } from '../../src/incident/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';

const text = z.string().trim().min(1);

const rowSchema = z.strictObject({
  /** As they stand there. */
  lines: z.array(text).min(1),
  /** `check table-freshness`, `item daily error-logs`, `command alert`. */
  by: z.array(text).min(1),
  /** Files; between them they name all of `by`. */
  tests: z.array(text).min(1),
  /** What is done in the place of what is written, where Databricks would refuse that. */
  sent: text.optional(),
});

const coverageSchema = z.array(z.strictObject({ section: text, rows: z.array(rowSchema).min(1) })).min(1);

export type Coverage = z.infer<typeof coverageSchema>;

const ROOT = join(import.meta.dirname, '..', '..');

export const COVERAGE_FILE = 'docs/coverage.yml';
export const COVERAGE_TABLE = 'docs/coverage.md';

export function readCoverage(): Coverage {
  return coverageSchema.parse(parse(readFileSync(join(ROOT, COVERAGE_FILE), 'utf8')));
}

/** One sentence for each thing that is named and not there, or not named by its tests. */
export function coverageProblems(coverage: Coverage, runbook: Runbook): readonly string[] {
  const rows = coverage.flatMap((section) => section.rows);
  return rows.flatMap(({ lines, by, tests }) => {
    const about = `“${lines[0]}”`;
    const missing = tests.filter(
      (file) => !/^test\/.+\.test\.ts$/.test(file) || !existsSync(join(ROOT, file)),
    );
    const read = tests
      .filter((file) => !missing.includes(file))
      .map((file) => readFileSync(join(ROOT, file), 'utf8'));
    return [
      ...missing.map((file) => `${about}: there is no test ${file}`),
      ...by.flatMap((named) => {
        const names = namesOf(named, runbook);
        if (names === null) return [`${about}: there is no ${named}`];
        const isNamed = read.some((source) => names.some((name) => isNamedIn(source, name)));
        return isNamed ? [] : [`${about}: none of its tests names ${named}`];
      }),
    ];
  });
}

/** By which a test would name it, its id or what people read; null where there is no such thing. */
function namesOf(named: string, runbook: Runbook): readonly string[] | null {
  const [kind = '', ...words] = named.split(' ');
  const id = words.join(' ');
  const [first = '', second = ''] = words;
  const titled = (entry: { readonly title: string } | undefined): readonly string[] | null =>
    entry === undefined ? null : [id, entry.title];
  const there = (exists: boolean): readonly string[] | null => (exists ? [id] : null);
  switch (kind) {
    case 'severity':
      return there(Object.hasOwn(runbook.severities, id));
    case 'step':
      return there(STEPS.some((step) => step === id));
    case 'command':
      return there([...SUBCOMMANDS, ...RUNBOOK_WORDS].some(({ name }) => name === id));
    case 'area':
      return titled(runbook.areas.find((area) => area.id === id));
    case 'cause':
      return there(runbook.areas.some(({ causes }) => causes.some(({ cause }) => cause === id)));
    case 'check':
      return titled(runbook.checks[id]);
    case 'action':
      return titled(runbook.actions[id]);
    case 'procedure':
      return titled(runbook.procedures[id]);
    case 'item':
      return runbook.checklists[first]?.items.some((item) => item.id === second) === true ? [second] : null;
    case 'contact':
      return titled(runbook.contacts[id]);
    case 'link':
      return there(runbook.links[id] !== undefined);
    default:
      return null;
  }
}

/** As a word of its own: `check` is not named by `checklist`, nor `daily` by `not-daily`. */
function isNamedIn(source: string, id: string): boolean {
  const literal = id.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`).test(source);
}
