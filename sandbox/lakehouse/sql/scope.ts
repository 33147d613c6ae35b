import type { Name } from './names.ts';

/** Which version of a table is meant; without either, the latest. */
export type TimeTravel = { readonly version: number } | { readonly timestamp: string } | null;

export type Parameter = { readonly type: string | null; readonly value: string | null };

/** What a statement may refer to, and as whom and when it runs. */
export type Scope = {
  readonly principal: string;
  readonly nowMs: number;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Every group that the principal is in. */
  readonly groups: readonly string[];
  /** What stands behind FROM for this version of a table, in DuckDB's words. Throws the engine's refusals. */
  readonly relationOf: (name: Name, travel: TimeTravel) => string;
};

/** `2026-01-31 12:00:00.000`, the way Spark prints a timestamp of a session in UTC. */
export const sparkTimestamp = (ms: number): string =>
  new Date(ms).toISOString().replace('T', ' ').slice(0, -1);
