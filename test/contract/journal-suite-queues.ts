/** The part of the suite about what is handed out: messages, deadlines, events, leases. */
import { expect, it } from 'vitest';
import type { Journal, OutboxRow, Post, TakenRow } from '../../src/journal/journal.ts';
import { commitOf, committed } from './journal-fixtures.ts';

const leaseMs = 1_000;

export function outboxContract(journalNow: () => Journal): void {
  let documents = 0;
  const owe = async (outbox: readonly OutboxRow[], atMs = 1): Promise<void> => {
    documents += 1;
    committed(await journalNow().commit(commitOf(`D${documents}`, { atMs, outbox })));
  };
  const row = (lane: string, n: number, more: Partial<OutboxRow> = {}): OutboxRow => ({
    lane,
    intent: { n },
    ...more,
  });
  const take = async (nowMs: number, limit = 10): Promise<readonly TakenRow[]> =>
    journalNow().outbox.take(nowMs, limit, leaseMs);
  const numbers = (rows: readonly TakenRow[]): readonly unknown[] =>
    rows.map(({ intent }) => (intent as { n: number }).n);

  it('hands out the first row of each lane, oldest first, and the next one when that is done', async () => {
    await owe([row('b', 1), row('a', 2), row('b', 3), row('c', 4)]);
    const first = await take(10);
    expect(numbers(first)).toEqual([1, 2, 4]);
    expect(first.map(({ rowId }) => rowId).sort()).toEqual(first.map(({ rowId }) => rowId));
    expect(numbers(await take(10))).toEqual([]);
    await journalNow().outbox.done(first[0]?.rowId ?? '');
    expect(numbers(await take(10))).toEqual([3]);
    expect(await journalNow().outbox.stats()).toMatchObject({ waiting: 3 });
  });

  it('hands out no more than was asked for', async () => {
    await owe([row('a', 1), row('b', 2), row('c', 3)]);
    expect(numbers(await take(10, 2))).toEqual([1, 2]);
    expect(numbers(await take(10, 2))).toEqual([3]);
  });

  it('hands a row out again when its taker has not come back in time, and counts the takes', async () => {
    await owe([row('a', 1)]);
    expect(await take(10)).toMatchObject([{ attempts: 1 }]);
    expect(await take(10 + leaseMs - 1)).toEqual([]);
    expect(await take(10 + leaseMs)).toMatchObject([{ attempts: 2 }]);
  });

  it('keeps a row that is put off at the head of its lane, and other lanes going', async () => {
    await owe([row('a', 1), row('a', 2), row('b', 3)]);
    const [first] = await take(10, 1);
    await journalNow().outbox.retry(first?.rowId ?? '', 500);
    expect(numbers(await take(499))).toEqual([3]);
    expect(await take(500)).toMatchObject([{ intent: { n: 1 }, attempts: 2 }]);
  });

  it('buries an expired row unsent and hands out the one behind it', async () => {
    await owe([row('a', 1, { expiresAtMs: 100 }), row('a', 2, { expiresAtMs: 101 }), row('a', 3)]);
    expect(numbers(await take(100))).toEqual([2]);
    expect(await journalNow().outbox.stats()).toMatchObject({ waiting: 2, buried: 1 });
    expect(await take(101)).toEqual([]); // being sent: not buried under its sender's hands
    expect(numbers(await take(100 + leaseMs))).toEqual([3]);
    expect(await journalNow().outbox.stats()).toMatchObject({ waiting: 1, buried: 2 });
  });

  it('buries a refused row, so that its lane goes on', async () => {
    await owe([row('a', 1), row('a', 2)], 77);
    const [first] = await take(10);
    await journalNow().outbox.bury(first?.rowId ?? '', 'channel_not_found');
    await journalNow().outbox.bury(first?.rowId ?? '', 'channel_not_found');
    expect(await journalNow().outbox.stats()).toEqual({ waiting: 1, buried: 1, oldestAtMs: 77 });
    expect(numbers(await take(10))).toEqual([2]);
  });

  it('adds nothing for a row that a waiting one already stands for', async () => {
    const card = { collapse: 'card' };
    await owe([row('a', 1, card), row('a', 2), row('a', 3, card)]);
    await owe([row('a', 4, card), row('a', 5, { collapse: 'other' })]);
    expect((await journalNow().outbox.stats()).waiting).toBe(3);
  });

  it('adds the row again while the one that stood for it is being sent, and not when it waits once more', async () => {
    const card = { collapse: 'card' };
    await owe([row('a', 1, card)]);
    const [sending] = await take(10);
    await owe([row('a', 2, card)]);
    expect((await journalNow().outbox.stats()).waiting).toBe(2);
    await journalNow().outbox.done(sending?.rowId ?? '');
    const [second] = await take(10);
    expect(second).toMatchObject({ intent: { n: 2 } });
    await journalNow().outbox.retry(second?.rowId ?? '', 20);
    await owe([row('a', 3, card)]);
    expect((await journalNow().outbox.stats()).waiting).toBe(1);
  });

  it('lets no row that may be buried unsent stand for another', async () => {
    await owe([row('a', 1, { collapse: 'card', expiresAtMs: 50 })]);
    await owe([row('a', 2, { collapse: 'card' })]);
    await owe([row('a', 3, { collapse: 'card', expiresAtMs: 50 })]);
    expect((await journalNow().outbox.stats()).waiting).toBe(2);
    expect(numbers(await take(60))).toEqual([2]);
  });

  it('remembers the post of a sent row, renews its digest and forgets it', async () => {
    const ref = { kind: 'incident', id: 'A' } as const;
    const post: Post = { ref, view: 'card', channel: 'C1', ts: '20.1', digest: 'one' };
    const earlier: Post = { ...post, view: 'note', ts: '10.1' };
    await owe([row('a', 1), row('a', 2)]);
    const { outbox, posts, postAt } = journalNow();
    const [first] = await take(10);
    await outbox.done(first?.rowId ?? '', post);
    const [second] = await take(10);
    await outbox.done(second?.rowId ?? '', { ...post, digest: 'two' });
    await outbox.done(second?.rowId ?? '', earlier); // by a sender that was overtaken: Slack shows its post all the same
    expect(await posts(ref)).toEqual([earlier, { ...post, digest: 'two' }]);
    expect(await postAt('C1', '20.1')).toEqual({ ref, view: 'card' });
    expect(await postAt('C1', '10.1')).toEqual({ ref, view: 'note' });
    expect(await postAt('C2', '20.1')).toBeNull();
    await outbox.forget(post);
    expect(await posts(ref)).toEqual([earlier]);
    expect(await postAt('C1', '20.1')).toBeNull();
  });

  it('does not bring a row back that is gone', async () => {
    await owe([row('a', 1)]);
    const [first] = await take(10);
    await journalNow().outbox.done(first?.rowId ?? '');
    await journalNow().outbox.retry(first?.rowId ?? '', 1);
    await journalNow().outbox.bury(first?.rowId ?? '', 'late');
    expect(await journalNow().outbox.stats()).toEqual({ waiting: 0, buried: 0, oldestAtMs: null });
    expect(await take(5_000)).toEqual([]);
  });

  it('gives each row to one of many takers', async () => {
    await owe(Array.from({ length: 30 }, (_, n) => row(`lane ${n}`, n)));
    const takes = await Promise.all(Array.from({ length: 10 }, () => take(10, 5)));
    expect(numbers(takes.flat()).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 30 }, (_, n) => n),
    );
  });
}

export function leaseContract(journalNow: () => Journal): void {
  const deadline = (name: string, atMs: number) => ({ name, atMs });

  it('hands out the deadlines that have come, earliest first, and hides them for a while', async () => {
    const journal = journalNow();
    committed(await journal.commit(commitOf('A', { due: [deadline('x', 30), deadline('y', 10)] })));
    committed(await journal.commit(commitOf('B', { due: [deadline('x', 20), deadline('z', 99)] })));
    const names = async (nowMs: number, limit: number): Promise<readonly string[]> =>
      (await journal.due(nowMs, limit, leaseMs)).map(({ ref, name }) => `${ref.id}.${name}`);
    expect(await names(9, 10)).toEqual([]);
    expect(await names(30, 2)).toEqual(['A.y', 'B.x']);
    expect(await names(30, 2)).toEqual(['A.x']);
    expect(await names(98, 2)).toEqual([]);
    expect(await names(30 + leaseMs, 10)).toEqual(['A.y', 'B.x', 'A.x', 'B.z']);
  });

  it('replaces all deadlines of a document with those of its last commit', async () => {
    const journal = journalNow();
    const due = [deadline('kept', 10), deadline('moved', 10), deadline('gone', 10)];
    const first = committed(await journal.commit(commitOf('A', { due })));
    expect(await journal.due(10, 10, leaseMs)).toHaveLength(3);
    const again = [deadline('kept', 10), deadline('moved', 11)];
    const second = committed(await journal.commit(commitOf('A', { ...first, due: again })));
    expect((await journal.due(11, 10, leaseMs)).map(({ name }) => name)).toEqual(['moved']);
    expect((await journal.due(11 + leaseMs, 10, 1)).map(({ name }) => name)).toEqual(['kept', 'moved']);
    committed(await journal.commit(commitOf('A', second)));
    expect(await journal.due(99_999, 10, 1)).toEqual([]);
  });

  it('hands out emitted events in order until each is done', async () => {
    const journal = journalNow();
    const to = { kind: 'approval', id: 'B' } as const;
    const emit = ['a', 'b', 'c'].map((once) => ({ to, event: { list: [], once }, once }));
    committed(await journal.commit(commitOf('A', { emit })));
    const first = await journal.emitted.take(10, 2, leaseMs);
    expect(first).toMatchObject([
      { to, once: 'a', event: { list: [], once: 'a' } },
      { to, once: 'b' },
    ]);
    expect(await journal.emitted.take(10, 5, leaseMs)).toMatchObject([{ once: 'c' }]);
    await journal.emitted.done(first[0]?.rowId ?? '');
    await journal.emitted.done(first[0]?.rowId ?? '');
    expect(await journal.emitted.take(10 + leaseMs, 5, leaseMs)).toMatchObject([
      { once: 'b' },
      { once: 'c' },
    ]);
  });

  it('gives a lease to one holder, who can renew it and give it back', async () => {
    const journal = journalNow();
    const answers = await Promise.all([1, 2, 3].map(() => journal.lease('worker', 60_000)));
    const holders = answers.filter((lease) => lease !== null);
    expect(holders).toHaveLength(1);
    expect(await holders[0]?.renew()).toBe(true);
    expect(await journal.lease('worker', 60_000)).toBeNull();
    expect(await journal.lease('another', 60_000)).not.toBeNull();
    await holders[0]?.release();
    const next = await journal.lease('worker', 60_000);
    expect(next).not.toBeNull();
    expect(await holders[0]?.renew()).toBe(false);
    await holders[0]?.release();
    expect(await next?.renew()).toBe(true);
  });
}
