/**
 * `npm run demo`: the bot at work without an account. A local Slack and a local lakehouse stand in for the real ones;
 * between them runs the bot as `npm start` runs it, with the real Slack SDK and the real Databricks driver.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBankingApi } from './banking-api/start.ts';
import { UNWELL } from './banking-api/traffic.ts';
import { startBot } from './bot-process.ts';
import { writeDemoRunbook } from './demo-runbook.ts';
import { startLakehouse } from './lakehouse/start.ts';
import { bankFixture, people, rooms } from './slack/fixture.ts';
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
  const api = await startBankingApi();
  api.plant(UNWELL);
  const environment = { RUNBOOK_DIR: writeDemoRunbook(directory), PLATFORM_API_URL: api.url };
  const bot = await startBot({ slack, lakehouse, ...secrets, directory, environment });
  for (const { by, text } of SMALL_TALK) await talk(slack.url, by, text);
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

/** Somebody was here before you: it is what the first incident is about. */
const SMALL_TALK: readonly { readonly by: string; readonly text: string }[] = [
  {
    by: people.secondApprover,
    text: 'Morning. The transactions dashboard stands still since last night. Does somebody know why?',
  },
  { by: people.approver, text: 'There was a backfill. I have not looked at what it wrote.' },
  { by: people.secondApprover, text: 'Maria, you are on call: could you declare it in #incidents, please?' },
];

async function talk(url: string, user: string, text: string): Promise<void> {
  const body = JSON.stringify({ user, channel: rooms.dataPlatform, text });
  await fetch(`${url}/ui/say`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** For eighty columns: a terminal that breaks these lines itself makes a puzzle of them. */
const introduction = (url: string): string => `
Four Eyes is running. Open  ${url}  in a browser: you are Maria.

1. Declare     Type  /incident P1 Transactions table is stale
               Open the card's thread and press  Run checks.
2. Request     Under "Table history: fail" press  Restore a table …
               The form is filled in from the check. Say why, and send it.
3. Approve     Maria cannot. Become David Okafor at the top right and press
               Approve. The card shows what ran, and offers  Undo.
4. Intruder    As Maria, in the channel:
               /incident P0 Suspicious access to customer data
               Run checks; "Unauthorized access" leads to a REVOKE, which
               Aisha Rahman approves. Undo gives back exactly what was there.
5. In a thread Type  @Four Eyes check unauthorized-access attempts=20
6. More areas  /incident P1 Fraud model offline, /incident P1 API slow,
               /incident P2 Cost is out of hand: each finds its checks.
7. Every day   /incident checklist daily  posts what is to be looked at.
               Four Eyes, under Apps, is your Home: what waits for you.
8. Afterwards  /incident resolve  asks what was done. Then press  Post-mortem
               and  Make canvas;  /incident timeline  and  /incident stats
               are drawn from the same journal.
9. Rehearse    /incident drill P1 Fraud model offline : all of it, marked, and
               what is approved does not run.

/incident help  has the rest. Nothing here leaves this machine; Ctrl-C ends it
and throws everything away.
`;

// Node calls the type stripping that serves the page an experiment, under the introduction; nobody here can do a thing about it.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.warn(warning);
});

await demo();
