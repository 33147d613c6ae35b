/** Everything that can be said about a store from its own contents and from checkpoints kept outside it. */
import type { KeyObject } from 'node:crypto';
import { type Claim, differences, readCheckpoint, type StoredCheckpoint } from './checkpoints.ts';
import { examine, type Holdings } from './examine.ts';
import type { ReadLines } from './lines.ts';
import { CHECKPOINTS, type KeyUse, type Store, textOf } from './store.ts';

export type Finding = { readonly document: string; readonly entry: number | null; readonly problem: string };

export type Verdict = {
  readonly findings: readonly Finding[];
  readonly documents: number;
  readonly entries: number;
  readonly checkpoints: number;
  /** The last checkpoint that was given from outside and is the store's. Null: nothing is proven. */
  readonly proven: { readonly number: number; readonly atMs: number; readonly documents: number } | null;
  /** When the first checkpoint was made: how things stood before it, nothing outside has seen. */
  readonly sinceMs: number | null;
  /** What no checkpoint from outside holds. */
  readonly after: { readonly documents: number; readonly entries: number };
};

export async function verifyStore(
  store: Store,
  { lines, unsigned }: ReadLines,
  keys: readonly KeyObject[],
): Promise<Verdict> {
  const findings: Finding[] = unsigned.map(({ number, time }) =>
    ofCheckpoint(number, `as given from outside (${time}) is not signed by this key`),
  );
  // In this order: whatever is read later can only have grown meanwhile.
  const checkpoints = await checkpointsIn(store, keys, findings);
  findings.push(
    ...differences(checkpoints, lines).map(({ number, problem }) => ofCheckpoint(number, problem)),
  );
  const uses = await keyUsesIn(store);
  const matching = lines.filter(({ number, hash }) => checkpoints.get(number)?.hash === hash);
  const proven = matching.reduce((last, { number }) => Math.max(last, number), 0);
  const counts = await examineAll(store, { checkpoints, proven, uses }, findings);
  return {
    findings,
    documents: counts.documents,
    entries: counts.entries,
    checkpoints: checkpoints.size,
    proven:
      proven === 0
        ? null
        : { number: proven, atMs: checkpoints.get(proven)?.atMs ?? 0, documents: counts.held },
    sinceMs: checkpoints.values().next().value?.atMs ?? null,
    after: { documents: counts.documentsAfter, entries: counts.entriesAfter },
  };
}

type Known = {
  readonly checkpoints: ReadonlyMap<number, StoredCheckpoint>;
  /** The last checkpoint that is proven; 0 where none is. */
  readonly proven: number;
  readonly uses: Uses;
};

async function examineAll(store: Store, { checkpoints, proven, uses }: Known, findings: Finding[]) {
  const holdings = holdingsOf([...checkpoints.values()]);
  const counts = { documents: 0, entries: 0, held: 0, documentsAfter: 0, entriesAfter: 0 };
  for await (const document of store.documents(await store.names())) {
    const text = textOf(document.name);
    const claims = holdings.of(text);
    // The checkpoints vouch; they are not what is vouched for.
    const isVoucher = text === textOf(CHECKPOINTS);
    const completeBeforeMs = isVoucher ? () => Number.NEGATIVE_INFINITY : holdings.completeBeforeMs;
    const { flaws, entries } = await examine(document, { claims, completeBeforeMs });
    findings.push(...flaws.map((flaw) => ({ document: text, ...flaw })));
    findings.push(...danglingKeys(uses, text, document.head?.version ?? 0));
    holdings.done(text);
    if (isVoucher) continue;
    const held = claims.findLast(({ checkpoint }) => checkpoint <= proven)?.version ?? 0;
    counts.documents += 1;
    counts.entries += entries;
    counts.entriesAfter += Math.max(0, entries - held);
    if (held > 0) counts.held += 1;
    if (entries > held) counts.documentsAfter += 1;
  }
  for (const [document, claims] of holdings.left()) {
    const { checkpoint, version } = claims.at(-1) ?? { checkpoint: 0, version: 0 };
    const problem = `is gone: checkpoint ${checkpoint} holds ${version} ${version === 1 ? 'entry' : 'entries'} of it`;
    findings.push({ document, entry: null, problem });
  }
  for (const [document, used] of uses) findings.push(...used.map(({ key }) => dangling(document, key)));
  return counts;
}

function ofCheckpoint(number: number, problem: string): Finding {
  return { document: textOf(CHECKPOINTS), entry: number, problem };
}

async function checkpointsIn(
  store: Store,
  keys: readonly KeyObject[],
  findings: Finding[],
): Promise<ReadonlyMap<number, StoredCheckpoint>> {
  const found = new Map<number, StoredCheckpoint>();
  const document = await store.document(CHECKPOINTS);
  for await (const page of document.pages) {
    for (const entry of page) {
      const { stored, flaws } = readCheckpoint(entry, keys);
      findings.push(...flaws.map((flaw) => ofCheckpoint(entry.number, flaw)));
      if (stored !== null) found.set(stored.number, stored);
    }
  }
  return found;
}

function holdingsOf(checkpoints: readonly StoredCheckpoint[]) {
  const claims = new Map<string, Claim[]>();
  /** By checkpoint: the time of the last one before it that was complete. */
  const complete = new Map<number, number>();
  let completeMs = Number.NEGATIVE_INFINITY;
  for (const { number, atMs, more, documents } of checkpoints) {
    // Where the store's clock was set back, what came after that is rightly dated earlier.
    complete.set(number, Math.min(completeMs, atMs));
    if (!more) completeMs = atMs;
    for (const { kind, id, version, head } of documents) {
      const document = textOf({ kind, id });
      const held = claims.get(document) ?? [];
      held.push({ checkpoint: number, version, head });
      claims.set(document, held);
    }
  }
  for (const held of claims.values()) held.sort((a, b) => a.version - b.version);
  return {
    of: (document: string): Holdings['claims'] => claims.get(document) ?? [],
    completeBeforeMs: (checkpoint: number | null): number =>
      checkpoint === null ? completeMs : (complete.get(checkpoint) ?? completeMs),
    done: (document: string): void => void claims.delete(document),
    left: () => claims,
  };
}

type Uses = Map<string, KeyUse[]>;

async function keyUsesIn(store: Store): Promise<Uses> {
  const uses: Uses = new Map();
  for await (const use of store.keyUses()) {
    const document = textOf(use.name);
    const known = uses.get(document) ?? [];
    known.push(use);
    uses.set(document, known);
  }
  return uses;
}

/** A key that names no entry would have the bot take for done what nobody did. */
function danglingKeys(uses: Uses, document: string, version: number): readonly Finding[] {
  const used = uses.get(document) ?? [];
  uses.delete(document);
  return used
    .filter((use) => !(use.version >= 1 && use.version <= version))
    .map(({ key }) => dangling(document, key));
}

function dangling(document: string, key: string): Finding {
  const problem = `is named by the key ${JSON.stringify(key)} for an entry that is not there: the key was planted, or the entry dropped`;
  return { document, entry: null, problem };
}
