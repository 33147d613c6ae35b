import type { RestCall, RestContext } from './call.ts';
import {
  deleteCluster,
  getCluster,
  listClusterEvents,
  listClusters,
  resizeCluster,
  startCluster,
  updateCluster,
} from './clusters.ts';
import { getOutput, getRun, listRuns } from './jobs.ts';
import { cancelRun, getJob, repairRun, runNow } from './jobs-change.ts';
import {
  createVersion,
  deleteAliasOf,
  finalizeVersion,
  getRegisteredModel,
  getTrainingRun,
  getVersion,
  searchModelVersions,
  setAliasOf,
} from './mlflow.ts';
import { deleteAlias, getByAlias, getModel, getModelVersion, listModelVersions, setAlias } from './models.ts';
import { getUpdate, startUpdate, stopPipeline } from './pipeline-updates.ts';
import { getPipeline, listEvents, listPipelines } from './pipelines.ts';
import { listQueries } from './query-history.ts';
import { getGroup, listGroups, listUsers, patchGroup } from './scim.ts';
import { getTable } from './tables.ts';

/** Null is an answer without a body. */
type Serve = (context: RestContext, call: RestCall) => object | null;

export type Route = { readonly method: string; readonly path: RegExp; readonly serve: Serve };

/** `{}` stands for one part of the path. */
const route = (method: string, path: string, serve: Serve): Route => ({
  method,
  path: new RegExp(`^/api/${path.replaceAll('.', '\\.').replaceAll('{}', '([^/]+)')}$`),
  serve,
});

const MODELS = '2.1/unity-catalog/models';
const MLFLOW = '2.0/mlflow/(unity-catalog/)?';
const SCIM = '2.0/account/scim/v2';

/** All that is served; anything else is ENDPOINT_NOT_FOUND. */
export const ROUTES: readonly Route[] = [
  route('GET', '2.2/jobs/runs/list', listRuns),
  route('GET', '2.2/jobs/runs/get', getRun),
  route('GET', '2.2/jobs/runs/get-output', getOutput),
  route('GET', '2.2/jobs/get', getJob),
  route('POST', '2.2/jobs/run-now', runNow),
  route('POST', '2.2/jobs/runs/repair', repairRun),
  route('POST', '2.2/jobs/runs/cancel', cancelRun),
  route('GET', '2.0/pipelines', listPipelines),
  route('GET', '2.0/pipelines/{}', getPipeline),
  route('GET', '2.0/pipelines/{}/events', listEvents),
  route('POST', '2.0/pipelines/{}/updates', startUpdate),
  route('GET', '2.0/pipelines/{}/updates/{}', getUpdate),
  route('POST', '2.0/pipelines/{}/stop', stopPipeline),
  route('GET', '2.0/sql/history/queries', listQueries),
  route('GET', '2.1/clusters/get', getCluster),
  route('GET', '2.1/clusters/list', listClusters),
  route('POST', '2.1/clusters/update', updateCluster),
  route('POST', '2.1/clusters/resize', resizeCluster),
  route('POST', '2.1/clusters/start', startCluster),
  route('POST', '2.1/clusters/delete', deleteCluster),
  route('POST', '2.1/clusters/events', listClusterEvents),
  route('GET', '2.1/unity-catalog/tables/{}', getTable),
  route('GET', `${MODELS}/{}`, getModel),
  route('GET', `${MODELS}/{}/versions`, listModelVersions),
  route('GET', `${MODELS}/{}/versions/{}`, getModelVersion),
  route('GET', `${MODELS}/{}/aliases/{}`, getByAlias),
  route('PUT', `${MODELS}/{}/aliases/{}`, setAlias),
  route('DELETE', `${MODELS}/{}/aliases/{}`, deleteAlias),
  route('GET', `${MLFLOW}registered-models/get`, getRegisteredModel),
  route('POST', `${MLFLOW}registered-models/alias`, setAliasOf),
  route('DELETE', `${MLFLOW}registered-models/alias`, deleteAliasOf),
  route('GET', `${MLFLOW}model-versions/search`, searchModelVersions),
  route('GET', `${MLFLOW}model-versions/get`, getVersion),
  route('POST', `${MLFLOW}model-versions/create`, createVersion),
  route('POST', `${MLFLOW}model-versions/finalize`, finalizeVersion),
  route('GET', '2.0/mlflow/runs/get', getTrainingRun),
  route('GET', `${SCIM}/Groups`, listGroups),
  route('GET', `${SCIM}/Groups/{}`, getGroup),
  route('PATCH', `${SCIM}/Groups/{}`, patchGroup),
  route('GET', `${SCIM}/Users`, listUsers),
];
