/** What may be told, and kept, of an action's evidence. */
import type { ReadResult } from '../check/warehouse.ts';
import { canonicalJson, type Json } from '../journal/json.ts';
import { addressesIn, blankedRow, hasPersonal, PERSONAL_SHOWN, principalsIn } from '../pii/columns.ts';
import { type Keep, maskJson } from '../pii/mask.ts';
import type { Variables } from './cel.ts';
import { blankedFacts, type Discretion, discretionOf, principalsAmong, type Table } from './discretion.ts';
import type { Afterwards, Facts, Reads, Scene } from './evidence.ts';
import { mentioned } from './lint-expressions.ts';
import { type Measurable, seenReads } from './measured.ts';
import type { Action } from './schema-actions.ts';
import { expressionsIn } from './sentence.ts';

export function sceneDiscretion(action: Action, { params, reads, boxed = [] }: Scene): Discretion {
  return discretionOf({
    tables: tablesOf(action.evidence, reads),
    parameters: action.parameters,
    values: params,
    facts: action.evidence.facts,
    blanked: blankedVariables(action.evidence, reads, { params, boxed }),
  });
}

type Later = Pick<Afterwards, 'params' | 'reads' | 'before'> &
  Partial<Pick<Afterwards, 'claimedAt' | 'until' | 'statement'>>;

export function afterwardsDiscretion(action: Action, what: Measurable, later: Later): Discretion {
  const { params, reads, before, claimedAt, until, statement = 1 } = later;
  return discretionOf({
    tables: tablesOf(what, reads),
    parameters: action.parameters,
    values: params,
    facts: what.facts,
    before: action.evidence.facts,
    // What was kept of before holds no other addresses than those that may be shown.
    keep: addressesIn(before),
    blanked: blankedVariables(what, reads, { params, before, claimedAt, until, statement }),
  });
}

export type Kept =
  | { readonly ok: true; readonly facts: Facts }
  /** A sentence for the person who asks. */
  | { readonly ok: false; readonly problem: string };

/**
 * What a request stores of its facts. Those that are compared at the start, or used afterwards, have to be what was
 * measured: masked, two that differ could be the same. So they may hold nobody but principals; the others are masked.
 */
export function keptFacts(action: Action, scene: Scene): Kept {
  const { evidence } = action;
  const keep = keepIn(action, scene);
  const needed = neededFacts(action);
  const { params, boxed = [] } = scene;
  const blanked = blankedVariables(evidence, scene.reads, { params, boxed });
  const facts: Record<string, Json> = {};
  for (const [name, value] of Object.entries(scene.facts)) {
    const hidden =
      blanked !== null && !isSame(value, (blanked['facts'] as Facts | undefined)?.[name] ?? null);
    const masked = hidden ? PERSONAL_SHOWN : maskJson(value, keep, name);
    if (needed.has(name) && !isSame(masked, value)) {
      const problem = `“${name.replaceAll('_', ' ')}” holds personal data, which is not kept: have the runbook measure a count, or something else that tells as much.`;
      return { ok: false, problem };
    }
    facts[name] = masked;
  }
  return { ok: true, facts };
}

/** A fact as it may be told, of the time before or of now. */
export function shownFact(action: Action, scene: Scene, before: Facts, value: Json): Json {
  return maskJson(value, new Set([...keepIn(action, scene), ...addressesIn(before)]));
}

function keepIn(action: Action, { reads, params }: Scene): Keep {
  return new Set([
    ...tablesOf(action.evidence, reads).flatMap(({ columns, rows }) => [...principalsIn(columns, rows)]),
    ...principalsAmong(action.parameters, params),
  ]);
}

function neededFacts({ evidence, verify, reconcile, undo, for: closing }: Action): ReadonlySet<string> {
  const verifications = closing === undefined ? [verify] : [verify, closing.verify];
  const sentences = [
    ...verifications.flatMap(({ say }) => Object.values(say)),
    ...Object.values(reconcile.say),
    ...[undo, undo?.otherwise].flatMap((way) =>
      way === undefined ? [] : [way.say, ...Object.values(way.with)],
    ),
  ];
  const expressions = [
    ...verifications.flatMap(({ facts, pass }) => [...Object.values(facts), pass]),
    ...Object.values(reconcile.facts),
    reconcile.applied,
    ...sentences.flatMap(expressionsIn),
  ];
  return new Set([...evidence.unchanged, ...mentioned(expressions, 'before')]);
}

const isSame = (one: Json, other: Json): boolean => canonicalJson(one) === canonicalJson(other);

function tablesOf(what: Measurable, reads: Reads): readonly Table[] {
  return Object.entries(what.reads).flatMap(([name, columns]) => {
    const result = reads[name];
    return result?.outcome === 'read' ? [{ columns, rows: result.rows }] : [];
  });
}

/** What expressions would see if the personal columns were blank; null where there are none. */
function blankedVariables(what: Measurable, reads: Reads, others: Variables): Variables | null {
  if (!Object.values(what.reads).some(hasPersonal)) return null;
  const blanked = Object.fromEntries(
    Object.entries(reads).map(([name, result]): [string, ReadResult] => {
      const columns = what.reads[name];
      if (result.outcome !== 'read' || columns === undefined) return [name, result];
      return [name, { ...result, rows: result.rows.map((row) => blankedRow(columns, row)) }];
    }),
  );
  const variables = { ...others, reads: seenReads(blanked) };
  return { ...variables, facts: blankedFacts(what.facts, variables) };
}
