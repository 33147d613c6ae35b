import type { Job, Version } from '../data/catalog.ts';
import { principalId } from '../data/principal-id.ts';
import { historyOfMasked } from '../errors-masks.ts';
import type { Column, Value } from '../result.ts';
import { parseName } from '../sql/names.ts';
import { isMaskedFor } from './relation.ts';
import type { StatementRule } from './statement.ts';

const JOB_FIELDS = ['jobId', 'jobName', 'jobRunId', 'runId', 'jobOwnerId', 'triggerType'] as const;

/** https://docs.databricks.com/en/delta/history.html: columns and their order */
const COLUMNS: readonly Column[] = [
  { name: 'version', type: 'bigint' },
  { name: 'timestamp', type: 'timestamp' },
  { name: 'userId', type: 'string' },
  { name: 'userName', type: 'string' },
  { name: 'operation', type: 'string' },
  { name: 'operationParameters', type: 'map' },
  { name: 'job', type: { struct: JOB_FIELDS } },
  { name: 'notebook', type: { struct: ['notebookId'] } },
  { name: 'clusterId', type: 'string' },
  { name: 'readVersion', type: 'bigint' },
  { name: 'isolationLevel', type: 'string' },
  { name: 'isBlindAppend', type: 'boolean' },
  { name: 'operationMetrics', type: 'map' },
  { name: 'userMetadata', type: 'string' },
  { name: 'engineInfo', type: 'string' },
];

const ENGINE_INFO = 'Databricks-Runtime/16.4.x-photon-scala2.12';
const CLUSTER_ID = '1118-063000-lakehouse';

/** `DESCRIBE HISTORY t [LIMIT n]`, the newest first. */
export const describeHistory: StatementRule = {
  begins: (cursor) => cursor.takeWords('DESCRIBE', 'HISTORY'),
  parse: (cursor, scope, world) => {
    const table = world.catalog.find(parseName(cursor));
    let limit = Number.POSITIVE_INFINITY;
    if (cursor.takeWords('LIMIT')) {
      const token = cursor.next();
      if (token.type !== 'number' || !/^\d{1,9}$/.test(token.text)) cursor.refuse(token);
      limit = Number(token.text);
    }
    const run = async () => {
      if (isMaskedFor(scope, table)) throw historyOfMasked(table.fullName);
      const rows = table.versions.toReversed().slice(0, limit).map(rowOf);
      return { columns: COLUMNS, rows };
    };
    return { changes: [], run };
  },
};

function rowOf(version: Version): readonly Value[] {
  return [
    BigInt(version.version),
    version.atMs,
    principalId(version.userName),
    version.userName,
    version.operation,
    version.parameters,
    jobOf(version.job),
    null,
    version.job === null ? null : CLUSTER_ID,
    version.readVersion === null ? null : BigInt(version.readVersion),
    version.isolationLevel,
    version.isBlindAppend,
    version.metrics,
    null,
    ENGINE_INFO,
  ];
}

function jobOf(job: Job | null): Value {
  if (job === null) return null;
  const { jobId, jobName, runId } = job;
  return { jobId, jobName, jobRunId: runId, runId, jobOwnerId: null, triggerType: 'periodic' };
}
