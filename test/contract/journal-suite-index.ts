/** The part of the suite about finding documents. */
import { expect, it } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { commitOf, committed } from './journal-fixtures.ts';

export function indexContract(journalNow: () => Journal): void {
  it('finds by score and then id, page by page, in both orders', async () => {
    const journal = journalNow();
    const scores: Record<string, number> = { a: 2, b: 1, c: 2, d: 1.5, e: -3, f: 2, g: 1e15 };
    for (const [id, score] of Object.entries(scores)) {
      committed(await journal.commit(commitOf(id, { indexes: { open: score, all: 0 } })));
    }
    const ascending = ['e', 'b', 'd', 'a', 'c', 'f', 'g'];
    for (const limit of [1, 2, 3, 6, 7, 8]) {
      expect(await allPages(journal, limit, 'ascending')).toEqual(ascending);
      expect(await allPages(journal, limit, 'descending')).toEqual([...ascending].reverse());
    }
    expect((await journal.find('incident', 'open', { limit: 7 })).next).toBeUndefined();
    expect((await journal.find('approval', 'open', { limit: 7 })).ids).toEqual([]);
  });

  it('begins behind so many, in both orders, and counts them all without reading one', async () => {
    const journal = journalNow();
    for (const [score, id] of ['a', 'b', 'c', 'd', 'e'].entries())
      committed(await journal.commit(commitOf(id, { indexes: { open: score } })));
    const ids = async (skip: number, order: 'ascending' | 'descending' = 'ascending') =>
      (await journal.find('incident', 'open', { limit: 2, skip, order })).ids;
    expect(await Promise.all([0, 2, 4, 5, 99].map((skip) => ids(skip)))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
      [],
      [],
    ]);
    expect(await ids(1, 'descending')).toEqual(['d', 'c']);
    const second = await journal.find('incident', 'open', { limit: 2, skip: 1 });
    const third = { limit: 2, after: second.next ?? '' };
    expect(await journal.find('incident', 'open', third)).toEqual({ ids: ['d', 'e'] });
    expect(await journal.count('incident', 'open')).toBe(5);
    expect(await journal.count('incident', 'mine')).toBe(0);
    expect(await journal.count('approval', 'open')).toBe(0);
  });

  it('goes on after a cursor whose document has left the index', async () => {
    const journal = journalNow();
    const heads = new Map<string, string>();
    for (const id of ['a', 'b', 'c', 'd']) {
      heads.set(id, committed(await journal.commit(commitOf(id, { indexes: { open: 5 } }))).head);
    }
    const page = await journal.find('incident', 'open', { limit: 2 });
    const back = await journal.find('incident', 'open', { limit: 2, order: 'descending' });
    for (const id of ['b', 'c']) {
      committed(await journal.commit(commitOf(id, { version: 1, head: heads.get(id) ?? '' })));
    }
    const rest = { limit: 2, after: page.next ?? '' };
    expect(page.ids).toEqual(['a', 'b']);
    expect(await journal.find('incident', 'open', rest)).toEqual({ ids: ['d'] });
    expect(back.ids).toEqual(['d', 'c']);
    const restBack = { limit: 2, after: back.next ?? '', order: 'descending' } as const;
    expect(await journal.find('incident', 'open', restBack)).toEqual({ ids: ['a'] });
  });

  it('takes a document out of every index that its last commit does not name', async () => {
    const journal = journalNow();
    const first = committed(await journal.commit(commitOf('A', { indexes: { open: 1, mine: 1 } })));
    const second = committed(await journal.commit(commitOf('A', { ...first, indexes: { mine: 9 } })));
    expect((await journal.find('incident', 'open', { limit: 1 })).ids).toEqual([]);
    expect((await journal.find('incident', 'mine', { limit: 1 })).ids).toEqual(['A']);
    committed(await journal.commit(commitOf('A', second)));
    expect((await journal.find('incident', 'mine', { limit: 1 })).ids).toEqual([]);
  });

  it('refuses a cursor that it never gave out, and a page of no size', async () => {
    const journal = journalNow();
    for (const page of [
      { limit: 1, after: 'x' },
      { limit: 1, after: ' a' },
      { limit: 0 },
      { limit: 1_001 },
      { limit: 1, skip: -1 },
      { limit: 1, skip: 0.5 },
      { limit: 1, skip: 1, after: '1 a' },
    ]) {
      await expect(journal.find('incident', 'open', page)).rejects.toMatchObject({ code: 'invalid' });
    }
  });
}

async function allPages(
  journal: Journal,
  limit: number,
  order: 'ascending' | 'descending',
): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await journal.find('incident', 'open', {
      limit,
      order,
      ...(after === undefined ? {} : { after }),
    });
    ids.push(...page.ids);
    after = page.next;
  } while (after !== undefined);
  return ids;
}
