/** Databricks' REST API, as far as it is served here: paths, pages, and refusals with Databricks' codes. */
import type { RestCall, RestContext } from './call.ts';
import { malformed, RestRefusal } from './refusal.ts';
import { ROUTES } from './routes.ts';

/** Without a body where the status says it all. */
export type RestAnswer = { readonly status: number; readonly body: object | null };

export type RestRequest = {
  readonly method: string;
  readonly url: URL;
  readonly caller: RestCall['caller'];
  /** Null for none. */
  readonly body: string | null;
};

export function answerRest(context: RestContext, request: RestRequest): RestAnswer {
  const { method, url, caller } = request;
  const route = ROUTES.find((one) => one.method === method && one.path.test(url.pathname));
  if (route === undefined) {
    const message = `No API found for '${method} ${url.pathname.slice(1)}'`;
    return { status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND', message } };
  }
  try {
    const ids = (route.path.exec(url.pathname) ?? []).slice(1).map((part) => decoded(part ?? ''));
    const body = route.serve(context, { caller, query: url.searchParams, body: parsed(request.body), ids });
    return { status: body === null ? 204 : 200, body };
  } catch (error) {
    if (!(error instanceof RestRefusal)) throw error;
    return { status: error.status, body: error.body };
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw malformed(`Invalid path: ${part}`);
  }
}

function parsed(text: string | null): unknown {
  if (text === null || text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed('Invalid JSON given in the body of the request - failed to parse given JSON');
  }
}
