/** manifest.yml is what a workspace installs: it must be one that Slack takes, and ask for exactly what the code uses. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS, EVENTS, SHORTCUTS } from '../../handlers/index.ts';
import { authMethods } from '../../sandbox/slack/api-auth.ts';
import { canvasMethods } from '../../sandbox/slack/api-canvases.ts';
import { chatMethods } from '../../sandbox/slack/api-chat.ts';
import { conversationMethods } from '../../sandbox/slack/api-conversations.ts';
import { fileMethods } from '../../sandbox/slack/api-files.ts';
import type { Call, Method } from '../../sandbox/slack/api-method.ts';
import { peopleMethods } from '../../sandbox/slack/api-people.ts';
import { reactionMethods } from '../../sandbox/slack/api-reactions.ts';
import { viewMethods } from '../../sandbox/slack/api-views.ts';
import { slackHttpReceiver } from '../../src/adapters/slack-http.ts';
import { slackManifest } from './manifest-limits.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const written: unknown = parse(readFileSync(join(ROOT, 'manifest.yml'), 'utf8'));
const manifest = slackManifest.parse(written);

const METHODS: { readonly [name: string]: Method } = {
  ...chatMethods,
  ...conversationMethods,
  ...authMethods,
  ...fileMethods,
  ...canvasMethods,
  ...reactionMethods,
  ...peopleMethods,
  ...viewMethods,
};

/** https://docs.slack.dev/reference/events */
const EVENT_SCOPES: { readonly [event: string]: readonly string[] } = {
  app_mention: ['app_mentions:read'],
  // None is needed.
  app_home_opened: [],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
};

/** What is subscribed to for each listener: messages are told by the kind of channel, and heard as one. */
const SUBSCRIBED = Object.keys(EVENTS).flatMap((event) =>
  event === 'message' ? ['message.channels', 'message.groups'] : [event],
);

const sources = ['handlers', 'src', 'src/adapters'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => withoutComments(readFileSync(join(ROOT, folder, name), 'utf8'))),
);

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

/** `client.users.info(` over any number of lines, and `apiCall('chat.update'`. */
function calledMethods(): string[] {
  const called = sources.flatMap((source) => [
    ...[...source.matchAll(/\bclient\s*((?:\.\s*[a-z]\w*\s*){2,})\(/g)].map((match) =>
      (match[1] ?? '').replaceAll(/\s/g, '').slice(1),
    ),
    ...[...source.matchAll(/\.\s*apiCall\(\s*['"`]([\w.]+)['"`]/g)].map((match) => match[1] ?? ''),
  ]);
  return [...new Set(called)].toSorted();
}

/** By the local Slack's own table, for a channel of either kind. */
function scopesOf(method: string): string[] {
  const rooms = new Map([
    ['C', { isPrivate: false }],
    ['G', { isPrivate: true }],
  ]);
  return ['C', 'G'].flatMap((channel) => {
    const call = { state: { rooms }, args: { channel } } as unknown as Call;
    return METHODS[method]?.scopes(call) ?? [`${method}?`];
  });
}

describe('manifest.yml', () => {
  test('is within every limit that Slack documents', () => {
    expect(slackManifest.safeParse(written).error?.issues ?? []).toEqual([]);
  });

  test.each<[string, (broken: Record<string, never>) => object]>([
    ['a name too long', (m) => ({ ...m, display_information: { name: 'x'.repeat(36) } })],
    [
      'a long description too short',
      (m) => ({ ...m, display_information: { name: 'x', long_description: 'y' } }),
    ],
    [
      'a command without its stroke',
      (m) => ({ ...m, features: { slash_commands: [{ command: 'x', description: 'y' }] } }),
    ],
    ['a member that Slack does not know', (m) => ({ ...m, secrets: {} })],
  ])('would not be with %s', (_name, breaking) => {
    expect(slackManifest.safeParse(breaking(written as Record<string, never>)).success).toBe(false);
  });

  test('offers exactly the commands that have a listener, with mentions as ids', () => {
    const offered = manifest.features?.slash_commands ?? [];
    expect(offered.map(({ command }) => command).toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
    expect(offered.every(({ should_escape }) => should_escape === true)).toBe(true);
  });

  test('offers exactly the shortcuts that have a listener, by names that Slack has room for', () => {
    const offered = manifest.features?.shortcuts ?? [];
    expect(offered.map(({ callback_id }) => callback_id).toSorted()).toEqual(
      Object.keys(SHORTCUTS).toSorted(),
    );
    expect(offered.every(({ name, description }) => name.length <= 24 && description.length <= 150)).toBe(
      true,
    );
  });

  test('sends commands, presses and events where the receiver listens, over https', () => {
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const receiver = slackHttpReceiver({ signingSecret: '0'.repeat(32), wallClockMs: () => 0, log });
    const paths = (receiver as unknown as { endpoints: string[] }).endpoints;
    const urls = [
      ...(manifest.features?.slash_commands ?? []).map(({ url }) => url),
      manifest.settings?.interactivity?.request_url,
      manifest.settings?.event_subscriptions?.request_url,
    ].map((url) => new URL(url ?? ''));
    expect(new Set(urls.map(({ pathname }) => pathname))).toEqual(new Set(paths));
    expect(new Set(urls.map(({ protocol }) => protocol))).toEqual(new Set(['https:']));
    expect(new Set(urls.map(({ host }) => host)).size).toBe(1);
    expect(manifest.settings?.interactivity?.is_enabled).toBe(true);
  });

  test('has a Home tab exactly where its opening is listened for, and no tab for messages that nobody reads', () => {
    const { app_home } = manifest.features ?? {};
    expect(app_home?.home_tab_enabled === true).toBe('app_home_opened' in EVENTS);
    expect(app_home?.messages_tab_enabled).toBe(false);
  });

  test('subscribes to exactly the events that have a listener', () => {
    const subscribed = manifest.settings?.event_subscriptions?.bot_events ?? [];
    expect(subscribed.toSorted()).toEqual(SUBSCRIBED.toSorted());
    expect(manifest.settings?.event_subscriptions?.user_events).toBeUndefined();
    // The table is all that is listened by, so what is in it is all that can be heard.
    const listened = sources.flatMap((source) => [
      ...source.matchAll(/\bapp\s*\.\s*(?:event|message|function|assistant)\(\s*'?(\w+)/g),
    ]);
    expect(listened.map((match) => String(match[1])).toSorted()).toEqual(Object.keys(EVENTS).toSorted());
  });
});

function quiet(): void {}

describe('the scopes', () => {
  const called = calledMethods();

  test('every method that the code calls is one of the SDK’s and one that the local Slack knows', () => {
    const client: unknown = new WebClient();
    for (const method of called) {
      const found = method
        .split('.')
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], client);
      expect({ method, isCallable: typeof found === 'function', isKnown: method in METHODS }).toEqual({
        method,
        isCallable: true,
        isKnown: true,
      });
    }
    // A search that finds too little would ask for too little: these are known to be called.
    expect(called).toEqual(
      expect.arrayContaining([
        'chat.postMessage',
        'conversations.info',
        'usergroups.users.list',
        'views.open',
      ]),
    );
  });

  test('are those that the called methods need, those that commands, events and e-mails need, and no other', () => {
    const asked = manifest.oauth_config?.scopes?.bot ?? [];
    // users.info answers without the address unless this is granted beside it.
    const readsEmail = sources.some((source) => /profile:[^\n]*\bemail\b|\bprofile\??\.email\b/.test(source));
    expect(readsEmail).toBe(true);
    const heard = SUBSCRIBED.flatMap((event) => EVENT_SCOPES[event] ?? [`${event}?`]);
    const needed = new Set(['commands', 'users:read.email', ...heard, ...called.flatMap(scopesOf)]);
    expect([...asked].toSorted()).toEqual([...needed].toSorted());
    expect(new Set(asked).size).toBe(asked.length);
    expect(manifest.oauth_config?.scopes?.user).toBeUndefined();
  });
});
