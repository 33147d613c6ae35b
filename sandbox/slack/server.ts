/**
 * A local Slack over real sockets: the Web API, the deliveries to the app, and the page. It holds an app to Slack's
 * documented limits, scopes and errors.
 */
import type { ApiRequest } from './api.ts';
import type { Delivery } from './deliver.ts';
import { createPost } from './deliver.ts';
import { openApiDoor, openPageDoor } from './doors.ts';
import { createEvents } from './events.ts';
import type { Faults } from './faults.ts';
import { createFaultList } from './faults.ts';
import type { Fixture } from './fixture.ts';
import type { AppManifest } from './manifest.ts';
import { createRateLimits } from './rate-limits.ts';
import { openSocketMode, type SocketFaults } from './socket-mode.ts';
import type { After } from './state.ts';
import { createState } from './state.ts';
import type { Workspace } from './workspace.ts';
import { workspaceOf } from './workspace.ts';
import type { World } from './world.ts';

export type SlackOptions = {
  /** For the page and the response_urls; 0 or none: a free one. */
  readonly port?: number;
  readonly fixture: Fixture;
  readonly manifest: AppManifest;
  readonly signingSecret: string;
  readonly botToken: string;
  /** An `xapp-` token: Socket Mode is on, and what is delivered goes down the connections that the app opens. */
  readonly appToken?: string;
  /** The whole request URL, as `http://127.0.0.1:3000/slack/events`. */
  readonly appUrl?: string;
  readonly now?: () => number;
  readonly after?: After;
  /** Where the page's files are. */
  readonly pageDir?: URL;
  /** False where how often things are called is not the question. */
  readonly rateLimits?: boolean;
};

export type LocalSlack = Workspace & {
  readonly url: string;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly faults: Faults;
  readonly socket: SocketFaults;
  readonly requests: readonly ApiRequest[];
  readonly deliveries: readonly Delivery[];
  /** How often a method was called, refused calls too. */
  readonly count: (method: string) => number;
  readonly setAppUrl: (url: string) => void;
  readonly openHome: (user: string) => void;
  /** Whether the app at the URL echoes Slack's challenge. */
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
  const socket = await openSocketMode(fixture.app.id, after);
  const post = createPost({
    appUrl: options.appUrl,
    signingSecret,
    now,
    after,
    ...(options.appToken === undefined ? {} : { socket: socket.deliver }),
  });
  const events = createEvents(state, post, manifest.events);
  const { take, ...faults } = createFaultList(now);
  const requests: ApiRequest[] = [];
  let url = '';
  const { pageDir = new URL('./page/', import.meta.url) } = options;
  const world: World = { state, manifest, post, events, url: () => url, pageDir };
  const pageDoor = await openPageDoor(world, options.port ?? 0);
  url = `http://127.0.0.1:${pageDoor.port}`;
  const apiDoor = await openApiDoor({
    state,
    botToken,
    appToken: options.appToken,
    openConnection: socket.newUrl,
    scopes: manifest.scopes,
    hasHome: manifest.hasHome,
    takeFaults: take,
    rateLimits: options.rateLimits === false ? null : createRateLimits(now),
    requests,
    url: () => url,
    announce: events.announce,
  });
  return {
    ...workspaceOf(state, events),
    url,
    apiUrl: `http://127.0.0.1:${apiDoor.port}/api/`,
    faults: { ...faults, disconnect: apiDoor.disconnect, connect: apiDoor.connect },
    socket,
    requests,
    deliveries: post.deliveries,
    count: (method) => requests.filter((request) => request.method === method).length,
    setAppUrl: post.setAppUrl,
    openHome: events.homeOpened,
    verifyUrl: events.verifyUrl,
    close: async () => {
      events.stop();
      await Promise.all([pageDoor.close(), apiDoor.disconnect(), socket.close()]);
    },
  };
}
