/** A handle that moves in Slack moves nobody's right to decide. */
import { expect, onTestFinished, test } from 'vitest';
import type { Directory, GroupAnswer } from '../../src/approval/directory.ts';
import { pinnedDirectory } from '../../src/approval/pins.ts';
import { AppError } from '../../src/errors.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openTempJournal } from './ports.ts';

const HANDLE = 'data-approvers';
const found = (id: string, isDisabled = false): GroupAnswer => ({
  outcome: 'found',
  id,
  handle: HANDLE,
  isDisabled,
});

/** One process: `answer` is what Slack says, and may be changed. */
function processOn(journal: Journal, slackId?: string) {
  const slack = { answer: found('S0FIRST') };
  const logged: string[] = [];
  const directory: Directory = {
    person: () => Promise.resolve('unknown'),
    group: () => Promise.resolve(slack.answer),
    members: () => Promise.resolve({ outcome: 'unreachable' }),
  };
  const log = { info: () => {}, warn: () => {}, error: (_: object, text: string) => void logged.push(text) };
  const group = {
    id: HANDLE,
    title: 'Data',
    break_glass: false,
    ...(slackId === undefined ? {} : { slack_id: slackId }),
  };
  const contacts = { 'on-call': { id: 'on-call', title: 'On call', slack_group: 'on-call' } };
  const runbook = { groups: { [HANDLE]: group }, contacts };
  const pinned = pinnedDirectory({ directory, journal, runbook, log });
  return { slack, logged, ask: (handle = HANDLE) => pinned.group(handle, 0) };
}

function store(): Journal {
  const { journal, dispose } = openTempJournal(() => 1_767_582_000_000);
  onTestFinished(dispose);
  return journal;
}

test('the group that a handle is first seen with is the one that it means for good, in every process', async () => {
  const journal = store();
  const first = processOn(journal);
  expect(await first.ask()).toEqual(found('S0FIRST'));
  first.slack.answer = found('S0OTHER');
  const moved = { outcome: 'moved', id: 'S0OTHER', pinnedId: 'S0FIRST' };
  expect(await first.ask()).toEqual(moved);
  const restarted = processOn(journal);
  restarted.slack.answer = found('S0OTHER');
  expect(await restarted.ask()).toEqual(moved);
  expect(restarted.logged).toEqual([expect.stringContaining('set slack_id for it in the runbook')]);
  restarted.slack.answer = found('S0FIRST');
  expect(await restarted.ask()).toEqual(found('S0FIRST'));
});

test('of two processes that see different groups first, one is right and the other is told', async () => {
  const journal = store();
  const [one, two] = [processOn(journal), processOn(journal)];
  two.slack.answer = found('S0SECOND');
  const outcomes = (await Promise.all([one.ask(), two.ask()])).map(({ outcome }) => outcome);
  expect(outcomes.toSorted()).toEqual(['found', 'moved']);
});

test('the runbook’s id goes before what was seen, and needs nothing stored', async () => {
  const journal = store();
  await processOn(journal).ask();
  const mended = processOn(journal, 'S0SECOND');
  expect(await mended.ask()).toMatchObject({ outcome: 'moved', pinnedId: 'S0SECOND' });
  mended.slack.answer = found('S0SECOND');
  expect(await mended.ask()).toEqual({ ...found('S0SECOND'), isSaid: true });
});

test('a disabled group, a missing one and one that Slack does not tell pin nothing', async () => {
  const journal = store();
  const one = processOn(journal);
  for (const answer of [found('S0OLD', true), { outcome: 'missing' }, { outcome: 'unreachable' }] as const) {
    one.slack.answer = answer;
    expect(await one.ask()).toEqual(answer);
  }
  one.slack.answer = found('S0NEW');
  expect(await one.ask()).toEqual(found('S0NEW'));
});

test('a store that does not take the pin is no yes', async () => {
  const journal = store();
  const down = () => Promise.reject(new AppError('unavailable', 'The store is away.'));
  const one = processOn({ ...journal, commit: down });
  await expect(one.ask()).rejects.toThrow('The store is away.');
});

test('a contact that decides nothing is whoever its handle means today; a handle that nobody knows is pinned', async () => {
  const one = processOn(store());
  for (const handle of ['on-call', 'whoever']) expect(await one.ask(handle)).toEqual(found('S0FIRST'));
  one.slack.answer = found('S0OTHER');
  expect(await one.ask('on-call')).toEqual(found('S0OTHER'));
  expect(await one.ask('whoever')).toMatchObject({ outcome: 'moved' });
});
