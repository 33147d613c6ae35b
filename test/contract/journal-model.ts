/** The journal as one would write it without a disk, a network or a second process: what the stores are compared with. */
import type { Commit, CommitResult, DocumentRef, DueItem, OutboxRow } from '../../src/journal/journal.ts';

type ModelRow = OutboxRow & {
  readonly number: number;
  readonly atMs: number;
  taken: boolean;
  leasedUntilMs: number;
  notBeforeMs: number;
  attempts: number;
};

type ModelDocument = {
  readonly version: number;
  readonly head: string;
  readonly due: readonly DueItem[];
  readonly indexes: Readonly<Record<string, number>>;
};

export type ModelTake = { readonly number: number; readonly lane: string; readonly attempts: number };

export type JournalModel = ReturnType<typeof journalModel>;

/** Rows and events are known by the numbers that their intents and `once` keys carry. */
export function journalModel() {
  const documents = new Map<string, ModelDocument>();
  const used = new Map<string, { readonly ref: DocumentRef; readonly version: number }>();
  const dueLeases = new Map<string, number>();
  let rows: ModelRow[] = [];
  let emitted: { readonly once: string; leasedUntilMs: number }[] = [];
  let buried = 0;

  const loaded = (id: string) => {
    const { version, head } = documents.get(id) ?? { version: 0, head: '' };
    return { version, head };
  };
  const remove = (number: number): boolean => {
    const before = rows.length;
    rows = rows.filter((row) => row.number !== number);
    return rows.length < before;
  };

  return {
    loaded,
    /** `head` is the hash that the store computed: the model takes it as it comes. */
    commit: (commit: Commit, numberOf: (row: OutboxRow) => number, head: string): CommitResult => {
      for (const { key } of commit.once ?? []) {
        const use = used.get(key);
        if (use !== undefined) return { outcome: 'duplicate', ...use };
      }
      const { ref } = commit;
      const stored = loaded(ref.id);
      if (stored.version !== commit.version || stored.head !== commit.head) return { outcome: 'conflict' };
      const version = stored.version + 1;
      const due = (commit.due ?? []).map((item) => ({ ref, ...item }));
      documents.set(ref.id, { version, head, due, indexes: commit.indexes ?? {} });
      for (const { key } of commit.once ?? []) used.set(key, { ref, version });
      for (const row of commit.outbox ?? []) {
        const stands = rows.some(
          (other) =>
            row.collapse !== undefined &&
            other.collapse === row.collapse &&
            other.expiresAtMs === undefined &&
            !other.taken,
        );
        if (stands) continue;
        const fresh = { taken: false, leasedUntilMs: 0, notBeforeMs: 0, attempts: 0 };
        rows.push({ ...row, ...fresh, number: numberOf(row), atMs: commit.atMs });
      }
      for (const { once } of commit.emit ?? []) emitted.push({ once, leasedUntilMs: 0 });
      return { outcome: 'committed', version, head };
    },
    take: (nowMs: number, limit: number, leaseMs: number): readonly ModelTake[] => {
      const blocked = new Set<string>();
      const taken: ModelTake[] = [];
      for (const row of rows) {
        if (taken.length === limit) break;
        if (blocked.has(row.lane)) continue;
        const leased = row.leasedUntilMs > nowMs;
        if (!leased && row.expiresAtMs !== undefined && row.expiresAtMs <= nowMs) {
          remove(row.number);
          buried += 1;
          continue;
        }
        blocked.add(row.lane);
        if (leased || row.notBeforeMs > nowMs) continue;
        row.taken = true;
        row.leasedUntilMs = nowMs + leaseMs;
        row.attempts += 1;
        taken.push({ number: row.number, lane: row.lane, attempts: row.attempts });
      }
      return taken;
    },
    done: (number: number) => void remove(number),
    bury: (number: number) => {
      if (remove(number)) buried += 1;
    },
    retry: (number: number, notBeforeMs: number) => {
      const row = rows.find((other) => other.number === number);
      if (row !== undefined) Object.assign(row, { notBeforeMs, leasedUntilMs: 0, taken: false });
    },
    stats: () => ({ waiting: rows.length, buried, oldestAtMs: rows[0]?.atMs ?? null }),
    due: (nowMs: number, limit: number, leaseMs: number): readonly DueItem[] => {
      const key = (item: DueItem): string => JSON.stringify(item);
      const come = [...documents.values()]
        .flatMap(({ due }) => due)
        .filter((item) => item.atMs <= nowMs && (dueLeases.get(key(item)) ?? 0) <= nowMs)
        .sort((a, b) => a.atMs - b.atMs || (key(a) < key(b) ? -1 : 1))
        .slice(0, limit);
      for (const item of come) dueLeases.set(key(item), nowMs + leaseMs);
      return come;
    },
    takeEmitted: (nowMs: number, limit: number, leaseMs: number): readonly string[] => {
      const free = emitted.filter(({ leasedUntilMs }) => leasedUntilMs <= nowMs).slice(0, limit);
      for (const event of free) event.leasedUntilMs = nowMs + leaseMs;
      return free.map(({ once }) => once);
    },
    emittedDone: (once: string) => {
      emitted = emitted.filter((event) => event.once !== once);
    },
    find: (index: string): readonly string[] =>
      [...documents]
        .flatMap(([id, { indexes }]) => (index in indexes ? [{ id, score: indexes[index] ?? 0 }] : []))
        .sort((a, b) => a.score - b.score || (a.id < b.id ? -1 : 1))
        .map(({ id }) => id),
  };
}
