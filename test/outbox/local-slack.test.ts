/** The same worker before the local Slack, which holds it to the manifest's scopes and to Slack's own limits. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bankFixture, people, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlack } from '../../sandbox/slack/server.ts';
import { slackClient } from '../../src/adapters/slack-client.ts';
import { slackDirectory } from '../../src/adapters/slack-directory.ts';
import { slackMessenger } from '../../src/adapters/slack-messenger.ts';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import { startOutbox } from '../../src/outbox/deliver.ts';
import { intentToJson, laneOf } from '../../src/outbox/intent.ts';
import { virtualClock } from './virtual-clock.ts';
import { watchWire } from './wire.ts';
import { card, nameOf, note, plain, redraw } from './world.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const botToken = 'xoxb-local-slack';

async function localSlack() {
  const wire = watchWire();
  onTestFinished(() => void vi.unstubAllGlobals());
  const clock = virtualClock();
  const manifest = readManifest(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'));
  const slack = await startSlack({
    fixture: bankFixture,
    manifest,
    signingSecret: 'local-slack-signing-secret',
    botToken,
    now: clock.wallMs,
    after: (delayMs, task) => clock.after(delayMs, task),
  });
  onTestFinished(() => slack.close());
  return { slack, clock, wire, client: slackClient({ token: botToken, apiUrl: slack.apiUrl, log: silent }) };
}

test('a thread goes out in order through lost answers, refused calls and pauses, and nothing twice', async () => {
  const { slack, clock, wire, client } = await localSlack();
  const dataDir = mkdtempSync(join(tmpdir(), 'outbox-'));
  const journal = openSqliteJournal({ dataDir, now: clock.wallMs });
  onTestFinished(async () => {
    await journal.close();
    rmSync(dataDir, { recursive: true });
  });
  const ref = { kind: 'incident', id: 'INC-1' } as const;
  const parts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const intents = [
    card('INC-1', rooms.incidents),
    ...parts.map((part) => note('INC-1', part, rooms.incidents)),
  ];
  await journal.commit({
    ref,
    version: 0,
    head: '',
    atMs: clock.wallMs(),
    state: {},
    event: {},
    outbox: [...intents, redraw('INC-1')].map((intent) => ({
      lane: laneOf({ ref, view: 'incident-card' }),
      intent: intentToJson(intent),
    })),
  });
  slack.faults.add({ method: 'chat.postMessage', kind: 'reset_after', times: 2 });
  slack.faults.add({ method: 'conversations.history', kind: 'http', status: 503, times: 1 });
  slack.faults.add({ method: 'chat.update', kind: 'error', error: 'internal_error', times: 1 });
  const outbox = startOutbox({
    journal,
    messenger: slackMessenger({ client }),
    render: async (intent) => plain(intent.type === 'update' ? `${nameOf(intent)} redrawn` : nameOf(intent)),
    clock,
    random: () => 0.5,
    log: silent,
  });
  onTestFinished(() => outbox.stop());

  const endMs = clock.monotonicMs() + 10 * 60_000;
  while ((await journal.outbox.stats()).waiting > 0 && clock.monotonicMs() < endMs) {
    await wire.settled();
    if ((await journal.outbox.stats()).waiting > 0) clock.toNextTimer();
  }

  const shown = slack.messages(rooms.incidents);
  expect(shown.map((message) => message.text)).toEqual([
    'INC-1 redrawn',
    ...parts.map((part) => `INC-1/${part}`),
  ]);
  const [top, ...replies] = shown;
  expect(new Set(replies.map((reply) => reply.threadTs))).toEqual(new Set([top?.ts]));
  expect((await journal.outbox.stats()).buried).toBe(0);
});

test('the directory tells members, guests, strangers and groups of the local Slack apart', async () => {
  const { clock, client } = await localSlack();
  const directory = slackDirectory({ client, clock });
  expect(await directory.person(people.responder)).toMatchObject({ isFullMember: true });
  expect(await directory.person('U0NOBODY')).toBe('unknown');
  for (const user of bankFixture.users) {
    const isFull = !(
      user.isBot ||
      user.isRestricted ||
      user.isUltraRestricted ||
      user.isStranger ||
      user.deleted
    );
    expect(await directory.person(user.id)).toMatchObject({ id: user.id, isFullMember: isFull });
  }
  const handles = [...bankFixture.groups.map(({ handle }) => handle), 'nobody-here'];
  const atMs = clock.monotonicMs();
  const found = await Promise.all(handles.map((handle) => directory.group(handle, atMs)));
  expect(found.at(-1)).toEqual({ outcome: 'missing' });
  for (const [index, group] of bankFixture.groups.entries()) {
    expect(found[index]).toMatchObject({ outcome: 'found', id: group.id });
    expect(await directory.members(group.id, clock.monotonicMs())).toMatchObject({ members: group.members });
  }
});
