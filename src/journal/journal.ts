/**
 * The journal: the one place where anything is remembered.
 *
 * A commit changes one document and carries, in one atomic step, everything that follows from the change: the event,
 * the messages owed to Slack, the next deadlines, the index positions, the events owed to other documents. It takes
 * effect as a whole or not at all. Every implementation passes `test/contract/journal-suite.ts`.
 */
import type { Json } from './json.ts';

/**
 * `pin`: what a group's handle means (src/approval/pins.ts); its id is the handle. `schedule`: since when a checklist is
 * looked after (src/checklist/watch.ts); its id is that of the checklist. `checkpoint`: the audit's, one
 * document (src/audit/checkpoint.ts). `copy`: how far the audit table is (src/audit/copy.ts); its id is the table's name.
 * `digest`: the morning's look at what has gone quiet, one document (src/incident/digest.ts). `page`: one that is carried
 * out of the bot (src/page/state.ts). The others have numbers.
 */
export type Kind =
  | 'incident'
  | 'approval'
  | 'pin'
  | 'checklist'
  | 'schedule'
  | 'procedure'
  | 'checkpoint'
  | 'copy'
  | 'digest'
  | 'page';

export type DocumentRef = { readonly kind: Kind; readonly id: string };

/** A document as last committed. `version` counts commits from 1; `head` is the hash of its last entry. */
export type Stored = { readonly version: number; readonly state: Json; readonly head: string };

/** One accepted event. `hash` covers `previous`, so that the entries of a document form a chain (see chain.ts). */
export type Entry = {
  readonly ref: DocumentRef;
  readonly seq: number;
  readonly atMs: number;
  readonly event: Json;
  /** SHA-256 of the canonical JSON of the state that this event led to, in hex. */
  readonly stateHash: string;
  readonly previous: string;
  readonly hash: string;
};

/** A message owed. Rows of one lane leave in the order of their ids; a row says what to show, never how it looks. */
export type OutboxRow = {
  readonly lane: string;
  /**
   * A waiting row (not one being sent) with the same value already stands for this one: nothing is added. The waiting
   * row keeps its place. A row with `expiresAtMs` stands for no other, since it may be buried unsent.
   */
  readonly collapse?: string;
  readonly intent: Json;
  /** After this time, by the store's clock, the row is buried unsent. */
  readonly expiresAtMs?: number;
};

/** `rowId` is unique for good, and a larger one, as text, is younger. `attempts` counts the takes, this one included. */
export type TakenRow = {
  readonly rowId: string;
  readonly lane: string;
  readonly intent: Json;
  readonly attempts: number;
  readonly expiresAtMs?: number;
};

/** A message that Slack has taken, under the document and view that it shows. `digest` is of what it shows now. */
export type Post = {
  readonly ref: DocumentRef;
  readonly view: string;
  readonly channel: string;
  readonly ts: string;
  readonly digest: string;
};

export type Posted = Pick<Post, 'ref' | 'view'>;

export type DueItem = { readonly ref: DocumentRef; readonly name: string; readonly atMs: number };

/** An event owed to another document, delivered at least once; the receiver commits it with `once`. */
export type Emitted = { readonly to: DocumentRef; readonly event: Json; readonly once: string };

export type TakenEmitted = Emitted & { readonly rowId: string };

export type Once = {
  readonly key: string;
  /** `for_good` where a slot demands it; otherwise the key is kept 25 hours. */
  readonly keep?: 'for_good';
};

export type Commit = {
  readonly ref: DocumentRef;
  /** What was loaded: 0 and '' for a document that must not exist yet. Compared together. */
  readonly version: number;
  readonly head: string;
  readonly atMs: number;
  readonly state: Json;
  readonly event: Json;
  readonly outbox?: readonly OutboxRow[];
  /** Replaces all deadlines of the document; absent means none. */
  readonly due?: readonly { readonly name: string; readonly atMs: number }[];
  readonly once?: readonly Once[];
  /** The commit is refused when the store's own clock has reached this time. */
  readonly validUntilMs?: number;
  /** Replaces all index positions of the document: index name to score; absent means none. */
  readonly indexes?: { readonly [index: string]: number };
  readonly emit?: readonly Emitted[];
  /** Asks for the write to be acknowledged by this many replicas before it is answered (Redis only). */
  readonly replicasMin?: number;
};

export type CommitResult =
  | { readonly outcome: 'committed'; readonly version: number; readonly head: string }
  /** Somebody else committed first: load again and run the transition on what is there now. */
  | { readonly outcome: 'conflict' }
  /** One of the `once` keys was used before, by the commit that led to this version of this document. */
  | { readonly outcome: 'duplicate'; readonly ref: DocumentRef; readonly version: number }
  | { readonly outcome: 'too_late'; readonly nowMs: number }
  /** Written, but on fewer replicas than asked for: a failover may lose it. Only where `replicasMin` was given. */
  | { readonly outcome: 'not_durable'; readonly replicas: number };

export type Page = {
  readonly limit: number;
  readonly after?: string;
  /** So many are passed over first, as pages by number need it; never together with `after`. */
  readonly skip?: number;
  readonly order?: 'ascending' | 'descending';
};

/** `next` is passed as `after` for the following page, and absent on the last. */
export type Found = { readonly ids: readonly string[]; readonly next?: string };

/**
 * A document as its last commit left it. `number` is the commit's own, given by the store in the order in which commits
 * take effect, over all documents; a document has only its last one.
 */
export type Changed = {
  readonly number: number;
  readonly ref: DocumentRef;
  readonly version: number;
  readonly head: string;
};

/** A right to be the only one, until `ttlMs` after the last renewal. `renew` answers false when it was lost. */
export type Lease = {
  readonly renew: () => Promise<boolean>;
  readonly release: () => Promise<void>;
};

/**
 * All methods throw `AppError('unavailable')` when the store cannot be reached in time, and `AppError('outcome_unknown')`
 * from `commit` when the answer to a write was lost; the outcome is then looked up by `usedBy`.
 */
export type Journal = {
  /** The store's own clock, in milliseconds since 1970. */
  readonly now: () => Promise<number>;
  readonly load: (ref: DocumentRef) => Promise<Stored | null>;
  readonly commit: (commit: Commit) => Promise<CommitResult>;
  /** Entries by `seq`, from `fromSeq` (default 1), at most `limit` (default 1,000). */
  readonly history: (ref: DocumentRef, fromSeq?: number, limit?: number) => Promise<readonly Entry[]>;
  /** Ids of the documents in an index, by score, then id. */
  readonly find: (kind: Kind, index: string, page: Page) => Promise<Found>;
  /** How many documents are in an index. None of them is read. */
  readonly count: (kind: Kind, index: string) => Promise<number>;
  /** Documents whose last commit has a number above `after`, by that number, as they stand at one moment. */
  readonly changed: (after: number, limit: number) => Promise<readonly Changed[]>;
  /** Numbers from 1; gaps are allowed, repetition never. */
  readonly next: (sequence: string) => Promise<number>;
  /** What `once` key was used by, or null. */
  readonly usedBy: (once: string) => Promise<{ readonly ref: DocumentRef; readonly version: number } | null>;
  /**
   * Deadlines at or before `nowMs`, earliest first, hidden from every other taker for `leaseMs`. A deadline goes when a
   * commit no longer names it; one that was moved in time is not hidden by the lease on what it was.
   */
  readonly due: (nowMs: number, limit: number, leaseMs: number) => Promise<readonly DueItem[]>;
  /** Null when someone else holds it. In a store of one process no lease outlives the process. */
  readonly lease: (key: string, ttlMs: number) => Promise<Lease | null>;
  /** By `ts`, so the first post of a view is its oldest. */
  readonly posts: (ref: DocumentRef) => Promise<readonly Post[]>;
  /** What a message of ours shows, or null where it is none of ours, or was forgotten. */
  readonly postAt: (channel: string, ts: string) => Promise<Posted | null>;
  readonly outbox: Outbox;
  readonly emitted: {
    readonly take: (nowMs: number, limit: number, leaseMs: number) => Promise<readonly TakenEmitted[]>;
    readonly done: (rowId: string) => Promise<void>;
  };
  readonly close: () => Promise<void>;
};

export type Outbox = {
  /**
   * The first row of each lane, oldest first, unless it is leased or put off, which holds up its lane alone. An expired
   * one is buried instead, and the row behind it is looked at. `nowMs` is the store's clock as the caller read it.
   */
  readonly take: (nowMs: number, limit: number, leaseMs: number) => Promise<readonly TakenRow[]>;
  /** The row is gone; the post, if any, is recorded or its digest renewed, in the same step, even if the row was gone. */
  readonly done: (rowId: string, post?: Post) => Promise<void>;
  /** The row stays at the head of its lane until `notBeforeMs`. */
  readonly retry: (rowId: string, notBeforeMs: number) => Promise<void>;
  /** The row leaves its lane for the dead letters, with a reason for the operator. */
  readonly bury: (rowId: string, reason: string) => Promise<void>;
  /** Forget a post that Slack no longer has. */
  readonly forget: (post: Post) => Promise<void>;
  readonly stats: () => Promise<OutboxStats>;
};

export type OutboxStats = {
  readonly waiting: number;
  readonly buried: number;
  /** When the oldest waiting row was committed, or null. */
  readonly oldestAtMs: number | null;
};
