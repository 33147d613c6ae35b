/** What boundaries.test.ts plants: a small house without a fault, and one fault a file for every rule. */
export const FAULTLESS: { readonly [path: string]: string } = {
  'src/errors.ts': `export class AppError extends Error {}`,
  'src/journal/journal.ts': `export type Journal = { readonly load: () => Promise<number> };`,
  'src/incident/state.ts': [
    `import { createHash } from 'node:crypto';`,
    `import { z } from 'zod';`,
    `import type { Journal } from '../journal/journal.ts';`,
    `export type State = { readonly journal: Journal; readonly atMs: number };`,
    `export const at = (state: State): string => new Date(state.atMs).toISOString();`,
    `export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');`,
    `export const schema = z.strictObject({ id: z.string() });`,
  ].join('\n'),
  'src/outbox/message.ts': [
    `import type { KnownBlock } from '@slack/types';`,
    `export type Message = { readonly blocks: readonly KnownBlock[] };`,
  ].join('\n'),
  'src/runbook/load.ts': [
    `import { readFile } from 'node:fs/promises';`,
    `export const load = (file: string): Promise<string> => readFile(file, 'utf8');`,
  ].join('\n'),
  'src/guard/reads.ts': `export { bulkhead } from 'cockatiel';`,
  'src/adapters/redis-client.ts': [
    `import { Redis } from 'ioredis';`,
    `export const connect = (url: string): Redis => new Redis(url);`,
  ].join('\n'),
  'src/adapters/redis-journal.ts': [
    `import type { Journal } from '../journal/journal.ts';`,
    `import { connect } from './redis-client.ts';`,
    `export const redisJournal = (url: string): Journal => ({ load: () => connect(url).dbsize() });`,
  ].join('\n'),
  'blocks/kit.ts': `export const clip = (text: string): string => text.slice(0, 10);`,
  'blocks/card.ts': [
    `import type { KnownBlock } from '@slack/types';`,
    `import type { State } from '../src/incident/state.ts';`,
    `import { clip } from './kit.ts';`,
    `export const card = (state: State): KnownBlock => ({`,
    `  type: 'section',`,
    `  text: { type: 'plain_text', text: clip(String(state.atMs)) },`,
    `});`,
  ].join('\n'),
  'handlers/index.ts': [
    `import type { App } from '@slack/bolt';`,
    `import { card } from '../blocks/card.ts';`,
    `import type { State } from '../src/incident/state.ts';`,
    `export const listen = (app: App, state: State): void => {`,
    `  app.command('/x', async ({ ack }) => ack({ blocks: [card(state)] }));`,
    `};`,
  ].join('\n'),
  'src/app.ts': `export { listen } from '../handlers/index.ts';`,
  'src/main.ts': [
    `import { redisJournal } from './adapters/redis-journal.ts';`,
    `import { listen } from './app.ts';`,
    `export const parts = [redisJournal, listen, process.env['PORT']];`,
    `if (parts.length === 0) process.exit(1);`,
  ].join('\n'),
  'scripts/audit/entry.ts': [
    `import { createHash } from 'node:crypto';`,
    `export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');`,
  ].join('\n'),
  'scripts/audit.ts': [
    `import { hash } from './audit/entry.ts';`,
    `export const parts = [hash, process.env['DATA_DIR']];`,
  ].join('\n'),
  'sandbox/slack/state.ts': `export const startedAtMs = Date.now();`,
  'sandbox/demo.ts': [
    `import { listen } from '../src/app.ts';`,
    `import { startedAtMs } from './slack/state.ts';`,
    `export const parts = [listen, startedAtMs];`,
  ].join('\n'),
};

export type Fault = {
  readonly what: string;
  readonly file: string;
  readonly code: string;
  readonly rule: string;
  readonly says: string;
};

const ROOMS = 'house(imports-stay-in-their-rooms)';
const AMBIENT = 'house(no-clock-or-random)';
const PROCESS = 'house(no-process)';

function importing(
  what: string,
  file: string,
  from: string,
  says = `${from} must not be imported here`,
): Fault {
  return {
    what,
    file,
    code: `import * as thing from '${from}';\nexport const x: unknown = thing;`,
    rule: ROOMS,
    says,
  };
}

function breaking(rule: string, what: string, file: string, says: string, code: string): Fault {
  return { what, file, code, rule, says };
}

function ambient(what: string, file: string, code: string, rule = AMBIENT): Fault {
  return { what, file, code, rule, says: what };
}

const DOMAIN = [
  'incident',
  'approval',
  'runbook',
  'check',
  'journal',
  'outbox',
  'schedule',
  'checklist',
  'procedure',
  'alert',
  'audit',
];
const OUTSIDE = [
  '@slack/bolt',
  '@slack/web-api',
  'ioredis',
  '@databricks/sql',
  'node-cron',
  'node:sqlite',
  'node:fs',
  'node:net',
  'node:http',
  'pino',
  'prom-client',
  'node:timers/promises',
  'node:child_process',
];

export const FAULTS: readonly Fault[] = [
  ...DOMAIN.map((folder) =>
    importing(
      'a domain imports no adapter',
      `src/${folder}/uses-adapter.ts`,
      '../adapters/redis-journal.ts',
      'src/adapters/redis-journal.ts must not be imported here',
    ),
  ),
  ...OUTSIDE.map((name, index) =>
    importing(`a domain knows no ${name}`, `src/incident/outside-${index}.ts`, name),
  ),
  importing(
    'a domain imports no handler',
    'src/incident/uses-handler.ts',
    '../../handlers/index.ts',
    'handlers/index.ts must not',
  ),
  importing(
    'a domain imports no blocks',
    'src/incident/uses-blocks.ts',
    '../../blocks/kit.ts',
    'blocks/kit.ts must not',
  ),
  importing('a domain does not know main', 'src/incident/uses-main.ts', '../main.ts', 'src/main.ts must not'),
  importing(
    'a domain has nothing from the sandbox',
    'src/incident/uses-sandbox.ts',
    '../../sandbox/slack/state.ts',
    'sandbox/slack/state.ts must not',
  ),
  importing(
    'a domain has nothing from the scripts',
    'src/incident/uses-scripts.ts',
    '../../scripts/lint/rooms.ts',
    'is not part of what runs',
  ),
  importing(
    'who verifies has nothing from who writes',
    'scripts/audit/shares.ts',
    '../../src/journal/journal.ts',
    'src/journal/journal.ts must not',
  ),
  breaking(
    ROOMS,
    'not even a type',
    'scripts/audit/shares-a-type.ts',
    'src/journal/journal.ts must not',
    `export type X = import('../../src/journal/journal.ts').Journal;`,
  ),
  importing(
    'who verifies has nothing from the other scripts',
    'scripts/audit/other-script.ts',
    '../lint/rooms.ts',
    'is not part of what runs',
  ),
  importing('who verifies knows few packages', 'scripts/audit/package.ts', 'zod'),
  importing('a package without a home is refused', 'src/incident/homeless.ts', 'thrift'),
  breaking(
    ROOMS,
    'a type is an import too',
    'src/incident/type-import.ts',
    'ioredis must not',
    `export type X = import('ioredis').Redis;`,
  ),
  breaking(
    ROOMS,
    'a deferred import is one too',
    'src/incident/deferred.ts',
    'ioredis must not',
    `export const x = async (): Promise<unknown> => import('ioredis');`,
  ),
  breaking(
    ROOMS,
    're-exporting is importing',
    'src/incident/re-export.ts',
    'ioredis must not',
    `export { Redis } from 'ioredis';`,
  ),
  importing(
    'the outbox takes only types from @slack/types',
    'src/outbox/value.ts',
    '@slack/types',
    'only types',
  ),
  importing('nobody else in the domain knows @slack/types', 'src/incident/slack-types.ts', '@slack/types'),
  importing('only the loader of the runbook reads files', 'src/runbook/reads.ts', 'node:fs/promises'),
  importing(
    'blocks take only types from the domain',
    'blocks/value.ts',
    '../src/incident/state.ts',
    'only types',
  ),
  importing(
    'blocks take only types from @slack/types',
    'blocks/slack-value.ts',
    '@slack/types',
    'only types',
  ),
  importing('blocks know no package', 'blocks/package.ts', 'zod'),
  importing(
    'handlers never touch an adapter',
    'handlers/uses-adapter.ts',
    '../src/adapters/redis-journal.ts',
    'src/adapters/redis-journal.ts must not',
  ),
  importing('handlers know no store', 'handlers/uses-redis.ts', 'ioredis'),
  importing(
    'the app is built without adapters',
    'src/app.ts',
    './adapters/redis-journal.ts',
    'src/adapters/redis-journal.ts must not',
  ),
  importing(
    'an adapter does not lean on another',
    'src/adapters/slack.ts',
    './redis-journal.ts',
    'is another adapter',
  ),
  breaking(
    ROOMS,
    'an adapter has one dependency',
    'src/adapters/two.ts',
    'a second dependency',
    `import { pino } from 'pino';\nimport { Redis } from 'ioredis';\nexport const x = [pino, Redis];`,
  ),
  breaking(
    ROOMS,
    'an adapter has no circuit breaker of its own',
    'src/adapters/own-breaker.ts',
    'a second dependency',
    `import { bulkhead } from 'cockatiel';\nimport { Redis } from 'ioredis';\nexport const x = [bulkhead, Redis];`,
  ),
  importing(
    'what stands around reads knows nobody who is read',
    'src/guard/knows.ts',
    '../incident/state.ts',
    'src/incident/state.ts must not',
  ),
  importing(
    'the domain puts nothing around its ports',
    'src/incident/guards.ts',
    '../guard/reads.ts',
    'src/guard/reads.ts must not',
  ),
  importing(
    'an adapter knows no handler',
    'src/adapters/uses-handler.ts',
    '../../handlers/index.ts',
    'handlers/index.ts must not',
  ),
  importing(
    'the sandbox shares no code with the bot',
    'sandbox/slack/uses-bot.ts',
    '../../src/errors.ts',
    'src/errors.ts must not',
  ),

  ambient('Date.now', 'src/incident/date-now.ts', `export const x = (): number => Date.now();`),
  ambient('new Date()', 'src/incident/new-date.ts', `export const x = (): Date => new Date();`),
  ambient(
    'Temporal.Now',
    'src/incident/temporal.ts',
    `export const x = (): unknown => Temporal.Now.instant();`,
  ),
  ambient('performance', 'src/incident/performance.ts', `export const x = (): number => performance.now();`),
  ambient('Math.random', 'src/incident/random.ts', `export const x = (): number => Math.random();`),
  ambient('crypto.randomUUID', 'src/incident/uuid.ts', `export const x = (): string => crypto.randomUUID();`),
  ambient(
    'randomUUID',
    'src/incident/uuid-import.ts',
    `import { randomUUID } from 'node:crypto';\nexport const x = randomUUID;`,
  ),
  ambient(
    'setTimeout',
    'src/schedule/timer.ts',
    `export const x = (f: () => void): unknown => setTimeout(f, 5);`,
  ),
  ambient(
    'setInterval',
    'src/outbox/timer.ts',
    `export const x = (f: () => void): unknown => setInterval(f, 5);`,
  ),
  ambient('Date.now', 'src/runbook/load-clock.ts', `export const x = (): number => Date.now();`),
  ambient('Date.now', 'blocks/clock.ts', `export const x = (): number => globalThis.Date.now();`),

  ambient('process.env', 'src/incident/env.ts', `export const x = process.env['PORT'];`, PROCESS),
  ambient('process.env', 'src/adapters/env.ts', `export const x = globalThis.process.env['PORT'];`, PROCESS),
  ambient('process.env', 'handlers/env.ts', `export const x = process.env['PORT'];`, PROCESS),
  ambient('process.exit', 'src/adapters/exit.ts', `export const x = (): never => process.exit(1);`, PROCESS),
  ambient('the process', 'sandbox/slack/env.ts', `const { env } = process;\nexport const x = env;`, PROCESS),
  ambient(
    'node:process',
    'sandbox/slack/env-import.ts',
    `import { env } from 'node:process';\nexport const x = env;`,
    PROCESS,
  ),

  breaking(
    'house(no-classes)',
    'only errors are classes',
    'src/incident/class.ts',
    'only errors',
    `export class Incident {\n  readonly id = 1;\n}`,
  ),
  breaking(
    'typescript(no-floating-promises)',
    'no promise is left alone',
    'src/incident/floating.ts',
    'Promises',
    `export const x = (f: () => Promise<void>): void => {\n  f();\n};`,
  ),
  breaking(
    'typescript(no-misused-promises)',
    'no promise is taken for a condition',
    'src/incident/misused.ts',
    'Expected',
    `export const x = (f: () => Promise<boolean>): number => (f() ? 1 : 2);`,
  ),
  breaking(
    'typescript(no-explicit-any)',
    'nothing is any',
    'src/incident/any.ts',
    'any',
    `export type X = { readonly x: any };`,
  ),
  breaking(
    'typescript(switch-exhaustiveness-check)',
    'a union is handled in every case',
    'src/incident/switch.ts',
    'not exhaustive',
    `export const x = (s: 'a' | 'b'): number => {\n  switch (s) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n};`,
  ),
  breaking(
    'unicorn(filename-case)',
    'file names are kebab-case',
    'src/incident/camelCase.ts',
    'kebab',
    `export const x = 1;`,
  ),
];
