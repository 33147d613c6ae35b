/**
 * What a check's result means. A pass needs proof: a result that is missing, empty, cut off, has holes in it, or that the conditions
 * cannot be applied to is "could not see". A failure that is seen counts even when something else was not.
 */
import type { Cell, ReadResult, Row } from '../check/warehouse.ts';
import type { Json } from '../journal/json.ts';
import { blankedRow, hasPersonal } from '../pii/columns.ts';
import { evaluate, type Variables } from './cel.ts';
import { blankedFacts, type Discretion, discretionOf } from './discretion.ts';
import type { Values } from './parameters.ts';
import type { Check } from './schema-checks.ts';
import { fillExactly, fillSentence } from './sentence.ts';

export type Verdict = 'pass' | 'warn' | 'fail' | 'could_not_see';

/** An action to offer, with text for its parameters, to be parsed and confirmed like anything typed. */
export type Suggestion = { readonly action: string; readonly with: { readonly [id: string]: string } };

/** The same for a check: it only reads, and is sent by a person all the same. */
export type NextCheck = { readonly check: string; readonly with: { readonly [id: string]: string } };

/** What a result that warns or fails leads to. */
export type Lead = Suggestion | NextCheck;

export type Judgement = {
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly next: readonly string[];
  readonly suggests: readonly Lead[];
};

type Rows = Extract<ReadResult, { readonly outcome: 'read' }>;

/**
 * `values` are the check's parameters as parsed; expressions see them as `params`, and the result as `rows`; `targets.x` is what the runbook knows of the table that
 * parameter `x` names, and `budget` is the check's.
 */
export function judge(check: Check, result: ReadResult, values: Values): Judgement {
  if (result.outcome !== 'read')
    return unseen(whyNotRead(result, SOURCES[check.kind]), adviceFor(result, check));
  if (result.rows.length === 0 && check.whenEmpty === 'could_not_see')
    return check.kind === 'sql'
      ? unseen('the query returned no rows', ['Check that the table has data.'])
      : unseen(`${SOURCES[check.kind].name} showed nothing at all`, []);
  // A personal column under another name would be shown.
  const needed = [...check.columns, ...(check.personal ?? [])];
  const missing = needed.find((column) => !result.columns.includes(column));
  if (missing !== undefined) return unseen(`the result has no column ${missing}`, []);
  const found = variablesOf(check, result.rows, values);
  // Where the source knows why something is empty, that says more than what stumbled over it.
  const stumbled = (words: string): Judgement => unseen(result.remark ?? words, []);
  if (typeof found === 'string') return stumbled(found);
  const { fail, warn, say } = check.verdict;
  const told = { variables: found, discretion: discretionFor(check, result, values) };

  const failed = condition(fail, check, found);
  if (failed === true) return seen('fail', say.fail, check, told);
  if (typeof failed === 'string') return stumbled(failed);
  const hole = firstHole(result, check.mayBeNull);
  if (hole !== undefined) return stumbled(hole);
  const warned = warn === undefined ? false : condition(warn, check, found);
  if (warned === true) return seen('warn', say.warn ?? say.fail, check, told);
  if (typeof warned === 'string') return stumbled(warned);
  if (result.truncated) return unseen(cutOff(result.rows.length), []);
  return seen('pass', say.pass, check, told);
}

function cutOff(rows: number): string {
  return rows === 1 ? 'only the first row was read' : `only the first ${rows} rows were read`;
}

/** What expressions see, or why a fact could not be worked out. */
function variablesOf(check: Check, rows: readonly Row[], values: Values): Variables | string {
  const seenOnly = seenOf(check, rows, values);
  const facts: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(check.facts)) {
    const found = evaluate(expression, { ...seenOnly, facts });
    if (!found.ok) return `“${name}” could not be worked out: ${problemOf(check, found.problem)}`;
    facts[name] = found.value;
  }
  return { ...seenOnly, facts };
}

/** An error may quote a cell. */
function problemOf(check: Check, problem: string): string {
  return hasPersonal(check) ? 'what stands in its personal columns is not told' : problem;
}

function discretionFor(check: Check, { rows }: Rows, values: Values): Discretion {
  const blank = () =>
    seenOf(
      check,
      rows.map((row) => blankedRow(check, row)),
      values,
    );
  return discretionOf({
    tables: [{ columns: check, rows }],
    parameters: check.parameters,
    values,
    facts: check.facts,
    blanked: hasPersonal(check) ? { ...blank(), facts: blankedFacts(check.facts, blank()) } : null,
  });
}

function seenOf(check: Check, rows: readonly Row[], values: Values): Variables {
  const { budget } = check;
  return {
    rows,
    params: values,
    targets: targetsOf(check, values),
    ...(budget === undefined ? {} : { budget: { ...budget } }),
  };
}

function targetsOf(check: Check, values: Values): { readonly [parameter: string]: Json } {
  return Object.fromEntries(
    Object.values(check.parameters).flatMap((parameter) => {
      const among = parameter.type === 'table' ? parameter.among : undefined;
      const target = among?.find(({ name }) => name === values[parameter.id]);
      return target === undefined ? [] : [[parameter.id, { ...target }]];
    }),
  );
}

/** True, false, or why neither. */
function condition(expression: string, check: Check, variables: Variables): boolean | string {
  const result = evaluate(expression, variables);
  if (!result.ok)
    return `the condition could not be applied to the result: ${problemOf(check, result.problem)}`;
  return typeof result.value === 'boolean' ? result.value : 'the condition gave neither true nor false';
}

/** An empty cell makes comparisons false, which reads as "nothing wrong". */
function firstHole(result: Rows, mayBeNull: readonly string[]): string | undefined {
  for (const [index, row] of result.rows.entries()) {
    const column = result.columns.find((name) => isHole(row[name]) && !mayBeNull.includes(name));
    if (column !== undefined) {
      return result.rows.length === 1 ? `${column} is empty` : `${column} is empty in row ${index + 1}`;
    }
  }
  return undefined;
}

/** NaN and infinity included: they compare with everything, and mean nothing. */
function isHole(cell: Cell | undefined): boolean {
  return cell === undefined || cell === null || (typeof cell === 'number' && !Number.isFinite(cell));
}

function seen(
  verdict: Exclude<Verdict, 'could_not_see'>,
  say: string,
  check: Check,
  { variables, discretion }: { readonly variables: Variables; readonly discretion: Discretion },
): Judgement {
  const sentence = fillSentence(say, variables, discretion);
  if (verdict === 'pass') return { verdict, sentence, next: [], suggests: [] };
  return {
    verdict,
    sentence,
    next: check.next.map((step) => fillSentence(step, variables, discretion)),
    suggests: check.suggests.flatMap((suggestion) => filled(suggestion, variables)),
  };
}

/** A suggestion whose values cannot be had is left out: half a form filled with the wrong things is worse than none. */
export function filled<Suggested extends Lead>(
  suggestion: Suggested,
  variables: Variables,
): readonly Suggested[] {
  const given: Record<string, string> = {};
  for (const [id, template] of Object.entries(suggestion.with)) {
    const value = fillExactly(template, variables);
    if (!value.ok) return [];
    given[id] = value.text;
  }
  return [{ ...suggestion, with: given }];
}

function unseen(why: string, next: readonly string[]): Judgement {
  return { verdict: 'could_not_see', sentence: `Could not see: ${why}.`, next, suggests: [] };
}

type Source = { readonly name: string; readonly failing: string };

const WAREHOUSE: Source = { name: 'the warehouse', failing: 'the SQL warehouse itself' };
const WORKSPACE: Source = { name: 'the workspace', failing: 'the Databricks workspace itself' };

const SERVICE: Source = { name: 'the service', failing: 'the service itself, or the way to it,' };

const SOURCES = {
  sql: WAREHOUSE,
  explain: WAREHOUSE,
  jobs: WORKSPACE,
  pipelines: WORKSPACE,
  clusters: WORKSPACE,
  queries: WORKSPACE,
  mlflow: WORKSPACE,
  http: SERVICE,
} as const satisfies { readonly [kind in Check['kind']]: Source };

/** Words that follow a colon, without a full stop. They are masked: an engine quotes the data that it stumbled over. */
export function whyNotRead(result: Exclude<ReadResult, Rows>, { name }: Source = WAREHOUSE): string {
  return inWords(result, name, (words) => fillSentence('{{ words }}', { words }));
}

/** The same for conditions, which look at it as it came. */
export function whyNotReadRaw(result: Exclude<ReadResult, Rows>): string {
  return inWords(result, WAREHOUSE.name, (words) => words);
}

function inWords(result: Exclude<ReadResult, Rows>, name: string, told: (words: string) => string): string {
  if (result.outcome === 'timed_out') return `no answer within ${Math.round(result.afterMs / 1_000)} s`;
  // Databricks frames its words in the class, which is told apart, and the SQLSTATE.
  const bare = result.message.replace(/^\[[^\]]*\]\s*/, '').replace(/\s*SQLSTATE: \w+\s*$/, '');
  const words = told(bare).replace(/\.$/, '');
  return result.outcome === 'refused'
    ? `${name} refused to read (${told(result.errorClass)}): ${words}`
    : `${name} could not be reached: ${words}`;
}

function adviceFor(result: Exclude<ReadResult, Rows>, { kind, verdict }: Check): readonly string[] {
  return result.outcome === 'refused'
    ? [
        verdict.say.could_not_see ??
          'Check that the name is right and that the read-only principal may read it.',
      ]
    : [`Run the check again in a minute; if it stays so, ${SOURCES[kind].failing} is what is failing.`];
}
