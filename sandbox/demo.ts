/**
 * `npm run demo`: the bot at work without an account. A local Slack and a local lakehouse stand in for the real ones;
 * between them runs the bot as `npm start` runs it, with the real Slack SDK and the real Databricks driver.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBot } from './bot-process.ts';
import { startLakehouse } from './lakehouse/start.ts';
import { bankFixture } from './slack/fixture.ts';
import { readManifest } from './slack/manifest.ts';
import { startSlack } from './slack/server.ts';

/** An address that can be kept open in a browser; when it is taken, any other. */
const PAGE_PORT = 4747;

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

async function demo(): Promise<void> {
  const secrets = {
    signingSecret: hex(16),
    botToken: `xoxb-${hex(16)}`,
    readerToken: `dapi${hex(16)}`,
    actionsToken: `dapi${hex(16)}`,
  };
  const lakehouse = await startLakehouse({
    tokens: {
      [secrets.readerToken]: { principal: 'svc-runbook-reader', may: 'read' },
      [secrets.actionsToken]: { principal: 'svc-runbook-actions', may: 'change' },
    },
  });
  const manifest = readManifest(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8'));
  const slackOptions = {
    fixture: bankFixture,
    manifest,
    signingSecret: secrets.signingSecret,
    botToken: secrets.botToken,
  };
  const slack = await startSlack({ ...slackOptions, port: PAGE_PORT }).catch(() => startSlack(slackOptions));
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-demo-'));
  const bot = await startBot({ slack, lakehouse, ...secrets, directory });
  bot.process.stderr?.pipe(process.stderr);
  bot.process.once('exit', (code) => {
    if (code !== 0) process.stderr.write(bot.output());
    rmSync(directory, { recursive: true, force: true });
    process.exit(code ?? 1);
  });
  const end = (): void => void bot.stop();
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  console.log(introduction(slack.url));
}

const introduction = (url: string): string => `
Four Eyes is running. Open  ${url}  in a browser.

  1. Type    /incident P1 Transactions table is stale
  2. Open the card's thread and press  Run checks: the table is 9 hours old.
  3. Press   Request action  and choose to restore a table. The form lists the table's
     versions: 25 is the bad write, so ask for 24, and say why.
  4. Switch to David Okafor at the top right and press  Approve.

Nothing here leaves this machine. Ctrl-C ends it and throws everything away.
`;

await demo();
