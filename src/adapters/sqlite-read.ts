/** The reads. They see what is committed, never a group that is still being written. */
import type { DatabaseSync } from 'node:sqlite';
import { boundsOf, foundOf } from '../journal/cursor.ts';
import type {
  Changed,
  DocumentRef,
  Entry,
  Found,
  Kind,
  Page,
  Post,
  Posted,
  Stored,
} from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';

export type SqliteReader = {
  readonly load: (ref: DocumentRef) => Stored | null;
  readonly history: (ref: DocumentRef, fromSeq: number, limit: number) => readonly Entry[];
  readonly find: (kind: Kind, index: string, page: Page) => Found;
  readonly changed: (after: number, limit: number) => readonly Changed[];
  readonly count: (kind: Kind, index: string) => number;
  readonly posts: (ref: DocumentRef) => readonly Post[];
  readonly postAt: (channel: string, ts: string) => Posted | null;
};

export function sqliteReader(db: DatabaseSync): SqliteReader {
  const findDocument = db.prepare('SELECT version, head, state FROM documents WHERE kind = ? AND id = ?');
  const findEntries = db.prepare(
    'SELECT * FROM entries WHERE kind = ? AND id = ? AND seq >= ? ORDER BY seq LIMIT ?',
  );
  const findChanged = db.prepare(
    'SELECT number, kind, id, version, head FROM changes JOIN documents USING (kind, id) WHERE number > ? ORDER BY number LIMIT ?',
  );
  const findPosts = db.prepare(
    'SELECT view, channel, ts, digest FROM posts WHERE kind = ? AND id = ? ORDER BY ts, channel, view',
  );
  const findPost = db.prepare('SELECT kind, id, view FROM posts WHERE channel = ? AND ts = ? LIMIT 1');
  const countPositions = db.prepare('SELECT count(*) AS count FROM positions WHERE kind = ? AND name = ?');
  return {
    load: (ref) => {
      const row = findDocument.get(ref.kind, ref.id);
      if (row === undefined) return null;
      return {
        version: row['version'] as number,
        head: row['head'] as string,
        state: parseStored(row['state'] as string),
      };
    },
    history: (ref, fromSeq, limit) =>
      findEntries.all(ref.kind, ref.id, fromSeq, limit).map((row) => ({
        ref: { kind: ref.kind, id: ref.id },
        seq: row['seq'] as number,
        atMs: row['at_ms'] as number,
        event: parseStored(row['event'] as string),
        stateHash: row['state_hash'] as string,
        previous: row['previous'] as string,
        hash: row['hash'] as string,
      })),
    find: pageFinder(db),
    count: (kind, index) => countPositions.get(kind, index)?.['count'] as number,
    changed: (after, limit) =>
      findChanged.all(after, limit).map((row) => ({
        number: row['number'] as number,
        ref: { kind: row['kind'] as Kind, id: row['id'] as string },
        version: row['version'] as number,
        head: row['head'] as string,
      })),
    posts: (ref) =>
      findPosts.all(ref.kind, ref.id).map((row) => ({
        ref: { kind: ref.kind, id: ref.id },
        view: row['view'] as string,
        channel: row['channel'] as string,
        ts: row['ts'] as string,
        digest: row['digest'] as string,
      })),
    postAt: (channel, ts) => {
      const row = findPost.get(channel, ts);
      if (row === undefined) return null;
      return { ref: { kind: row['kind'] as Kind, id: row['id'] as string }, view: row['view'] as string };
    },
  };
}

function pageFinder(db: DatabaseSync): SqliteReader['find'] {
  const select = 'SELECT id, score FROM positions WHERE kind = ? AND name = ?';
  const statements = {
    ascending: db.prepare(`${select} ORDER BY score, id LIMIT ? OFFSET ?`),
    descending: db.prepare(`${select} ORDER BY score DESC, id DESC LIMIT ? OFFSET ?`),
    ascendingAfter: db.prepare(`${select} AND (score, id) > (?, ?) ORDER BY score, id LIMIT ?`),
    descendingAfter: db.prepare(`${select} AND (score, id) < (?, ?) ORDER BY score DESC, id DESC LIMIT ?`),
  };
  return (kind, index, page) => {
    const { limit, after, skip, descending } = boundsOf(page);
    const order = descending ? 'descending' : 'ascending';
    const rows =
      after === null
        ? statements[order].all(kind, index, limit + 1, skip)
        : statements[`${order}After`].all(kind, index, after.score, after.id, limit + 1);
    const positions = rows.map((row) => ({ id: row['id'] as string, score: row['score'] as number }));
    return foundOf(positions, limit);
  };
}
