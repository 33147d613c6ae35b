/** Making checkpoints, on a real file: when, of what, by whom, and that nothing falls between two. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import {
  CHECKPOINTS,
  type CheckpointMade,
  checkpointLine,
  DOCUMENTS_MAX,
} from '../../src/audit/checkpoint.ts';
import { lastCheckpointAtMs } from '../../src/audit/make.ts';
import { AppError } from '../../src/errors.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { commitOf, committed } from '../contract/journal-fixtures.ts';
import { checkpointer, declare, HOUR_MS, moveOn, newKeys } from './fixtures.ts';

const START_MS = Date.UTC(2026, 0, 5, 3, 20, 0);

function opened() {
  const dataDir = mkdtempSync(join(tmpdir(), 'audit-make-'));
  let nowMs = START_MS;
  const journal = openSqliteJournal({ dataDir, now: () => nowMs });
  onTestFinished(async () => {
    await journal.close();
    rmSync(dataDir, { recursive: true });
  });
  return { journal, advance: (ms: number) => void (nowMs += ms) };
}

async function made(journal: Journal): Promise<readonly CheckpointMade[]> {
  return (await journal.history(CHECKPOINTS)).map(({ event }) => event as CheckpointMade);
}

/** What each checkpoint holds, as `kind/id version`. */
async function held(journal: Journal): Promise<readonly (readonly string[])[]> {
  return (await made(journal)).map(({ checkpoint }) =>
    checkpoint.documents.map(({ kind, id, version }) => `${kind}/${id} ${version}`),
  );
}

async function owed(journal: Journal): Promise<readonly string[]> {
  const rows = await journal.outbox.take(Number.MAX_SAFE_INTEGER, 100, 1);
  return rows.map(({ intent }) => JSON.stringify(intent)).filter((text) => text.includes('checkpoint'));
}

test('one is made at the start, and one in each hour of the store’s clock', async () => {
  const { journal, advance } = opened();
  const { look, lines, errors } = checkpointer(journal, newKeys());
  expect(await lastCheckpointAtMs(journal)).toBeNull();
  await look();
  await look();
  advance(39 * 60_000);
  await look();
  expect(lines).toHaveLength(1);
  advance(60_000);
  await look();
  advance(HOUR_MS - 1);
  await look();
  expect(lines).toHaveLength(2);
  advance(5 * HOUR_MS);
  await look();
  expect(lines.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
    'four-eyes-checkpoint 1 2026-01-05T03:20:00.000Z documents=0',
    'four-eyes-checkpoint 2 2026-01-05T04:00:00.000Z documents=0',
    'four-eyes-checkpoint 3 2026-01-05T09:59:59.999Z documents=0',
  ]);
  expect(await lastCheckpointAtMs(journal)).toBe(Date.UTC(2026, 0, 5, 9, 59, 59, 999));
  expect(errors).toEqual([]);
});

test('a clock that was set back stops none', async () => {
  const { journal, advance } = opened();
  const { look, lines } = checkpointer(journal, newKeys());
  await look();
  advance(-24 * HOUR_MS);
  await look();
  await look();
  expect(lines).toHaveLength(2);
});

test('each holds the documents that changed since the one before, as they stand, and follows its entry', async () => {
  const { journal, advance } = opened();
  const { look } = checkpointer(journal, newKeys());
  await declare(journal, 1);
  await declare(journal, 2);
  await look();
  advance(HOUR_MS);
  await moveOn(journal, 'INC-1');
  await look();
  advance(HOUR_MS);
  await look();
  expect(await held(journal)).toEqual([['incident/INC-1 1', 'incident/INC-2 1'], ['incident/INC-1 3'], []]);
  const entries = await journal.history(CHECKPOINTS);
  const inside = await made(journal);
  expect(inside.map(({ checkpoint }) => checkpoint.previous)).toEqual(
    entries.map(({ previous }) => previous),
  );
  const stored = await journal.load({ kind: 'incident', id: 'INC-1' });
  expect(inside[1]?.checkpoint.documents[0]?.head).toBe(stored?.head);
});

test('one message is owed for an hour in which something changed, and none for a quiet one', async () => {
  const { journal, advance } = opened();
  const { look } = checkpointer(journal, newKeys());
  await look();
  expect(await owed(journal)).toEqual([]);
  await declare(journal, 1);
  advance(HOUR_MS);
  await look();
  advance(HOUR_MS);
  await look();
  expect(await owed(journal)).toEqual([expect.stringContaining('"part":"2"')]);
});

test('two replicas make one an hour, and neither complains', async () => {
  const { journal, advance } = opened();
  const keys = newKeys();
  const replicas = [checkpointer(journal, keys), checkpointer(journal, keys), checkpointer(journal, keys)];
  for (let hour = 0; hour < 5; hour += 1) {
    await declare(journal, hour + 1);
    await Promise.all(replicas.map(({ look }) => look()));
    advance(HOUR_MS);
  }
  expect((await made(journal)).map(({ checkpoint }) => checkpoint.number)).toEqual([1, 2, 3, 4, 5]);
  expect(replicas.flatMap(({ lines }) => lines)).toHaveLength(5);
  expect(replicas.flatMap(({ errors }) => errors)).toEqual([]);
  expect(await owed(journal)).toHaveLength(1);
});

test('more documents than one holds are held by several at once, of which the last is told', async () => {
  const { journal } = opened();
  const { look } = checkpointer(journal, newKeys());
  const ids = Array.from({ length: 2 * DOCUMENTS_MAX }, (_, n) => `${n}/${'"'.repeat(480)}`);
  for (const result of await Promise.all(ids.map((id) => journal.commit(commitOf(id))))) committed(result);
  await look();
  const inside = await made(journal);
  expect(inside.map(({ checkpoint }) => [checkpoint.documents.length, checkpoint.more])).toEqual([
    [DOCUMENTS_MAX, true],
    // The first checkpoint itself has changed meanwhile, and has no place among the documents.
    [DOCUMENTS_MAX, true],
    [0, false],
  ]);
  expect(inside.flatMap(({ checkpoint }) => checkpoint.documents.map(({ id }) => id))).toEqual(ids);
  expect(await owed(journal)).toEqual([expect.stringContaining('"part":"3"')]);
});

test('a commit that lands while one is made is in that one or in the next', async () => {
  const { journal, advance } = opened();
  const keys = newKeys();
  const late: string[] = [];
  let number = 100;
  const lander: Journal = {
    ...journal,
    // After the clock was read, and after what changed was read: the two moments that could hide a commit.
    changed: async (after, limit) => {
      late.push(await declare(journal, (number += 1)));
      const found = await journal.changed(after, limit);
      late.push(await declare(journal, (number += 1)));
      return found;
    },
  };
  const { look } = checkpointer(lander, keys);
  for (let hour = 0; hour < 4; hour += 1) {
    await look();
    advance(HOUR_MS);
  }
  const { look: lastLook } = checkpointer(journal, keys);
  await lastLook();
  const all = (await held(journal)).flat();
  expect(all.toSorted()).toEqual(late.map((id) => `incident/${id} 1`).toSorted());
});

test('whatever is committed at the same time as the checkpoints, they hold every document’s last entry in the end', async () => {
  const { journal, advance } = opened();
  const keys = newKeys();
  const replicas = [checkpointer(journal, keys), checkpointer(journal, keys)];
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    let loaded = { version: 0, head: '' };
    for (let n = 0; n < 30; n += 1) loaded = committed(await journal.commit(commitOf(`D${writer}`, loaded)));
    return `incident/D${writer} 30`;
  });
  const hours = async (): Promise<void> => {
    for (let hour = 0; hour < 12; hour += 1) {
      advance(HOUR_MS);
      await Promise.all(replicas.map(({ look }) => look()));
    }
  };
  const [lasts] = await Promise.all([Promise.all(writers), hours()]);
  advance(HOUR_MS);
  await replicas[0]?.look();
  const all = await held(journal);
  expect(all.filter((documents) => documents.length > 0).length).toBeGreaterThan(2);
  const newest = new Map(all.flat().map((text) => [text.split(' ')[0], text]));
  expect([...newest.values()].toSorted()).toEqual(lasts.toSorted());
});

test('no line leaves for a checkpoint that the store did not take, and the next look makes it', async () => {
  const { journal } = opened();
  const keys = newKeys();
  const failing: Journal = { ...journal, commit: () => Promise.reject(new AppError('unavailable', 'gone')) };
  const broken = checkpointer(failing, keys);
  await broken.look();
  expect(broken.lines).toEqual([]);
  expect(broken.errors).toHaveLength(1);
  const short: Journal = {
    ...journal,
    commit: async (commit) => {
      await journal.commit(commit);
      return { outcome: 'not_durable', replicas: 0 };
    },
  };
  const alone = checkpointer(short, keys);
  await alone.look();
  expect(alone.lines).toEqual([]);
  // It is in the store, and a failover that loses it can be proven by its line.
  const [stored] = await made(journal);
  expect(alone.errors).toEqual([{ checkpoint: checkpointLine(stored as CheckpointMade), replicas: 0 }]);
  expect(await made(journal)).toHaveLength(1);
});
