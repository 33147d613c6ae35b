/** The local Slack with a real Bolt app and a real WebClient before it, for the sandbox's own tests. */

import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { bankFixture } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import type { LocalSlack, SlackOptions } from '../../sandbox/slack/server.ts';
import { startSlack } from '../../sandbox/slack/server.ts';

export const signingSecret = 'sandbox-signing-secret-000000000';
export const botToken = 'xoxb-sandbox-token';

export const manifestYaml = `
display_information:
  name: Four Eyes
features:
  app_home:
    home_tab_enabled: true
  shortcuts:
    - { name: Declare, type: global, callback_id: declare, description: Declares an incident }
    - { name: Keep, type: message, callback_id: keep, description: Keeps a message }
  slash_commands:
    - command: /incident
      description: Declare and run incidents
      usage_hint: "[P0-P3] what happened"
      should_escape: true
    - command: /raw
      description: Takes its text as it is typed
oauth_config:
  scopes:
    bot:
      [app_mentions:read, canvases:write, channels:history, channels:read, chat:write, commands, files:write, im:history, reactions:read,
       reactions:write, usergroups:read, users:read, users:read.email]
settings:
  event_subscriptions:
    bot_events: [app_home_opened, app_mention, message.channels, reaction_added, reaction_removed]
`;

/** A clock that moves only when it is told to, and the timers that hang on it. */
export type HandClock = {
  readonly now: () => number;
  readonly after: (delayMs: number, task: () => void) => () => void;
  readonly advance: (ms: number) => void;
  /** How long each waiting timer still has. */
  readonly pending: () => readonly number[];
};

export function handClock(startMs = Date.now()): HandClock {
  let time = startMs;
  const timers = new Set<{ readonly at: number; readonly task: () => void }>();
  return {
    now: () => time,
    pending: () => [...timers].map((timer) => timer.at - time),
    after: (delayMs, task) => {
      const timer = { at: time + delayMs, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: (ms) => {
      time += ms;
      const due = [...timers].filter((timer) => timer.at <= time).sort((a, b) => a.at - b.at);
      for (const timer of due) {
        timers.delete(timer);
        timer.task();
      }
    },
  };
}

export async function localSlack(
  options: Partial<SlackOptions> = {},
): Promise<LocalSlack & { web: WebClient }> {
  const slack = await startSlack({
    fixture: bankFixture,
    manifest: readManifest(manifestYaml),
    signingSecret,
    botToken,
    ...options,
  });
  onTestFinished(() => slack.close());
  return { ...slack, web: webClient(slack) };
}

export function webClient(slack: LocalSlack, token = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: silentLogger,
  });
}

const silentLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** A Bolt app with the listeners of one test, on a free port, known to the local Slack. */
export async function boltApp(slack: LocalSlack, listen: (app: App) => void): Promise<string> {
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR, logger: silentLogger });
  const app = new App({
    token: botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    logger: silentLogger,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  listen(app);
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    server.closeAllConnections();
    await receiver.stop();
  });
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  slack.setAppUrl(appUrl);
  return appUrl;
}
