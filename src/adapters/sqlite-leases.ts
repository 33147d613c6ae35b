/** Everything that is handed out for a while and remembered in memory alone: deadlines, emitted events, leases. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentRef, DueItem, Lease, TakenEmitted } from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';
import { parseRowId, rowIdOf } from '../journal/row-id.ts';

export function sqliteDue(
  db: DatabaseSync,
): (nowMs: number, limit: number, leaseMs: number) => readonly DueItem[] {
  const find = db.prepare(
    'SELECT kind, id, name, at_ms FROM deadlines WHERE at_ms <= ? ORDER BY at_ms, kind, id, name LIMIT ?',
  );
  const leasedUntilMs = new Map<string, number>();
  return (nowMs, limit, leaseMs) => {
    forgetEnded(leasedUntilMs, nowMs);
    const rows = find.all(nowMs, limit + leasedUntilMs.size);
    return rows
      .map((row) => ({
        ref: { kind: row['kind'] as DocumentRef['kind'], id: row['id'] as string },
        name: row['name'] as string,
        atMs: row['at_ms'] as number,
      }))
      .filter((item) => !leasedUntilMs.has(dueKey(item)))
      .slice(0, limit)
      .map((item) => {
        leasedUntilMs.set(dueKey(item), nowMs + leaseMs);
        return item;
      });
  };
}

/** A deadline that was moved is another deadline, and not hidden by the lease on what it was. */
function dueKey({ ref, name, atMs }: DueItem): string {
  return JSON.stringify([ref.kind, ref.id, name, atMs]);
}

export type SqliteEmitted = {
  readonly take: (nowMs: number, limit: number, leaseMs: number) => readonly TakenEmitted[];
  readonly done: (rowId: string) => void;
};

export function sqliteEmitted(db: DatabaseSync): SqliteEmitted {
  const find = db.prepare('SELECT * FROM emitted ORDER BY row_id LIMIT ?');
  const remove = db.prepare('DELETE FROM emitted WHERE row_id = ?');
  const leasedUntilMs = new Map<number, number>();
  return {
    take: (nowMs, limit, leaseMs) => {
      forgetEnded(leasedUntilMs, nowMs);
      return find
        .all(limit + leasedUntilMs.size)
        .filter((row) => !leasedUntilMs.has(row['row_id'] as number))
        .slice(0, limit)
        .map((row) => {
          leasedUntilMs.set(row['row_id'] as number, nowMs + leaseMs);
          return {
            rowId: rowIdOf(row['row_id'] as number),
            to: { kind: row['to_kind'] as DocumentRef['kind'], id: row['to_id'] as string },
            event: parseStored(row['event'] as string),
            once: row['once_key'] as string,
          };
        });
    },
    done: (rowId) => {
      remove.run(parseRowId(rowId));
      leasedUntilMs.delete(parseRowId(rowId));
    },
  };
}

export function memoryLeases(now: () => number): (key: string, ttlMs: number) => Lease | null {
  const held = new Map<string, { readonly token: string; readonly untilMs: number }>();
  return (key, ttlMs) => {
    for (const [other, { untilMs }] of held) if (untilMs <= now()) held.delete(other);
    if (held.has(key)) return null;
    const token = randomUUID();
    const isMine = (): boolean => {
      const holder = held.get(key);
      return holder !== undefined && holder.token === token && holder.untilMs > now();
    };
    const hold = (): void => void held.set(key, { token, untilMs: now() + ttlMs });
    hold();
    return {
      renew: async () => {
        const mine = isMine();
        if (mine) hold();
        return mine;
      },
      release: async () => {
        if (isMine()) held.delete(key);
      },
    };
  };
}

function forgetEnded<K>(leasedUntilMs: Map<K, number>, nowMs: number): void {
  for (const [key, untilMs] of leasedUntilMs) if (untilMs <= nowMs) leasedUntilMs.delete(key);
}
