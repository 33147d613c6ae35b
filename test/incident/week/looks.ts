/** What the bot did by itself at a moment: all of it where it lived on, and as far as it got where it died of it. */
import type { DigestEvent } from '../../../src/incident/digest.ts';
import { incidentRef } from '../../../src/incident/document.ts';
import type { IncidentEvent } from '../../../src/incident/state.ts';
import type { DocumentRef, Journal } from '../../../src/journal/journal.ts';
import type { Ledger } from './ledger.ts';
import type { Told } from './model/told.ts';
import { type Mornings, openMornings } from './morning.ts';
import type { World } from './world.ts';

/** What was asked for and done, and never answered. */
export type Stored = {
  readonly id: string;
  readonly version: number;
  readonly recall: (atMs: number) => void;
};

export type Looks = {
  readonly mornings: Mornings;
  readonly looked: () => Promise<void>;
  /** Of a moment at which it died, in the order in which things were written down. */
  readonly recollect: (diedAtMs: number, stored: readonly Stored[]) => Promise<void>;
};

const DIGEST: DocumentRef = { kind: 'digest', id: 'stale' };
const ENTRY = { called: 'called', asked: 'update_asked', reminded: 'reminded', slept: 'put_off' } as const;

export function openLooks(world: World, ledger: Ledger): Looks {
  const mornings = openMornings();
  let read = 0;

  async function readMornings(journal: Journal): Promise<void> {
    for (const { event, atMs, seq } of await journal.history(DIGEST, read + 1)) {
      read = seq;
      const { stale, others } = event as DigestEvent;
      const lives = ledger.all().map(({ life }) => life);
      mornings.looked({ atMs, stale, others }, lives);
    }
  }

  return {
    mornings,
    looked: async () => {
      const journal = world.bot()?.journal;
      if (journal === undefined) return;
      ledger.look(world.nowMs());
      await readMornings(journal);
      mornings.up(world.nowMs());
      if (await world.isPaid()) ledger.paid();
    },
    recollect: async (diedAtMs, stored) => {
      const journal = world.bot()?.journal;
      if (journal === undefined) return;
      const seqs = await writtenAt(journal, ledger, diedAtMs);
      const isSeen = (id: string, what: Told['what'] | 'slept', before: number): boolean =>
        (seqs.get(`${id} ${ENTRY[what]}`) ?? Infinity) < before;
      const firstOf = (id: string) => stored.find((one) => one.id === id)?.version ?? Number.MAX_VALUE;
      await readMornings(journal);
      ledger.look(diedAtMs, (id, what) => isSeen(id, what, firstOf(id)));
      for (const { recall } of stored) recall(diedAtMs);
      ledger.look(diedAtMs, (id, what) => isSeen(id, what, Infinity));
    },
  };
}

/** By incident and what it is, the number of its entry. */
async function writtenAt(journal: Journal, ledger: Ledger, writtenMs: number) {
  const seqs = new Map<string, number>();
  for (const { life } of ledger.all())
    for (const { atMs, event, seq } of await journal.history(incidentRef(life.id)))
      if (atMs === writtenMs) seqs.set(`${life.id} ${(event as IncidentEvent).type}`, seq);
  return seqs;
}
