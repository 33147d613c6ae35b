/** An outbox worker on a real journal, against a Slack behind a real socket, in a time of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slackClient } from '../../src/adapters/slack-client.ts';
import { slackMessenger } from '../../src/adapters/slack-messenger.ts';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import type { Journal, OutboxRow } from '../../src/journal/journal.ts';
import { type OutboxDeps, type OutboxWorker, startOutbox } from '../../src/outbox/deliver.ts';
import { type Intent, intentToJson, laneOf } from '../../src/outbox/intent.ts';
import type { Message } from '../../src/outbox/messenger.ts';
import { type ScriptedSlack, startScriptedSlack } from './scripted-slack.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

/** Longer than any test's outage; beyond it something waits that should not. */
const virtualLimitMs = 6 * 60 * 60 * 1_000;

export type World = {
  readonly slack: ScriptedSlack;
  readonly clock: VirtualClock;
  readonly journal: () => Journal;
  /** What each picture shows; by default its part. Null: nothing any more. */
  readonly pictures: Map<string, Message | null>;
  readonly buried: string[];
  readonly putOff: string[];
  readonly done: string[];
  readonly owe: (id: string, ...rows: readonly Owed[]) => Promise<void>;
  readonly start: (changes?: Partial<OutboxDeps>) => OutboxWorker;
  /** The process dies: nothing that it had begun is finished, and the next one starts from the journal. */
  readonly crash: () => Promise<void>;
  /** Lets time pass, as fast as the work allows, until the condition holds. */
  readonly until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
  readonly untilAllSent: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Owed = { readonly intent: Intent } & Pick<OutboxRow, 'collapse' | 'expiresAtMs'>;

export async function openWorld(options: { readonly timeoutMs?: number } = {}): Promise<World> {
  const slack = await startScriptedSlack();
  const clock = virtualClock();
  const dataDir = mkdtempSync(join(tmpdir(), 'outbox-'));
  const open = () => openSqliteJournal({ dataDir, now: clock.wallMs });
  let journal = open();
  let worker: OutboxWorker | null = null;
  let generation = { alive: true, calls: 0 };
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const client = slackClient({
    token: 'xoxb-test',
    apiUrl: slack.apiUrl,
    timeoutMs: options.timeoutMs ?? 5_000,
    log: quiet,
  });
  const pictures = new Map<string, Message | null>();
  const buried: string[] = [];
  const putOff: string[] = [];
  const done: string[] = [];

  const start: World['start'] = (changes = {}) => {
    const mine = generation;
    const watched = <T extends object>(target: T): T => watch(target, mine);
    worker = startOutbox({
      journal: { now: watched(journal).now, posts: watched(journal).posts, outbox: watched(journal.outbox) },
      messenger: watched(slackMessenger({ client })),
      render: async (intent) =>
        pictures.get(nameOf(intent)) ?? (pictures.has(nameOf(intent)) ? null : plain(nameOf(intent))),
      clock,
      random: () => 0.5,
      log: quiet,
      metrics: {
        done: (how) => void done.push(how),
        putOff: (why) => void putOff.push(why),
        buried: (reason) => void buried.push(reason),
      },
      ...changes,
    });
    return worker;
  };

  const until: World['until'] = async (condition) => {
    const endMs = clock.monotonicMs() + virtualLimitMs;
    for (;;) {
      await settled(generation);
      if (await condition()) return;
      if (clock.monotonicMs() > endMs || !clock.toNextTimer()) throw new Error('it never came to that');
    }
  };

  return {
    slack,
    clock,
    journal: () => journal,
    pictures,
    buried,
    putOff,
    done,
    owe: async (id, ...rows) => {
      const ref = { kind: 'incident', id } as const;
      const stored = await journal.load(ref);
      await journal.commit({
        ref,
        version: stored?.version ?? 0,
        head: stored?.head ?? '',
        atMs: clock.wallMs(),
        state: {},
        event: {},
        outbox: rows.map(({ intent, ...rest }) => ({
          lane: laneOf({ ref, view: 'incident-card' }),
          intent: intentToJson(intent),
          ...rest,
        })),
      });
      worker?.poke();
    },
    start,
    crash: async () => {
      generation.alive = false;
      generation = { alive: true, calls: 0 };
      worker = null;
      await journal.close();
      journal = open();
    },
    until,
    untilAllSent: () => until(async () => (await journal.outbox.stats()).waiting === 0),
    close: async () => {
      slack.untrick();
      slack.release();
      generation.alive = false;
      await settled(generation);
      await journal.close();
      await slack.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

export function card(id: string, channel = 'C0INCIDENTS'): Intent {
  return { type: 'post', picture: { ref: { kind: 'incident', id }, view: 'incident-card' }, channel };
}

export function note(id: string, part: string, channel = 'C0INCIDENTS'): Intent {
  const ref = { kind: 'incident', id } as const;
  return {
    type: 'post',
    picture: { ref, view: 'incident-note', part },
    channel,
    thread: { ref, view: 'incident-card' },
  };
}

export function redraw(id: string): Intent {
  return { type: 'update', picture: { ref: { kind: 'incident', id }, view: 'incident-card' } };
}

export function whisper(text: string, channel = 'C0INCIDENTS'): Intent {
  return { type: 'whisper', user: 'U0ADA', channel, text };
}

/** `INC-1` for its card, `INC-1/part` for a note, the text of a whisper. */
export function nameOf(intent: Intent): string {
  if (intent.type === 'whisper') return intent.text;
  const { ref, part } = intent.picture;
  return part === undefined ? ref.id : `${ref.id}/${part}`;
}

export function plain(text: string): Message {
  return { text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] };
}

type Process = { alive: boolean; calls: number };

/** Counts the calls under way; those of a dead process never come back, and its writes are not made. */
function watch<T extends object>(target: T, process: Process): T {
  return new Proxy(target, {
    get: (object, key) => {
      const member: unknown = Reflect.get(object, key);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        const never = new Promise<never>(() => {});
        if (!process.alive) return never;
        process.calls += 1;
        try {
          return await Promise.resolve<unknown>(Reflect.apply(member, object, args)).finally(() => {
            process.calls -= 1;
          });
        } finally {
          if (!process.alive) await never;
        }
      };
    },
  });
}

/** Nothing is under way, and nothing starts by itself in the next turns of the event loop. */
async function settled(process: Readonly<Process>): Promise<void> {
  for (let calm = 0; calm < 5; calm += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    if (process.calls > 0) calm = -1;
  }
}
