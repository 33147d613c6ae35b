/**
 * Copies the entries to the audit table, off unless it is configured. Beside everything else: nothing waits for it, and
 * while the warehouse is away it only falls behind.
 *
 * At least once: the position is committed when the table has shown the entries, so whatever dies in between is put in
 * again, and what is there already is not put in twice. One replica at a time, by a lease that is renewed just before the
 * statement leaves and outlives it; and where two should meet after all, the table lets one of them fail.
 */
import { AppError } from '../errors.ts';
import type { Changed, Entry, Journal, Lease, Stored } from '../journal/journal.ts';
import { backoffMs } from '../outbox/backoff.ts';
import { intentToJson } from '../outbox/intent.ts';
import { type Log, type Loop, startLoop, type Timers } from '../schedule/loop.ts';
import {
  afterEvent,
  type Copied,
  type CopyEvent,
  type CopyState,
  copyRef,
  isNews,
  NOTHING_COPIED,
  nameOf,
  versionCopied,
} from './copy-state.ts';
import {
  type AuditTable,
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  bytesOf,
  PUT_MAX_MS,
  tableDdl,
} from './table.ts';

/** What is new waits so long for more: a warehouse that is asked for each entry never goes to sleep. */
const LOOK_EVERY_MS = 30_000;
/** Documents of one look; more follow at once. */
const DOCUMENTS_MAX = 100;
/** A batch whose answer was lost may be at work for PUT_MAX_MS; the engine takes a moment to give it up. */
const LEASE_MS = 2 * PUT_MAX_MS;
/** Ten times what Slack's failures wait: between five seconds and five minutes. */
const PAUSE_FACTOR = 10;
const LANE = 'audit-table';

export type CopyDeps = {
  readonly journal: Journal;
  readonly table: AuditTable;
  /** Where somebody is told that the table cannot be written. */
  readonly channel: string;
  readonly timers: Timers;
  readonly monotonicMs: () => number;
  readonly random: () => number;
  readonly log: Log;
  readonly wake: () => void;
};

export function startCopying(deps: CopyDeps): Loop {
  let failures = 0;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  const round = async (): Promise<boolean> => {
    if (deps.monotonicMs() < notBeforeMs) return false;
    const found = await copySome(deps).catch((error: unknown) => {
      deps.log.warn({ err: error, table: deps.table.name }, 'The audit table could not be written');
      return 'failed' as const;
    });
    failures = found === 'failed' ? failures + 1 : 0;
    notBeforeMs =
      found === 'failed'
        ? deps.monotonicMs() + PAUSE_FACTOR * backoffMs(failures, deps.random())
        : Number.NEGATIVE_INFINITY;
    return found === 'copied';
  };
  return startLoop({
    name: 'audit-table',
    everyMs: LOOK_EVERY_MS,
    round,
    timers: deps.timers,
    log: deps.log,
  });
}

type Found = 'copied' | 'nothing' | 'failed';

async function copySome(deps: CopyDeps): Promise<Found> {
  const { journal, table } = deps;
  const stored = await journal.load(copyRef(table.name));
  const batch = await nextBatch(journal, table.name, stateOf(stored));
  if (batch === null) return 'nothing';
  const lease = await journal.lease(`audit-table/${table.name}`, LEASE_MS);
  if (lease === null) return 'nothing';
  let mayBeAtIt = false;
  try {
    const outcome = await putBatch(deps, stored, batch, lease);
    mayBeAtIt = outcome === 'unknown';
    return outcome === 'unknown' ? 'failed' : outcome;
  } finally {
    // Kept by nobody, and over when the engine is.
    if (!mayBeAtIt) await lease.release().catch(() => undefined);
  }
}

async function putBatch(
  deps: CopyDeps,
  stored: Stored | null,
  { entries, documents, through }: Batch,
  lease: Lease,
): Promise<Found | 'unknown'> {
  const { table, log } = deps;
  const put = entries.length === 0 ? NOTHING_TO_PUT : await table.put(entries, lease.renew);
  switch (put.outcome) {
    case 'there':
      if (put.doubles > 0)
        log.error({ table: table.name, doubles: put.doubles }, 'The audit table holds entries twice');
      await note(deps, stored, { type: 'copied', through, documents });
      return 'copied';
    case 'missing':
    case 'refused':
      await halt(deps, stored, put);
      return 'failed';
    case 'later':
    case 'unknown':
      log.warn({ table: table.name, why: put.message }, 'The audit table cannot be written now: it waits');
      return put.outcome === 'later' ? 'failed' : 'unknown';
  }
}

const NOTHING_TO_PUT = { outcome: 'there', doubles: 0 } as const;

async function halt(
  deps: CopyDeps,
  stored: Stored | null,
  put: { readonly outcome: 'missing' | 'refused'; readonly errorClass: string; readonly message: string },
): Promise<void> {
  const { table, log } = deps;
  const { outcome: problem, errorClass, message } = put;
  const what =
    problem === 'missing'
      ? 'There is no audit table: create it, nothing is lost meanwhile'
      : 'The audit table is not as it must be: nothing is lost, and nothing copied, until that is mended';
  log.error({ table: table.name, errorClass, engine: message, create: tableDdl(table.name) }, what);
  if (isNews(stateOf(stored), { problem, errorClass }))
    await note(deps, stored, { type: 'halted', table: table.name, problem, errorClass });
}

async function note(deps: CopyDeps, stored: Stored | null, event: CopyEvent): Promise<void> {
  const { journal, table, channel } = deps;
  const ref = copyRef(table.name);
  const picture = { ref, view: 'audit-table', part: String((stored?.version ?? 0) + 1) } as const;
  const told = event.type === 'halted';
  const result = await journal.commit({
    ref,
    version: stored?.version ?? 0,
    head: stored?.head ?? '',
    atMs: await journal.now(),
    state: afterEvent(stateOf(stored), event),
    event,
    outbox: told ? [{ lane: LANE, intent: intentToJson({ type: 'post', picture, channel }) }] : [],
  });
  // Another replica was faster: it has put in the same, and goes on from there.
  if (result.outcome !== 'committed' && result.outcome !== 'conflict')
    throw new AppError('unavailable', `The position of the audit table is ${result.outcome} in the store.`);
  if (told) deps.wake();
}

type Batch = {
  readonly entries: readonly Entry[];
  readonly documents: readonly Copied[];
  readonly through: number;
};

/** Null where nothing has changed but the position itself: it goes with whatever comes next. */
async function nextBatch(journal: Journal, table: string, state: CopyState): Promise<Batch | null> {
  const changed = await journal.changed(state.through, DOCUMENTS_MAX);
  if (!changed.some(({ ref }) => nameOf(ref) !== nameOf(copyRef(table)))) return null;
  const entries: Entry[] = [];
  const documents: Copied[] = [];
  let through = state.through;
  let bytes = 0;
  for (const document of changed) {
    const room = BATCH_ENTRIES_MAX - entries.length;
    const found = await notYetCopied(journal, state, document, room);
    const taken = fitting(found, bytes, entries.length === 0);
    bytes += taken.reduce((sum, entry) => sum + bytesOf(entry), 0);
    entries.push(...taken);
    const last = taken.at(-1)?.seq;
    if (last !== undefined) documents.push({ ...document.ref, version: last });
    const isWhole = taken.length === found.length && (last === undefined || last >= document.version);
    if (!isWhole) break;
    through = document.number;
    if (entries.length >= BATCH_ENTRIES_MAX) break;
  }
  return { entries, documents, through };
}

async function notYetCopied(
  journal: Journal,
  state: CopyState,
  { ref, version }: Changed,
  room: number,
): Promise<readonly Entry[]> {
  const from = versionCopied(state, ref) + 1;
  return from > version ? [] : journal.history(ref, from, Math.min(room, version - from + 1));
}

/** At least one where nothing is taken yet: the largest that there can be fits in alone. */
function fitting(found: readonly Entry[], before: number, isFirst: boolean): readonly Entry[] {
  let bytes = before;
  const cut = found.findIndex((entry) => (bytes += bytesOf(entry)) > BATCH_BYTES_MAX);
  if (cut === -1) return found;
  return found.slice(0, isFirst && cut === 0 ? 1 : cut);
}

/** For how long the oldest entry that is not in the table has been waiting; 0 where none is. */
export async function behindMs(
  journal: Pick<Journal, 'load' | 'changed' | 'history' | 'now'>,
  table: string,
): Promise<number> {
  const state = stateOf(await journal.load(copyRef(table)));
  const changed = await journal.changed(state.through, 2);
  const first = changed.find(({ ref }) => nameOf(ref) !== nameOf(copyRef(table)));
  if (first === undefined) return 0;
  const copied = versionCopied(state, first.ref);
  // Where it is not known what is copied, its last entry is certainly not.
  const [entry] = await journal.history(first.ref, copied === 0 ? first.version : copied + 1, 1);
  return entry === undefined ? 0 : Math.max(0, (await journal.now()) - entry.atMs);
}

/** Behind by more than this is told whoever asks whether the bot is ready. It is, all the same. */
const BEHIND_MAX_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

export function behindWords(table: string, ms: number): readonly string[] {
  if (ms <= BEHIND_MAX_MS) return [];
  return [`The audit table ${table} is ${Math.floor(ms / MINUTE_MS)} minutes behind: see the log.`];
}

function stateOf(stored: Stored | null): CopyState {
  return stored === null ? NOTHING_COPIED : (stored.state as CopyState);
}
