import { describe, expect, it } from 'vitest';
import { entryHash, hashState, verifyChain } from '../../src/journal/chain.ts';
import type { Entry } from '../../src/journal/journal.ts';

function chainOf(length: number): Entry[] {
  const entries: Entry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const previous = entries.at(-1)?.hash ?? '';
    const unhashed = {
      ref: { kind: 'approval', id: 'APR-1' },
      seq,
      atMs: 1_000 + seq,
      event: { type: 'noted', seq },
      stateHash: hashState({ seq }),
      previous,
    } as const;
    entries.push({ ...unhashed, hash: entryHash(unhashed) });
  }
  return entries;
}

describe('the chain of a document', () => {
  it('keeps the hash that entries already written have', () => {
    const [entry] = chainOf(1);
    expect(entry?.hash).toBe('f1fbfba716e0f5b5a4a524d5ad379813414ca9321e55e3bef26dd50ee1aeea04');
  });

  it('does not depend on the order of members, nor on members that are undefined', () => {
    const entry = { ...chainOf(1)[0], event: { b: 1, a: [1, { d: 1, c: 2 }], gone: undefined } } as Entry;
    const same = { ...entry, event: { a: [1, { c: 2, d: 1 }], b: 1 } };
    expect(entryHash(entry)).toBe(entryHash(same));
  });

  it('is whole as it was written, and in any unbroken piece of it', () => {
    expect(verifyChain(chainOf(4))).toBeNull();
    expect(verifyChain(chainOf(4).slice(2))).toBeNull();
    expect(verifyChain([])).toBeNull();
  });

  const changes: Record<string, Partial<Entry>> = {
    'another event': { event: { type: 'noted', seq: 99 } },
    'another time': { atMs: 5 },
    'another state': { stateHash: hashState({}) },
    'another document': { ref: { kind: 'incident', id: 'APR-1' } },
    'another id': { ref: { kind: 'approval', id: 'APR-2' } },
    'another number': { seq: 7 },
    'another past': { previous: 'x' },
    'another hash': { hash: hashState(1) },
  };
  for (const [change, fields] of Object.entries(changes)) {
    it(`is broken by ${change}, in the first entry, in the middle and at the end`, () => {
      for (const index of [0, 1, 3]) {
        const entries = chainOf(4).map((entry, at) => (at === index ? { ...entry, ...fields } : entry));
        expect(verifyChain(entries)).not.toBeNull();
      }
    });
  }

  it('is broken where a changed entry was given its right hash again', () => {
    const entries = chainOf(4);
    const forged = { ...(entries[1] as Entry), event: { type: 'forged' } };
    entries[1] = { ...forged, hash: entryHash(forged) };
    expect(verifyChain(entries)).toEqual({ seq: 3, problem: 'does not continue entry 2' });
  });

  it('is broken by an entry that is missing, repeated or out of order', () => {
    const [a, b, c] = chainOf(3) as [Entry, Entry, Entry];
    for (const entries of [
      [a, c],
      [a, a, b],
      [a, c, b],
      [b, a, c],
    ]) {
      expect(verifyChain(entries)).not.toBeNull();
    }
  });

  it('is broken by a first entry that names a past, and by a later one that names none', () => {
    const [first] = chainOf(1) as [Entry];
    const withPast = { ...first, previous: 'abc' };
    const withoutPast = { ...first, seq: 5 };
    for (const entry of [withPast, withoutPast]) {
      expect(verifyChain([{ ...entry, hash: entryHash(entry) }])).toMatchObject({ seq: entry.seq });
    }
  });

  it.each<readonly [string, readonly Entry[], number, string]>([
    [
      'of another kind',
      withChanged({ ref: { kind: 'incident', id: 'APR-1' } }),
      2,
      'belongs to another document',
    ],
    [
      'of another id',
      withChanged({ ref: { kind: 'approval', id: 'APR-2' } }),
      2,
      'belongs to another document',
    ],
    ['left out', chainOf(3).toSpliced(1, 1), 3, 'follows entry 1: something is missing or repeated'],
    ['that was changed', withChanged({ atMs: 5 }), 2, 'was changed after it was written'],
    [
      'that is the first and has a past',
      [hashed({ previous: 'abc' })],
      1,
      'is the first entry, yet names a previous one',
    ],
    ['that is a later one and has none', [hashed({ seq: 5 })], 5, 'names no previous entry'],
    ['without a number', [hashed({ seq: 0, previous: 'abc' })], 0, 'has no valid number'],
    ['with half a number', [hashed({ seq: 1.5, previous: 'abc' })], 1.5, 'has no valid number'],
  ])('names an entry %s and says why', (_what, entries, seq, problem) => {
    expect(verifyChain(entries)).toEqual({ seq, problem });
  });
});

/** Three entries, the one in the middle changed. */
function withChanged(fields: Partial<Entry>): readonly Entry[] {
  return chainOf(3).map((entry, at) => (at === 1 ? { ...entry, ...fields } : entry));
}

/** A first entry changed, with the hash that it has then. */
function hashed(fields: Partial<Entry>): Entry {
  const entry = { ...(chainOf(1)[0] as Entry), ...fields };
  return { ...entry, hash: entryHash(entry) };
}
