/** A process's view of the store: the journal's port, over a wire that loses requests and answers. */
import { AppError } from '../../src/errors.ts';
import type { Commit, CommitResult, Journal, Lease } from '../../src/journal/journal.ts';
import type { Dice } from '../fuzz/dice.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Owner } from './turns.ts';
import type { Weather } from './weather.ts';
import type { Wire } from './wire.ts';

export type Asking = <Answer>(what: string, isRead: boolean, effect: () => Answer) => Promise<Answer>;
export type Committing = (commit: Commit, effect: () => CommitResult) => Promise<CommitResult>;

export function journalOver(
  store: MemoryStore,
  nowMs: () => number,
  ask: Asking,
  committing: Committing,
): Journal {
  return {
    now: () => ask('now', true, nowMs),
    load: (ref) => ask(`load ${ref.id}`, true, () => store.load(ref)),
    commit: (commit) => committing(commit, () => store.commit(commit)),
    history: (ref, fromSeq, limit) => ask('history', true, () => store.history(ref, fromSeq, limit)),
    find: (kind, index, page) => ask('find', true, () => store.find(kind, index, page)),
    count: (kind, index) => ask('count', true, () => store.count(kind, index)),
    changed: (after, limit) => ask('changed', true, () => store.changed(after, limit)),
    next: (sequence) => ask('next', false, () => store.next(sequence)),
    usedBy: (once) => ask('usedBy', true, () => store.usedBy(once)),
    due: (atMs, limit, leaseMs) => ask('due', false, () => store.due(atMs, limit, leaseMs)),
    lease: async (key, ttlMs) => {
      const token = await ask(`lease ${key}`, false, () => store.lease(key, ttlMs));
      return token === null ? null : leaseOver(store, ask, key, token, ttlMs);
    },
    posts: (ref) => ask('posts', true, () => store.posts(ref)),
    postAt: (channel, ts) => ask('postAt', true, () => store.postAt(channel, ts)),
    outbox: {
      take: (atMs, limit, leaseMs) => ask('take', false, () => store.take(atMs, limit, leaseMs)),
      done: (rowId, post) => ask(`done ${rowId}`, false, () => store.done(rowId, post)),
      retry: (rowId, notBeforeMs) => ask(`retry ${rowId}`, false, () => store.retry(rowId, notBeforeMs)),
      bury: (rowId) => ask(`bury ${rowId}`, false, () => store.bury(rowId)),
      forget: (post) => ask('forget', false, () => store.forget(post)),
      stats: () => ask('stats', true, store.stats),
    },
    emitted: {
      take: (atMs, limit, leaseMs) => ask('emitted', false, () => store.takeEmitted(atMs, limit, leaseMs)),
      done: (rowId) => ask('emitted done', false, () => store.emittedDone(rowId)),
    },
    close: () => Promise.resolve(),
  };
}

function leaseOver(store: MemoryStore, ask: Asking, key: string, token: number, ttlMs: number): Lease {
  return {
    renew: () => ask(`renew ${key}`, false, () => store.renew(key, token, ttlMs)),
    release: () => ask(`release ${key}`, false, () => store.release(key, token)),
  };
}

/** Redis is given up on after this long (`answerTimeoutMsDefault`); what it then still does, it does soon. */
const STORE_TIMEOUT_MS = 2_000;
const STORE_LATE_MAX_MS = 3_000;
/** Shorter and longer than a lease. */
const STALLS_MS = [2_000, 11_000, 14_000, 40_000] as const;

export function journalPort(deps: {
  readonly store: MemoryStore;
  readonly nowMs: () => number;
  readonly wire: Wire;
  readonly weather: Weather;
  readonly dice: Dice;
  readonly owner: Owner;
}): Journal {
  const { store, nowMs, wire, weather, dice, owner } = deps;
  const times = { timeoutMs: STORE_TIMEOUT_MS, lateMaxMs: STORE_LATE_MAX_MS };
  const lag = (): number => weather.lagMs(STORE_TIMEOUT_MS / 2 - 1);
  const ask: Asking = (what, isRead, effect) => {
    const stumbles = weather.storeIsDown() ? 'unheard' : weather.fate();
    // A read that nobody hears of is as good as one that never was.
    const fate = isRead && stumbles !== 'answered' ? 'unheard' : stumbles;
    return wire({
      what,
      effect,
      fate,
      outMs: lag(),
      backMs: lag(),
      ...times,
      fallback: () => fail('unavailable'),
    });
  };
  const committing: Committing = (commit, effect) => {
    const event = (commit.event as { readonly type?: string }).type;
    const what = `commit ${commit.ref.id} ${commit.version} ${event}`;
    const isDown = weather.storeIsDown();
    const isShort = commit.replicasMin !== undefined && weather.strikes(30);
    const shortened = (): CommitResult => {
      const result = effect();
      // A process that stalls just here has done more than it knows, most of all where it has claimed.
      if (weather.strikes(event === 'claimed' ? 8 : 90)) owner.pausedUntilMs = nowMs() + dice.pick(STALLS_MS);
      return isShort && result.outcome === 'committed' ? { outcome: 'not_durable', replicas: 0 } : result;
    };
    const fate = isDown ? 'unheard' : weather.fate();
    // A store that is known to be away says so; of one that fell silent nobody knows what it did.
    const fallback = (): never => fail(isDown ? 'unavailable' : 'outcome_unknown');
    return wire({ what, effect: shortened, fate, outMs: lag(), backMs: lag(), ...times, fallback });
  };
  return journalOver(store, nowMs, ask, committing);
}

function fail(code: 'unavailable' | 'outcome_unknown'): never {
  throw new AppError(code, 'The store did not answer. Try again in a moment.');
}
