/** What everything is compared with: Bolt's HTTP app whose listeners acknowledge at once and do nothing. */
import { App } from '@slack/bolt';

const { PORT, SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN } = process.env;
const app = new App({
  signingSecret: SLACK_SIGNING_SECRET ?? '',
  authorize: () => Promise.resolve({ botToken: SLACK_BOT_TOKEN ?? '' }),
});
app.command(/.*/, ({ ack }) => ack());
app.action(/.*/, ({ ack }) => ack());
await app.start(Number(PORT));
