/**
 * Each morning, once over all replicas: the open incidents of which nobody has said anything for a day. The slot's key is
 * part of the commit, as with the checklists, and a morning with nothing to say is written down too: no other look, later
 * in the day, makes it one with something.
 */
import { apply, type DocumentType, type Step } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { parseCron } from '../schedule/cron-expression.ts';
import { type Log, type Loop, startLoop, type Timers } from '../schedule/loop.ts';
import { latestSlot } from '../schedule/slots.ts';
import { attentionOf } from './attention.ts';
import { OPEN_INDEX } from './document.ts';
import { firstOfList } from './listed.ts';
import { type Incident, isOver } from './state.ts';

const HOUR_MS = 60 * 60_000;
/** A bot that was down all morning says nothing in the evening. */
const LATE_MAX_MS = 6 * HOUR_MS;
const LOOK_EVERY_MS = 60_000;
/** As many as may be open. */
const LOOKED_AT_MAX = 200;
/** A message that is read on a phone; how many there are besides is said. */
export const LISTED_MAX = 15;

/** The most severe first, as they are listed everywhere. */
export type DigestEvent = {
  readonly type: 'looked';
  readonly slotMs: number;
  readonly stale: readonly string[];
  /** So many more have gone quiet. */
  readonly others: number;
  /** Open, and not looked at: there are more than may be declared. Absent: none. */
  readonly unseen?: number;
};

type Digest = { readonly lastSlotMs: number };

export type DigestDeps = {
  readonly journal: Journal;
  readonly runbook: Pick<Runbook, 'habits'>;
  readonly channel: string;
  /** The team's, as an IANA name. */
  readonly zone: string;
  readonly wake: () => void;
};

const DIGEST_ID = 'stale';

function digestDocument(channel: string): DocumentType<Digest, DigestEvent, 'looked_before'> {
  return {
    kind: 'digest',
    transition: (digest, { slotMs }): Step<Digest, 'looked_before'> =>
      slotMs > (digest?.lastSlotMs ?? 0)
        ? { ok: true, state: { lastSlotMs: slotMs } }
        : { ok: false, code: 'looked_before' },
    consequences: ({ event, seq }) => {
      if (event.stale.length === 0) return {};
      const ref = { kind: 'digest', id: DIGEST_ID } as const;
      const picture = { ref, view: 'stale-digest', part: String(seq) } as const;
      return { outbox: [{ lane: `digest/${DIGEST_ID}`, intent: { type: 'post', picture, channel } }] };
    },
  };
}

export async function digestDue(deps: DigestDeps): Promise<void> {
  const { journal, channel, zone, wake } = deps;
  const { digestAt, staleAfterMs } = deps.runbook.habits;
  const times = parseCron(dailyAt(digestAt));
  if (typeof times === 'string') throw new Error(times);
  const nowMs = await journal.now();
  const slotMs = latestSlot({ times, zone }, nowMs);
  if (slotMs === null || nowMs - slotMs > LATE_MAX_MS) return;
  const once = { key: `slot/digest/${new Date(slotMs).toISOString()}`, keep: 'for_good' } as const;
  if ((await journal.usedBy(once.key)) !== null) return;
  const { stale, unseen } = await staleOnes(journal, nowMs - staleAfterMs);
  const applied = await apply(
    journal,
    digestDocument(channel),
    DIGEST_ID,
    {
      type: 'looked',
      slotMs,
      stale: stale.slice(0, LISTED_MAX),
      others: Math.max(0, stale.length - LISTED_MAX),
      ...(unseen > 0 ? { unseen } : {}),
    },
    { once: [once] },
  );
  if (applied.outcome === 'committed') wake();
}

/** `08:30` as a cron expression. */
function dailyAt(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour} * * *`;
}

/** Of which nobody has said anything since then. */
async function staleOnes(
  journal: Journal,
  quietSinceMs: number,
): Promise<{ readonly stale: readonly string[]; readonly unseen: number }> {
  const [{ incidents: open }, total] = await Promise.all([
    firstOfList(journal, 'open', LOOKED_AT_MAX),
    journal.count('incident', OPEN_INDEX),
  ]);
  const isStale = (incident: Incident): boolean =>
    !isOver(incident) && attentionOf(incident).updatedAtMs <= quietSinceMs;
  return { stale: open.filter(isStale).map(({ id }) => id), unseen: Math.max(0, total - open.length) };
}

type StartDeps = Pick<DigestDeps, 'journal' | 'runbook'> & {
  readonly incidentsChannel: string;
  readonly timezone: string;
  readonly clock: Timers;
  readonly log: Log;
};

export function startDigest(
  { journal, runbook, incidentsChannel: channel, timezone: zone, clock: timers, log }: StartDeps,
  wake: () => void,
): Loop {
  const round = () => digestDue({ journal, runbook, channel, zone, wake }).then(() => false);
  return startLoop({ name: 'digest', everyMs: LOOK_EVERY_MS, round, timers, log });
}
