/**
 * How many messages a second the outbox gets into a Slack that takes them all. Its own pace (Slack's limits) would be
 * all that is measured, so its clock and the store's run fast here: what is left is the journal, the worker, the SDK and
 * the wire.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slackClient } from '../src/adapters/slack-client.ts';
import { slackMessenger } from '../src/adapters/slack-messenger.ts';
import { openSqliteJournal } from '../src/adapters/sqlite-journal.ts';
import { incidentRef } from '../src/incident/document.ts';
import type { Journal } from '../src/journal/journal.ts';
import { startOutbox } from '../src/outbox/deliver.ts';
import { intentToJson } from '../src/outbox/intent.ts';
import { BOT_TOKEN } from './servers.ts';

const THREADS = 50;
const MESSAGES_PER_THREAD = 10;
const FASTER = 300;
const LOOK_EVERY_MS = 5;
const TAKES_MAX_MS = 60_000;

export async function messagesPerSecond(slackApiUrl: string, channels: readonly string[]): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-bench-'));
  const fastMs = (): number => performance.now() * FASTER;
  const journal = openSqliteJournal({ dataDir, now: () => Math.round(fastMs()) });
  for (let thread = 1; thread <= THREADS; thread += 1)
    await owe(journal, `INC-${thread}`, channels[thread % channels.length] ?? '');
  const startedMs = performance.now();
  const silent = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const outbox = startOutbox({
    journal,
    messenger: slackMessenger({
      client: slackClient({ token: BOT_TOKEN, apiUrl: slackApiUrl, log: silent }),
    }),
    render: () => Promise.resolve({ text: 'Table freshness', blocks: [section] }),
    clock: { monotonicMs: fastMs, after },
    random: Math.random,
    log: silent,
  });
  while ((await journal.outbox.stats()).waiting > 0) {
    if (performance.now() - startedMs > TAKES_MAX_MS) throw new Error('The outbox did not get done.');
    await new Promise<void>((resolve) => void setTimeout(resolve, LOOK_EVERY_MS));
  }
  const tookMs = performance.now() - startedMs;
  const { buried } = await journal.outbox.stats();
  await outbox.stop();
  await journal.close();
  rmSync(dataDir, { recursive: true, force: true });
  if (buried > 0) throw new Error(`${buried} messages were given up.`);
  return (THREADS * MESSAGES_PER_THREAD * 1_000) / tookMs;
}

const section = {
  type: 'section',
  text: { type: 'plain_text', text: 'The newest row is 9.0 hours old.' },
} as const;

async function owe(journal: Journal, id: string, channel: string): Promise<void> {
  const ref = incidentRef(id);
  const outbox = Array.from({ length: MESSAGES_PER_THREAD }, (_none, part) => ({
    lane: `incident/${id}`,
    intent: intentToJson({
      type: 'post',
      channel,
      picture:
        part === 0 ? { ref, view: 'incident-card' } : { ref, view: 'incident-note', part: String(part) },
      ...(part === 0 ? {} : { thread: { ref, view: 'incident-card' } }),
    }),
  }));
  await journal.commit({ ref, version: 0, head: '', atMs: 0, state: {}, event: {}, outbox });
}

function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs / FASTER);
  return () => clearTimeout(timer);
}
