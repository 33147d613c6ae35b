/** Databricks' REST API, as far as it is served here: paths, pages, and refusals with Databricks' codes. */
import { getOutput, getRun, listRuns } from './jobs.ts';
import { getPipeline, listEvents } from './pipelines.ts';
import { RestRefusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

export type RestAnswer = { readonly status: number; readonly body: object };

type Route = {
  readonly path: RegExp;
  readonly serve: (workspace: Workspace, query: URLSearchParams, id: string) => object;
};

const ROUTES: readonly Route[] = [
  { path: /^\/api\/2\.2\/jobs\/runs\/list$/, serve: listRuns },
  { path: /^\/api\/2\.2\/jobs\/runs\/get$/, serve: getRun },
  { path: /^\/api\/2\.2\/jobs\/runs\/get-output$/, serve: getOutput },
  { path: /^\/api\/2\.0\/pipelines\/([^/]+)$/, serve: getPipeline },
  { path: /^\/api\/2\.0\/pipelines\/([^/]+)\/events$/, serve: listEvents },
];

export function answerRest(workspace: Workspace, method: string, url: URL): RestAnswer {
  const route = ROUTES.find(({ path }) => path.test(url.pathname));
  if (route === undefined || method !== 'GET') {
    const message = `No API found for '${method} ${url.pathname.slice(1)}'`;
    return { status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND', message } };
  }
  try {
    const id = decodeURIComponent(route.path.exec(url.pathname)?.[1] ?? '');
    return { status: 200, body: route.serve(workspace, url.searchParams, id) };
  } catch (error) {
    if (!(error instanceof RestRefusal)) throw error;
    return { status: error.status, body: { error_code: error.errorCode, message: error.message } };
  }
}
