/** A Bolt app on the bot's own Socket Mode receiver before the local Slack, by a clock that the test moves. */
import { App } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import type { LocalSlack, SlackOptions } from '../../sandbox/slack/server.ts';
import { slackSocketReceiver } from '../../src/adapters/slack-socket.ts';
import { botToken, type HandClock, handClock, localSlack } from './slack-with-bolt.ts';

export const appToken = 'xapp-1-A06-1-sandboxtoken';

export type SocketApp = {
  readonly slack: LocalSlack;
  readonly app: App;
  readonly clock: HandClock;
  /** The keys of the requests that reached a listener, in the order of their coming. */
  readonly keys: readonly unknown[];
  readonly logged: readonly string[];
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function socketApp(
  options: Partial<SlackOptions> & { readonly token?: string } = {},
): Promise<SocketApp> {
  const { token = appToken, ...slackOptions } = options;
  const slack = await localSlack({ appToken, rateLimits: false, ...slackOptions });
  const clock = handClock();
  const logged: string[] = [];
  const keys: unknown[] = [];
  const at = (level: string) => (fields: object, text: string) => {
    logged.push(`${level} ${text} ${JSON.stringify(fields)}`);
  };
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const receiver = slackSocketReceiver({
    appToken: token,
    apiUrl: slack.apiUrl,
    log,
    clock: { monotonicMs: clock.now, after: clock.after },
  });
  const app = new App({ receiver, authorize: () => Promise.resolve({ botToken }) });
  app.use(async ({ context, next }) => {
    keys.push(context['requestKey']);
    await next();
  });
  app.error(() => Promise.resolve());
  let stopping: Promise<unknown> | null = null;
  const stop = async (): Promise<void> => {
    stopping ??= app.stop();
    await stopping;
  };
  onTestFinished(stop);
  return { slack, app, clock, keys, logged, stop, start: async () => void (await app.start()) };
}
