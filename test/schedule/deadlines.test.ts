/** Work at stored deadlines, on a real journal whose clock the test moves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import type { Commit, Emitted } from '../../src/journal/journal.ts';
import { DEADLINE_LEASE_MS, type DeadlineHandlers, startDeadlines } from '../../src/schedule/deadlines.ts';
import { handTimers, recorded, settle } from './hand.ts';

const START_MS = 1_000_000;

function world(
  handlers: DeadlineHandlers,
  deliver: (emitted: Emitted) => Promise<void> = () => Promise.resolve(),
) {
  let nowMs = START_MS;
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-deadlines-'));
  const journal = openSqliteJournal({ dataDir, now: () => nowMs });
  const timers = handTimers();
  const log = recorded();
  const deadlines = startDeadlines({ journal, handlers, deliver, timers, log });
  onTestFinished(async () => {
    await deadlines.stop();
    await journal.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const store = async (id: string, fields: Partial<Commit>): Promise<void> => {
    const ref = { kind: 'incident' as const, id };
    const before = await journal.load(ref);
    await journal.commit({
      ref,
      version: before?.version ?? 0,
      head: before?.head ?? '',
      atMs: nowMs,
      state: {},
      event: { type: 'test' },
      ...fields,
    });
  };
  const pass = (ms: number): void => void (nowMs += ms);
  return { journal, timers, log, deadlines, store, pass };
}

test('a deadline is worked at when it is there and not before, with what it is of', async () => {
  const done: string[] = [];
  const { store, pass, deadlines } = world({
    'incident/ring': (item) => Promise.resolve(void done.push(`${item.ref.id} ${item.name} ${item.atMs}`)),
  });
  await store('INC-1', { due: [{ name: 'ring', atMs: START_MS + 100 }] });
  pass(99);
  deadlines.poke();
  await deadlines.idle();
  expect(done).toEqual([]);
  pass(1);
  deadlines.poke();
  await deadlines.idle();
  expect(done).toEqual([`INC-1 ring ${START_MS + 100}`]);
});

test('work that throws is told to the log and comes again once its lease is over, until a commit takes it away', async () => {
  let tries = 0;
  const w = world({
    'incident/ring': async () => {
      tries += 1;
      if (tries < 3) throw new Error('not now');
      await w.store('INC-1', { due: [] });
    },
  });
  await w.store('INC-1', { due: [{ name: 'ring', atMs: START_MS }] });
  for (const expected of [1, 2, 3, 3]) {
    w.deadlines.poke();
    await w.deadlines.idle();
    expect(tries).toBe(expected);
    w.pass(DEADLINE_LEASE_MS);
  }
  expect(w.log.errors).toEqual(Array(2).fill('Work at a deadline failed; it comes again'));
});

test('before its lease is over a deadline that failed does not come again', async () => {
  let tries = 0;
  const { store, pass, deadlines } = world({
    'incident/ring': () => ((tries += 1), Promise.reject(new Error('not now'))),
  });
  await store('INC-1', { due: [{ name: 'ring', atMs: START_MS }] });
  for (let round = 0; round < 3; round += 1) {
    deadlines.poke();
    await deadlines.idle();
    pass(DEADLINE_LEASE_MS / 4);
  }
  expect(tries).toBe(1);
});

test('long work holds up nobody else, and is not begun a second time while it runs', async () => {
  const long = Promise.withResolvers<void>();
  const begun: string[] = [];
  const { store, pass, deadlines } = world({
    'incident/long': ({ ref }) => (begun.push(`long ${ref.id}`), long.promise),
    'incident/short': ({ ref }) => Promise.resolve(void begun.push(`short ${ref.id}`)),
  });
  await store('INC-1', { due: [{ name: 'long', atMs: START_MS }] });
  deadlines.poke();
  await settle();
  await store('INC-2', { due: [{ name: 'short', atMs: START_MS }] });
  pass(2 * DEADLINE_LEASE_MS);
  deadlines.poke();
  await settle();
  expect(begun).toEqual(['long INC-1', 'short INC-2']);
  let idle = false;
  const waiting = deadlines.idle().then(() => (idle = true));
  await settle();
  expect(idle).toBe(false);
  long.resolve();
  await waiting;
});

test('stopping waits for the work under way', async () => {
  const long = Promise.withResolvers<void>();
  const { store, deadlines } = world({ 'incident/long': () => long.promise });
  await store('INC-1', { due: [{ name: 'long', atMs: START_MS }] });
  deadlines.poke();
  await settle();
  let stopped = false;
  const stopping = deadlines.stop().then(() => (stopped = true));
  await settle();
  expect(stopped).toBe(false);
  long.resolve();
  await stopping;
});

test('a deadline that nobody knows is told to the log and holds up no other', async () => {
  const done: string[] = [];
  const { store, log, deadlines } = world({
    'incident/ring': ({ ref }) => Promise.resolve(void done.push(ref.id)),
  });
  await store('INC-1', { due: [{ name: 'mystery', atMs: START_MS - 1 }] });
  await store('INC-2', { due: [{ name: 'ring', atMs: START_MS }] });
  deadlines.poke();
  await deadlines.idle();
  expect(done).toEqual(['INC-2']);
  expect(log.errors).toEqual(['Nobody knows what to do at this deadline']);
});

test('an event owed to another document is delivered once, and again only if that failed, holding up no other', async () => {
  const delivered: string[] = [];
  let failures = 1;
  const { store, pass, deadlines, log } = world({}, ({ once }) => {
    delivered.push(once);
    return once === 'a' && failures-- > 0 ? Promise.reject(new Error('not now')) : Promise.resolve();
  });
  const to = { kind: 'approval' as const, id: 'APR-1' };
  await store('INC-1', {
    emit: [
      { to, event: {}, once: 'a' },
      { to, event: {}, once: 'b' },
    ],
  });
  deadlines.poke();
  await deadlines.idle();
  expect(delivered).toEqual(['a', 'b']);
  expect(log.errors).toEqual(['An event could not be delivered; it comes again']);
  for (let round = 0; round < 2; round += 1) {
    pass(DEADLINE_LEASE_MS);
    deadlines.poke();
    await deadlines.idle();
  }
  expect(delivered).toEqual(['a', 'b', 'a']);
});

test('work that was cut short by the end of the process is taken up by the next', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-deadlines-'));
  let nowMs = START_MS;
  const open = () => openSqliteJournal({ dataDir, now: () => nowMs });
  const first = open();
  const ref = { kind: 'incident' as const, id: 'INC-1' };
  const due = [{ name: 'ring', atMs: START_MS }];
  await first.commit({ ref, version: 0, head: '', atMs: nowMs, state: {}, event: {}, due });
  expect(await first.due(nowMs, 10, DEADLINE_LEASE_MS)).toHaveLength(1);
  await first.close();
  nowMs += DEADLINE_LEASE_MS;
  const journal = open();
  const done: string[] = [];
  const deadlines = startDeadlines({
    journal,
    handlers: { 'incident/ring': (item) => Promise.resolve(void done.push(item.ref.id)) },
    deliver: () => Promise.resolve(),
    timers: handTimers(),
    log: recorded(),
  });
  onTestFinished(async () => {
    await deadlines.stop();
    await journal.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  await deadlines.idle();
  expect(done).toEqual(['INC-1']);
});
