/**
 * A local Slack over real sockets: the Web API, the deliveries to the app, and the page. It holds an app to Slack's
 * documented limits, scopes and errors. Two ports: the API's can be closed to stand for an outage.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ApiRequest } from './api.ts';
import { handleApi } from './api.ts';
import { react } from './api-misc.ts';
import { parseBody } from './args.ts';
import type { Delivery } from './deliver.ts';
import { createPost } from './deliver.ts';
import { createEvents } from './events.ts';
import type { Faults } from './faults.ts';
import { createFaultList } from './faults.ts';
import type { Fixture, Room, User } from './fixture.ts';
import { listen, readBody, sendJson, shut } from './http.ts';
import type { AppManifest } from './manifest.ts';
import { findMessage, publicMessages } from './messages.ts';
import { createRateLimits } from './rate-limits.ts';
import { useResponseUrl } from './response-urls.ts';
import type { After, State, StoredMessage } from './state.ts';
import { changed, createState } from './state.ts';
import { handleUi } from './ui-routes.ts';
import type { World } from './world.ts';

export type SlackOptions = {
  /** For the page and the response_urls; 0 or none: a free one. */
  readonly port?: number;
  readonly fixture: Fixture;
  readonly manifest: AppManifest;
  readonly signingSecret: string;
  readonly botToken: string;
  /** The whole request URL, as `http://127.0.0.1:3000/slack/events`. */
  readonly appUrl?: string;
  readonly now?: () => number;
  readonly after?: After;
  /** False where how often things are called is not the question. */
  readonly rateLimits?: boolean;
};

export type LocalSlack = {
  readonly url: string;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly faults: Faults;
  readonly requests: readonly ApiRequest[];
  readonly deliveries: readonly Delivery[];
  /** How often a method was called, refused calls too. */
  readonly count: (method: string) => number;
  readonly setAppUrl: (url: string) => void;
  /** What stands in a channel and its threads, by ts; no ephemerals. */
  readonly messages: (channel: string) => readonly StoredMessage[];
  readonly setUser: (id: string, patch: Partial<User>) => void;
  readonly setRoom: (id: string, patch: Partial<Room>) => void;
  readonly setGroupMembers: (handle: string, members: readonly string[]) => void;
  readonly react: (user: string, channel: string, ts: string, reaction: string) => void;
  readonly openHome: (user: string) => void;
  readonly verifyUrl: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

const unrefTimer: After = (delayMs, task) => {
  const timer = setTimeout(task, delayMs).unref();
  return () => clearTimeout(timer);
};

export async function startSlack(options: SlackOptions): Promise<LocalSlack> {
  const { fixture, manifest, signingSecret, botToken, now = Date.now, after = unrefTimer } = options;
  const state = createState(fixture, now, after);
  const post = createPost({ appUrl: options.appUrl, signingSecret, now, after });
  const events = createEvents(state, post, manifest.events);
  const faultList = createFaultList(now);
  const requests: ApiRequest[] = [];
  let url = '';
  const world: World = { state, manifest, post, events, url: () => url };
  const api = {
    state,
    botToken,
    scopes: manifest.scopes,
    faults: faultList,
    rateLimits: options.rateLimits === false ? null : createRateLimits(now),
    requests,
    url: () => url,
    announce: events.announce,
  };
  const pageServer = createServer((request, response) =>
    guard(response, handlePage(world, request, response)),
  );
  const newApiServer = () =>
    createServer((request, response) => guard(response, handleApi(api, request, response)));
  let apiServer = newApiServer();
  url = `http://127.0.0.1:${await listen(pageServer, options.port ?? 0)}`;
  const apiPort = await listen(apiServer, 0);
  return {
    ...workspace(state, events.reacted),
    url,
    apiUrl: `http://127.0.0.1:${apiPort}/api/`,
    faults: {
      add: faultList.add,
      clear: faultList.clear,
      disconnect: () => shut(apiServer),
      connect: async () => {
        if (apiServer.listening) return;
        apiServer = newApiServer();
        await listen(apiServer, apiPort);
      },
    },
    requests,
    deliveries: post.deliveries,
    count: (method) => requests.filter((request) => request.method === method).length,
    setAppUrl: post.setAppUrl,
    openHome: events.homeOpened,
    verifyUrl: events.verifyUrl,
    close: async () => {
      events.stop();
      await Promise.all([shut(pageServer), shut(apiServer)]);
    },
  };
}

type Workspace = Pick<LocalSlack, 'messages' | 'setUser' | 'setRoom' | 'setGroupMembers' | 'react'>;

function workspace(
  state: State,
  reacted: (message: StoredMessage, user: string, reaction: string) => void,
): Workspace {
  const patch = <T>(map: Map<string, T>, id: string, change: Partial<T>): void => {
    const before = map.get(id);
    if (before === undefined) throw new Error(`There is no ${id} in this workspace.`);
    map.set(id, { ...before, ...change });
    changed(state);
  };
  return {
    messages: (channel) => publicMessages(state, channel),
    setUser: (id, change) => patch(state.users, id, change),
    setRoom: (id, change) => patch(state.rooms, id, change),
    setGroupMembers: (handle, members) => {
      const group = [...state.groups.values()].find((each) => each.handle === handle);
      patch(state.groups, group?.id ?? handle, { members });
    },
    react: (user, channel, ts, reaction) => {
      const message = findMessage(state, channel, ts);
      if (message === undefined) throw new Error(`There is no message ${ts} in ${channel}.`);
      if (react(message, reaction, user, () => changed(state))) reacted(message, user, reaction);
    },
  };
}

async function handlePage(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://slack').pathname;
  if (path.startsWith('/response/') && request.method === 'POST')
    return handleResponseUrl(world, path, request, response);
  if (!(await handleUi(world, request, response))) sendJson(response, 404, { ok: false, error: 'not_found' });
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses: it takes JSON, and answers `ok`. */
async function handleResponseUrl(
  world: World,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const args = body === null ? null : parseBody('application/json', body);
  const answer =
    args === null ? { ok: false, error: 'invalid_payload' } : useResponseUrl(world.state, path, args);
  if (answer === null) return sendJson(response, 404, { ok: false, error: 'invalid_url' });
  if (!answer.ok) return sendJson(response, answer.error?.endsWith('_url') === true ? 404 : 400, answer);
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
}

/** A defect of the sandbox is said aloud: it must not look like Slack being down. */
function guard(response: ServerResponse, work: Promise<void>): void {
  work.catch((error: unknown) => {
    process.stderr.write(`The local Slack failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { ok: false, error: 'fatal_error' });
  });
}
