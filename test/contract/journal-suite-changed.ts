/** The part of the suite about which documents have changed. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Changed, Journal } from '../../src/journal/journal.ts';
import { commitOf, committed } from './journal-fixtures.ts';

export function changedContract(journalNow: () => Journal): void {
  it('lists each document once, by its last commit, as that left it', async () => {
    const journal = journalNow();
    const first = committed(await journal.commit(commitOf('a')));
    const other = committed(await journal.commit(commitOf('b', { ref: { kind: 'approval', id: 'b' } })));
    expect(await all(journal, 5)).toMatchObject([
      { ref: { kind: 'incident', id: 'a' }, ...first },
      { ref: { kind: 'approval', id: 'b' }, ...other },
    ]);
    const again = committed(await journal.commit(commitOf('a', first)));
    expect(await all(journal, 1)).toMatchObject([
      { ref: { kind: 'approval', id: 'b' }, ...other },
      { ref: { kind: 'incident', id: 'a' }, ...again },
    ]);
  });

  it('counts no commit that was refused', async () => {
    const journal = journalNow();
    committed(await journal.commit(commitOf('a', { once: [{ key: 'k' }] })));
    const before = await all(journal, 5);
    await journal.commit(commitOf('a', { version: 3, head: 'stale' }));
    await journal.commit(commitOf('b', { once: [{ key: 'k' }] }));
    await journal.commit(commitOf('c', { validUntilMs: 1 }));
    expect(await all(journal, 5)).toEqual(before);
  });

  it('takes ids as they are, whatever is in them', async () => {
    const journal = journalNow();
    const ids = ['a:b', ' ', '"{}"', '*', 'ä'];
    for (const id of ids) committed(await journal.commit(commitOf(id)));
    expect((await all(journal, 2)).map(({ ref }) => ref.id)).toEqual(ids);
  });

  it('gives no number below one that somebody may have read: who reads on misses no commit', async () => {
    const journal = journalNow();
    const rounds = 40;
    const met = new Map<string, number>();
    let through = 0;
    let writing = true;
    const write = async (id: string): Promise<void> => {
      let loaded = { version: 0, head: '' };
      for (let n = 0; n < rounds; n += 1) loaded = committed(await journal.commit(commitOf(id, loaded)));
    };
    const read = async (): Promise<void> => {
      for (let last = false; !last; ) {
        last = !writing;
        // A store that answers at once would leave the writers no turn.
        await nextTurn();
        const page = await journal.changed(through, 3);
        for (const { number, ref, version } of page) {
          expect(number).toBeGreaterThan(through);
          expect(version).toBeGreaterThan(met.get(ref.id) ?? 0);
          met.set(ref.id, version);
          through = number;
        }
        if (page.length > 0) last = false;
      }
    };
    const writers = Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(write)).finally(() => {
      writing = false;
    });
    await Promise.all([writers, read()]);
    expect([...met.values()]).toEqual(Array.from({ length: 6 }, () => rounds));
  });
}

async function all(journal: Journal, limit: number): Promise<readonly Changed[]> {
  const found: Changed[] = [];
  for (;;) {
    const page = await journal.changed(found.at(-1)?.number ?? 0, limit);
    found.push(...page);
    if (page.length < limit) return found;
  }
}
