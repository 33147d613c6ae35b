/** What must hold of the copy in the lakehouse, on each store: run by copy.test.ts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { openExported } from '../../scripts/audit/exported-store.ts';
import { CHECKPOINTS, type CheckpointMade } from '../../src/audit/checkpoint.ts';
import { behindMs } from '../../src/audit/copy.ts';
import { type CopyEvent, type CopyState, copyRef } from '../../src/audit/copy-state.ts';
import { BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, tableDdl } from '../../src/audit/table.ts';
import type { Entry, Journal } from '../../src/journal/journal.ts';
import { canonicalJson } from '../../src/journal/json.ts';
import { commitOf, committed } from '../contract/journal-fixtures.ts';
import {
  asLine,
  asOwner,
  copier,
  createTable,
  grantTable,
  revokeTable,
  rowsOf,
  startAuditLakehouse,
  TABLE,
  tableOn,
} from './copy-world.ts';
import {
  checkpointer,
  declare,
  findingsOf,
  HOUR_MS,
  moveOn,
  newKeys,
  threeHours,
  verified,
} from './fixtures.ts';

/** `passTime` lets a lease that nobody gave back run out. */
export type CopyStore = {
  readonly journal: Journal;
  readonly advance: (ms: number) => void;
  readonly passTime: () => Promise<void>;
  readonly dispose: () => Promise<void>;
};

/** `documents`: of a hundred entries each, how many are copied in one go. */
export function copySuite(name: string, documents: number, open: () => Promise<CopyStore>): void {
  describe(`the copy of what is on ${name}`, () => {
    let store: CopyStore;
    let journal: Journal;
    let lakehouse: Lakehouse;
    let table: ReturnType<typeof tableOn>;

    beforeEach(async () => {
      [store, lakehouse] = await Promise.all([open(), startAuditLakehouse()]);
      journal = store.journal;
      await createTable(lakehouse);
      await grantTable(lakehouse);
      table = tableOn(lakehouse);
    });
    afterEach(async () => {
      await table.close();
      await lakehouse.close();
      await store.dispose();
    });

    const merges = () => lakehouse.received.filter(({ text }) => text.startsWith('MERGE'));
    const keys = (rows: Awaited<ReturnType<typeof rowsOf>>) =>
      rows.map(({ kind, id, number }) => `${String(kind)}/${String(id)} ${String(number)}`);
    const others = async () => (await rowsOf(lakehouse)).filter(({ kind }) => kind !== 'copy');

    async function expectEverything(ids: readonly string[]): Promise<void> {
      const histories = await Promise.all(
        ids.map((id) => journal.history({ kind: 'incident', id }, 1, 5_000)),
      );
      const wanted = histories.flat().map(({ ref, seq }) => `${ref.kind}/${ref.id} ${seq}`);
      expect(keys(await others()).toSorted()).toEqual(wanted.toSorted());
    }

    it('holds every entry as it is, byte for byte, and each that comes after it', async () => {
      const replica = copier(journal, table);
      await declare(journal, 1, 'Costs: `<!channel>` ünïcödé "quoted" \\ \u2028 \ud83d\ude00 :entries');
      await declare(journal, 2);
      await replica.look();
      await moveOn(journal, 'INC-2');
      await replica.look();
      await expectEverything(['INC-1', 'INC-2']);
      const [entry] = await journal.history({ kind: 'incident', id: 'INC-1' });
      const { seq, atMs, event, stateHash, previous, hash } = entry as Entry;
      expect((await others())[0]).toEqual({
        kind: 'incident',
        id: 'INC-1',
        number: BigInt(seq),
        atMs: BigInt(atMs),
        time: atMs,
        event: canonicalJson(event),
        stateHash,
        previous,
        hash,
      });
      expect(merges().every(({ text, queryTags }) => !text.includes('INC-1') && queryTags !== null)).toBe(
        true,
      );
      expect(replica.told).toEqual([]);
    });

    it('asks nothing of the warehouse while there is nothing new, though its own position is', async () => {
      const replica = copier(journal, table);
      await replica.look();
      expect(lakehouse.received).toHaveLength(2);
      await declare(journal, 1);
      await replica.look();
      const asked = lakehouse.received.length;
      await replica.look();
      await replica.look();
      expect(lakehouse.received).toHaveLength(asked);
      expect(await behindMs(journal, TABLE)).toBe(0);
    });

    it('has no row twice when the answer was lost, and none too few', async () => {
      const replica = copier(journal, table);
      await declare(journal, 1);
      lakehouse.faults.add({ kind: 'cut_after', match: 'MERGE' });
      await replica.look();
      expect(replica.told.map(({ level }) => level)).toEqual(['warn']);
      expect(await others()).toHaveLength(1);
      expect(await journal.load(copyRef(TABLE))).toBeNull();
      // Until the engine must have given it up nobody sends it again, on whichever replica.
      await copier(journal, table).look();
      expect(merges()).toHaveLength(1);
      await store.passTime();
      await declare(journal, 2);
      await replica.later();
      await expectEverything(['INC-1', 'INC-2']);
      expect(merges()).toHaveLength(2);
    });

    it('has no row twice when the process dies between the table and the position', async () => {
      await declare(journal, 1);
      await moveOn(journal, 'INC-1');
      const dying: Journal = { ...journal, commit: () => Promise.reject(new Error('killed')) };
      await copier(dying, table).look();
      expect(await others()).toHaveLength(3);
      expect(await journal.load(copyRef(TABLE))).toBeNull();
      await declare(journal, 2);
      await copier(journal, table).look();
      await expectEverything(['INC-1', 'INC-2']);
      expect((await journal.load(copyRef(TABLE)))?.version).toBe(1);
    });

    it.each([
      ['a warehouse that takes no session', { kind: 'session_refused' }],
      ['a connection that is cut on the way', { kind: 'session_cut' }],
      [
        'somebody else at the table',
        {
          kind: 'error',
          errorClass: 'DELTA_CONCURRENT_APPEND',
          message: '[DELTA_CONCURRENT_APPEND] x',
          sqlState: '2D521',
        },
      ],
    ] as const)('falls behind and catches up: %s', async (_, fault) => {
      const replica = copier(journal, table);
      await declare(journal, 1);
      lakehouse.faults.add({ ...fault, times: 2 });
      await replica.look();
      // Not at once again: it waits longer each time.
      await replica.later(1);
      expect(replica.told.map(({ level }) => level)).toEqual(['warn']);
      store.advance(HOUR_MS);
      await declare(journal, 2);
      expect(await behindMs(journal, TABLE)).toBe(HOUR_MS);
      await replica.later();
      await replica.later();
      await expectEverything(['INC-1', 'INC-2']);
      expect(await behindMs(journal, TABLE)).toBe(0);
    });

    it('keeps nobody waiting who decides something meanwhile', async () => {
      const { promise: never, resolve } = Promise.withResolvers<void>();
      const stuck = {
        name: TABLE,
        put: async () => never.then(() => ({ outcome: 'there', doubles: 0 }) as const),
      };
      await declare(journal, 1);
      const looking = copier(journal, stuck).look();
      await declare(journal, 2);
      await moveOn(journal, 'INC-2');
      expect((await journal.load({ kind: 'incident', id: 'INC-2' }))?.version).toBe(3);
      expect(await journal.load(copyRef(TABLE))).toBeNull();
      resolve();
      await looking;
      expect((await journal.load(copyRef(TABLE)))?.version).toBe(2);
    });

    it('is written by one of two replicas at a time, and by whichever', async () => {
      const second = tableOn(lakehouse);
      const replicas = [copier(journal, table), copier(journal, second)];
      const ids: string[] = [];
      for (let n = 1; n <= 12; n += 1) {
        ids.push(await declare(journal, n));
        await Promise.all(replicas.map(({ look }) => look()));
      }
      await second.close();
      await expectEverything(ids);
      const sent = merges().map(({ parameters }) => parameters['entries']);
      expect(new Set(sent).size).toBe(sent.length);
      expect(replicas.flatMap(({ told }) => told)).toEqual([]);
    });

    it(`takes ${100 * documents} entries in batches that a statement holds, and one as large as the store takes`, async () => {
      const ids = Array.from({ length: documents - 3 }, (_none, n) => `D${n}`);
      const write = async (id: string, count: number) => {
        let loaded = { version: 0, head: '' };
        for (let n = 0; n < count; n += 1) loaded = committed(await journal.commit(commitOf(id, loaded)));
      };
      await Promise.all(ids.map((id, n) => write(id, n === 0 ? 400 : 100)));
      const large = { type: 'large', text: '"ü'.repeat(80_000) };
      committed(await journal.commit({ ...commitOf('LARGE'), event: large }));
      await copier(journal, table).look();
      await expectEverything([...ids, 'LARGE']);
      const bound = merges().map(({ parameters }) => parameters['entries'] ?? '');
      expect(bound.length).toBeLessThan(80);
      for (const text of bound) {
        const { length } = JSON.parse(text) as readonly unknown[];
        expect(length).toBeLessThanOrEqual(BATCH_ENTRIES_MAX);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(length === 1 ? 1_000_000 : BATCH_BYTES_MAX + 2);
      }
    }, 60_000);

    it('copies again what it has forgotten to have copied, and the table takes no entry twice', async () => {
      const replica = copier(journal, table);
      for (let n = 1; n <= 6; n += 1) await declare(journal, n);
      await replica.look();
      const stored = await journal.load(copyRef(TABLE));
      const state = { ...(stored?.state as CopyState), known: [] };
      const event: CopyEvent = { type: 'copied', through: state.through, documents: [] };
      const position = { version: stored?.version ?? 0, head: stored?.head ?? '' };
      committed(await journal.commit({ ref: copyRef(TABLE), ...position, atMs: 1, state, event }));
      await moveOn(journal, 'INC-3');
      await replica.look();
      await expectEverything(['INC-1', 'INC-2', 'INC-3', 'INC-4', 'INC-5', 'INC-6']);
    });

    it('says how to make the table that is not there, each time in the log and once in the channel, and goes on when it is', async () => {
      const later = 'main.sales.not_yet';
      const missing = tableOn(lakehouse, 'audit-token', later);
      const replica = copier(journal, missing);
      await declare(journal, 1);
      await replica.look();
      await replica.later();
      expect(replica.told).toMatchObject([
        { level: 'error', fields: { create: tableDdl(later), errorClass: 'TABLE_OR_VIEW_NOT_FOUND' } },
        { level: 'error', fields: { create: tableDdl(later) } },
      ]);
      const trouble = {
        type: 'halted',
        table: later,
        problem: 'missing',
        errorClass: 'TABLE_OR_VIEW_NOT_FOUND',
      };
      expect((await journal.history(copyRef(later))).map(({ event }) => event)).toEqual([trouble]);
      const owed = await journal.outbox.take(Number.MAX_SAFE_INTEGER, 100, 1);
      expect(
        owed.map(({ intent }) => JSON.stringify(intent)).filter((text) => text.includes(later)),
      ).toHaveLength(1);
      expect(await createTable(lakehouse, later)).toBe('succeeded');
      await grantTable(lakehouse, later);
      await replica.later();
      await missing.close();
      expect(await lakehouse.query(`SELECT count(*) AS n FROM ${later} WHERE kind = 'incident'`)).toEqual([
        { n: 1n },
      ]);
    });

    it('tells again what comes again after it was mended', async () => {
      const replica = copier(journal, table);
      await revokeTable(lakehouse);
      await declare(journal, 1);
      await replica.look();
      await grantTable(lakehouse);
      await replica.later();
      await revokeTable(lakehouse);
      await declare(journal, 2);
      await replica.look();
      const events = (await journal.history(copyRef(TABLE))).map(({ event }) => (event as CopyEvent).type);
      expect(events).toEqual(['halted', 'copied', 'halted']);
    });

    it('keeps out no entry for one that somebody made up under its number, and shows both', async () => {
      await declare(journal, 1);
      const [entry] = await journal.history({ kind: 'incident', id: 'INC-1' });
      const forged = { ...(entry as Entry), event: { type: 'forged' }, hash: 'f'.repeat(64) };
      expect(await table.put([forged], async () => true)).toMatchObject({ outcome: 'there' });
      await copier(journal, table).look();
      expect(keys(await others())).toEqual(['incident/INC-1 1', 'incident/INC-1 1']);
    });

    it('is verified as the store is: what it holds is proven, and what is changed in it is found', async () => {
      const signing = newKeys();
      const { look, lines } = checkpointer(journal, signing);
      const replica = copier(journal, table);
      await threeHours(
        journal,
        async () => {
          await look();
          await replica.look();
        },
        () => store.advance(HOUR_MS),
      );
      await replica.look();
      const directory = mkdtempSync(join(tmpdir(), 'audit-table-'));
      const file = join(directory, 'table.jsonl');
      const told = (await rowsOf(lakehouse)).map(asLine);
      const verdictOf = async (rows: readonly string[]) => {
        writeFileSync(file, rows.join('\n'));
        return verified(await openExported(file), lines, signing);
      };
      // A table has no order.
      const verdict = await verdictOf(told.toReversed());
      expect(findingsOf(verdict)).toEqual([]);
      expect(verdict.proven?.number).toBe(lines.length);
      const changed = told.map((row) => row.replace('acknowledged', 'assessed'));
      expect(findingsOf(await verdictOf(changed)).join('\n')).toMatch(/INC-1 2: was changed/);
      const dropped = told.filter((row) => !row.includes('"id":"APR-1","number":1,'));
      expect(findingsOf(await verdictOf(dropped)).join('\n')).toMatch(/APR-1 2: stands where entry 1 should/);
      expect(findingsOf(await verdictOf([...told, told[0] ?? ''])).join('\n')).toMatch(/forked/);
      const dated = told.map((row) => row.replace(/"time":"\d{4}/, '"time":"1999'));
      expect(findingsOf(await verdictOf(dated)).join('\n')).toMatch(/shows another time/);
      rmSync(directory, { recursive: true });
    });

    it('makes no quiet hour one to tell of: its position is vouched for, and in no message', async () => {
      const { look } = checkpointer(journal, newKeys());
      const replica = copier(journal, table);
      for (let hour = 0; hour < 3; hour += 1) {
        await look();
        await replica.look();
        store.advance(HOUR_MS);
      }
      const { event } = (await journal.history(CHECKPOINTS)).at(-1) ?? {};
      const { documents } = (event as CheckpointMade).checkpoint;
      expect(documents).toMatchObject([{ kind: 'copy', id: TABLE, version: 2 }]);
      expect(await journal.outbox.take(Number.MAX_SAFE_INTEGER, 100, 1)).toEqual([]);
    });

    it('is written by its own principal, which can write nothing else, and by no check', async () => {
      await asOwner(lakehouse, `RESTORE TABLE main.sales.orders TO VERSION AS OF 1`, 'audit-token').then(
        (outcome) => expect(outcome).toBe('INSUFFICIENT_PERMISSIONS'),
      );
      const [first] = await (await declare(journal, 1), journal.history({ kind: 'incident', id: 'INC-1' }));
      const reader = tableOn(lakehouse, 'reader-token');
      expect(await reader.put([first as Entry], async () => true)).toMatchObject({
        outcome: 'refused',
        errorClass: 'INSUFFICIENT_PERMISSIONS',
      });
      await reader.close();
      expect(await rowsOf(lakehouse)).toEqual([]);
    });
  });
}
