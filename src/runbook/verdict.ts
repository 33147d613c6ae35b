/**
 * What a check's result means. A pass needs proof: a result that is missing, empty, cut off, has holes in it, or that the conditions
 * cannot be applied to is "could not see". A failure that is seen counts even when something else was not.
 */
import type { Cell, ReadResult } from '../check/warehouse.ts';
import type { Json } from '../journal/json.ts';
import { evaluate, type Variables } from './cel.ts';
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
 * parameter `x` names.
 */
export function judge(check: Check, result: ReadResult, values: Values): Judgement {
  if (result.outcome !== 'read')
    return unseen(whyNotRead(result, SOURCES[check.kind]), adviceFor(result, check));
  if (result.rows.length === 0 && check.whenEmpty === 'could_not_see')
    return unseen('the query returned no rows', ['Check that the table has data.']);
  const missing = check.columns.find((column) => !result.columns.includes(column));
  if (missing !== undefined) return unseen(`the result has no column ${missing}`, []);
  const seenOnly = { rows: result.rows, params: values, targets: targetsOf(check, values) };
  const facts: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(check.facts)) {
    const found = evaluate(expression, { ...seenOnly, facts });
    if (!found.ok) return unseen(`“${name}” could not be worked out: ${found.problem}`, []);
    facts[name] = found.value;
  }
  const variables: Variables = { ...seenOnly, facts };
  const { fail, warn, say } = check.verdict;

  const failed = condition(fail, variables);
  if (failed === true) return seen('fail', say.fail, check, variables);
  if (typeof failed === 'string') return unseen(failed, []);
  const hole = firstHole(result, check.mayBeNull);
  if (hole !== undefined) return unseen(hole, []);
  const warned = warn === undefined ? false : condition(warn, variables);
  if (warned === true) return seen('warn', say.warn ?? say.fail, check, variables);
  if (typeof warned === 'string') return unseen(warned, []);
  if (result.truncated) return unseen(`only the first ${result.rows.length} rows were read`, []);
  return seen('pass', say.pass, check, variables);
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
function condition(expression: string, variables: Variables): boolean | string {
  const result = evaluate(expression, variables);
  if (!result.ok) return `the condition could not be applied to the result: ${result.problem}`;
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
  variables: Variables,
): Judgement {
  const sentence = fillSentence(say, variables);
  if (verdict === 'pass') return { verdict, sentence, next: [], suggests: [] };
  return {
    verdict,
    sentence,
    next: check.next.map((step) => fillSentence(step, variables)),
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

const SOURCES = {
  sql: WAREHOUSE,
  jobs: WORKSPACE,
  pipelines: WORKSPACE,
} as const satisfies { readonly [kind in Check['kind']]: Source };

/** Words that follow a colon, without a full stop. */
export function whyNotRead(result: Exclude<ReadResult, Rows>, { name }: Source = WAREHOUSE): string {
  if (result.outcome === 'timed_out') return `no answer within ${Math.round(result.afterMs / 1_000)} s`;
  // Databricks frames its words in the class, which is told apart, and the SQLSTATE.
  const bare = result.message.replace(/^\[[^\]]*\]\s*/, '').replace(/\s*SQLSTATE: \w+\s*$/, '');
  const words = fillSentence('{{ words }}', { words: bare }).replace(/\.$/, '');
  return result.outcome === 'refused'
    ? `${name} refused to read (${result.errorClass}): ${words}`
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
