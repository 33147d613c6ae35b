import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import { verifyChain } from '../../src/journal/chain.ts';
import { commitOf, committed } from './journal-fixtures.ts';
import { journalSuite } from './journal-suite.ts';

const hourMs = 3_600_000;

journalSuite('SQLite', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'journal-'));
  let journal = openSqliteJournal({ dataDir });
  return {
    journal,
    reopen: async () => {
      await journal.close();
      journal = openSqliteJournal({ dataDir });
      return journal;
    },
    dispose: async () => {
      await journal.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
});

describe('the SQLite file', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'journal-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('holds every commit that was answered, and none by half, after its process was killed while writing', async () => {
    const child = startChild(dataDir);
    const answered = await killAfter(child, 'D200');
    expect(answered.length).toBeGreaterThan(200);
    const journal = openSqliteJournal({ dataDir });
    const found = new Set((await journal.find('incident', 'open', { limit: 1_000 })).ids);
    expect(answered.filter((id) => !found.has(id))).toEqual([]);
    for (const id of found) {
      const ref = { kind: 'incident', id } as const;
      const entries = await journal.history(ref);
      expect(verifyChain(entries)).toBeNull();
      expect(await journal.load(ref)).toMatchObject({ version: 1, head: entries[0]?.hash });
      expect(await journal.usedBy(id)).toEqual({ ref, version: 1 });
    }
    const rows = await journal.outbox.take(1, 10_000, 1);
    const events = await journal.emitted.take(1, 10_000, 1);
    const due = await journal.due(1, 10_000, 1);
    expect(new Set(rows.map(({ lane }) => lane))).toEqual(found);
    expect(new Set(events.map(({ once }) => once))).toEqual(found);
    expect(new Set(due.map(({ ref }) => ref.id))).toEqual(found);
    await journal.close();
  });

  it('is refused to a second process, which is told who has it, until the first one is gone, however it went', async () => {
    const child = startChild(dataDir);
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    await once(lines, 'line');
    expect(() => openSqliteJournal({ dataDir })).toThrow(
      expect.objectContaining({
        code: 'unavailable',
        message: expect.stringMatching(
          new RegExp(`pid ${child.pid} .*journal\\.lock.*DATA_DIR.*REDIS_URL`, 's'),
        ),
      }),
    );
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    await openSqliteJournal({ dataDir }).close();
  });

  it('is refused to the same process twice', async () => {
    const journal = openSqliteJournal({ dataDir });
    expect(() => openSqliteJournal({ dataDir })).toThrow(/this same process/);
    await journal.close();
    await openSqliteJournal({ dataDir }).close();
  });

  it('is not opened, and not locked, when a newer version wrote it', async () => {
    await openSqliteJournal({ dataDir }).close();
    const db = new DatabaseSync(join(dataDir, 'journal.db'));
    const own = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    db.exec('PRAGMA user_version = 99');
    const newer = expect.objectContaining({
      code: 'invalid',
      message: expect.stringContaining('newer version'),
    });
    expect(() => openSqliteJournal({ dataDir })).toThrow(newer);
    db.exec(`PRAGMA user_version = ${own}`);
    db.close();
    await openSqliteJournal({ dataDir }).close();
  });

  it('numbers the documents of a file that was written before commits were numbered', async () => {
    const first = openSqliteJournal({ dataDir });
    const { head } = committed(await first.commit(commitOf('old')));
    await first.close();
    const db = new DatabaseSync(join(dataDir, 'journal.db'));
    db.exec('DROP TABLE changes; DROP INDEX posts_by_place; PRAGMA user_version = 1');
    db.close();
    const journal = openSqliteJournal({ dataDir });
    committed(await journal.commit(commitOf('new')));
    expect(await journal.changed(0, 5)).toMatchObject([
      { ref: { kind: 'incident', id: 'old' }, version: 1, head },
      { ref: { kind: 'incident', id: 'new' }, version: 1 },
    ]);
    await journal.close();
  });

  it('is not opened when it is something else, or in a place that is no directory', () => {
    writeFileSync(
      join(dataDir, 'journal.db'),
      'this is a text, and long enough to be taken for one\n'.repeat(50),
    );
    expect(() => openSqliteJournal({ dataDir })).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining('not an SQLite file') }),
    );
    const dataFile = join(dataDir, 'file');
    writeFileSync(dataFile, '');
    expect(() => openSqliteJournal({ dataDir: dataFile })).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining('DATA_DIR') }),
    );
  });

  it('is synced once for all writes of one turn', async () => {
    const journal = openSqliteJournal({ dataDir });
    await journal.next('warm');
    const walBytes = (): number => statSync(join(dataDir, 'journal.db-wal')).size;
    const before = walBytes();
    await Promise.all(Array.from({ length: 50 }, () => journal.next('together')));
    const together = walBytes() - before;
    for (let n = 0; n < 50; n += 1) await journal.next('apart');
    const apart = walBytes() - before - together;
    expect(together).toBeGreaterThan(0);
    expect(apart / together).toBeGreaterThan(20);
    await journal.close();
  });

  it('lets everything be taken at once after a restart, but what was put off', async () => {
    const first = openSqliteJournal({ dataDir });
    const commit = commitOf('A', {
      outbox: ['a', 'b'].map((lane) => ({ lane, intent: { lane }, collapse: lane })),
      due: [{ name: 'nudge', atMs: 1 }],
      emit: [{ to: { kind: 'approval', id: 'B' }, event: {}, once: 'e' }],
    });
    const loaded = committed(await first.commit(commit));
    const [, second] = await first.outbox.take(1, 10, hourMs);
    await first.outbox.retry(second?.rowId ?? '', 50);
    expect(await first.due(1, 10, hourMs)).toHaveLength(1);
    expect(await first.emitted.take(1, 10, hourMs)).toHaveLength(1);
    expect(await first.lease('worker', hourMs)).not.toBeNull();
    await first.close();
    const again = openSqliteJournal({ dataDir });
    const outbox = [{ lane: 'a', intent: {}, collapse: 'a' }];
    committed(await again.commit({ ...commit, ...loaded, once: [], outbox }));
    expect(await again.outbox.stats()).toMatchObject({ waiting: 2 });
    expect(await again.outbox.take(1, 10, 1)).toMatchObject([{ lane: 'a', attempts: 2 }]);
    expect(await again.outbox.take(50, 10, 1)).toMatchObject([{ lane: 'a' }, { lane: 'b', attempts: 2 }]);
    expect(await again.due(1, 10, 1)).toHaveLength(1);
    expect(await again.emitted.take(1, 10, 1)).toHaveLength(2);
    expect(await again.lease('worker', 1)).not.toBeNull();
    await again.close();
  });

  it('keeps a key for 25 hours, or for good', async () => {
    let nowMs = 1_000;
    const journal = openSqliteJournal({ dataDir, now: () => nowMs });
    const once = [{ key: 'short' }, { key: 'long', keep: 'for_good' }, { key: 'long' }] as const;
    committed(await journal.commit(commitOf('A', { once })));
    nowMs += 25 * hourMs - 1;
    expect(await journal.commit(commitOf('B', { once: [{ key: 'short' }] }))).toMatchObject({
      outcome: 'duplicate',
    });
    nowMs += 1;
    expect(await journal.usedBy('short')).toBeNull();
    committed(await journal.commit(commitOf('B', { once: [{ key: 'short' }] })));
    expect(await journal.usedBy('short')).toMatchObject({ ref: { id: 'B' } });
    expect(await journal.commit(commitOf('C', { once: [{ key: 'long' }] }))).toMatchObject({
      outcome: 'duplicate',
    });
    await journal.close();
  });

  it('does not grow with keys that are long gone', async () => {
    let nowMs = 1_000;
    const journal = openSqliteJournal({ dataDir, now: () => nowMs });
    const keys = (day: number) => Array.from({ length: 150 }, (_, n) => ({ key: `${day}/${n}` }));
    for (let day = 0; day < 4; day += 1) {
      committed(await journal.commit(commitOf(`D${day}`, { once: keys(day) })));
      committed(await journal.commit(commitOf(`E${day}`)));
      nowMs += 26 * hourMs;
    }
    await journal.close();
    const db = new DatabaseSync(join(dataDir, 'journal.db'));
    expect(db.prepare('SELECT count(*) AS keys FROM once_keys').get()?.['keys']).toBe(150);
    db.close();
  });

  it('gives a lease to another holder when its time is over', async () => {
    let nowMs = 1_000;
    const journal = openSqliteJournal({ dataDir, now: () => nowMs });
    const first = await journal.lease('worker', 100);
    nowMs += 99;
    expect(await first?.renew()).toBe(true);
    nowMs += 99;
    expect(await journal.lease('worker', 100)).toBeNull();
    nowMs += 1;
    expect(await journal.lease('worker', 100)).not.toBeNull();
    expect(await first?.renew()).toBe(false);
    await journal.close();
  });
});

function startChild(dataDir: string): ChildProcess {
  const script = fileURLToPath(new URL('journal-sqlite-child.ts', import.meta.url));
  return spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills the child when it has said this, and answers with all the ids that it got to say. */
async function killAfter(child: ChildProcess, id: string): Promise<readonly string[]> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (line === id) child.kill('SIGKILL');
    if (line !== 'open') said.push(line);
  }
  return said;
}
