/** The port `RestActions`: changes by REST, and what has to be seen of the workspace before and after one. */
import type { Look, RestActions } from '../check/rest-actions.ts';
import type { ReadResult, Row } from '../check/warehouse.ts';
import { lookAtCluster } from './databricks-rest-actions-clusters.ts';
import { lookAtMembership } from './databricks-rest-actions-groups.ts';
import { lookAtJob, lookAtJobRuns, lookAtPipeline, lookAtRun } from './databricks-rest-actions-jobs.ts';
import { lookAtModelVersion, lookAtTrainingRun } from './databricks-rest-actions-models.ts';
import { createAuthority, type RestCredentials } from './databricks-rest-auth.ts';
import { createCall, RestFailure } from './databricks-rest-call.ts';
import type { Looking } from './databricks-rest-look.ts';
import { sendCall } from './databricks-rest-send.ts';

export type RestActionsOptions = {
  /** `name[:port]`, without a scheme. */
  readonly host: string;
  readonly credentials: RestCredentials;
  /** Monotonic, in milliseconds. */
  readonly clock?: () => number;
  readonly wallClockMs?: () => number;
};

const BODY_BYTES_MAX = 4_000_000;

export function databricksRestActions(options: RestActionsOptions): RestActions {
  const { host, credentials, clock = () => performance.now(), wallClockMs = Date.now } = options;
  const base = `https://${host}`;
  const authority = createAuthority(base, credentials, clock);
  const call = createCall({ base, authority, bodyBytesMax: BODY_BYTES_MAX });
  return {
    look: async (look, timeoutMs) => {
      const startedMs = clock();
      const deadline = AbortSignal.timeout(timeoutMs);
      const over = new AbortController();
      const signal = AbortSignal.any([deadline, over.signal]);
      const took = () => Math.round(clock() - startedMs);
      const get: Looking['get'] = (path, query = {}) => call(path, query, signal);
      try {
        const { rows, isCut } = await rowsOf({ get, nowMs: wallClockMs() }, look);
        const columns = Object.keys(rows[0] ?? {});
        return { outcome: 'read', columns, rows, truncated: isCut, takenMs: took() };
      } catch (error) {
        return deadline.aborted ? { outcome: 'timed_out', afterMs: took() } : failureOf(error);
      } finally {
        // Where one call failed, nobody waits for those beside it.
        over.abort();
      }
    },
    send: (text, limits) => sendCall(text, limits, { host, authority, clock, bodyBytesMax: BODY_BYTES_MAX }),
  };
}

type Found = { readonly rows: readonly Row[]; readonly isCut: boolean };

async function rowsOf(looking: Looking, look: Look): Promise<Found> {
  if (look.what === 'job_runs') return lookAtJobRuns(looking, look);
  return { rows: [await rowOf(looking, look)], isCut: false };
}

function rowOf(looking: Looking, look: Exclude<Look, { readonly what: 'job_runs' }>): Promise<Row> {
  switch (look.what) {
    case 'membership':
      return lookAtMembership(looking, look);
    case 'job':
      return lookAtJob(looking, look);
    case 'run':
      return lookAtRun(looking, look);
    case 'pipeline':
      return lookAtPipeline(looking, look);
    case 'cluster':
      return lookAtCluster(looking, look);
    case 'model_version':
      return lookAtModelVersion(looking, look);
    case 'training_run':
      return lookAtTrainingRun(looking, look);
  }
}

function failureOf(error: unknown): ReadResult {
  if (!(error instanceof RestFailure)) throw error;
  return error.errorCode === null
    ? { outcome: 'unavailable', message: error.message }
    : { outcome: 'refused', errorClass: error.errorCode, message: error.message };
}
