/** A commit as the script reads it, and what the script answered as a CommitResult. */
import type { Redis } from 'ioredis';
import { AppError } from '../errors.ts';
import type { CommitResult, DocumentRef } from '../journal/journal.ts';
import { parseStored } from '../journal/parse-stored.ts';
import { onceKeptMs, type Prepared } from '../journal/prepare.ts';
import type { RedisConnection } from './redis-connection.ts';
import { runScript, type ScriptReply, scriptText } from './redis-scripts.ts';

const durableQueueMax = 20;

export type OnceUse = { readonly ref: DocumentRef; readonly version: number };

export async function commitOnRedis(
  connection: RedisConnection,
  prefix: string,
  prepared: Prepared,
): Promise<CommitResult> {
  const reply = await connection.run(
    (redis) => runScript(redis, 'commit', prefix, scriptArguments(prepared)),
    'outcome_unknown',
  );
  return resultOf(reply, prepared);
}

/**
 * On a connection that nothing else uses: WAIT counts the replicas that have this connection's last write, and holds up
 * what is sent behind it. One at a time, so that a commit still waiting for its turn is known not to have been sent.
 */
export function durableCommitter(
  connection: RedisConnection,
  prefix: string,
  replicasTimeoutMs: number,
): (prepared: Prepared, replicasMin: number) => Promise<CommitResult> {
  const script = scriptText('commit');
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (prepared, replicasMin) => {
    if (waiting >= durableQueueMax) {
      throw new AppError('unavailable', `${waiting} writes are waiting for replicas: try again in a minute.`);
    }
    waiting += 1;
    const args = scriptArguments(prepared);
    const result = turn.then(async (): Promise<CommitResult> => {
      const [reply, replicas] = await connection.run(
        (redis) => evalAndWait(redis, [script, 1, prefix, ...args], ['wait', replicasMin, replicasTimeoutMs]),
        'outcome_unknown',
      );
      const committed = resultOf(reply, prepared);
      if (committed.outcome !== 'committed' || replicas >= replicasMin) return committed;
      return { outcome: 'not_durable', replicas };
    });
    turn = result
      .catch(() => {}) // told to whoever asked for it
      .finally(() => {
        waiting -= 1;
      });
    return result;
  };
}

/** EVAL, not EVALSHA: after NOSCRIPT ioredis would send the script again behind the WAIT, which then counts nothing. */
async function evalAndWait(
  redis: Redis,
  args: readonly (string | number)[],
  wait: readonly [string, number, number],
): Promise<readonly [ScriptReply, number]> {
  const pipeline = redis.pipeline([['eval', ...args], [...wait]]);
  const [written, waited] = (await pipeline.exec()) ?? [];
  for (const [error] of [written ?? [], waited ?? []]) if (error) throw error;
  return [written?.[1] as ScriptReply, Number(waited?.[1] ?? 0)];
}

function resultOf(reply: ScriptReply, { entry }: Prepared): CommitResult {
  const [outcome, detail] = Array.isArray(reply) ? (reply as readonly string[]) : [];
  if (outcome === 'committed') return { outcome, version: entry.seq, head: entry.hash };
  if (outcome === 'conflict') return { outcome };
  if (outcome === 'too_late') return { outcome, nowMs: Number(detail) };
  if (outcome === 'duplicate') return { outcome, ...parseUse(detail ?? '') };
  throw new AppError('internal', `The commit script answered ${JSON.stringify(reply)}.`);
}

export function parseUse(text: string): OnceUse {
  return parseStored<OnceUse>(text);
}

function scriptArguments(prepared: Prepared): readonly string[] {
  const { ref, loaded, entry, eventText } = prepared;
  const due = prepared.due.map(({ name, atMs }) => ({
    atMs: String(atMs),
    member: JSON.stringify([ref.kind, ref.id, name]),
  }));
  const request = {
    kind: ref.kind,
    id: ref.id,
    document: `${ref.kind}:${ref.id}`,
    loadedVersion: String(loaded.version),
    loadedHead: loaded.head,
    version: String(entry.seq),
    head: entry.hash,
    atMs: String(entry.atMs),
    validUntilMs: prepared.validUntilMs === undefined ? undefined : String(prepared.validUntilMs),
    use: JSON.stringify({ ref, version: entry.seq }),
    once: prepared.once.map(({ key, keep }) => ({
      key,
      ttlMs: keep === 'for_good' ? undefined : String(onceKeptMs),
    })),
    due,
    dueMembers: JSON.stringify(due.map(({ member }) => member)),
    indexes: prepared.indexes.map(([name, score]) => ({ name, score: String(score) })),
    indexNames: JSON.stringify(prepared.indexes.map(([name]) => name)),
    outbox: prepared.outbox.map(({ lane, collapse, intentText, expiresAtMs }) => ({
      lane,
      collapse,
      intent: intentText,
      expiresAtMs: expiresAtMs === undefined ? undefined : String(expiresAtMs),
    })),
    emit: prepared.emit.map(({ to, eventText: event, once }) => JSON.stringify({ to, event, once })),
  };
  const { seq, atMs, stateHash, previous, hash } = entry;
  const entryText = JSON.stringify({ seq, atMs, event: eventText, stateHash, previous, hash });
  return [JSON.stringify(request), prepared.stateText, entryText];
}
