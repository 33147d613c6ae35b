/** What the verifier must find, on each store: run by verify.test.ts. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  type CheckpointMade,
  checkpointLine,
  signed,
  stateOf,
} from '../../src/audit/checkpoint.ts';
import { auditSigner } from '../../src/audit/key.ts';
import { sha256 } from '../../src/journal/chain.ts';
import { canonicalJson } from '../../src/journal/json.ts';
import {
  checkpointer,
  findingsOf,
  HOUR_MS,
  type Keys,
  newKeys,
  threeHours,
  turnAway,
  verified,
} from './fixtures.ts';
import type { Entry, Opened, OpenStore, Place } from './stores.ts';
import { hashOf, rewrite, SHORTENED, TAMPERINGS, type Tampering } from './tampering.ts';
import { CHECKPOINTS, type Copy, copied, madeOf, recheckpoint, restore, signAnew } from './thief.ts';

const RUNS = 200;
/** With how many entries the last checkpoint holds, and how many there are. */
const DOCUMENTS = [
  { place: { kind: 'incident', id: 'INC-1' }, held: 3, entries: 3 },
  { place: { kind: 'incident', id: 'INC-2' }, held: 1, entries: 1 },
  { place: { kind: 'approval', id: 'APR-1' }, held: 5, entries: 5 },
  { place: { kind: 'approval', id: 'APR-2' }, held: 1, entries: 2 },
  { place: { kind: 'incident', id: 'INC-3' }, held: 0, entries: 1 },
] as const;
type Document = (typeof DOCUMENTS)[number];

export function verifySuite(name: string, open: OpenStore, own: readonly Tampering[] = []): void {
  describe(`the verifier on ${name}`, () => {
    const keys: Keys = newKeys();
    let nowMs = Date.UTC(2026, 0, 5, 3, 20, 0);
    let opened: Opened;
    let lines: readonly string[];
    let copies: ReadonlyMap<Place, Copy>;

    beforeAll(async () => {
      opened = await open(() => nowMs);
      const { look, lines: logged } = checkpointer(opened.journal, keys);
      await threeHours(opened.journal, look, () => {
        nowMs += HOUR_MS;
      });
      lines = logged;
      copies = await copied(opened.burgled, [CHECKPOINTS, ...DOCUMENTS.map(({ place }) => place)]);
    });
    afterAll(() => opened.dispose());

    async function look(outside: readonly string[] = lines) {
      const store = await opened.auditor();
      try {
        return await verified(store, outside, keys);
      } finally {
        await store.close();
      }
    }

    /** What is found while it is so; afterwards all is as it was. */
    async function foundWhile(tamper: () => Promise<void>, outside = lines): Promise<readonly string[]> {
      try {
        await tamper();
        return findingsOf(await look(outside));
      } finally {
        await restore(opened.burgled, copies);
      }
    }

    const foundIn = (tampering: Tampering, { place }: Document, at: number) =>
      foundWhile(() => tampering.does(opened.burgled, place, at));

    function expectNamed(found: readonly string[], { place }: Document, says: RegExp): void {
      const named = found.filter((finding) => finding.startsWith(`${place.kind}/${place.id} `));
      expect(named.join('\n')).toMatch(says);
      expect(found.filter((finding) => !finding.startsWith(`${place.kind}/${place.id} `))).toEqual([]);
    }

    it('finds nothing in what the bot has written, and says how far it is proven', async () => {
      const verdict = await look();
      expect(findingsOf(verdict)).toEqual([]);
      expect(verdict).toMatchObject({ documents: 5, entries: 12, checkpoints: 3 });
      expect(verdict.proven).toEqual({ number: 3, atMs: Date.UTC(2026, 0, 5, 5, 20, 0), documents: 4 });
      expect(verdict.after).toEqual({ documents: 2, entries: 2 });
      expect(verdict.sinceMs).toBe(Date.UTC(2026, 0, 5, 3, 20, 0));
    });

    it('proves by the last line alone, by an earlier one less, and by none nothing', async () => {
      expect((await look(lines.slice(2))).proven).toMatchObject({ number: 3, documents: 4 });
      const early = await look(lines.slice(0, 1));
      expect(early.proven).toMatchObject({ number: 1, documents: 3 });
      expect(early.after).toEqual({ documents: 4, entries: 9 });
      expect((await look([])).proven).toBeNull();
    });

    describe.each([...TAMPERINGS, ...own])('when $what', (tampering) => {
      it.each(DOCUMENTS.filter(({ held }) => held > 0 || tampering.consistent === undefined))(
        'in $place.id, it names the document and what is wrong',
        async (document) => {
          const count = tampering.consistent === true ? document.held : document.entries;
          for (const at of new Set([0, Math.floor(count / 2), count - 1])) {
            expectNamed(await foundIn(tampering, document, at), document, tampering.says);
          }
        },
      );
    });

    it('names the entries between which a rewritten document was still itself', async () => {
      const [document] = DOCUMENTS;
      const forged = TAMPERINGS.find(({ what }) => what.startsWith('an event is changed')) as Tampering;
      expect(await foundIn(forged, document, 2)).toEqual([
        'incident/INC-1 3: is not the one that checkpoint 2 holds: entries 2 to 3 may be rewritten',
      ]);
    });

    it('finds an end that was cut off, however well the rest fits together', async () => {
      for (const document of DOCUMENTS.filter(({ held }) => held > 1)) {
        for (let at = 1; at < document.held; at += 1) {
          expectNamed(await foundIn(SHORTENED, document, at), document, /was truncated/);
        }
      }
    });

    it('finds whatever is done, wherever it is done', async () => {
      const all = [...TAMPERINGS, ...own];
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), async (which, where, entry) => {
          const tampering = all[which % all.length] as Tampering;
          const documents = DOCUMENTS.filter(({ held }) => held > 0 || tampering.consistent === undefined);
          const document = documents[where % documents.length] as Document;
          const count = tampering.consistent === true ? document.held : document.entries;
          expectNamed(await foundIn(tampering, document, entry % count), document, tampering.says);
        }),
        { numRuns: RUNS, seed: Number(process.env['FC_SEED'] ?? Date.now()) },
      );
    });

    it('finds a document that was put in afterwards and dated back', async () => {
      const place = { kind: 'approval', id: 'APR-2' };
      const found = await foundWhile(async () => {
        const entries = await opened.burgled.entries(place);
        const added = { ...(entries[1] as Entry), atMs: Date.UTC(2026, 0, 5, 4, 0, 0) };
        await rewrite(opened.burgled, place, [entries[0] as Entry, added]);
      });
      expect(found).toEqual([
        'approval/APR-2 2: is dated before 2026-01-05T05:20:00.000Z, when a checkpoint was made that does not hold it',
      ]);
    });

    describe('when a checkpoint is', () => {
      const tamper =
        (change: (made: CheckpointMade, entry: Entry) => CheckpointMade, at: number) => async () => {
          const entries = await opened.burgled.entries(CHECKPOINTS);
          const changed = entries.map((entry, n) =>
            n === at
              ? { ...entry, event: canonicalJson(change(JSON.parse(entry.event) as CheckpointMade, entry)) }
              : entry,
          );
          await recheckpoint(opened.burgled, changed);
        };
      const without = ({ checkpoint }: CheckpointMade): Checkpoint => ({
        ...checkpoint,
        documents: checkpoint.documents.slice(1),
      });

      it.each([0, 1, 2])('changed (%i), it is not signed', async (at) => {
        const found = await foundWhile(tamper((made) => ({ ...made, checkpoint: without(made) }), at));
        expect(found).toContainEqual(
          expect.stringContaining(`checkpoint/audit ${at + 1}: is not signed by this key`),
        );
        expect(found).toContainEqual(expect.stringContaining('is not the one that left the store'));
      });

      it.each([0, 1, 2])('replaced by one of another key (%i), it is not signed by this one', async (at) => {
        const sign = auditSigner(newKeys().privateText);
        const found = await foundWhile(tamper((made) => signed(without(made), sign), at));
        expect(found).toContainEqual(
          expect.stringContaining(`checkpoint/audit ${at + 1}: is not signed by this key`),
        );
      });

      it('replaced by whoever has the key, the line from outside tells', async () => {
        const sign = auditSigner(keys.privateText);
        const found = await foundWhile(tamper((made) => signed(without(made), sign), 2));
        expect(found).toEqual(['checkpoint/audit 3: is not the one that left the store: it was replaced']);
      });

      it('dropped, the line tells where the store ends', async () => {
        const found = await foundWhile(async () => {
          const entries = await opened.burgled.entries(CHECKPOINTS);
          await recheckpoint(opened.burgled, entries.slice(0, 2));
        });
        expect(found).toEqual([
          expect.stringMatching(/^checkpoint\/audit 3: left the store at .* the store ends at checkpoint 2/),
        ]);
      });
    });

    describe('when the entry of a checkpoint', () => {
      /** The last one, its hash worked out anew. */
      const around =
        (change: (entry: Entry, all: readonly Entry[]) => Partial<Entry>, state?: string) => async () => {
          const entries = await opened.burgled.entries(CHECKPOINTS);
          const last = entries.at(-1) as Entry;
          const changed = { ...last, ...change(last, entries) };
          const hash = hashOf(CHECKPOINTS, changed);
          await opened.burgled.setEntries(CHECKPOINTS, [...entries.slice(0, -1), { ...changed, hash }]);
          const record = await opened.burgled.record(CHECKPOINTS);
          await opened.burgled.setRecord(CHECKPOINTS, {
            ...record,
            head: hash,
            state: state ?? record.state,
          });
        };

      it('has another time, the signed one tells', async () => {
        expect(await foundWhile(around(({ atMs }) => ({ atMs: atMs + 1 })))).toEqual([
          'checkpoint/audit 3: has another time than its entry',
        ]);
      });

      it('leads to a state that would have the next one leave commits out, what was signed tells', async () => {
        const state = canonicalJson({
          ...stateOf(madeOf(await opened.burgled.entries(CHECKPOINTS), 2)),
          through: 1_000,
        });
        expect(await foundWhile(around(() => ({ stateHash: sha256(state) }), state))).toEqual([
          'checkpoint/audit 3: led to another state than is stored',
        ]);
      });

      it('holds an earlier one again, its number and what it follows tell', async () => {
        const found = await foundWhile(around((_, all) => ({ event: all[1]?.event ?? '' })));
        expect(found).toContain('checkpoint/audit 3: calls itself checkpoint 2');
        expect(found).toContain('checkpoint/audit 3: does not continue the checkpoint before it');
      });
    });

    it('finds a store that was written anew from end to end, checkpoints and all, by whoever has the key too', async () => {
      const found = await foundWhile(async () => {
        const { burgled } = opened;
        const place = { kind: 'approval', id: 'APR-1' };
        const forged = (await burgled.entries(place)).map((entry, n) =>
          n === 0 ? { ...entry, event: JSON.stringify({ type: 'forged' }) } : entry,
        );
        await rewrite(burgled, place, forged);
        await signAnew(burgled, keys, place);
      });
      expect(found).toEqual(
        [1, 2, 3].map((n) => `checkpoint/audit ${n}: is not the one that left the store: it was replaced`),
      );
    });

    it('finds a store that is an older copy of itself', async () => {
      const found = await foundWhile(async () => {
        await recheckpoint(opened.burgled, (await opened.burgled.entries(CHECKPOINTS)).slice(0, 1));
        for (const { place, held } of DOCUMENTS.filter(({ held }) => held > 1)) {
          const entries = await opened.burgled.entries(place);
          await rewrite(opened.burgled, place, entries.slice(0, held - 1));
        }
      });
      expect(found.filter((finding) => finding.startsWith('checkpoint/audit'))).toEqual([
        expect.stringMatching(/^checkpoint\/audit 2: left the store/),
        expect.stringMatching(/^checkpoint\/audit 3: left the store/),
      ]);
    });

    it('takes no line that was changed, cut off, or signed by somebody else', async () => {
      const [first = '', , last = ''] = lines;
      const forged = last.replace('documents=2', 'documents=3');
      expect(findingsOf(await look([first, forged]))).toEqual([
        expect.stringMatching(/^checkpoint\/audit 3: as given from outside .* is not signed by this key/),
      ]);
      const stranger = signed(
        madeOf(await opened.burgled.entries(CHECKPOINTS), 2),
        auditSigner(newKeys().privateText),
      );
      expect(findingsOf(await look([first, checkpointLine(stranger)]))).toHaveLength(1);
      expect((await look([last.slice(0, -1), last.slice(10)])).proven).toBeNull();
    });

    it('finds two checkpoints of one number', async () => {
      const other = signed(
        { ...madeOf(await opened.burgled.entries(CHECKPOINTS), 2), documents: [] },
        auditSigner(keys.privateText),
      );
      expect(findingsOf(await look([...lines, checkpointLine(other)]))).toEqual([
        expect.stringMatching(/^checkpoint\/audit 3: was signed twice/),
      ]);
    });

    it('reads a history that takes several pages to its end', async () => {
      const { burgled } = opened;
      const place = { kind: 'incident', id: 'LONG' };
      const [entry] = await burgled.entries({ kind: 'incident', id: 'INC-3' });
      await burgled.setRecord(place, { version: 0, head: '', state: '{}' });
      await rewrite(
        burgled,
        place,
        Array.from({ length: 1_250 }, () => entry as Entry),
      );
      expect(await look()).toMatchObject({ findings: [], after: { documents: 3, entries: 1_252 } });
      const entries = await burgled.entries(place);
      const cut = entries.map((each, n) => (n === 1_249 ? { ...each, atMs: each.atMs + 1 } : each));
      await burgled.setEntries(place, cut);
      expect(findingsOf(await look())).toEqual(['incident/LONG 1250: was changed after it was written']);
      await burgled.setEntries(place, []);
      await burgled.setRecord(place, null);
    });

    it('reads a record and its history as of one moment', async () => {
      const store = await opened.auditor();
      const { head, pages } = await store.document({ kind: 'approval', id: 'APR-2' });
      await turnAway(opened.journal, 'APR-2');
      const read = await Array.fromAsync(pages);
      await store.close();
      expect(read.flat().at(-1)).toMatchObject({ number: head?.version, hash: head?.head });
    });

    it('looks at a store that is being written to', async () => {
      let writing = true;
      const writes = (async () => {
        for (let n = 0; n < 8; n += 1) await turnAway(opened.journal, 'APR-2');
        writing = false;
      })();
      while (writing) {
        // A file that is read at once would leave the writer no turn.
        await nextTurn();
        expect(findingsOf(await look())).toEqual([]);
      }
      await writes;
      expect((await look()).after).toEqual({ documents: 2, entries: 11 });
    });
  });
}
