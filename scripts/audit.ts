/** `npm run audit -- verify | export | key | table-ddl`: for auditors. It shares no code with the bot that it looks at. */
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { exported } from './audit/export.ts';
import { publicKey, readLines } from './audit/lines.ts';
import { newKey } from './audit/new-key.ts';
import { COULD_NOT_LOOK, reportOf } from './audit/report.ts';
import { CannotLook, type Store } from './audit/store.ts';
import { tableDdl } from './audit/table-ddl.ts';
import { verifyStore } from './audit/verify.ts';

const USAGE = `npm run audit -- key
    makes a key: the private line is AUDIT_KEY, the public one is for auditors
npm run audit -- verify --key <public key> --checkpoints <file, or - for what is piped in>
    the file is the bot's log, or lines copied from the channel; --key again for a key that was replaced
    --entries <file>: the entries as JSON Lines, of export or of the audit table, in place of the store
npm run audit -- table-ddl --table main.audit.four_eyes_entries
    the statement that makes the table of AUDIT_TABLE
npm run audit -- export [--document INC-7] [--from 2026-01-01] [--to 2026-02-01]
    all entries as JSON Lines, the last day not included; times are UTC

The store is the bot's own: REDIS_URL, or else DATA_DIR (data). --store names another, --prefix its keys in Redis.
Exit codes of verify: 0 proven, 1 broken, 2 could not look.`;

const OPTIONS = {
  key: { type: 'string', multiple: true },
  checkpoints: { type: 'string' },
  entries: { type: 'string' },
  table: { type: 'string' },
  document: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  store: { type: 'string' },
  prefix: { type: 'string', default: 'four-eyes-bot' },
} as const;

type Options = ReturnType<typeof given>['values'];

const COMMANDS: { readonly [name: string]: (options: Options) => Promise<number> } = {
  key: async () => {
    const { privateKey, publicKey: shown } = newKey();
    process.stdout.write(`AUDIT_KEY=${privateKey}\n`);
    process.stderr.write(
      `public key: ${shown}\nThe first line is a secret, shown once: keep it with the bot's others.\n`,
    );
    return 0;
  },
  verify,
  export: exportAll,
  'table-ddl': async ({ table }) => say(`${tableDdl(table ?? process.env['AUDIT_TABLE']?.trim() ?? '')};`),
  help: async () => say(USAGE),
};

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = given();
    const [command = 'help', ...more] = positionals;
    const chosen = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
    if (chosen === undefined) throw new CannotLook(`There is no "${command}".\n\n${USAGE}`);
    if (more.length > 0) throw new CannotLook(`"${more.join(' ')}" belongs to no option.\n\n${USAGE}`);
    return await chosen(values);
  } catch (error) {
    // Whoever reads the export has seen enough.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return COULD_NOT_LOOK;
  }
}

function given() {
  return parseArgs({ options: OPTIONS, allowPositionals: true });
}

async function verify({ key = [], checkpoints, ...rest }: Options): Promise<number> {
  if (key.length === 0)
    throw new CannotLook(missing('--key', 'the public line that npm run audit -- key printed'));
  if (checkpoints === undefined)
    throw new CannotLook(
      missing('--checkpoints', 'the bot’s log, or a file of lines copied from the channel'),
    );
  const keys = key.map(publicKey);
  if (checkpoints !== '-' && !existsSync(checkpoints)) throw new CannotLook(`There is no ${checkpoints}.`);
  const input = checkpoints === '-' ? process.stdin : createReadStream(checkpoints);
  const lines = await readLines(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), keys);
  return withStore(rest, async (store) => {
    const { lines: report, code } = reportOf(
      await verifyStore(store, lines, keys),
      store.description,
      lines.cut,
    );
    for (const line of report) say(line);
    return code;
  });
}

function missing(option: string, what: string): string {
  return `${option} is missing: ${what}.\n\n${USAGE}`;
}

async function exportAll({ document, from, to, ...rest }: Options): Promise<number> {
  const wanted = {
    document: document ?? null,
    fromMs: timeOf('--from', from) ?? Number.NEGATIVE_INFINITY,
    beforeMs: timeOf('--to', to) ?? Number.POSITIVE_INFINITY,
  };
  return withStore(rest, async (store) => {
    let found = false;
    for await (const text of exported(store, wanted)) {
      found = true;
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    }
    if (!found) process.stderr.write('No entry is like that.\n');
    return 0;
  });
}

function timeOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const zoned = /^\d{4}-\d\d-\d\d$/.test(text) || /(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = zoned ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new CannotLook(
      `${option} must be a day, as in 2026-01-31, or a time with its zone, as in 2026-01-31T09:00:00Z.`,
    );
  }
  return ms;
}

/** A store that is not asked for is not even imported. */
async function withStore(
  { store: named, prefix, entries }: Pick<Options, 'store' | 'prefix' | 'entries'>,
  use: (store: Store) => Promise<number>,
): Promise<number> {
  if (entries !== undefined)
    return use(await (await import('./audit/exported-store.ts')).openExported(entries));
  const place = named ?? (process.env['REDIS_URL']?.trim() || process.env['DATA_DIR']?.trim() || 'data');
  const store = /^rediss?:\/\//.test(place)
    ? await (await import('./audit/redis-store.ts')).openRedisStore(place, prefix)
    : (await import('./audit/sqlite-store.ts')).openSqliteStore(place);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function say(line: string): 0 {
  process.stdout.write(`${line}\n`);
  return 0;
}
