import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupWriter } from '../../src/adapters/sqlite-group.ts';
import { AppError } from '../../src/errors.ts';

describe('writes of one turn', () => {
  let db: DatabaseSync;
  beforeEach(() => {
    db = new DatabaseSync(':memory:');
    db.exec(`
      CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
      CREATE TABLE filler (bytes BLOB);
    `);
  });
  afterEach(() => db.close());

  const insert = (id: number) => (): number => {
    db.prepare('INSERT INTO parent VALUES (?)').run(id);
    return id;
  };
  const ids = (): readonly unknown[] =>
    db
      .prepare('SELECT id FROM parent ORDER BY id')
      .all()
      .map((row) => row['id']);

  it('share one transaction and are answered each with its own result', async () => {
    const group = groupWriter(db);
    const written = Promise.all([1, 2, 3].map((id) => group.write(insert(id))));
    expect(ids()).toEqual([]);
    group.flush();
    expect(await written).toEqual([1, 2, 3]);
    expect(ids()).toEqual([1, 2, 3]);
  });

  it('do not undo each other: one that fails half way is undone alone', async () => {
    const group = groupWriter(db);
    const results = await Promise.allSettled([
      group.write(insert(1)),
      group.write(() => {
        insert(2)();
        throw new AppError('refused', 'no');
      }),
      group.write(insert(1)),
      group.write(insert(3)),
    ]);
    expect(results).toMatchObject([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: { code: 'refused' } },
      { status: 'rejected', reason: { code: 'internal' } },
      { status: 'fulfilled', value: 3 },
    ]);
    expect(ids()).toEqual([1, 3]);
  });

  it('all fail when the commit itself fails, and whoever asked for it is told that the outcome is not known', async () => {
    const group = groupWriter(db);
    const orphan = (): void => void db.prepare('INSERT INTO child VALUES (1, 404)').run();
    const results = await Promise.allSettled([
      group.write(insert(1), 'outcome_unknown'),
      group.write(orphan),
    ]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: { code: 'outcome_unknown' } },
      { status: 'rejected', reason: { code: 'unavailable' } },
    ]);
    expect(ids()).toEqual([]);
    await group.write(insert(2));
    expect(ids()).toEqual([2]);
  });

  it('are never answered as written when the disk is full, and go on when there is room again', async () => {
    const group = groupWriter(db);
    db.exec('PRAGMA max_page_count = 10');
    const fill = (): void => void db.prepare('INSERT INTO filler VALUES (zeroblob(100000))').run();
    const results = await Promise.allSettled([
      group.write(insert(1)),
      group.write(fill),
      group.write(insert(2)),
    ]);
    const written = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(ids()).toEqual(written);
    db.exec('PRAGMA max_page_count = 1000');
    await group.write(insert(7));
    expect(ids()).toContain(7);
  });

  it('are refused when too many are waiting', async () => {
    const group = groupWriter(db);
    const waiting = Array.from({ length: 10_000 }, () => group.write(() => 0));
    await expect(group.write(insert(1))).rejects.toMatchObject({ code: 'unavailable' });
    await Promise.all(waiting);
    expect(ids()).toEqual([]);
  });
});
