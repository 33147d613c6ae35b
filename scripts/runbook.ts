/** `npm run runbook -- lint | show | render <check or action> name=value … | schema | coverage` */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../src/errors.ts';
import { callText, type Given, givenOf } from '../src/runbook/call-kinds.ts';
import { turnsOf } from '../src/runbook/each.ts';
import { formatProblems, loadRunbook } from '../src/runbook/load.ts';
import { parseParameters, type Values } from '../src/runbook/parameters.ts';
import { piecesOf } from '../src/runbook/pieces.ts';
import { placeholderWarnings } from '../src/runbook/placeholders.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import { editorSchema } from '../src/runbook/schema.ts';
import type { Call } from '../src/runbook/schema-calls.ts';
import type { Check } from '../src/runbook/schema-checks.ts';
import { renderStatement } from '../src/runbook/statement.ts';

const directory = process.env.RUNBOOK_DIR ?? 'runbook';
const [command = 'help', ...rest] = process.argv.slice(2);

/** Cells that are there only sometimes, of what a call is made of. */
const OPTIONAL: ReadonlySet<string> = new Set(['latest_repair_id', 'min_workers']);

const COMMANDS: { readonly [name: string]: () => Promise<number> } = {
  lint: () => withRunbook(lint),
  show: () => withRunbook(show),
  render: () => withRunbook(render),
  schema: writeSchema,
  coverage: () => withRunbook(writeCoverage),
  help: async () =>
    say('Usage: npm run runbook -- lint | show | render <check or action> name=value … | schema | coverage'),
};

const chosen = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
process.exitCode = await (
  chosen ?? (async () => complain(`There is no "${command}". Try: ${Object.keys(COMMANDS).join(', ')}.`))
)();

async function withRunbook(use: (runbook: Runbook) => number | Promise<number>): Promise<number> {
  const loaded = await loadRunbook(directory);
  return loaded.ok ? use(loaded.runbook) : complain(formatProblems(loaded.problems));
}

function lint(runbook: Runbook): number {
  for (const warning of placeholderWarnings(runbook)) say(`warning: ${warning}`);
  const counts = [
    counted(runbook.areas.length, 'area'),
    counted(Object.keys(runbook.checks).length, 'check'),
    counted(Object.keys(runbook.actions).length, 'action'),
    counted(Object.keys(runbook.checklists).length, 'checklist'),
    counted(Object.keys(runbook.procedures).length, 'procedure'),
    counted(runbook.tables.length, 'table'),
    counted(Object.keys(runbook.contacts).length, 'contact'),
  ];
  return say(`ok: ${counts.join(', ')} (${runbook.digest.slice(0, 12)})`);
}

function show(runbook: Runbook): number {
  for (const { id, name, respondWithinMs, meaning } of Object.values(runbook.severities)) {
    say(`${id} ${name}, respond within ${span(respondWithinMs)}: ${meaning}`);
  }
  for (const area of runbook.areas) {
    say(`\n${area.title} (${area.id})`);
    for (const id of area.checks) say(`  check  ${id}: ${runbook.checks[id]?.title}`);
    for (const id of area.actions) {
      const action = runbook.actions[id];
      say(
        `  action ${id}: ${action?.title}; ${action?.approvers.people} of ${action?.approvers.groups.join(', ')}`,
      );
    }
  }
  for (const { title, id, schedule, items } of Object.values(runbook.checklists)) {
    say(`\n${title} (${id}), at ${schedule.text}`);
    for (const item of items) say(`  item   ${item.id}: ${item.text}`);
  }
  for (const { title, id, phases, roll_back = [] } of Object.values(runbook.procedures)) {
    say(`\n${title} (${id})`);
    for (const phase of [...phases, ...roll_back]) {
      say(`  ${phase.title}`);
      for (const step of phase.steps) say(`    step ${step.id}: ${step.text}`);
    }
  }
  say('');
  for (const table of runbook.tables) say(`table ${table.name}: ${table.label}`);
  return 0;
}

/** The exact bytes, as an approver would be shown them. */
function render(runbook: Runbook): number {
  const [id = '', ...given] = rest;
  const action = runbook.actions[id];
  const check = runbook.checks[id];
  const declared = action?.parameters ?? check?.parameters;
  if (declared === undefined) {
    const known = [...Object.keys(runbook.actions), ...Object.keys(runbook.checks)].join(', ');
    return complain(
      `${id === '' ? 'Name a check or action' : `There is no check or action "${id}"`}. There are: ${known}.`,
    );
  }
  const pairs = given.map(
    (pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const,
  );
  const parsed = parseParameters(declared, Object.fromEntries(pairs));
  if (!parsed.ok)
    return complain(
      Object.entries(parsed.errors)
        .map(([name, error]) => `${name}: ${error}`)
        .join('\n'),
    );
  const templates = action?.statements ?? statementsOf(runbook, check);
  try {
    if (action?.call !== undefined) sayCall(action.call, parsed.values);
    const turns =
      action === undefined ? [{ declared, values: parsed.values }] : turnsOf(action, parsed.values);
    for (const { declared: known, values } of turns)
      for (const template of templates) sayStatement(renderStatement(template, known, values));
    if (action?.for !== undefined) {
      say(`after ${parsed.values[action.for.duration]}, each by itself:`);
      for (const { text } of piecesOf(action, parsed.values)) say(text);
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return complain(error.message);
    throw error;
  }
  return 0;
}

/** What is read by REST or HTTP has none. */
function statementsOf({ queries }: Runbook, check: Check | undefined): readonly string[] {
  if (check?.kind === 'sql') return [check.statement];
  return check?.kind === 'explain' ? [`EXPLAIN ${queries[check.query]?.statement}`] : [];
}

/** What is only known when it is asked for stands in angle brackets. */
function sayCall(call: Call, values: Values): void {
  const given = givenOf(call, values, '<token of the request>', {});
  // What a cluster or a run has only sometimes is left away, as of one that has it not.
  const seen: Given['seen'] = (_look, column) => (OPTIONAL.has(column) ? null : `<${column}>`);
  say(callText(call, { ...given, seen }));
}

function sayStatement({ text, parameters }: ReturnType<typeof renderStatement>): void {
  say(text);
  for (const [name, value] of Object.entries(parameters)) say(`  :${name} = ${JSON.stringify(value)}`);
}

async function writeSchema(): Promise<number> {
  const path = join(directory, 'schema.json');
  await writeFile(path, `${JSON.stringify(editorSchema(), null, 2)}\n`);
  return say(`wrote ${path}`);
}

/** What each line of the customer's runbook has become; nothing is written while a row names what is not there. */
async function writeCoverage(runbook: Runbook): Promise<number> {
  // It knows every word that people can say, and so loads half of the bot.
  const { COVERAGE_TABLE, coverageProblems, readCoverage } = await import('./coverage/rows.ts');
  const { coverageTable } = await import('./coverage/table.ts');
  const coverage = readCoverage();
  const problems = coverageProblems(coverage, runbook);
  if (problems.length > 0) return complain(problems.join('\n'));
  await writeFile(COVERAGE_TABLE, coverageTable(coverage));
  return say(`wrote ${COVERAGE_TABLE}`);
}

function span(ms: number): string {
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function say(line: string): 0 {
  process.stdout.write(`${line}\n`);
  return 0;
}

function complain(text: string): 1 {
  process.stderr.write(`${text}\n`);
  return 1;
}
