/** The part of the suite about documents, their entries, and the commits that are refused. */
import { expect, it } from 'vitest';
import { hashState, verifyChain } from '../../src/journal/chain.ts';
import type { Commit, CommitResult, DocumentRef, Journal } from '../../src/journal/journal.ts';
import { commitOf, committed } from './journal-fixtures.ts';

export function documentContract(journalNow: () => Journal): void {
  const ref: DocumentRef = { kind: 'incident', id: 'A' };

  it('gives back nothing for a document that was never committed', async () => {
    const journal = journalNow();
    expect(await journal.load(ref)).toBeNull();
    expect(await journal.history(ref)).toEqual([]);
    expect(await journal.posts(ref)).toEqual([]);
    expect(await journal.usedBy('k')).toBeNull();
    expect(await journal.find('incident', 'open', { limit: 5 })).toEqual({ ids: [] });
    expect(await journal.outbox.stats()).toEqual({ waiting: 0, buried: 0, oldestAtMs: null });
  });

  it('gives back the state as it was committed, empty lists and large numbers included', async () => {
    const journal = journalNow();
    const state = {
      none: [],
      empty: {},
      big: 9_007_199_254_740_991,
      small: 1e-7,
      text: 'Ünï \u0000 \ud83d\ude00 \ud800',
      nested: [[], [null]],
    };
    committed(await journal.commit(commitOf('A', { state, event: state })));
    expect((await journal.load(ref))?.state).toEqual(state);
    expect((await journal.history(ref))[0]?.event).toEqual(state);
  });

  it('keeps the entries as a chain whose last hash is the head', async () => {
    const journal = journalNow();
    let loaded = { version: 0, head: '' };
    for (let n = 1; n <= 5; n += 1) {
      const commit = commitOf('A', { ...loaded, atMs: n, state: { n }, event: { type: 'noted', n } });
      loaded = committed(await journal.commit(commit));
    }
    const entries = await journal.history(ref);
    expect(entries.map(({ seq, atMs }) => [seq, atMs])).toEqual([1, 2, 3, 4, 5].map((n) => [n, n]));
    expect(verifyChain(entries)).toBeNull();
    expect(entries.at(-1)).toMatchObject({ hash: loaded.head, stateHash: hashState({ n: 5 }) });
    expect((await journal.history(ref, 2, 2)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(await journal.history(ref, 6)).toEqual([]);
  });

  it('numbers from 1, each number once, each sequence for itself', async () => {
    const journal = journalNow();
    const numbers = await Promise.all(Array.from({ length: 30 }, () => journal.next('INC')));
    expect(new Set(numbers).size).toBe(30);
    expect(Math.min(...numbers)).toBe(1);
    expect(await journal.next('APR')).toBe(1);
  });

  it('lets exactly one of fifty commits at once win each version', async () => {
    const journal = journalNow();
    let loaded = { version: 0, head: '' };
    for (let round = 1; round <= 3; round += 1) {
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, n) => journal.commit(commitOf('A', { ...loaded, event: { n } }))),
      );
      const winners = results.filter(({ outcome }) => outcome === 'committed');
      expect(winners).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(49);
      loaded = committed(winners[0] as CommitResult);
      expect(loaded.version).toBe(round);
    }
    expect(await journal.history(ref)).toHaveLength(3);
  });

  it('takes commits of different documents side by side', async () => {
    const journal = journalNow();
    const ids = Array.from({ length: 40 }, (_, n) => `D${n}`);
    const results = await Promise.all(
      ids.map((id) => journal.commit(commitOf(id, { indexes: { open: 1 } }))),
    );
    expect(results.every(({ outcome }) => outcome === 'committed')).toBe(true);
    expect((await journal.find('incident', 'open', { limit: 50 })).ids).toEqual([...ids].sort());
  });
}

export function refusalContract(journalNow: () => Journal): void {
  const ref: DocumentRef = { kind: 'incident', id: 'A' };

  it('refuses a commit whose version or head is not the stored one, and changes nothing then', async () => {
    const journal = journalNow();
    const first = committed(await journal.commit(commitOf('A')));
    const second = committed(await journal.commit(commitOf('A', first)));
    const stale = [
      { version: 0, head: '' },
      first,
      { version: 2, head: first.head },
      { version: 1, head: second.head },
      { version: 3, head: second.head },
    ];
    for (const loaded of stale) {
      const commit = commitOf('A', {
        ...loaded,
        state: { wrong: true },
        outbox: [{ lane: 'x', intent: {} }],
        due: [{ name: 'd', atMs: 1 }],
        once: [{ key: 'k' }],
        indexes: { open: 1 },
        emit: [{ to: ref, event: {}, once: 'e' }],
      });
      expect(await journal.commit(commit)).toEqual({ outcome: 'conflict' });
    }
    expect(await journal.load(ref)).toMatchObject({ ...second, state: { status: 'open' } });
    expect(await journal.history(ref)).toHaveLength(2);
    expect(await journal.usedBy('k')).toBeNull();
    expect(await journal.due(10, 10, 1)).toEqual([]);
    expect(await journal.emitted.take(10, 10, 1)).toEqual([]);
    expect((await journal.find('incident', 'open', { limit: 1 })).ids).toEqual([]);
    expect((await journal.outbox.stats()).waiting).toBe(0);
  });

  it('answers a used key with what used it, even where the version has moved on and the time has passed', async () => {
    const journal = journalNow();
    const first = committed(await journal.commit(commitOf('A', { once: [{ key: 'press-1' }] })));
    committed(await journal.commit(commitOf('A', first)));
    const replay = commitOf('A', { ...first, once: [{ key: 'other' }, { key: 'press-1' }], validUntilMs: 1 });
    expect(await journal.commit(replay)).toEqual({ outcome: 'duplicate', ref, version: 1 });
    expect(await journal.usedBy('press-1')).toEqual({ ref, version: 1 });
    expect(await journal.usedBy('other')).toBeNull();
  });

  it('knows a used key in the commits of every other document', async () => {
    const journal = journalNow();
    committed(await journal.commit(commitOf('A', { once: [{ key: 'slot', keep: 'for_good' }] })));
    const other = commitOf('B', { ref: { kind: 'approval', id: 'B' }, once: [{ key: 'slot' }] });
    expect(await journal.commit(other)).toEqual({ outcome: 'duplicate', ref, version: 1 });
    expect(await journal.load(other.ref)).toBeNull();
  });

  it('lets one of many commits with the same key through', async () => {
    const journal = journalNow();
    const commits = Array.from({ length: 20 }, (_, n) => commitOf(`D${n}`, { once: [{ key: 'same' }] }));
    const results = await Promise.all(commits.map((commit) => journal.commit(commit)));
    expect(results.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
  });

  it('refuses a commit that comes too late by its own clock, before it looks at the version', async () => {
    const journal = journalNow();
    const nowMs = await journal.now();
    const late = await journal.commit(commitOf('A', { version: 4, head: 'no such', validUntilMs: nowMs }));
    expect(late.outcome).toBe('too_late');
    if (late.outcome === 'too_late') expect(late.nowMs).toBeGreaterThanOrEqual(nowMs);
    expect(await journal.load(ref)).toBeNull();
    const early = await journal.commit(commitOf('A', { validUntilMs: nowMs + 60_000 }));
    expect(early.outcome).toBe('committed');
  });

  it('throws for what no store could keep, and writes nothing', async () => {
    const journal = journalNow();
    const wrong: readonly Partial<Commit>[] = [
      { state: { text: 'x'.repeat(1_100_000) } },
      { atMs: 1.5 },
      { version: 0, head: 'abc' },
      { once: [{ key: '' }] },
      { once: [{ key: 'half \ud800' }] },
      { outbox: [{ lane: 'a\u0000b', intent: {} }] },
      { outbox: Array.from({ length: 201 }, () => ({ lane: 'x', intent: {} })) },
      { indexes: { open: Number.NaN } },
      { due: [1, 2].map((atMs) => ({ name: 'same', atMs })) },
    ];
    for (const fields of wrong) {
      await expect(journal.commit(commitOf('A', fields))).rejects.toMatchObject({ code: 'invalid' });
    }
    expect(await journal.load(ref)).toBeNull();
  });
}
