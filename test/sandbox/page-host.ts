/** The page's own server for its tests: serves the folder, shows what the test says, keeps what the page sends. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Answer, Snapshot } from '../../sandbox/slack/page-api.ts';

const PAGE = new URL('../../sandbox/slack/page/', import.meta.url);
const CHROMIUM = '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export type Sent = { readonly path: string; readonly body: Record<string, unknown> };

export type Host = {
  readonly url: string;
  /** Everything that was posted, oldest first. */
  readonly sent: readonly Sent[];
  /** What `/ui/state` answers from now on; open pages are told. */
  readonly show: (view: (user: string | null) => Snapshot) => void;
  /** What the next posts are answered. */
  readonly answer: (reply: (sent: Sent) => Promise<Answer> | Answer) => void;
  readonly close: () => Promise<void>;
};

export async function startHost(first: (user: string | null) => Snapshot): Promise<Host> {
  const sent: Sent[] = [];
  const watchers = new Set<ServerResponse>();
  let view = first;
  let reply: (sent: Sent) => Promise<Answer> | Answer = () => ({ ok: true });
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://host');
    if (request.method === 'POST') {
      const posted = { path: url.pathname, body: JSON.parse(await text(request)) as Record<string, unknown> };
      sent.push(posted);
      return respond(response, 'application/json', JSON.stringify(await reply(posted)));
    }
    if (url.pathname === '/ui/state') {
      return respond(response, 'application/json', JSON.stringify(view(url.searchParams.get('user'))));
    }
    if (url.pathname === '/ui/changes') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      watchers.add(response);
      return;
    }
    await serveFile(url.pathname, response);
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    show: (next) => {
      view = next;
      for (const watcher of watchers) watcher.write('data: 2\n\n');
    },
    answer: (next) => {
      reply = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function respond(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

/** Read and stripped once: the folder does not change while its tests run. */
const files = new Map<string, Promise<string | null>>();

async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const name = path === '/' ? 'index.html' : path.replace(/^\/page\//, '');
  const content = await (files.get(name) ?? files.set(name, readPageFile(name)).get(name));
  if (content === null || content === undefined) response.writeHead(404).end();
  else if (name.endsWith('.ts')) respond(response, 'text/javascript', content);
  else respond(response, name.endsWith('.css') ? 'text/css' : 'text/html', content);
}

async function readPageFile(name: string): Promise<string | null> {
  const content = await readFile(new URL(name, PAGE), 'utf8').catch(() => null);
  return content !== null && name.endsWith('.ts') ? stripTypeScriptTypes(content) : content;
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Opens the page and fails the test on an error in it, or on a request that leaves the host. */
export async function openPage(
  browser: Browser,
  host: Host,
  search: string,
  options: { readonly width?: number; readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const faults: string[] = [];
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1280, height: 860 },
    colorScheme: options.colorScheme ?? 'light',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error') faults.push(line.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(host.url) && !url.startsWith('data:')) faults.push(`left the host: ${url}`);
  });
  await page.goto(`${host.url}/${search}`);
  await page.locator('.person-switch .person').waitFor();
  return { page, faults };
}
