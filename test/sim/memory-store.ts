/** A store without disk or network, that keeps the journal's contract; the contract suite runs on it. */
import { boundsOf, foundOf, type Position } from '../../src/journal/cursor.ts';
import type {
  Changed,
  Commit,
  CommitResult,
  DocumentRef,
  DueItem,
  Entry,
  Found,
  Kind,
  OutboxStats,
  Page,
  Post,
  Posted,
  Stored,
  TakenEmitted,
  TakenRow,
} from '../../src/journal/journal.ts';
import type { Json } from '../../src/journal/json.ts';
import { historyLimitDefault, type Prepared, prepareCommit } from '../../src/journal/prepare.ts';
import { parseRowId, rowIdOf } from '../../src/journal/row-id.ts';

export type StoredDocument = {
  readonly ref: DocumentRef;
  version: number;
  head: string;
  /** Of its last commit, counted over all documents. */
  number: number;
  stateText: string;
  due: readonly Deadline[];
  indexes: Prepared['indexes'];
  /** With the store's time at which it was written, which no entry says of itself. */
  readonly entries: { readonly entry: Entry; readonly committedAtMs: number }[];
};

type Row = Prepared['outbox'][number] & {
  readonly number: number;
  readonly atMs: number;
  isTaken: boolean;
  leasedUntilMs: number;
  notBeforeMs: number;
  attempts: number;
};

export type MemoryStore = ReturnType<typeof memoryStore>;

/** `comparesAndSets: false` takes the guard out that keeps two writers from undoing each other. */
export type StoreGuards = { readonly comparesAndSets: boolean };

export function memoryStore(now: () => number, guards: StoreGuards = { comparesAndSets: true }) {
  const documents = new Map<string, StoredDocument>();
  const used = new Map<string, { readonly ref: DocumentRef; readonly version: number }>();
  const sequences = new Map<string, number>();
  const dueLeases = new Map<string, number>();
  const posts = new Map<string, Post>();
  const leases = new Map<string, { readonly token: number; readonly untilMs: number }>();
  let rows: Row[] = [];
  let emitted: { readonly number: number; readonly row: Prepared['emit'][number]; leasedUntilMs: number }[] =
    [];
  let serial = 0;
  let commits = 0;
  let buried = 0;

  function commit(asked: Commit): CommitResult {
    const first = prepareCommit(asked);
    for (const { key } of first.once) {
      const use = used.get(key);
      if (use !== undefined) return { outcome: 'duplicate', ...use };
    }
    const nowMs = now();
    if (first.validUntilMs !== undefined && nowMs >= first.validUntilMs)
      return { outcome: 'too_late', nowMs };
    const document = documents.get(keyOf(asked.ref));
    const { version, head } = document ?? { version: 0, head: '' };
    const isCurrent = version === asked.version && head === asked.head;
    if (!isCurrent && guards.comparesAndSets) return { outcome: 'conflict' };
    // Without the comparison the entry still continues the chain: the harm must not show by its hash.
    const prepared = isCurrent ? first : prepareCommit({ ...asked, version, head });
    write(prepared, nowMs);
    return { outcome: 'committed', version: prepared.entry.seq, head: prepared.entry.hash };
  }

  function write(prepared: Prepared, nowMs: number): void {
    const { ref, entry } = prepared;
    const key = keyOf(ref);
    const before = documents.get(key);
    const entries = before?.entries ?? [];
    entries.push({
      entry: { ...entry, event: JSON.parse(prepared.eventText) as Json },
      committedAtMs: nowMs,
    });
    documents.set(key, {
      ref,
      version: entry.seq,
      head: entry.hash,
      number: (commits += 1),
      stateText: prepared.stateText,
      due: deadlinesOf(prepared),
      indexes: prepared.indexes,
      entries,
    });
    for (const { key: once } of prepared.once) used.set(once, { ref, version: entry.seq });
    for (const row of prepared.outbox) addRow(row, entry.atMs);
    for (const row of prepared.emit) emitted.push({ number: (serial += 1), row, leasedUntilMs: 0 });
  }

  function addRow(row: Prepared['outbox'][number], atMs: number): void {
    const stands =
      row.collapse !== undefined &&
      rows.some(
        (other) => other.collapse === row.collapse && other.expiresAtMs === undefined && !other.isTaken,
      );
    if (stands) return;
    const fresh = { isTaken: false, leasedUntilMs: 0, notBeforeMs: 0, attempts: 0 };
    rows.push({ ...row, ...fresh, number: (serial += 1), atMs });
  }

  function remove(number: number): boolean {
    const before = rows.length;
    rows = rows.filter((row) => row.number !== number);
    return rows.length < before;
  }

  function take(nowMs: number, limit: number, leaseMs: number): readonly TakenRow[] {
    const blocked = new Set<string>();
    const taken: TakenRow[] = [];
    for (const row of rows) {
      if (taken.length === limit) break;
      if (blocked.has(row.lane)) continue;
      const isLeased = row.leasedUntilMs > nowMs;
      if (!isLeased && row.expiresAtMs !== undefined && row.expiresAtMs <= nowMs) {
        remove(row.number);
        buried += 1;
        continue;
      }
      blocked.add(row.lane);
      if (isLeased || row.notBeforeMs > nowMs) continue;
      row.isTaken = true;
      row.leasedUntilMs = nowMs + leaseMs;
      row.attempts += 1;
      taken.push({
        rowId: rowIdOf(row.number),
        lane: row.lane,
        intent: JSON.parse(row.intentText) as Json,
        attempts: row.attempts,
        ...(row.expiresAtMs === undefined ? {} : { expiresAtMs: row.expiresAtMs }),
      });
    }
    return taken;
  }

  function due(nowMs: number, limit: number, leaseMs: number): readonly DueItem[] {
    const come = [...documents.values()]
      .flatMap((document) => document.due)
      .filter(({ key, item }) => item.atMs <= nowMs && (dueLeases.get(key) ?? 0) <= nowMs)
      .sort((a, b) => a.item.atMs - b.item.atMs || compare(a.key, b.key))
      .slice(0, limit);
    for (const { key } of come) dueLeases.set(key, nowMs + leaseMs);
    return come.map(({ item }) => item);
  }

  function positionsIn(kind: Kind, index: string): Position[] {
    return [...documents.values()]
      .filter(({ ref }) => ref.kind === kind)
      .flatMap(({ ref, indexes }) =>
        indexes.filter(([name]) => name === index).map(([, score]) => ({ score, id: ref.id })),
      );
  }

  function find(kind: Kind, index: string, page: Page): Found {
    const { limit, after, skip, descending } = boundsOf(page);
    const sign = descending ? -1 : 1;
    const order = (a: Position, b: Position): number => sign * (a.score - b.score || compare(a.id, b.id));
    const positions = positionsIn(kind, index)
      .sort(order)
      .filter((position) => after === null || order(position, after) > 0);
    return foundOf(positions.slice(skip, skip + limit + 1), limit);
  }

  return {
    commit,
    load: (ref: DocumentRef): Stored | null => {
      const document = documents.get(keyOf(ref));
      if (document === undefined) return null;
      const { version, head, stateText } = document;
      return { version, head, state: JSON.parse(stateText) as Json };
    },
    history: (ref: DocumentRef, fromSeq = 1, limit = historyLimitDefault): readonly Entry[] =>
      (documents.get(keyOf(ref))?.entries ?? [])
        .map(({ entry }) => entry)
        .filter(({ seq }) => seq >= fromSeq)
        .slice(0, limit),
    find,
    count: (kind: Kind, index: string): number => positionsIn(kind, index).length,
    changed: (after: number, limit: number): readonly Changed[] =>
      [...documents.values()]
        .filter(({ number }) => number > after)
        .sort((a, b) => a.number - b.number)
        .slice(0, limit)
        .map(({ ref, version, head, number }) => ({ ref, version, head, number })),
    next: (sequence: string): number => {
      const number = (sequences.get(sequence) ?? 0) + 1;
      sequences.set(sequence, number);
      return number;
    },
    usedBy: (once: string) => used.get(once) ?? null,
    due,
    /** The holder's number, or null. */
    lease: (key: string, ttlMs: number): number | null => {
      if ((leases.get(key)?.untilMs ?? 0) > now()) return null;
      leases.set(key, { token: (serial += 1), untilMs: now() + ttlMs });
      return serial;
    },
    renew: (key: string, token: number, ttlMs: number): boolean => {
      const held = leases.get(key);
      const isMine = held?.token === token && held.untilMs > now();
      if (isMine) leases.set(key, { token, untilMs: now() + ttlMs });
      return isMine;
    },
    release: (key: string, token: number): void => {
      if (leases.get(key)?.token === token) leases.delete(key);
    },
    posts: (ref: DocumentRef): readonly Post[] =>
      [...posts.values()]
        .filter((post) => keyOf(post.ref) === keyOf(ref))
        .sort((a, b) => compare(a.ts, b.ts)),
    postAt: (channel: string, ts: string): Posted | null => {
      const post = [...posts.values()].find((each) => each.channel === channel && each.ts === ts);
      return post === undefined ? null : { ref: post.ref, view: post.view };
    },
    take,
    done: (rowId: string, post?: Post): void => {
      remove(parseRowId(rowId));
      if (post !== undefined) posts.set(postKey(post), post);
    },
    retry: (rowId: string, notBeforeMs: number): void => {
      const row = rows.find(({ number }) => number === parseRowId(rowId));
      if (row !== undefined) Object.assign(row, { notBeforeMs, leasedUntilMs: 0, isTaken: false });
    },
    bury: (rowId: string): void => {
      if (remove(parseRowId(rowId))) buried += 1;
    },
    forget: (post: Post): void => void posts.delete(postKey(post)),
    stats: (): OutboxStats => ({ waiting: rows.length, buried, oldestAtMs: rows[0]?.atMs ?? null }),
    takeEmitted: (nowMs: number, limit: number, leaseMs: number): readonly TakenEmitted[] =>
      emitted
        .filter(({ leasedUntilMs }) => leasedUntilMs <= nowMs)
        .slice(0, limit)
        .map((each) => {
          each.leasedUntilMs = nowMs + leaseMs;
          const { to, once, eventText } = each.row;
          return { rowId: rowIdOf(each.number), to, once, event: JSON.parse(eventText) as Json };
        }),
    emittedDone: (rowId: string): void => {
      emitted = emitted.filter(({ number }) => number !== parseRowId(rowId));
    },

    /** When there is something to hand out next; infinity when there is nothing at all. */
    /** Infinity: nothing is owed, but for deadlines of the one name that does not count. */
    nextWorkAtMs: (except?: string): number => {
      const dueAt = [...documents.values()]
        .flatMap((document) => document.due.filter(({ item }) => item.name !== except))
        .map(({ key, item }) => Math.max(item.atMs, dueLeases.get(key) ?? 0));
      const rowsAt = rows.map((row) => Math.max(row.leasedUntilMs, row.notBeforeMs));
      return Math.min(...dueAt, ...rowsAt, ...emitted.map(({ leasedUntilMs }) => leasedUntilMs));
    },
    documents: (): readonly StoredDocument[] => [...documents.values()],
    /** By somebody with a hand in the store: no entry says so. */
    overwrite: (ref: DocumentRef, change: (stateText: string) => string): void => {
      const document = documents.get(keyOf(ref));
      if (document !== undefined) document.stateText = change(document.stateText);
    },
  };
}

function keyOf({ kind, id }: DocumentRef): string {
  return `${kind}/${id}`;
}

function postKey({ ref, view, channel, ts }: Post): string {
  return `${keyOf(ref)}/${view}/${channel}/${ts}`;
}

type Deadline = { readonly key: string; readonly item: DueItem };

/** A deadline that was moved is another one, and not hidden by the lease on what it was. */
function deadlinesOf({ ref, due }: Prepared): readonly Deadline[] {
  return due.map((named) => {
    const item = { ref, ...named };
    return { key: JSON.stringify(item), item };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
