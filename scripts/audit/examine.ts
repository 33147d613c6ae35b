/** One document: its chain, what its head says, and what the checkpoints hold of it. */
import type { Claim } from './checkpoints.ts';
import { flawsOf, gap, sha256 } from './entry.ts';
import type { RawDocument, RawEntry } from './store.ts';

/** A process may stand still between reading the clock and the store's taking its commit. */
const LATE_MAX_MS = 2 * 60_000;
/** Of one document; what is wrong once is wrong in every entry behind it. */
const FLAWS_MAX = 10;

export type Flaw = { readonly entry: number | null; readonly problem: string };

export type Examined = {
  readonly flaws: readonly Flaw[];
  readonly entries: number;
};

export type Holdings = {
  /** What checkpoints hold of the document, by version. */
  readonly claims: readonly Claim[];
  /**
   * Everything from before this time is in the checkpoint, or in an earlier one: it was complete then. Null: in the
   * last one of all.
   */
  readonly completeBeforeMs: (checkpoint: number | null) => number;
};

export async function examine(
  document: RawDocument,
  { claims, completeBeforeMs }: Holdings,
): Promise<Examined> {
  const flaws: Flaw[] = [];
  const add = (entry: number | null, problem: string): void => {
    if (flaws.length < FLAWS_MAX) flaws.push({ entry, problem });
  };
  let entries = 0;
  let before: RawEntry | null = null;
  let next = 0;
  let good = 0;
  let rewritten = false;
  for await (const page of document.pages) {
    for (const entry of page) {
      entries += 1;
      for (const flaw of flawsOf(document.name, entry, before)) add(entry.number, flaw);
      while ((claims[next]?.version ?? Number.POSITIVE_INFINITY) < entry.number) next += 1;
      const dated = completeBeforeMs(claims[next]?.checkpoint ?? null);
      if (entry.atMs < dated - LATE_MAX_MS) {
        const time = new Date(dated).toISOString();
        add(entry.number, `is dated before ${time}, when a checkpoint was made that does not hold it`);
      }
      for (; claims[next]?.version === entry.number; next += 1) {
        const claim = claims[next];
        if (claim === undefined || claim.head === entry.hash) good = entry.number;
        else if (!rewritten) {
          rewritten = true;
          const where = gap(good + 1, entry.number);
          add(
            entry.number,
            `is not the one that checkpoint ${claim.checkpoint} holds: ${where} may be rewritten`,
          );
        }
      }
      before = entry;
    }
  }
  for (const flaw of flawsAtTheEnd(document, before, claims.at(-1))) add(null, flaw);
  return { flaws, entries };
}

function flawsAtTheEnd(
  { head, isExport }: RawDocument,
  last: RawEntry | null,
  claim: Claim | undefined,
): readonly string[] {
  const number = last?.number ?? 0;
  const flaws: string[] = [];
  if (claim !== undefined && claim.version > number) {
    flaws.push(
      `ends before ${gap(number + 1, claim.version)}, which checkpoint ${claim.checkpoint} holds: it was truncated`,
    );
  }
  if (isExport) return flaws;
  if (head === null) return [...flaws, 'has entries and no state: its record was dropped'];
  if (last === null) return [...flaws, 'has a state and no entries: its history was dropped'];
  if (head.version !== number || head.head !== last.hash) {
    flaws.push(`stands at entry ${head.version} by its record and at entry ${number} by its history`);
  }
  if (sha256(head.state) !== last.stateHash) flaws.push('has a state that its last entry did not lead to');
  return flaws;
}
