/**
 * The personal data and the token that are planted in the lakehouse, against the bot as a bank runs it: `npm start` as a
 * process, with everything that can be read of it. That they come as far as the bot is told by their masks.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBankingApi } from '../../sandbox/banking-api/start.ts';
import { startBot } from '../../sandbox/bot-process.ts';
import { canaries } from '../../sandbox/lakehouse/data/canaries.ts';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { bankFixture, people, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { type LocalSlack, startSlack } from '../../sandbox/slack/server.ts';
import { hasRedisServer, startRedisServer } from '../contract/redis-server.ts';
import {
  ACTIONS_TOKEN,
  BOT_TOKEN,
  manifestText,
  READER_TOKEN,
  SIGNING_SECRET,
  startTestLakehouse,
} from '../support/bot.ts';
import { canariesIn, everythingIn, filesIn } from '../support/canaries.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { openRequest } from '../support/requesting.ts';
import { declare, PATIENT, press, until } from './trouble-steps.ts';

const LONG_MS = 240_000;
const ALL = Object.keys(canaries);
/** What an engine may say of the row that it stumbled over. */
const WORDS = `bad value in row (${Object.values(canaries).join('; ')})`;

/** They hold what they hold for: each in the words that the bot is given. */
test('the canaries are found wherever they are', () => {
  expect(canariesIn(WORDS)).toEqual(ALL);
  expect(canariesIn(JSON.stringify({ a: `x${canaries.email.replace('@', '%40')}` }))).toEqual(['email']);
});

test(
  'no canary leaves the lakehouse for Slack, the log or the files of SQLite',
  async () => {
    const { slack, output, directory, stop } = await everythingThatIsSaid({});
    // Out of a cell of a report's table.
    expect(slack).toContain('[national id]');
    expect(canariesIn(slack)).toEqual([]);
    expect(canariesIn(output())).toEqual([]);
    expect(canariesIn(filesIn(join(directory, 'data')))).toEqual([]);
    // And once more when it has put its store away.
    await stop();
    expect(canariesIn(filesIn(join(directory, 'data')))).toEqual([]);
  },
  LONG_MS,
);

describe.skipIf(!hasRedisServer)('with Redis', () => {
  test(
    'no canary leaves the lakehouse for Slack, the log or any key',
    async () => {
      const redis = await startRedisServer();
      onTestFinished(() => redis.stop());
      const { slack, output, stop } = await everythingThatIsSaid({ REDIS_URL: redis.url });
      expect(canariesIn(slack)).toEqual([]);
      expect(canariesIn(output())).toEqual([]);
      // While it runs, keys go as they are read.
      await stop();
      const stored = await everythingIn(redis.url);
      expect(stored).toContain('411111…1111');
      expect(canariesIn(stored)).toEqual([]);
    },
    LONG_MS,
  );
});

/** Checks that see them, checks and changes that fail with them, and a form that is filled in beside them. */
async function everythingThatIsSaid(environment: { readonly [name: string]: string }) {
  const { slack, lakehouse, bot, directory } = await started(environment);
  const maria = asPerson(slack, people.responder);
  const david = asPerson(slack, people.approver);
  await declare(maria);
  await checksThatSeeThem(maria);
  await checksThatFailWithThem(maria, lakehouse);
  await requestsThatFailWithThem(maria, david, lakehouse, bot.output);
  await workThatFailsWithThem(maria, lakehouse, bot.output);
  await maria.say(rooms.dataPlatform, '/incident P0 Suspicious access to customer data');
  await maria.waitFor('P0 · Suspicious access to customer data', PATIENT);
  expect(await maria.press('Run checks', { in: 'Suspicious access' })).toEqual({ ok: true });
  await maria.waitFor('r.vance@contractor.test was refused 14 times in the last hour', PATIENT);
  await maria.waitFor(/svc-reporting@examplebank\.test read [\d,]+ rows of personal data/, PATIENT);
  await checksOfOtherKinds(maria);
  await maria.say(rooms.incidents, '/incident resolve INC-2 The account was closed');
  await maria.waitFor('The account was closed', PATIENT);
  await maria.say(rooms.incidents, '/incident postmortem INC-2 canvas');
  await maria.waitFor('The post-mortem of INC-2 is on a canvas', PATIENT);
  expect(slack.canvases()[0]?.markdown).toContain('411111…1111');
  return { slack: JSON.stringify(slack.requests), output: bot.output, directory, stop: bot.stop };
}

async function checksThatSeeThem(maria: PersonClient): Promise<void> {
  await press(maria, 'Run checks');
  await maria.waitFor('Last row: j…@customer.test, card 411111…1111, to DE…3000.', PATIENT);
  await maria.waitFor('token=[secret]', PATIENT);
  // Whom the reports are about is declared, and said.
  await maria.waitFor('Version 25 was not expected: WRITE by svc-backfill@examplebank.test.', PATIENT);
  await maria.waitFor('The newest row is 9.0 hours old', PATIENT);
  await maria.waitFor('1 of 25 runs', PATIENT);
}

/** In what a service says of itself, in the text of a query, in what somebody wrote beside a model. */
async function checksOfOtherKinds(maria: PersonClient): Promise<void> {
  const check = (id: string) => maria.say(rooms.incidents, `/incident check INC-2 ${id}`);
  await check('api-health');
  await maria.waitFor('Timeout on customer j…@customer.test, card 411111…1111.', PATIENT);
  await check('slow-queries');
  await maria.waitFor('A query of svc-reporting@examplebank.test took 10 min', PATIENT);
  await check('model-versions');
  await maria.waitFor('Asked for by j…@customer.test', PATIENT);
  await check('expensive-queries');
  await maria.waitFor('One query of svc-reporting@examplebank.test took', PATIENT);
}

async function checksThatFailWithThem(maria: PersonClient, lakehouse: Lakehouse): Promise<void> {
  const error = { errorClass: 'CAST_INVALID_INPUT', sqlState: '22018' };
  lakehouse.faults.add({
    kind: 'error',
    ...error,
    message: `[CAST_INVALID_INPUT] ${WORDS}`,
    match: 'minutes_old',
  });
  const failing = { kind: 'rest_error', errorCode: 'BAD', message: WORDS, times: 9 } as const;
  lakehouse.faults.add({ ...failing, status: 400, match: '/jobs/' });
  lakehouse.faults.add({ ...failing, status: 500, match: '/pipelines/' });
  await press(maria, 'Run checks');
  await maria.waitFor('refused to read (CAST_INVALID_INPUT)', PATIENT);
  await maria.waitFor('(j…@customer.test; 411111…1111', PATIENT);
  await maria.waitFor('the workspace could not be reached: HTTP 500: bad value', PATIENT);
  lakehouse.faults.clear();
}

async function requestsThatFailWithThem(
  maria: PersonClient,
  david: PersonClient,
  lakehouse: Lakehouse,
  output: () => string,
): Promise<void> {
  const error = {
    kind: 'error',
    errorClass: 'DELTA_FILE_NOT_FOUND',
    sqlState: '42K03',
    message: WORDS,
  } as const;
  lakehouse.faults.add({ ...error, match: 'VERSION AS OF' });
  await ask(maria);
  await maria.waitFor(/Version 24 can no longer be read.*411111…1111/s, PATIENT);
  lakehouse.faults.add({ ...error, match: /^DESCRIBE HISTORY.*1001/ });
  await ask(maria);
  await maria.waitFor(/“history” could not be read.*411111…1111/s, PATIENT);
  lakehouse.faults.clear();
  await ask(maria);
  await david.waitFor('/* APR-3 */', PATIENT);
  // It knows where the card stands a moment after that is to be seen.
  await until('nothing is owed', () => owesNothing(output()));
  lakehouse.faults.add({ ...error, match: /^RESTORE/ });
  expect(await david.press('Approve', { in: 'APR-3' })).toEqual({ ok: true });
  await david.waitFor(/the engine refused it.*411111…1111/s, PATIENT);
}

async function owesNothing(output: string): Promise<boolean> {
  const [, port] = /"opsPort":(\d+)/.exec(output) ?? [];
  const figures = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } });
  return /^outbox_waiting 0$/m.test(await figures.text());
}

/** What nobody is told of stands in the log only. */
async function workThatFailsWithThem(
  maria: PersonClient,
  lakehouse: Lakehouse,
  output: () => string,
): Promise<void> {
  const error = { errorClass: 'CAST_INVALID_INPUT', sqlState: '22018', message: WORDS };
  lakehouse.faults.add({ kind: 'error', ...error, match: 'current_user' });
  await ask(maria);
  await until('it is in the log', () => /does not say who we are.*411111…1111/.test(output()));
}

async function ask(maria: PersonClient): Promise<void> {
  await openRequest(maria);
  // The form is complete when it shows what there is to choose, whose authors are declared.
  await maria.waitFor(/25: .+ ago, WRITE by svc-backfill@examplebank\.test/, PATIENT);
  await maria.fill({ 'Version to restore': 24, 'Why? The approver decides on this.': 'A bad backfill' });
  expect(await maria.submit()).toMatchObject({ ok: true });
}

async function started(environment: { readonly [name: string]: string }) {
  const slack: LocalSlack = await startSlack({
    fixture: bankFixture,
    manifest: readManifest(manifestText),
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    rateLimits: false,
  });
  const lakehouse = await startTestLakehouse();
  const api = await startBankingApi();
  api.plant({ health: 'degraded' });
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-canaries-'));
  const bot = await startBot({
    slack,
    lakehouse,
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    readerToken: READER_TOKEN,
    actionsToken: ACTIONS_TOKEN,
    directory,
    environment: { LOG_LEVEL: 'trace', PLATFORM_API_URL: api.url, ...environment },
  });
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([slack.close(), lakehouse.close(), api.close()]);
    rmSync(directory, { recursive: true, force: true });
  });
  return { slack, lakehouse, bot, directory };
}
