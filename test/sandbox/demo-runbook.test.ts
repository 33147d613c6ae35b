/** The demo's runbook is the shipped one, but for whom its contacts are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeDemoRunbook } from '../../sandbox/demo-runbook.ts';
import { bankFixture } from '../../sandbox/slack/fixture.ts';
import { formatProblems, loadRunbook } from '../../src/runbook/load.ts';
import { placeholderWarnings } from '../../src/runbook/placeholders.ts';
import { shippedRunbook } from '../support/bot.ts';

test('every contact of the demo is a person or a group of its Slack, and nothing else differs from what is shipped', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-demo-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const loaded = await loadRunbook(writeDemoRunbook(directory));
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  const { runbook } = loaded;
  expect(placeholderWarnings(runbook)).toEqual([]);
  const known = new Set([
    ...bankFixture.users.map(({ id }) => id),
    ...bankFixture.groups.map(({ handle }) => handle),
  ]);
  const named = Object.values(runbook.contacts).map(
    ({ slack_user, slack_group }) => slack_user ?? slack_group ?? '',
  );
  expect(named.filter((each) => !known.has(each))).toEqual([]);

  const shipped = await shippedRunbook();
  const { contacts, digest, ...rest } = runbook;
  expect(Object.keys(contacts)).toEqual(Object.keys(shipped.contacts));
  expect({ ...shipped, ...rest }).toEqual(shipped);
  expect(digest).not.toBe(shipped.digest);
});
