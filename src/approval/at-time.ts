/** A time that was asked for becomes a version once, when the request is measured: what is approved is the version. */
import type { ReadResult, Row, Warehouse } from '../check/warehouse.ts';
import { instantMs } from '../runbook/cel-functions.ts';
import { momentIn } from '../runbook/moment.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Action } from '../runbook/schema-actions.ts';
import { renderStatement } from '../runbook/statement.ts';
import { whyNotRead } from '../runbook/verdict.ts';
import { EVIDENCE_TIMEOUT_MS } from './measure.ts';
import type { Shown } from './state.ts';

export type Resolved =
  | {
      readonly ok: true;
      readonly values: Values;
      /** For the card: which time was asked for, and what it came to. */
      readonly shown: readonly Shown[];
      /** For the statement: the moments, in UTC. */
      readonly moments: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

export async function resolveTimes(
  warehouse: Pick<Warehouse, 'read'>,
  action: Action,
  values: Values,
  zone: string,
): Promise<Resolved> {
  let resolved: Extract<Resolved, { ok: true }> = { ok: true, values, shown: [], moments: [] };
  for (const parameter of Object.values(action.parameters)) {
    const moment = values[parameter.id];
    if (parameter.type !== 'version' || parameter.at_time === undefined || typeof moment !== 'string')
      continue;
    const { statement, rowsMax } = parameter.at_time;
    const limits = { timeoutMs: EVIDENCE_TIMEOUT_MS, rowsMax };
    const result = await warehouse.read(renderStatement(statement, action.parameters, values), limits);
    const found = versionAt(result, moment, zone);
    if (typeof found === 'string') return { ok: false, problem: found };
    const value = `${momentIn(zone, moment)} → version ${found.version}`;
    resolved = {
      ...resolved,
      values: { ...resolved.values, [parameter.id]: found.version },
      shown: [...resolved.shown, { label: 'Asked for', value }],
      moments: [...resolved.moments, moment],
    };
  }
  return resolved;
}

type Commit = { readonly version: number; readonly writtenAt: string };

/** The version that was current then, or why that cannot be said. Rows come newest first. */
function versionAt(history: ReadResult, moment: string, zone: string): Commit | string {
  if (history.outcome !== 'read') return `The table's history could not be read: ${whyNotRead(history)}.`;
  const commits = history.rows.map(commitOf);
  if (!commits.every((commit) => commit !== null)) return "The table's history could not be understood.";
  const found = commits.find(({ writtenAt }) => Date.parse(writtenAt) <= Date.parse(moment));
  if (found !== undefined) return found;
  const oldest = commits.at(-1);
  const asked = momentIn(zone, moment);
  if (oldest === undefined) return "The table's history is empty.";
  return history.truncated
    ? `${asked} is more than ${history.rows.length.toLocaleString('en')} changes back, too far to say what lies between.`
    : `The table's history begins with version ${oldest.version}, written ${momentIn(zone, oldest.writtenAt)}: what it was at ${asked} is not in it.`;
}

function commitOf({ version, timestamp }: Row): Commit | null {
  const atMs = typeof timestamp === 'string' ? instantMs(timestamp) : Number.NaN;
  return typeof version !== 'number' || Number.isNaN(atMs)
    ? null
    : { version, writtenAt: new Date(atMs).toISOString() };
}
