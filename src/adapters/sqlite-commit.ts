/** One commit inside a transaction that is already open: every refusal comes before the first write. */
import type { DatabaseSync } from 'node:sqlite';
import type { CommitResult, DocumentRef } from '../journal/journal.ts';
import { onceKeptMs, type Prepared } from '../journal/prepare.ts';

/** Expired keys are removed a few at a time, so that no commit pays for a busy day. */
const sweepEveryMs = 60_000;
const sweptMax = 200;

export type OnceUse = { readonly ref: DocumentRef; readonly version: number };

export type SqliteCommitter = {
  readonly commit: (prepared: Prepared, nowMs: number) => CommitResult;
  readonly usedBy: (key: string, nowMs: number) => OnceUse | null;
};

/** `isBeingSent` tells which outbox rows no longer stand for new ones. */
export function sqliteCommitter(db: DatabaseSync, isBeingSent: (rowId: number) => boolean): SqliteCommitter {
  const findOnce = db.prepare(
    'SELECT kind, id, version FROM once_keys WHERE key = ? AND (expires_at_ms IS NULL OR expires_at_ms > ?)',
  );
  const findDocument = db.prepare('SELECT version, head FROM documents WHERE kind = ? AND id = ?');
  const findWaiting = db.prepare('SELECT row_id FROM outbox WHERE collapse = ? AND expires_at_ms IS NULL');
  const addRow = db.prepare(
    'INSERT INTO outbox (lane, collapse, intent, at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const sweep = db.prepare(
    'DELETE FROM once_keys WHERE key IN (SELECT key FROM once_keys WHERE expires_at_ms <= ? LIMIT ?)',
  );
  const write = documentWriter(db);
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  function usedBy(key: string, nowMs: number): OnceUse | null {
    const row = findOnce.get(key, nowMs);
    if (row === undefined) return null;
    const ref = { kind: row['kind'] as DocumentRef['kind'], id: row['id'] as string };
    return { ref, version: row['version'] as number };
  }

  function refusal(prepared: Prepared, nowMs: number): CommitResult | null {
    for (const { key } of prepared.once) {
      const use = usedBy(key, nowMs);
      if (use !== null) return { outcome: 'duplicate', ...use };
    }
    if (prepared.validUntilMs !== undefined && nowMs >= prepared.validUntilMs) {
      return { outcome: 'too_late', nowMs };
    }
    const stored = findDocument.get(prepared.ref.kind, prepared.ref.id) ?? { version: 0, head: '' };
    const { version, head } = prepared.loaded;
    return stored['version'] === version && stored['head'] === head ? null : { outcome: 'conflict' };
  }

  function addRows(prepared: Prepared): void {
    for (const { lane, collapse, intentText, expiresAtMs } of prepared.outbox) {
      const stands =
        collapse !== undefined &&
        findWaiting.all(collapse).some((row) => !isBeingSent(row['row_id'] as number));
      if (!stands) addRow.run(lane, collapse ?? null, intentText, prepared.entry.atMs, expiresAtMs ?? null);
    }
  }

  return {
    usedBy,
    commit: (prepared, nowMs) => {
      const refused = refusal(prepared, nowMs);
      if (refused !== null) return refused;
      write(prepared, nowMs);
      addRows(prepared);
      if (nowMs - sweptAtMs >= sweepEveryMs) {
        const full = Number(sweep.run(nowMs, sweptMax).changes) === sweptMax;
        sweptAtMs = full ? sweptAtMs : nowMs;
      }
      return { outcome: 'committed', version: prepared.entry.seq, head: prepared.entry.hash };
    },
  };
}

function documentWriter(db: DatabaseSync): (prepared: Prepared, nowMs: number) => void {
  const putDocument = db.prepare(
    `INSERT INTO documents (kind, id, version, head, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, head = excluded.head, state = excluded.state`,
  );
  // REPLACE takes the document's last number away and gives the next one.
  const numberChange = db.prepare('INSERT OR REPLACE INTO changes (kind, id) VALUES (?, ?)');
  const addEntry = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const dropDeadlines = db.prepare('DELETE FROM deadlines WHERE kind = ? AND id = ?');
  const addDeadline = db.prepare('INSERT INTO deadlines VALUES (?, ?, ?, ?)');
  const dropPositions = db.prepare('DELETE FROM positions WHERE kind = ? AND id = ?');
  const addPosition = db.prepare('INSERT INTO positions (kind, id, name, score) VALUES (?, ?, ?, ?)');
  // An expired key that the sweep has not reached yet is taken over.
  const putOnce = db.prepare('INSERT OR REPLACE INTO once_keys VALUES (?, ?, ?, ?, ?)');
  const addEmitted = db.prepare('INSERT INTO emitted (to_kind, to_id, event, once_key) VALUES (?, ?, ?, ?)');

  return ({ ref, entry, stateText, eventText, due, indexes, once, emit }, nowMs) => {
    const { kind, id } = ref;
    putDocument.run(kind, id, entry.seq, entry.hash, stateText);
    numberChange.run(kind, id);
    addEntry.run(kind, id, entry.seq, entry.atMs, eventText, entry.stateHash, entry.previous, entry.hash);
    dropDeadlines.run(kind, id);
    for (const { name, atMs } of due) addDeadline.run(kind, id, name, atMs);
    dropPositions.run(kind, id);
    for (const [name, score] of indexes) addPosition.run(kind, id, name, score);
    for (const { key, keep } of once) {
      putOnce.run(key, kind, id, entry.seq, keep === 'for_good' ? null : nowMs + onceKeptMs);
    }
    for (const { to, eventText: text, once: key } of emit) addEmitted.run(to.kind, to.id, text, key);
  };
}
