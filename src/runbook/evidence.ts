/**
 * The pure pieces of an action's evidence. The engine runs the reads; what they mean is in the runbook, and is worked out here.
 * Doubt is never in the action's favour: what cannot be evaluated refuses, is not verified, or was not seen.
 */
import type { ReadResult } from '../check/warehouse.ts';
import { canonicalJson, type Json } from '../journal/json.ts';
import { evaluate, type Variables } from './cel.ts';
import { tablesIn } from './each.ts';
import { afterwardsDiscretion, sceneDiscretion } from './evidence-discretion.ts';
import { measure, seenReads } from './measured.ts';
import type { Values } from './parameters.ts';
import type { Action } from './schema-actions.ts';
import { fillSentence } from './sentence.ts';
import { filled, type Suggestion } from './verdict.ts';

export type Reads = { readonly [name: string]: ReadResult };

export type Facts = { readonly [name: string]: Json };

export type Measured =
  | { readonly ok: true; readonly facts: Facts }
  /** A sentence for the person who asks: what could not be measured. */
  | { readonly ok: false; readonly problem: string };

/** What expressions see of a request: as measured for it (`facts`), or later with `before` as it was then. */
export type Scene = {
  readonly params: Values;
  readonly reads: Reads;
  readonly facts: Facts;
  /** What of that which it gives is there only for a while, by requests that end by themselves. */
  readonly boxed?: readonly string[];
};

/**
 * `before`: the facts as measured before. `claimedAt` and `until`: RFC 3339; what the platform shows outside them is not of
 * this request.
 */
export type Afterwards = {
  readonly params: Values;
  readonly reads: Reads;
  readonly before: Facts;
  readonly claimedAt: string;
  readonly until: string;
  /** Which one of a list is asked about, counted from 1. */
  readonly statement?: number;
};

export type Judged<Outcome extends string> = { readonly outcome: Outcome; readonly sentence: string };

export function evaluateFacts(
  action: Action,
  reads: Reads,
  params: Values,
  boxed: readonly string[] = [],
): Measured {
  return measure(action.evidence, reads, { params, reads: seenReads(reads), boxed });
}

/** The names among `unchanged` whose value is no longer what it was: any of them voids the approval. */
export function movedFacts(action: Action, before: Facts, now: Facts): readonly string[] {
  return action.evidence.unchanged.filter(
    (name) => canonicalJson(before[name] ?? null) !== canonicalJson(now[name] ?? null),
  );
}

/** Why this must not even be asked for, as a sentence; null when nothing speaks against it. */
export function refusal(action: Action, scene: Scene): string | null {
  const variables = variablesOf(scene);
  for (const { when, say } of action.evidence.refuse) {
    const result = evaluate(when, variables);
    if (!result.ok) return `Whether this may be done could not be worked out: ${result.problem}.`;
    if (result.value !== false) return fillSentence(say, variables, sceneDiscretion(action, scene));
  }
  return null;
}

export function shownEvidence(
  action: Action,
  scene: Scene,
): readonly { readonly label: string; readonly value: string }[] {
  const variables = variablesOf(scene);
  const discretion = sceneDiscretion(action, scene);
  return action.evidence.show.flatMap((line) =>
    'each' in line
      ? tablesIn(action, scene.params).map((each) => ({
          label: each,
          value: fillSentence(line.each, { ...variables, each }, discretion),
        }))
      : [{ label: line.label, value: fillSentence(line.value, variables, discretion) }],
  );
}

/** A warning whose condition cannot be worked out is given. */
export function warningsOf(action: Action, scene: Scene): readonly string[] {
  const variables = variablesOf(scene);
  const discretion = sceneDiscretion(action, scene);
  return action.warnings
    .filter((warning) => {
      if (!('when' in warning)) return true;
      const result = evaluate(warning.when, variables);
      return !result.ok || result.value !== false;
    })
    .map((warning) => fillSentence(warning.say, variables, discretion));
}

/** `verify`: of what was done, or of what was taken back at the end. */
export function judgeVerification(
  action: Action,
  after: Afterwards,
  verify: Action['verify'] = action.verify,
): Judged<'verified' | 'failed' | 'could_not_see'> {
  const variables = afterwards(after);
  const measured = measure(verify, after.reads, variables);
  if (!measured.ok) return { outcome: 'could_not_see', sentence: `Not verified. ${measured.problem}` };
  const all = { ...variables, facts: measured.facts };
  const passed = evaluate(verify.pass, all);
  if (!passed.ok || typeof passed.value !== 'boolean') {
    return {
      outcome: 'could_not_see',
      sentence: `Not verified: ${passed.ok ? 'no clear answer' : passed.problem}.`,
    };
  }
  const discretion = afterwardsDiscretion(action, verify, after);
  return passed.value
    ? { outcome: 'verified', sentence: fillSentence(verify.say.pass, all, discretion) }
    : { outcome: 'failed', sentence: fillSentence(verify.say.fail, all, discretion) };
}

/** `not_seen` is said only when everything that was to be read was read to its end. */
export function judgeReconcile(
  action: Action,
  after: Afterwards,
): Judged<'applied' | 'not_seen' | 'could_not_see'> {
  const { reconcile } = action;
  const variables = afterwards(after);
  const measured = measure(reconcile, after.reads, variables);
  if (!measured.ok) return { outcome: 'could_not_see', sentence: measured.problem };
  const all = { ...variables, facts: measured.facts };
  const applied = evaluate(reconcile.applied, all);
  if (!applied.ok || typeof applied.value !== 'boolean') {
    const why = applied.ok ? 'no clear answer' : applied.problem;
    return { outcome: 'could_not_see', sentence: `What the engine shows could not be judged: ${why}.` };
  }
  const discretion = afterwardsDiscretion(action, reconcile, after);
  if (applied.value) {
    return { outcome: 'applied', sentence: fillSentence(reconcile.say.applied, all, discretion) };
  }
  const cut = Object.keys(reconcile.reads).find((name) => !isWhole(after.reads[name]));
  return cut === undefined
    ? { outcome: 'not_seen', sentence: fillSentence(reconcile.say.not_seen, all, discretion) }
    : { outcome: 'could_not_see', sentence: `Not found, but “${cut}” was not read to its end.` };
}

/** The inverse action as a request to be made, or null where there is none or its values are not known. */
export function undoOf(
  action: Action,
  after: Pick<Afterwards, 'params' | 'before'> & Pick<Scene, 'boxed'>,
): (Suggestion & { readonly say: string }) | null {
  const { params, before, boxed = [] } = after;
  const variables: Variables = { params, before, boxed };
  const discretion = afterwardsDiscretion(action, { reads: {}, facts: {} }, { ...after, reads: {} });
  for (const way of [action.undo, action.undo?.otherwise]) {
    if (way === undefined) continue;
    const [suggestion] = filled({ action: way.action, with: way.with }, variables);
    if (suggestion !== undefined) return { ...suggestion, say: fillSentence(way.say, variables, discretion) };
  }
  return null;
}

function variablesOf(scene: Scene): Variables {
  const { params, reads, facts, boxed = [] } = scene;
  return { params, reads: seenReads(reads), facts, boxed };
}

function afterwards(after: Afterwards): Variables {
  return {
    params: after.params,
    reads: seenReads(after.reads),
    before: after.before,
    claimedAt: after.claimedAt,
    until: after.until,
    statement: after.statement ?? 1,
  };
}

function isWhole(result: ReadResult | undefined): boolean {
  return result?.outcome === 'read' && !result.truncated;
}
