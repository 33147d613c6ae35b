/** The audit's checkpoints, from the bot to the channel and the log, and from there to the verifier. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../sandbox/bot-process.ts';
import { bankFixture, people, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlack } from '../../sandbox/slack/server.ts';
import { openSqliteStore } from '../../scripts/audit/sqlite-store.ts';
import { CHECKPOINTS, type CheckpointMade, checkpointLine } from '../../src/audit/checkpoint.ts';
import { findingsOf, HOUR_MS, newKeys, verified } from '../audit/fixtures.ts';
import { PATIENCE_MS } from '../support/approvals.ts';
import {
  ACTIONS_TOKEN,
  BOT_TOKEN,
  manifestText,
  openWorld,
  READER_TOKEN,
  SIGNING_SECRET,
  startTestLakehouse,
} from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

const keys = newKeys();

async function look(dataDir: string, lines: readonly string[]) {
  const store = openSqliteStore(dataDir);
  try {
    return await verified(store, lines, keys);
  } finally {
    await store.close();
  }
}

/** What a person copies: all words of the message, whatever stands around the line. */
async function copied(person: PersonClient): Promise<readonly string[]> {
  const { messages } = await person.screen();
  return messages.map(messageWords).filter((words) => words.includes('Audit checkpoint'));
}

test('what is copied from the channel proves what people did before it, and so does the log', async () => {
  const world = await openWorld({ auditKey: keys.privateText });
  const maria = asPerson(world.slack, people.responder);
  await maria.say(rooms.incidents, '/incident P1 Transactions `table` <!channel> is stale');
  await maria.waitFor('P1 · Transactions');
  await world.advance(HOUR_MS);
  await maria.waitFor('Audit checkpoint 2: 1 record changed.', { timeoutMs: PATIENCE_MS });
  await maria.press('Acknowledge');
  await maria.waitFor('INC-1 acknowledged');

  const channel = await copied(maria);
  expect(channel).toHaveLength(1);
  const fromChannel = await look(world.storePlace, channel);
  expect(findingsOf(fromChannel)).toEqual([]);
  expect(fromChannel).toMatchObject({
    proven: { number: 2, documents: 1 },
    after: { documents: 1, entries: 1 },
  });

  const log = world.logged
    .filter(({ text }) => text === 'Audit checkpoint')
    .map(({ fields }) => JSON.stringify(fields));
  expect(log).toHaveLength(2);
  expect((await look(world.storePlace, log)).proven).toEqual(fromChannel.proven);

  const burgled = new DatabaseSync(join(world.storePlace, 'journal.db'));
  burgled.exec(`UPDATE entries SET event = replace(event, 'P1', 'P3') WHERE id = 'INC-1' AND seq = 1`);
  burgled.close();
  expect(findingsOf(await look(world.storePlace, channel))).toEqual([
    'incident/INC-1 1: was changed after it was written',
  ]);
}, 60_000);

test('two bots before one store post one checkpoint an hour, and a quiet hour none', async () => {
  const world = await openWorld({ auditKey: keys.privateText });
  const second = await world.join(world.journal);
  onTestFinished(second.close);
  const maria = asPerson(world.slack, people.responder);
  const count = async () => (await world.journal.history(CHECKPOINTS)).length;
  for (const hour of [1, 2, 3]) {
    if (hour < 3) await maria.say(rooms.incidents, `/incident P3 Hour ${hour}`);
    await expect
      .poll(() => maria.sees(hour < 3 ? `P3 · Hour ${hour}` : 'P3 · Hour 2'), { timeout: PATIENCE_MS })
      .toBe(true);
    await world.advance(HOUR_MS);
    await expect.poll(count, { timeout: PATIENCE_MS }).toBe(hour + 1);
  }
  await Promise.all([world.bot.idle(), second.bot.idle()]);
  expect(await count()).toBe(4);
  expect(await copied(maria)).toHaveLength(2);
  const made = (await world.journal.history(CHECKPOINTS)).map(({ event }) =>
    checkpointLine(event as CheckpointMade),
  );
  const logged = world.logged.filter(({ text }) => text === 'Audit checkpoint').map(({ fields }) => fields);
  expect(logged).toEqual(made.map((checkpoint) => ({ checkpoint })));
  expect(findingsOf(await look(world.storePlace, made))).toEqual([]);
}, 90_000);

test('npm start makes them with AUDIT_KEY, and says that there are none without', async () => {
  const slack = await startSlack({
    fixture: bankFixture,
    manifest: readManifest(manifestText),
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
  });
  const lakehouse = await startTestLakehouse();
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-audit-'));
  onTestFinished(async () => {
    await Promise.all([slack.close(), lakehouse.close()]);
    rmSync(directory, { recursive: true, force: true });
  });
  const place = {
    slack,
    lakehouse,
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    readerToken: READER_TOKEN,
    actionsToken: ACTIONS_TOKEN,
    directory,
  };
  const without = await startBot(place);
  expect(without.output()).toMatch(/AUDIT_KEY is not set.*npm run audit -- key/);
  await without.stop();
  const bot = await startBot({ ...place, environment: { AUDIT_KEY: keys.privateText, LOG_LEVEL: 'info' } });
  onTestFinished(bot.stop);
  await expect
    .poll(bot.output, { timeout: PATIENCE_MS })
    .toMatch(/four-eyes-checkpoint 1 .*"Audit checkpoint"/);
  expect(bot.output()).not.toContain(keys.privateText);
  expect(bot.output()).not.toContain('AUDIT_KEY');
  const verdict = await look(join(directory, 'data'), bot.output().split('\n'));
  expect(verdict).toMatchObject({ findings: [], proven: { number: 1 } });
}, 60_000);
