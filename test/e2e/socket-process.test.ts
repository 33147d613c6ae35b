/** `npm start` with SLACK_APP_TOKEN and without a signing secret, as a process of its own. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BotProcess, startBot } from '../../sandbox/bot-process.ts';
import { bankFixture, people, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { type LocalSlack, startSlack } from '../../sandbox/slack/server.ts';
import {
  ACTIONS_TOKEN,
  APP_TOKEN,
  BOT_TOKEN,
  manifestText,
  READER_TOKEN,
  SIGNING_SECRET,
  startTestLakehouse,
} from '../support/bot.ts';
import { asPerson } from '../support/person.ts';

const MINUTE_MS = 60_000;
const STOP_WITHIN_MS = 10_000;
const OPENING = { method: 'apps.connections.open', times: 1 } as const;

async function started(
  appToken = APP_TOKEN,
): Promise<{ slack: LocalSlack; start: () => Promise<BotProcess> }> {
  const slack = await startSlack({
    fixture: bankFixture,
    manifest: readManifest(manifestText),
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    rateLimits: false,
  });
  const lakehouse = await startTestLakehouse();
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-socket-'));
  const bots: BotProcess[] = [];
  onTestFinished(async () => {
    await Promise.all(bots.map((bot) => bot.stop()));
    await Promise.all([slack.close(), lakehouse.close()]);
    rmSync(directory, { recursive: true, force: true });
  });
  const tokens = { botToken: BOT_TOKEN, appToken, readerToken: READER_TOKEN, actionsToken: ACTIONS_TOKEN };
  const start = async (): Promise<BotProcess> => {
    const bot = await startBot({ slack, lakehouse, signingSecret: SIGNING_SECRET, ...tokens, directory });
    bots.push(bot);
    return bot;
  };
  return { slack, start };
}

test(
  'it serves, outlives every way in which a renewal can fail, and stops within ten seconds',
  async () => {
    const { slack, start } = await started();
    const bot = await start();
    const maria = asPerson(slack, people.responder);
    expect(await maria.say(rooms.incidents, '/incident P2 Before')).toEqual({ ok: true });

    const failures = [
      () => slack.faults.add({ ...OPENING, kind: 'reset' }),
      () => slack.faults.add({ ...OPENING, kind: 'error', error: 'invalid_auth' }),
      () => slack.socket.cutNext(),
    ];
    for (const fail of failures) {
      fail();
      slack.socket.refresh(slack.socket.connections().length - 1);
      await expect
        .poll(async () => maria.say(rooms.incidents, '/incident list'), { timeout: STOP_WITHIN_MS })
        .toEqual({ ok: true });
    }
    expect(bot.process.exitCode).toBeNull();

    const startedMs = performance.now();
    bot.process.kill('SIGTERM');
    const [code] = (await once(bot.process, 'exit')) as unknown[];
    expect({ code, inTime: performance.now() - startedMs < STOP_WITHIN_MS }).toEqual({
      code: 0,
      inTime: true,
    });
    await expect.poll(() => slack.socket.connections()).toEqual([]);
  },
  MINUTE_MS,
);

test(
  'told to stop while no connection can be had, it ends in peace too',
  async () => {
    const { slack, start } = await started();
    const bot = await start();
    slack.faults.add({ method: 'apps.connections.open', kind: 'slow', delayMs: MINUTE_MS });
    slack.socket.drop();
    await expect.poll(() => slack.count('apps.connections.open')).toBe(2);
    const startedMs = performance.now();
    bot.process.kill('SIGTERM');
    const [code] = (await once(bot.process, 'exit')) as unknown[];
    expect({ code, inTime: performance.now() - startedMs < STOP_WITHIN_MS }).toEqual({
      code: 0,
      inTime: true,
    });
  },
  MINUTE_MS,
);

test(
  'a token that Slack does not know is told in words, and nothing is left running',
  async () => {
    const { start } = await started('xapp-1-A06-1-anothertoken');
    await expect(start()).rejects.toThrow(/^Slack refuses SLACK_APP_TOKEN: invalid_auth\.$/m);
  },
  MINUTE_MS,
);
