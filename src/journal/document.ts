/** One way to change anything: load, run the pure transition, commit under compare-and-set, and again on conflict. */
import { AppError } from '../errors.ts';
import type { Commit, DocumentRef, Journal, Kind, Once, Stored } from './journal.ts';
import { canonicalJson, type Json } from './json.ts';

/** `code` is from the closed list of the document's kind. */
export type Refusal<Code extends string> = { readonly ok: false; readonly code: Code };

export type Step<State, Code extends string> = { readonly ok: true; readonly state: State } | Refusal<Code>;

/** What follows from a change, beside the change itself. All of it is a function of the two states and the event. */
export type Consequences = Pick<Commit, 'outbox' | 'due' | 'indexes' | 'emit'>;

/** `seq` is the number that the event's entry will have. */
export type Change<State, Event> = {
  readonly before: State | null;
  readonly after: State;
  readonly event: Event;
  readonly seq: number;
  readonly atMs: number;
};

export type DocumentType<State, Event, Code extends string> = {
  readonly kind: Kind;
  readonly transition: (state: State | null, event: Event, atMs: number) => Step<State, Code>;
  readonly consequences: (change: Change<State, Event>) => Consequences;
};

export type ApplyOptions = {
  readonly once?: readonly Once[];
  readonly validUntilMs?: number;
  readonly replicasMin?: number;
};

export type Applied<State, Code extends string> =
  | { readonly outcome: 'committed'; readonly state: State; readonly version: number; readonly atMs: number }
  /** Done before, by the commit that used the same key. */
  | { readonly outcome: 'duplicate'; readonly ref: DocumentRef }
  | { readonly outcome: 'too_late' }
  | { readonly outcome: 'not_durable'; readonly replicas: number }
  | { readonly outcome: 'refused'; readonly code: Code; readonly state: State | null };

/** Nobody is meant to lose this often: past it, something writes to the document without pause. */
const CONFLICTS_MAX = 25;

/**
 * Applies `event` to the document `id`, creating it if the transition allows that.
 * Throws AppError('unavailable') when the store cannot be reached, 'conflict' after 25 lost races.
 */
export async function apply<State, Event, Code extends string>(
  journal: Journal,
  type: DocumentType<State, Event, Code>,
  id: string,
  event: Event,
  options: ApplyOptions = {},
): Promise<Applied<State, Code>> {
  return inTurn(journal, `${type.kind}/${id}`, () => applyNow(journal, type, id, event, options));
}

/**
 * Who changes one document in this process goes in the order in which they came: otherwise each round of the race has
 * one winner, and of a crowd that presses at once the last lose until they give up. Between processes the race stays.
 */
const turns = new WeakMap<Journal, Map<string, Promise<unknown>>>();

async function inTurn<Result>(journal: Journal, key: string, work: () => Promise<Result>): Promise<Result> {
  const waiting = turns.get(journal) ?? new Map<string, Promise<unknown>>();
  turns.set(journal, waiting);
  const before = waiting.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  waiting.set(key, mine);
  try {
    return await mine;
  } finally {
    if (waiting.get(key) === mine) waiting.delete(key);
  }
}

async function applyNow<State, Event, Code extends string>(
  journal: Journal,
  type: DocumentType<State, Event, Code>,
  id: string,
  event: Event,
  options: ApplyOptions,
): Promise<Applied<State, Code>> {
  const ref: DocumentRef = { kind: type.kind, id };
  for (let attempt = 0; attempt < CONFLICTS_MAX; attempt += 1) {
    const [stored, atMs] = await Promise.all([journal.load(ref), journal.now()]);
    const before = stored === null ? null : (stored.state as State);
    const step = type.transition(before, event, atMs);
    if (!step.ok) return refusedUnlessDone(journal, options, step.code, before);
    const change = { before, after: step.state, event, seq: (stored?.version ?? 0) + 1, atMs };
    const result = await commitOrLookUp(journal, {
      ...options,
      ...type.consequences(change),
      ...position(stored),
      ref,
      atMs,
      state: step.state as Json,
      event: event as Json,
    });
    if (result.outcome === 'committed') {
      return { outcome: 'committed', state: step.state, version: result.version, atMs };
    }
    if (result.outcome !== 'conflict') return result;
  }
  throw new AppError('conflict', `${id} is being changed by many at once. Try again in a moment.`);
}

function position(stored: Stored | null): { version: number; head: string } {
  return stored === null ? { version: 0, head: '' } : { version: stored.version, head: stored.head };
}

/** The replay of a request that was done is refused by the state that it led to; the person is owed the first answer. */
async function refusedUnlessDone<State, Code extends string>(
  journal: Journal,
  options: ApplyOptions,
  code: Code,
  state: State | null,
): Promise<Applied<State, Code>> {
  for (const once of options.once ?? []) {
    const used = await journal.usedBy(once.key);
    if (used !== null) return { outcome: 'duplicate', ref: used.ref };
  }
  return { outcome: 'refused', code, state };
}

async function commitOrLookUp(journal: Journal, commit: Commit): ReturnType<Journal['commit']> {
  try {
    return await journal.commit(commit);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'outcome_unknown') throw error;
    const key = commit.once?.[0]?.key;
    const used = key === undefined ? null : await journal.usedBy(key);
    if (used === null) throw error;
    return (await isOurs(journal, commit, used))
      ? { outcome: 'committed', version: used.version, head: '' }
      : { outcome: 'duplicate', ...used };
  }
}

/** A second copy of one request has the same key, and may be turned away where the first was taken: the event tells. */
async function isOurs(
  journal: Journal,
  commit: Commit,
  used: { readonly ref: DocumentRef; readonly version: number },
): Promise<boolean> {
  if (used.ref.id !== commit.ref.id || used.version !== commit.version + 1) return false;
  const [entry] = await journal.history(commit.ref, used.version, 1);
  return entry !== undefined && canonicalJson(entry.event) === canonicalJson(commit.event);
}

/** The document as it stands, or null. */
export async function read<State>(
  journal: Pick<Journal, 'load'>,
  ref: DocumentRef,
): Promise<{ readonly state: State; readonly version: number } | null> {
  const stored = await journal.load(ref);
  return stored === null ? null : { state: stored.state as State, version: stored.version };
}
