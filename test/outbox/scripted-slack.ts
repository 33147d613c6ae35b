/**
 * Just enough of Slack's Web API over a real socket to be told, call by call, what goes wrong. What it has taken can be
 * looked at as a person would see it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { freePort } from '../../sandbox/free-port.ts';

export type Args = Readonly<Record<string, string>>;

export type Seen = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly text: string;
  readonly blocks: string;
  readonly metadata: string | undefined;
};

type Reply =
  | { readonly kind: 'json'; readonly body: unknown }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly body: string;
      readonly headers?: Record<string, string>;
    }
  /** The connection is cut, before or after the call was carried out. */
  | { readonly kind: 'reset'; readonly carriedOut: boolean }
  /** Carried out, but the answer comes only when `release` has been called. */
  | { readonly kind: 'hold'; readonly carriedOut: 'before' | 'after'; readonly body?: unknown }
  /** The headers are sent and then the connection breaks off in the body. */
  | { readonly kind: 'half_answer' };

export type Trick = {
  readonly method: string;
  readonly when?: (args: Args) => boolean;
  readonly times?: number;
  readonly reply: Reply;
};

export type CallSeen = { readonly method: string; readonly args: Args };

export type ScriptedSlack = {
  readonly apiUrl: string;
  readonly calls: CallSeen[];
  readonly messages: () => readonly Seen[];
  readonly remove: (ts: string) => void;
  readonly trick: (trick: Trick) => void;
  readonly untrick: () => void;
  /** Lets the held answers go. */
  readonly release: () => void;
  readonly held: () => number;
  readonly disconnect: () => Promise<void>;
  readonly connect: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function startScriptedSlack(): Promise<ScriptedSlack> {
  const calls: CallSeen[] = [];
  const store = messageStore();
  let tricks: { readonly trick: Trick; left: number }[] = [];
  const waiting: (() => void)[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? '').replace('/api/', '');
    const args = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    calls.push({ method, args });
    const hit = tricks.find(
      (each) => each.left > 0 && each.trick.method === method && (each.trick.when?.(args) ?? true),
    );
    const reply: Reply | undefined = hit?.trick.reply;
    if (hit !== undefined) hit.left -= 1;
    switch (reply?.kind) {
      case undefined:
        return answer(response, 200, JSON.stringify(store.perform(method, args)));
      case 'json':
        return answer(response, 200, JSON.stringify(reply.body));
      case 'text':
        return answer(response, reply.status, reply.body, reply.headers);
      case 'reset':
        if (reply.carriedOut) store.perform(method, args);
        request.socket.destroy();
        return;
      case 'half_answer':
        store.perform(method, args);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        response.write('{"ok":true,"ts":"17');
        setImmediate(() => request.socket.destroy());
        return;
      case 'hold': {
        const early = reply.carriedOut === 'before' ? store.perform(method, args) : undefined;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
        answer(response, 200, JSON.stringify(reply.body ?? early ?? store.perform(method, args)));
      }
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  const hangUp = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const port = await freePort();
  await listen(port);

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    calls,
    messages: store.messages,
    remove: store.remove,
    trick: (trick) => void tricks.push({ trick, left: trick.times ?? Number.POSITIVE_INFINITY }),
    untrick: () => {
      tricks = [];
    },
    release: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
    held: () => waiting.length,
    disconnect: hangUp,
    connect: () => listen(port),
    close: async () => {
      for (const resolve of waiting.splice(0)) resolve();
      if (server.listening) await hangUp();
    },
  };
}

function messageStore() {
  let messages: Seen[] = [];
  let count = 0;
  const perform = (method: string, args: Args): object => {
    switch (method) {
      case 'chat.postMessage': {
        count += 1;
        const ts = `1767582000.${String(count).padStart(6, '0')}`;
        messages.push({
          channel: args['channel'] ?? '',
          ts,
          threadTs: args['thread_ts'],
          text: args['text'] ?? '',
          blocks: args['blocks'] ?? '',
          metadata: args['metadata'],
        });
        return { ok: true, channel: args['channel'], ts };
      }
      case 'chat.postEphemeral':
        return { ok: true, message_ts: '1767582000.999999' };
      case 'chat.update': {
        const old = messages.find((message) => message.ts === args['ts']);
        if (old === undefined) return { ok: false, error: 'message_not_found' };
        messages = messages.map((message) =>
          message === old ? { ...old, text: args['text'] ?? '', blocks: args['blocks'] ?? '' } : message,
        );
        return { ok: true, channel: args['channel'], ts: args['ts'] };
      }
      case 'conversations.history':
        return paged(messages.filter(inChannel(args)).toReversed(), args);
      case 'conversations.replies':
        return paged(messages.filter(inThread(args)), args);
      default:
        return { ok: false, error: 'unknown_method' };
    }
  };
  return {
    perform,
    messages: () => messages,
    remove: (ts: string) => {
      messages = messages.filter((message) => message.ts !== ts);
    },
  };
}

function inChannel(args: Args): (message: Seen) => boolean {
  return (message) => message.channel === args['channel'] && message.threadTs === undefined;
}

function inThread(args: Args): (message: Seen) => boolean {
  return (message) =>
    message.channel === args['channel'] && [message.threadTs, message.ts].includes(args['ts']);
}

function paged(messages: readonly Seen[], args: Args): object {
  const from = Number(args['cursor'] ?? 0);
  const to = from + Number(args['limit'] ?? 100);
  const page = messages.slice(from, to).map(({ ts, text, metadata }) => ({
    type: 'message',
    ts,
    text,
    ...(metadata !== undefined && args['include_all_metadata'] === 'true'
      ? { metadata: JSON.parse(metadata) }
      : {}),
  }));
  return {
    ok: true,
    messages: page,
    response_metadata: { next_cursor: to < messages.length ? String(to) : '' },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function answer(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}
