/** Ports from which one guard has been taken, to see whether the checker would notice. */
import type { Directory, MembersAnswer } from '../../src/approval/directory.ts';
import type { Commit, Journal } from '../../src/journal/journal.ts';
import type { Sabotage } from './bot-process.ts';

export const WITHOUT_COMPARE_AND_SET: Sabotage = { comparesAndSets: false };

/** The claim is kept in the process's own memory: nobody else hears of it, and it dies with the process. */
export const WITHOUT_STORED_CLAIM: Sabotage = {
  journal: (journal) => {
    const claimed = new Map<string, Commit>();
    return {
      ...journal,
      load: async (ref) => {
        const stored = await journal.load(ref);
        const claim = claimed.get(ref.id);
        return stored === null || claim?.version !== stored.version
          ? stored
          : { ...stored, state: claim.state };
      },
      commit: async (commit) => {
        if (eventOf(commit) === 'claimed') {
          claimed.set(commit.ref.id, commit);
          return { outcome: 'committed', version: commit.version + 1, head: 'in memory' };
        }
        return journal.commit(commit);
      },
    };
  },
};

/** What is asked between the open session and the first byte is always answered with yes. */
export const WITHOUT_LAST_QUESTION: Sabotage = {
  warehouse: (warehouse) => ({
    ...warehouse,
    send: (text, limits) => warehouse.send(text, { ...limits, guard: () => Promise.resolve(true) }),
  }),
};

/** Who was in a group once is in it for ever. */
export const WITH_A_CACHE_OF_MEMBERS: Sabotage = {
  directory: (directory): Directory => {
    const lists = new Map<string, MembersAnswer>();
    return {
      ...directory,
      members: async (id, begunAfterMs) => {
        const known = lists.get(id) ?? (await directory.members(id, begunAfterMs));
        if (known.outcome === 'known') lists.set(id, known);
        return known;
      },
    };
  },
};

/** The store takes a decision however late it comes. */
export const WITHOUT_VALID_UNTIL: Sabotage = {
  journal: (journal) => ({
    ...journal,
    commit: (commit) => journal.commit({ ...commit, validUntilMs: Number.MAX_SAFE_INTEGER }),
  }),
};

/** Nobody remembers that a glass is broken already. */
export const WITHOUT_ONE_GLASS: Sabotage = {
  journal: (journal) => ({
    ...journal,
    find: async (kind, index, page) => (index === 'glass' ? { ids: [] } : journal.find(kind, index, page)),
  }),
};

/** Two may look at the same moment whether a glass is broken. */
export const WITHOUT_TAKING_TURNS: Sabotage = {
  journal: (journal) => ({
    ...journal,
    lease: async (key, ttlMs) =>
      key === 'break-glass'
        ? { renew: () => Promise.resolve(true), release: () => Promise.resolve() }
        : journal.lease(key, ttlMs),
  }),
};

/** A statement whose answer was lost is sent once more. */
export const WITH_A_RETRY: Sabotage = {
  warehouse: (warehouse) => ({
    ...warehouse,
    send: async (text, limits) => {
      const first = await warehouse.send(text, limits);
      return first.outcome === 'unknown' ? warehouse.send(text, limits) : first;
    },
  }),
};

function eventOf({ event }: Parameters<Journal['commit']>[0]): unknown {
  return (event as { readonly type?: unknown }).type;
}
