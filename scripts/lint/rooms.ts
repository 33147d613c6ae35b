/**
 * The rooms of the house: what lives where, and what it may import. A file belongs to the first room whose pattern
 * holds its path; a file that no room holds (tests, scripts, bench) may import anything. Whatever is not listed is
 * refused, so a new dependency has to be given a home here first.
 */
export type Room = {
  readonly name: string;
  readonly holds: RegExp;
  /** Rooms whose values and types it may use. */
  readonly uses: readonly string[];
  /** Rooms, and below packages, of which it may import types only. */
  readonly usesTypes?: readonly string[];
  readonly packages: readonly string[] | 'any';
  readonly packageTypes?: readonly string[];
  /** Neither clock, random nor timers of its own: they come in as arguments. */
  readonly pure?: true;
  /** May read process.env, end the process, or use the process in any other way. */
  readonly process?: true;
  readonly why: string;
};

const DOMAIN_PACKAGES = [
  'zod',
  'yaml',
  '@bufbuild/cel',
  '@bufbuild/protobuf',
  'node:crypto',
  'node:path',
] as const;

export const ROOMS: readonly Room[] = [
  {
    name: 'main',
    holds: /^src\/main\.ts$/,
    uses: ['domain', 'adapters', 'app', 'handlers', 'blocks', 'runbook-loader', 'outbox'],
    packages: 'any',
    process: true,
    why: 'main wires everything',
  },
  {
    name: 'adapters',
    holds: /^src\/adapters\//,
    uses: ['domain', 'outbox', 'guard'],
    packages: 'any',
    why: 'an adapter knows one dependency and the port it fills',
  },
  {
    name: 'guard',
    holds: /^src\/guard\//,
    uses: [],
    packages: ['cockatiel'],
    why: 'what stands around every read knows nobody who is read, so that each adapter may have it',
  },
  {
    name: 'app',
    holds: /^src\/(?:app|app-deps|home-tab|pictures|work)\.ts$/,
    uses: ['domain', 'app', 'handlers', 'blocks', 'outbox'],
    packages: ['@slack/bolt'],
    packageTypes: ['@slack/types', '@slack/web-api'],
    pure: true,
    why: 'the app is built from ports and has no I/O of its own',
  },
  {
    name: 'runbook-loader',
    holds: /^src\/runbook\/load\.ts$/,
    uses: ['domain'],
    packages: [...DOMAIN_PACKAGES, 'node:fs/promises', 'node:url'],
    pure: true,
    why: 'the loader reads files and knows nothing else of the outside',
  },
  {
    name: 'outbox',
    holds: /^src\/outbox\//,
    uses: ['domain', 'outbox'],
    packages: DOMAIN_PACKAGES,
    packageTypes: ['@slack/types'],
    pure: true,
    why: 'the domain knows no Slack, store, engine, clock or random: ports come in as arguments',
  },
  {
    name: 'domain',
    holds: /^src\//,
    uses: ['domain', 'outbox', 'runbook-loader'],
    packages: DOMAIN_PACKAGES,
    packageTypes: ['@bufbuild/cel-spec'],
    pure: true,
    why: 'the domain knows no Slack, store, engine, clock or random: ports come in as arguments',
  },
  {
    name: 'handlers',
    holds: /^handlers\//,
    uses: ['domain', 'outbox', 'handlers', 'blocks'],
    packages: ['@slack/bolt', 'zod'],
    packageTypes: ['@slack/types', '@slack/web-api'],
    why: 'a handler parses, calls a service and renders; it never touches an adapter',
  },
  {
    name: 'blocks',
    holds: /^blocks\//,
    uses: ['blocks'],
    usesTypes: ['domain', 'outbox'],
    packages: [],
    packageTypes: ['@slack/types'],
    pure: true,
    why: 'a picture is a function of the state it is given, and of nothing else',
  },
  {
    name: 'audit',
    holds: /^scripts\/audit(?:\.ts$|\/)/,
    uses: ['audit'],
    packages: [
      'ioredis',
      'node:crypto',
      'node:events',
      'node:fs',
      'node:path',
      'node:readline',
      'node:sqlite',
      'node:util',
    ],
    process: true,
    why: 'who verifies shares no code with who writes, or would share its mistakes',
  },
  {
    name: 'demo',
    holds: /^sandbox\/(?:demo|bot-process)\.ts$/,
    uses: ['domain', 'adapters', 'app', 'handlers', 'blocks', 'runbook-loader', 'outbox', 'demo', 'sandbox'],
    packages: 'any',
    process: true,
    why: 'the demo starts and wires everything',
  },
  {
    name: 'sandbox',
    holds: /^sandbox\//,
    uses: ['sandbox'],
    packages: 'any',
    why: 'what stands in for Slack and Databricks shares no code with the bot, or it would share its mistakes',
  },
];

export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) => room.holds.test(path));
}

/** Packages that say who an adapter is for. The others (zod, node:crypto) may stand beside them. */
const BESIDE_A_DEPENDENCY =
  /^(?:zod|node:(?:crypto|path|url|fs|fs\/promises|timers|timers\/promises|buffer|util|os|events|stream|perf_hooks))$/;

export function isDependency(name: string): boolean {
  return !BESIDE_A_DEPENDENCY.test(name);
}

/** `slack` of `src/adapters/slack-messenger.ts`: files of one family belong to one dependency. */
export function adapterFamily(path: string): string | undefined {
  return /^src\/adapters\/([a-z0-9]+)/.exec(path)?.[1];
}
