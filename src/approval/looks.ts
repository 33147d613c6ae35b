/** What an action asks the workspace's API before and after its call: which look, and what the answer is told with. */
import type { Look, RestActions } from '../check/rest-actions.ts';
import type { ReadResult, Row } from '../check/warehouse.ts';
import { type Given, givenOf } from '../runbook/call-kinds.ts';
import type { Values } from '../runbook/parameters.ts';
import type { Action } from '../runbook/schema-actions.ts';
import type { Call, LookName } from '../runbook/schema-calls.ts';

export type Looking = {
  readonly rest: RestActions | null | undefined;
  /** Whom the calls are made as, as Databricks names them. */
  readonly principal: () => Promise<string>;
  readonly timeoutMs: number;
  /** Since when runs are looked at, in ms since 1970. */
  readonly fromMs: number;
};

export async function lookAt(
  { rest, principal, timeoutMs, fromMs }: Looking,
  { call }: Action,
  name: LookName,
  params: Values,
): Promise<ReadResult> {
  if (call === undefined || rest === null || rest === undefined)
    return { outcome: 'unavailable', message: 'the workspace cannot be asked' };
  const given = givenOf(call, params, '', {});
  const look = wish(name, given, fromMs);
  const result = await rest.look(look, timeoutMs);
  if (result.outcome !== 'read') return result;
  const known = await knownOf(name, call, given, principal).catch(() => null);
  if (known === null) return { outcome: 'unavailable', message: 'the warehouse does not say who the bot is' };
  const rows = result.rows.map((row) => ({ ...row, ...known(row) }));
  return { ...result, columns: [...new Set([...result.columns, ...rows.flatMap(Object.keys)])], rows };
}

function wish(name: LookName, { id, value }: Given, fromMs: number): Look {
  switch (name) {
    case 'membership':
      return { what: name, group: value('group'), member: value('member') };
    case 'job':
      return { what: name, jobId: id('job') };
    case 'job_runs':
      return { what: name, jobId: id('job'), fromMs };
    case 'run':
      return { what: name, runId: value('run') };
    case 'pipeline':
      return { what: name, pipelineId: id('pipeline') };
    case 'cluster':
      return { what: name, clusterId: value('cluster') };
    case 'model_version': {
      const version = Number(value('version'));
      const isGiven = Number.isSafeInteger(version);
      return {
        what: name,
        model: id('model'),
        alias: value('alias'),
        version: isGiven ? version : null,
      };
    }
    case 'training_run':
      return { what: name, runId: value('run'), model: id('model') };
  }
}

/** What the runbook, and the bot itself, know of a row. Rejects where it is not known who calls. */
async function knownOf(
  name: LookName,
  { owners, ids }: Call,
  { value }: Given,
  principal: () => Promise<string>,
): Promise<(row: Row) => Row> {
  if (name === 'membership') {
    const owner = owners[value('group')];
    return () => ({ owner: owner?.title ?? null, owner_reach: owner?.reach ?? null });
  }
  if (name === 'run') {
    const jobOf = (row: Row) =>
      Object.entries(ids.jobs ?? {}).find(([, id]) => id === row['job_id'])?.[0] ?? null;
    return (row) => ({ job: jobOf(row) });
  }
  if (name !== 'job_runs' && name !== 'cluster') return () => ({});
  const ours = await principal();
  return name === 'job_runs'
    ? (row) => ({ is_ours: row['creator'] === ours })
    : (row) => ({ is_ended_by_us: row['ended_by'] === ours });
}
