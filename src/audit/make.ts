/**
 * Makes the checkpoints: looks every so often whether one is due, and commits it with the message that is owed for it.
 *
 * Nothing falls between two of them. The store numbers commits in the order in which they take effect, and a document
 * has the number of its last one. What has changed is read in that order, from where the last checkpoint stopped, so
 * a commit that lands meanwhile has a number above everything read: it is met further on, or by the next checkpoint.
 * No clock decides what is covered; neither skew nor equal times can hide a commit. Of two replicas that make the same
 * checkpoint the store takes one, since both continue the same entry.
 */
import { AppError } from '../errors.ts';
import type { Journal, Stored } from '../journal/journal.ts';
import { intentToJson } from '../outbox/intent.ts';
import { type Log, type Loop, startLoop, type Timers } from '../schedule/loop.ts';
import {
  CHECKPOINTS,
  type CheckpointMade,
  type CheckpointState,
  checkpointLine,
  DOCUMENTS_MAX,
  isDue,
  nextCheckpoint,
  type Signer,
  signed,
  stateOf,
} from './checkpoint.ts';

const LOOK_EVERY_MS = 5_000;
const NOT_DURABLE = 'Audit checkpoint, on fewer replicas than asked for: a failover may lose it';
/** The message is of use as long as somebody reads the channel back; a lane of its own holds up no thread. */
const LANE = 'checkpoints';

export type CheckpointDeps = {
  readonly journal: Journal;
  readonly sign: Signer;
  readonly channel: string;
  readonly replicasMin: number;
  readonly timers: Timers;
  readonly log: Log;
  readonly wake: () => void;
};

export function startCheckpoints(deps: CheckpointDeps): Loop {
  const round = async (): Promise<boolean> => (await makeIfDue(deps)) !== null;
  return startLoop({
    name: 'checkpoints',
    everyMs: LOOK_EVERY_MS,
    round,
    timers: deps.timers,
    log: deps.log,
  });
}

/** Null when none was due, or another replica was faster. */
async function makeIfDue(deps: CheckpointDeps): Promise<CheckpointMade | null> {
  const { journal } = deps;
  const [stored, nowMs] = await Promise.all([journal.load(CHECKPOINTS), journal.now()]);
  const last = stateOfStored(stored);
  if (!isDue(last, nowMs)) return null;
  const changed = await journal.changed(last?.through ?? 0, DOCUMENTS_MAX + 1);
  const checkpoint = nextCheckpoint(last, stored?.head ?? '', changed, nowMs);
  const made = signed(checkpoint, deps.sign);
  const posted = isWorthAMessage(last, made);
  const result = await journal.commit({
    ref: CHECKPOINTS,
    version: stored?.version ?? 0,
    head: stored?.head ?? '',
    atMs: nowMs,
    state: stateOf(checkpoint),
    event: made,
    outbox: posted ? [messageOf(made, deps.channel)] : [],
    // What was replicated before it is replicated with it: a line that left vouches for what a failover keeps.
    ...(deps.replicasMin === 0 ? {} : { replicasMin: deps.replicasMin }),
  });
  if (result.outcome === 'conflict') return null;
  if (result.outcome !== 'committed' && result.outcome !== 'not_durable') {
    throw new AppError('unavailable', `Checkpoint ${checkpoint.number} is ${result.outcome} in the store.`);
  }
  // Only now: a line of a checkpoint that was never stored would accuse the store of having lost it.
  const line = checkpointLine(made);
  if (result.outcome === 'committed') deps.log.info({ checkpoint: line }, 'Audit checkpoint');
  // It is in the store, and the next one follows it. Where a failover loses it, its line is the proof that one did.
  else deps.log.warn({ checkpoint: line, replicas: result.replicas }, NOT_DURABLE);
  if (posted) deps.wake();
  return made;
}

/** A quiet night fills no channel; the log has every line, and each vouches for all before it. */
function isWorthAMessage(last: CheckpointState | null, { checkpoint }: CheckpointMade): boolean {
  // That the last checkpoint was copied to the audit table is no news either.
  const isNews = checkpoint.documents.some(({ kind }) => kind !== 'copy');
  return !checkpoint.more && (isNews || last?.more === true);
}

function messageOf({ checkpoint }: CheckpointMade, channel: string) {
  const picture = { ref: CHECKPOINTS, view: 'checkpoint', part: String(checkpoint.number) } as const;
  return { lane: LANE, intent: intentToJson({ type: 'post', picture, channel }) };
}

function stateOfStored(stored: Stored | null): CheckpointState | null {
  return stored === null ? null : (stored.state as CheckpointState);
}

/** When the last one was made, by the store's clock; null where there is none. */
export async function lastCheckpointAtMs(journal: Pick<Journal, 'load'>): Promise<number | null> {
  return stateOfStored(await journal.load(CHECKPOINTS))?.atMs ?? null;
}
