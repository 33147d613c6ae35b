/** The SQLite file, read only and as of one moment: the bot may go on writing to it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  CannotLook,
  type DocumentName,
  type KeyUse,
  type RawDocument,
  type RawEntry,
  type Store,
} from './store.ts';

const PAGE = 1_000;

export function openSqliteStore(directory: string): Store {
  const file = join(directory, 'journal.db');
  if (!existsSync(file))
    throw new CannotLook(`There is no ${file}. Name the bot's DATA_DIR, or set REDIS_URL.`);
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  // One read transaction: everything that follows sees the file as it is at its first read.
  db.exec('BEGIN');
  // Numbers come as text: what somebody has written there need not be one that JavaScript holds.
  const findDocument = db.prepare(
    'SELECT CAST(version AS TEXT) AS version, head, state FROM documents WHERE kind = ? AND id = ?',
  );
  // By the number itself, not by its text of the same name.
  const findEntries = db.prepare(
    `SELECT CAST(seq AS TEXT) AS seq, CAST(at_ms AS TEXT) AS at_ms, event, state_hash, previous, hash
     FROM entries WHERE kind = ? AND id = ? ORDER BY entries.seq`,
  );
  const findNames = db.prepare(
    'SELECT kind, id FROM documents UNION SELECT DISTINCT kind, id FROM entries ORDER BY kind, id',
  );
  const findKeys = db.prepare('SELECT key, kind, id, CAST(version AS TEXT) AS version FROM once_keys');
  const read = (name: DocumentName): RawDocument => {
    const row = findDocument.get(name.kind, name.id);
    return {
      name,
      head:
        row === undefined
          ? null
          : { version: Number(row['version']), head: String(row['head']), state: String(row['state']) },
      pages: pagesOf(findEntries, name),
    };
  };
  return {
    description: file,
    document: (name) => Promise.resolve(read(name)),
    names: () => Promise.resolve(findNames.all().map(nameOf)),
    documents: async function* (names) {
      for (const name of names) yield read(name);
    },
    keyUses: async function* (): AsyncIterable<KeyUse> {
      for (const row of findKeys.iterate()) {
        yield { key: String(row['key']), name: nameOf(row), version: Number(row['version']) };
      }
    },
    close: () => Promise.resolve(db.close()),
  };
}

type Row = { readonly [column: string]: unknown };

function nameOf(row: Row): DocumentName {
  return { kind: String(row['kind']), id: String(row['id']) };
}

async function* pagesOf(find: StatementSync, { kind, id }: DocumentName): AsyncIterable<readonly RawEntry[]> {
  let page: RawEntry[] = [];
  for (const row of find.iterate(kind, id)) {
    page.push(entryOf(row));
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function entryOf(row: Row): RawEntry {
  return {
    number: Number(row['seq']),
    atMs: Number(row['at_ms']),
    event: String(row['event']),
    stateHash: String(row['state_hash']),
    previous: String(row['previous']),
    hash: String(row['hash']),
    flaw: null,
  };
}
