/** What reads gave, as expressions see it, and the facts that are worked out from it. */
import type { Json } from '../journal/json.ts';
import { evaluate, type Variables } from './cel.ts';
import type { Measured, Reads } from './evidence.ts';
import type { Read } from './schema-actions.ts';
import { whyNotRead, whyNotReadRaw } from './verdict.ts';

export type Measurable = {
  readonly reads: { readonly [name: string]: Read };
  readonly facts: { readonly [name: string]: string };
};

export function measure(what: Measurable, reads: Reads, variables: Variables): Measured {
  for (const [name, read] of Object.entries(what.reads)) {
    const result = reads[name];
    if (result === undefined) return { ok: false, problem: `“${name}” was not read.` };
    if (result.outcome !== 'read' && !read.mayFail) {
      return { ok: false, problem: `“${name}” could not be read: ${whyNotRead(result)}.` };
    }
    if (result.outcome !== 'read') continue;
    // A personal column under another name would be shown.
    const missing = read.personal?.find((column) => !result.columns.includes(column));
    if (missing !== undefined) return { ok: false, problem: `“${name}” has no column ${missing}.` };
  }
  const facts: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(what.facts)) {
    const result = evaluate(expression, { ...variables, facts });
    if (!result.ok) return { ok: false, problem: `“${name}” could not be measured: ${result.problem}.` };
    facts[name] = result.value;
  }
  return { ok: true, facts };
}

/** A read that failed has no `rows` at all: an expression that forgets to look at `outcome` is in error, not false. */
export function seenReads(reads: Reads): { readonly [name: string]: Json } {
  const seen = Object.entries(reads).map(([name, result]): readonly [string, Json] => {
    if (result.outcome === 'read') {
      return [name, { outcome: 'read', rows: result.rows, truncated: result.truncated }];
    }
    const errorClass = result.outcome === 'refused' ? result.errorClass : '';
    return [name, { outcome: result.outcome, errorClass, message: whyNotReadRaw(result) }];
  });
  return Object.fromEntries(seen);
}
