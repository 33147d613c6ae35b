/** What every store must do. Run on each by journal-*.test.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/journal/chain.ts';
import type { Journal, Post } from '../../src/journal/journal.ts';
import { commitOf, committed, type OpenedJournal, type OpenJournal } from './journal-fixtures.ts';
import { changedContract } from './journal-suite-changed.ts';
import { documentContract, refusalContract } from './journal-suite-documents.ts';
import { indexContract } from './journal-suite-index.ts';
import { modelContract } from './journal-suite-model.ts';
import { leaseContract, outboxContract } from './journal-suite-queues.ts';

export function journalSuite(name: string, open: OpenJournal): void {
  describe(`the journal on ${name}`, () => {
    let opened: OpenedJournal;
    let journal: Journal;

    beforeEach(async () => {
      opened = await open();
      journal = opened.journal;
    });
    afterEach(() => opened.dispose());

    documentContract(() => journal);
    refusalContract(() => journal);
    indexContract(() => journal);
    changedContract(() => journal);
    outboxContract(() => journal);
    leaseContract(() => journal);
    modelContract(open);

    it('is there again after it was closed and opened', async () => {
      const post: Post = {
        ref: { kind: 'incident', id: 'A' },
        view: 'card',
        channel: 'C1',
        ts: '1.0',
        digest: 'd',
      };
      const now = await journal.now();
      const commit = commitOf('A', {
        outbox: [{ lane: 'x', intent: { n: 1 } }],
        due: [{ name: 'nudge', atMs: 5 }],
        once: [{ key: 'k' }],
        indexes: { open: 7 },
        emit: [{ to: { kind: 'approval', id: 'B' }, event: { type: 'ended' }, once: 'e' }],
      });
      const { head } = committed(await journal.commit(commit));
      await journal.outbox.done('000000000000999', post);
      const number = await journal.next('INC');
      journal = await opened.reopen();
      expect(await journal.load(commit.ref)).toEqual({ version: 1, head, state: { status: 'open' } });
      expect(verifyChain(await journal.history(commit.ref))).toBeNull();
      expect(await journal.find('incident', 'open', { limit: 5 })).toEqual({ ids: ['A'] });
      expect(await journal.usedBy('k')).toEqual({ ref: commit.ref, version: 1 });
      expect(await journal.posts(commit.ref)).toEqual([post]);
      expect(await journal.postAt('C1', '1.0')).toEqual({ ref: post.ref, view: 'card' });
      expect(await journal.next('INC')).toBeGreaterThan(number);
      expect(await journal.due(10, 5, 1)).toEqual([{ ref: commit.ref, name: 'nudge', atMs: 5 }]);
      expect(await journal.emitted.take(now, 5, 1)).toMatchObject([{ once: 'e', event: { type: 'ended' } }]);
      expect(await journal.outbox.take(now, 5, 1)).toMatchObject([
        { lane: 'x', intent: { n: 1 }, attempts: 1 },
      ]);
    });

    it('says so when it is used after it was closed', async () => {
      await journal.close();
      await journal.close();
      await expect(journal.load({ kind: 'incident', id: 'A' })).rejects.toMatchObject({
        code: 'unavailable',
      });
      await expect(journal.commit(commitOf('A'))).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}
