/** The messages owed. Who is sending what is known in memory alone: after a crash every row may be taken at once. */
import type { DatabaseSync } from 'node:sqlite';
import type { OutboxStats, Post, TakenRow } from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';
import { buriedKeptMax, buriedPerTakeMax } from '../journal/prepare.ts';
import { parseRowId, rowIdOf } from '../journal/row-id.ts';

type Row = {
  readonly row_id: number;
  readonly lane: string;
  readonly intent: string;
  readonly expires_at_ms: number | null;
  readonly not_before_ms: number;
  readonly attempts: number;
};

export type SqliteOutbox = {
  readonly isBeingSent: (rowId: number) => boolean;
  readonly take: (nowMs: number, limit: number, leaseMs: number) => readonly TakenRow[];
  readonly done: (rowId: string, post?: Post) => void;
  readonly retry: (rowId: string, notBeforeMs: number) => void;
  readonly bury: (rowId: string, reason: string) => void;
  readonly forget: (post: Post) => void;
  readonly stats: () => OutboxStats;
};

export function sqliteOutbox(db: DatabaseSync): SqliteOutbox {
  const putOff = db.prepare('UPDATE outbox SET not_before_ms = ? WHERE row_id = ?');
  const remove = db.prepare('DELETE FROM outbox WHERE row_id = ?');
  const copyToGraveyard = graveyard(db);
  const records = postRecords(db);
  const findStats = db.prepare(
    `SELECT count(*) AS waiting, (SELECT count(*) FROM buried) AS buried,
       (SELECT at_ms FROM outbox ORDER BY row_id LIMIT 1) AS oldest
     FROM outbox`,
  );
  const leasedUntilMs = new Map<number, number>();
  const bury = (id: number, reason: string): void => {
    copyToGraveyard(id, reason);
    remove.run(id);
    leasedUntilMs.delete(id);
  };

  return {
    isBeingSent: (rowId) => leasedUntilMs.has(rowId),
    take: taker(db, leasedUntilMs, bury),
    done: (rowId, post) => {
      const id = parseRowId(rowId);
      remove.run(id);
      leasedUntilMs.delete(id);
      if (post !== undefined) records.put(post);
    },
    retry: (rowId, notBeforeMs) => {
      const id = parseRowId(rowId);
      putOff.run(Math.ceil(notBeforeMs), id);
      leasedUntilMs.delete(id);
    },
    bury: (rowId, reason) => bury(parseRowId(rowId), reason),
    forget: records.drop,
    stats: () => {
      const row = findStats.get() as { waiting: number; buried: number; oldest: number | null };
      return { waiting: row.waiting, buried: row.buried, oldestAtMs: row.oldest };
    },
  };
}

function taker(
  db: DatabaseSync,
  leasedUntilMs: Map<number, number>,
  bury: (id: number, reason: string) => void,
): SqliteOutbox['take'] {
  const columns = 'row_id, lane, intent, expires_at_ms, not_before_ms, attempts';
  // Hops from lane to lane along the index: the work grows with the lanes, not with the rows waiting in them.
  const findHeads = db.prepare(`
    WITH RECURSIVE lanes (lane) AS (
      SELECT min(lane) FROM outbox
      UNION ALL
      SELECT (SELECT min(lane) FROM outbox WHERE lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL
    )
    SELECT ${columns} FROM outbox
    WHERE row_id IN (SELECT (SELECT min(row_id) FROM outbox o WHERE o.lane = lanes.lane) FROM lanes)
    ORDER BY row_id`);
  const findFollowing = db.prepare(
    `SELECT ${columns} FROM outbox WHERE lane = ? AND row_id > ? ORDER BY row_id LIMIT 1`,
  );
  const countAttempt = db.prepare('UPDATE outbox SET attempts = attempts + 1 WHERE row_id = ?');

  return (nowMs, limit, leaseMs) => {
    const heads = findHeads.all() as Row[];
    const taken: TakenRow[] = [];
    let buriesLeft = buriedPerTakeMax;
    for (let head = heads.shift(); head !== undefined && taken.length < limit; head = heads.shift()) {
      if ((leasedUntilMs.get(head.row_id) ?? 0) > nowMs) continue;
      if (head.expires_at_ms !== null && head.expires_at_ms <= nowMs) {
        const following = findFollowing.get(head.lane, head.row_id) as Row | undefined;
        bury(head.row_id, 'expired');
        if (following !== undefined) insertByAge(heads, following);
        buriesLeft -= 1;
        if (buriesLeft === 0) break;
        continue;
      }
      if (head.not_before_ms > nowMs) continue;
      countAttempt.run(head.row_id);
      leasedUntilMs.set(head.row_id, nowMs + leaseMs);
      taken.push(takenRow(head));
    }
    return taken;
  };
}

function insertByAge(heads: Row[], row: Row): void {
  const place = heads.findIndex((other) => other.row_id > row.row_id);
  heads.splice(place === -1 ? heads.length : place, 0, row);
}

function takenRow(row: Row): TakenRow {
  return {
    rowId: rowIdOf(row.row_id),
    lane: row.lane,
    intent: parseStored(row.intent),
    attempts: row.attempts + 1,
    ...(row.expires_at_ms === null ? {} : { expiresAtMs: row.expires_at_ms }),
  };
}

/** Copies a row to the dead letters, of which the youngest are kept. */
function graveyard(db: DatabaseSync): (rowId: number, reason: string) => void {
  const copy = db.prepare(
    `INSERT OR IGNORE INTO buried (row_id, lane, intent, at_ms, attempts, reason)
     SELECT row_id, lane, intent, at_ms, attempts, ? FROM outbox WHERE row_id = ?`,
  );
  const trim = db.prepare(
    `DELETE FROM buried WHERE row_id <= (SELECT row_id FROM buried ORDER BY row_id DESC LIMIT 1 OFFSET ${buriedKeptMax})`,
  );
  return (rowId, reason) => {
    copy.run(reason, rowId);
    trim.run();
  };
}

function postRecords(db: DatabaseSync): {
  readonly put: (post: Post) => void;
  readonly drop: (post: Post) => void;
} {
  const put = db.prepare('INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?, ?, ?)');
  const drop = db.prepare(
    'DELETE FROM posts WHERE kind = ? AND id = ? AND view = ? AND channel = ? AND ts = ?',
  );
  return {
    put: ({ ref, view, channel, ts, digest }) => put.run(ref.kind, ref.id, view, channel, ts, digest),
    drop: ({ ref, view, channel, ts }) => drop.run(ref.kind, ref.id, view, channel, ts),
  };
}
