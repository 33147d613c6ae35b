/**
 * What `npm run pictures` plays on: the bot as a process between the local Slack and lakehouse, the people before it, and
 * a clock that all of them share. It is always the same night.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBankingApi } from '../../sandbox/banking-api/start.ts';
import { UNWELL } from '../../sandbox/banking-api/traffic.ts';
import { startBot } from '../../sandbox/bot-process.ts';
import { writeDemoRunbook } from '../../sandbox/demo-runbook.ts';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { bankFixture, people } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { type LocalSlack, startSlack } from '../../sandbox/slack/server.ts';
import { asPerson, type PersonClient } from '../../test/support/person.ts';
import { newKey } from '../audit/new-key.ts';

/** 03:12 in Berlin, a Tuesday. */
const NIGHT_MS = Date.parse('2026-11-03T02:12:00Z');

export type Role = 'responder' | 'approver' | 'secondApprover' | 'commander' | 'security';

export type Stage = {
  readonly slack: LocalSlack;
  readonly lakehouse: Lakehouse;
  readonly nowMs: () => number;
  /** Everybody's clock goes ahead; what has become due is done within a second. */
  readonly advance: (minutes: number) => void;
  readonly person: (role: Role) => PersonClient;
};

export type Night = {
  /** What this night's runbook says otherwise: each of the texts is there, or it fails. */
  readonly edits?: readonly Edit[];
};

type Edit = { readonly file: string; readonly from: string; readonly to: string };

export async function onStage({ edits = [] }: Night, play: (stage: Stage) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-pictures-'));
  const clock = sharedClock(join(directory, 'clock'));
  const secrets = newSecrets();
  const lakehouse = await startLakehouse({
    now: clock.nowMs,
    tokens: {
      [secrets.readerToken]: { principal: 'svc-runbook-reader', may: 'read' },
      [secrets.actionsToken]: { principal: 'svc-runbook-actions', may: 'change' },
    },
  });
  const { signingSecret, botToken } = secrets;
  const manifest = readManifest(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'));
  const slack = await startSlack({
    fixture: bankFixture,
    manifest,
    signingSecret,
    botToken,
    now: clock.nowMs,
    rateLimits: false,
  });
  const api = await startBankingApi({ now: clock.nowMs });
  api.plant(UNWELL);
  const environment = {
    RUNBOOK_DIR: edited(directory, edits),
    AUDIT_KEY: newKey().privateKey,
    PLATFORM_API_URL: api.url,
  };
  const { nodeArguments } = clock;
  const bot = await startBot({ slack, lakehouse, ...secrets, directory, environment, nodeArguments });
  const person = (role: Role) => asPerson(slack, people[role]);
  try {
    await play({ slack, lakehouse, nowMs: clock.nowMs, advance: clock.advance, person });
  } finally {
    await bot.stop();
    await Promise.all([slack.close(), lakehouse.close(), api.close()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

function newSecrets() {
  const hex = () => randomBytes(16).toString('hex');
  return { signingSecret: hex(), botToken: `xoxb-${hex()}`, readerToken: hex(), actionsToken: hex() };
}

/** The bot is a process of its own: it reads how far the night is ahead of the machine from a file, again and again. */
function sharedClock(file: string) {
  let shiftMs = NIGHT_MS - Date.now();
  const write = () => writeFileSync(file, String(shiftMs));
  write();
  const follow = `import { readFileSync } from 'node:fs';
    const { now } = Date;
    let shift = 0;
    const read = () => { shift = Number(readFileSync(${JSON.stringify(file)}, 'utf8')) || shift; };
    read();
    setInterval(read, 50).unref();
    Date.now = () => now() + shift;`;
  return {
    nowMs: () => Date.now() + shiftMs,
    advance: (minutes: number) => {
      shiftMs += minutes * 60_000;
      write();
    },
    nodeArguments: ['--import', `data:text/javascript,${encodeURIComponent(follow)}`],
  };
}

function edited(directory: string, edits: readonly Edit[]): string {
  const folder = writeDemoRunbook(directory);
  for (const { file, from, to } of edits) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`runbook/${file} does not say any more: ${from}`);
    writeFileSync(path, text.replace(from, to));
  }
  return folder;
}
