/** `npm run audit`, as an auditor starts it: what it says, and the exit codes that scripts go by. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import { isAuditKey } from '../../src/audit/key.ts';
import { tableDdl } from '../../src/audit/table.ts';
import { entryHash } from '../../src/journal/chain.ts';
import type { Entry } from '../../src/journal/journal.ts';
import { hasRedisServer, startRedisServer } from '../contract/redis-server.ts';
import { checkpointer, HOUR_MS, newKeys, threeHours } from './fixtures.ts';
import { onRedis } from './stores.ts';

const root = join(import.meta.dirname, '..', '..');
const directory = mkdtempSync(join(tmpdir(), 'audit-command-'));
const dataDir = join(directory, 'data');
const keys = newKeys();
const log = join(directory, 'bot.log');
let lines: readonly string[];

beforeAll(async () => {
  let nowMs = Date.UTC(2026, 0, 5, 3, 20, 0);
  const journal = openSqliteJournal({ dataDir, now: () => nowMs });
  const { look, lines: logged } = checkpointer(journal, keys);
  await threeHours(journal, look, () => {
    nowMs += HOUR_MS;
  });
  await journal.close();
  lines = logged;
  const noise = { level: 30, msg: 'Something else' };
  const text = lines.map((line) => JSON.stringify({ level: 30, checkpoint: line, msg: 'Audit checkpoint' }));
  writeFileSync(log, `${[JSON.stringify(noise), ...text, 'not even JSON'].join('\n')}\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

function audit(args: readonly string[], input = '', environment: { readonly [name: string]: string } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/audit.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, ...environment },
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

const verifying = ['verify', '--key', keys.publicText, '--checkpoints'];

describe('verify', () => {
  it('takes the bot’s log, says what is proven and from when on nothing is, and ends with 0', () => {
    const { status, stdout } = audit([...verifying, log]);
    expect(stdout).toContain('5 documents, 12 entries, 3 checkpoints.');
    expect(stdout).toContain(
      'Checkpoint 3 of 2026-01-05T05:20:00.000Z vouches for 4 documents as they then were.',
    );
    expect(stdout).toContain(
      'From 2026-01-05T05:20:00.000Z on nothing is proven. 2 entries in 2 documents came after it',
    );
    expect(stdout).toContain('before the first checkpoint (2026-01-05T03:20:00.000Z)');
    expect(status).toBe(0);
  });

  it('takes lines as they are copied from the channel, with other words around them', () => {
    const pasted = `David said:\r\n  > ${lines[2]} \r\nthanks`;
    expect(audit([...verifying, '-'], pasted)).toMatchObject({ status: 0, stderr: '' });
  });

  it('says that nothing is proven without a line from outside, and ends with 2', () => {
    const { status, stdout } = audit([...verifying, '-'], 'four-eyes-checkpoint 3 was here');
    expect(stdout).toMatch(/1 line from outside began like a checkpoint and was not whole/);
    expect(stdout).toMatch(/No checkpoint from outside is in this store, so nothing is proven/);
    expect(status).toBe(2);
  });

  it('says what is missing before it shows how it is called, and ends with 2', () => {
    for (const [args, says] of [
      [['verify'], '--key is missing: the public line that npm run audit -- key printed.'],
      [['verify', '--key', 'x'], '--checkpoints is missing: the bot’s log, '],
      [['verfy'], 'There is no "verfy".'],
      [['verify', 'bot.log'], '"bot.log" belongs to no option.'],
    ] as const) {
      const { status, stderr } = audit(args);
      expect({ status, says: stderr.startsWith(says) }).toEqual({ status: 2, says: true });
      expect(stderr).toContain('\n\nnpm run audit -- key\n');
    }
  });

  it('takes a key that was replaced beside the new one', () => {
    expect(audit(['verify', '--key', newKeys().publicText, '--checkpoints', log]).status).toBe(1);
    const both = ['verify', '--key', newKeys().publicText, '--key', keys.publicText, '--checkpoints', log];
    expect(audit(both).status).toBe(0);
  });

  it('names what is wrong, and ends with 1; nothing that stands in the store reaches the terminal as it is', () => {
    const db = new DatabaseSync(join(dataDir, 'journal.db'));
    db.exec(`UPDATE entries SET event = replace(event, 'acknowledged', 'assessed') WHERE id = 'INC-1'`);
    db.prepare('INSERT INTO once_keys VALUES (?, ?, ?, 1, NULL)').run('k', 'incident', '\u001b[2J\u202egone');
    try {
      const { status, stdout } = audit([...verifying, log]);
      expect(stdout).toContain('BROKEN incident/INC-1 entry 2 was changed after it was written');
      expect(stdout).toContain('BROKEN incident/\\u{1b}[2J\\u{202e}gone');
      expect(stdout).toMatch(/From 2026-01-05T05:20:00.000Z on nothing is proven/);
      expect(stdout).not.toMatch(/vouches|[\u001b\u202e]/);
      expect(status).toBe(1);
    } finally {
      db.exec(`UPDATE entries SET event = replace(event, 'assessed', 'acknowledged') WHERE id = 'INC-1'`);
      db.exec(`DELETE FROM once_keys WHERE key = 'k'`);
      db.close();
    }
    expect(audit([...verifying, log]).status).toBe(0);
  });

  it.each([
    [
      'no store',
      [...verifying, log],
      { DATA_DIR: join(directory, 'nowhere') },
      /There is no .*nowhere.*DATA_DIR/,
    ],
    ['no Redis', [...verifying, log], { REDIS_URL: 'redis://127.0.0.1:1' }, /Redis cannot be reached/],
    ['no file', [...verifying, 'nowhere.log'], {}, /There is no nowhere.log/],
    ['no key', ['verify', '--checkpoints', log], {}, /npm run audit -- verify --key/],
    [
      'a key that is none',
      ['verify', '--key', 'MCow', '--checkpoints', log],
      {},
      /--key must be the public key/,
    ],
    [
      'the private key',
      ['verify', '--key', keys.privateText, '--checkpoints', log],
      {},
      /--key must be the public/,
    ],
    ['no lines', ['verify', '--key', keys.publicText], {}, /npm run audit -- verify --key/],
    ['an unknown command', ['prove'], {}, /npm run audit -- verify --key/],
    ['an unknown option', [...verifying, log, '--loud'], {}, /--loud/],
  ] as const)('could not look: %s', (_, args, environment, says) => {
    const { status, stdout, stderr } = audit(args, '', environment);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('could not look: a file that is no database', () => {
    const other = mkdtempSync(join(directory, 'other-'));
    writeFileSync(
      join(other, 'journal.db'),
      'not a database, but long enough to be read as one\n'.repeat(100),
    );
    expect(audit([...verifying, log], '', { DATA_DIR: other })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not a database'),
    });
  });

  it.skipIf(!hasRedisServer)('looks into Redis where REDIS_URL says so, as the bot does', async () => {
    const server = await startRedisServer();
    let nowMs = Date.UTC(2026, 0, 5, 3, 20, 0);
    const opened = await onRedis(server.url, 'four-eyes-bot', () => nowMs);
    try {
      const { look, lines: logged } = checkpointer(opened.journal, keys);
      await threeHours(opened.journal, look, () => {
        nowMs += HOUR_MS;
      });
      const { status, stdout } = audit([...verifying, '-'], logged.join('\n'), { REDIS_URL: server.url });
      expect(stdout).toContain('Redis, keys {four-eyes-bot}:*: 5 documents, 12 entries, 3 checkpoints.');
      expect(status).toBe(0);
    } finally {
      await opened.dispose();
      await server.stop();
    }
  });
});

describe('export', () => {
  type Exported = Entry & {
    readonly kind: string;
    readonly id: string;
    readonly number: number;
    readonly time: string;
  };
  const exportOf = (...args: readonly string[]): readonly Exported[] =>
    audit(['export', ...args])
      .stdout.split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Exported);

  it('writes every entry as a line, by document and number, with all that its hash is over', () => {
    const entries = exportOf();
    expect(entries.map(({ kind, id, number }) => `${kind}/${id} ${number}`)).toEqual([
      ...[1, 2, 3, 4, 5].map((n) => `approval/APR-1 ${n}`),
      ...[1, 2].map((n) => `approval/APR-2 ${n}`),
      ...[1, 2, 3].map((n) => `checkpoint/audit ${n}`),
      ...[1, 2, 3].map((n) => `incident/INC-1 ${n}`),
      'incident/INC-2 1',
      'incident/INC-3 1',
    ]);
    for (const { kind, id, number, atMs, time, event, stateHash, previous, hash } of entries) {
      const ref = { kind: kind as 'incident', id };
      expect(entryHash({ ref, seq: number, atMs, event, stateHash, previous })).toBe(hash);
      expect(Date.parse(time)).toBe(atMs);
    }
  });

  it('is of one document, and of a time, where that is asked for', () => {
    expect(exportOf('--document', 'INC-1')).toHaveLength(3);
    expect(exportOf('--document', 'approval/APR-1')).toHaveLength(5);
    expect(exportOf('--from', '2026-01-05T04:00:00Z', '--to', '2026-01-05T06:00:00+01:00')).toHaveLength(4);
    expect(exportOf('--from', '2026-01-06')).toEqual([]);
    expect(audit(['export', '--document', 'INC-9'])).toMatchObject({
      status: 0,
      stderr: 'No entry is like that.\n',
    });
    expect(audit(['export', '--from', '2026-01-05T04:00:00'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('a time with its zone'),
    });
  });

  it('shows a damaged event as the text that it is', () => {
    const db = new DatabaseSync(join(dataDir, 'journal.db'));
    const event = String(db.prepare(`SELECT event FROM entries WHERE id = 'INC-2'`).get()?.['event']);
    const set = db.prepare(`UPDATE entries SET event = ? WHERE id = 'INC-2'`);
    try {
      set.run('{"type":\n');
      expect(exportOf('--document', 'INC-2')).toMatchObject([{ number: 1, damagedEvent: '{"type":\n' }]);
    } finally {
      set.run(event);
      db.close();
    }
  });
});

describe('without the store', () => {
  const file = join(directory, 'entries.jsonl');
  const without = { DATA_DIR: join(directory, 'nowhere') };

  it('verify takes an export in its place, and finds in it what was changed', () => {
    const { stdout } = audit(['export']);
    writeFileSync(file, stdout);
    const whole = audit([...verifying, log, '--entries', file], '', without);
    expect(whole.stdout).toContain('entries.jsonl: 5 documents, 12 entries, 3 checkpoints.');
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(file, stdout.replace('"acknowledged"', '"assessed"'));
    const changed = audit([...verifying, log, '--entries', file], '', without);
    expect(changed.stdout).toContain('BROKEN incident/INC-1 entry 2 was changed after it was written');
    expect(changed.status).toBe(1);
  });

  it('could not look: lines that are no entries, and a file that is not there', () => {
    writeFileSync(file, '{"kind":"incident"}\n');
    expect(audit([...verifying, log, '--entries', file], '', without)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^Line 1 of .* is no entry/),
    });
    expect(audit([...verifying, log, '--entries', 'nowhere.jsonl'], '', without)).toMatchObject({
      status: 2,
    });
  });

  it('table-ddl prints what the bot says of its table, for the table that is named', () => {
    const name = 'main.audit.four_eyes_entries';
    expect(audit(['table-ddl', '--table', name]).stdout).toBe(`${tableDdl(name)};\n`);
    expect(audit(['table-ddl'], '', { AUDIT_TABLE: name }).stdout).toBe(`${tableDdl(name)};\n`);
    expect(audit(['table-ddl', '--table', 'main.`x` --'])).toMatchObject({ status: 2, stdout: '' });
    expect(audit(['table-ddl']).stderr).toMatch(/^--table must be the three parts of its name/);
  });
});

describe('key', () => {
  it('makes another one each time: the private line is what the bot takes, the public one what verify takes', () => {
    const [one, two] = [audit(['key']), audit(['key'])];
    const [, privateText = ''] = /^AUDIT_KEY=(\S+)\n$/.exec(one.stdout) ?? [];
    const [, publicText = ''] = /^public key: (\S+)$/m.exec(one.stderr) ?? [];
    expect(isAuditKey(privateText)).toBe(true);
    expect(two.stdout).not.toBe(one.stdout);
    const { status } = audit(['verify', '--key', publicText, '--checkpoints', log]);
    expect(status).toBe(1);
  });
});

it('is described in the README with the commands that there are', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const command of ['key', 'verify', 'export', 'table-ddl'])
    expect(readme).toContain(`npm run audit -- ${command}`);
});
