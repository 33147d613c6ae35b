/** Who is told of an overdue item: a person, a group as Slack knows it now, or nobody by name. */
import { expect, onTestFinished, test } from 'vitest';
import type { GroupAnswer } from '../../src/approval/directory.ts';
import { checklistDocument, checklistRef } from '../../src/checklist/document.ts';
import { nudgeOverdue } from '../../src/checklist/nudge.ts';
import type { ChecklistEvent, Nudged, Task } from '../../src/checklist/state.ts';
import { apply } from '../../src/journal/document.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { openTempJournal } from '../approval/ports.ts';
import { AT_MS, DAVID, HOUR_MS, MARIA, opening, task } from './fixtures.ts';

const FOUND: GroupAnswer = { outcome: 'found', id: 'S0OPS', handle: 'ops', isDisabled: false };
const owned = (id: string, contact: string): Task =>
  task(id, { owner: { contact, title: contact, user: null } });

async function bench(tasks: readonly Task[], answer: GroupAnswer = FOUND) {
  let nowMs = AT_MS;
  const { journal, dispose } = openTempJournal(() => nowMs);
  onTestFinished(dispose);
  const asked: string[] = [];
  const contacts = {
    person: { id: 'person', title: 'A person', slack_user: MARIA },
    group: { id: 'group', title: 'A group', slack_group: 'ops' },
    mail: { id: 'mail', title: 'An address', email: 'a@bank.example' },
  };
  await apply(journal, checklistDocument, 'CHK-1', { ...opening, tasks });
  const deps = {
    journal,
    runbook: { contacts } as unknown as Runbook,
    directory: {
      group: (handle: string) => {
        asked.push(handle);
        return Promise.resolve(answer);
      },
    },
    monotonicMs: () => 0,
    wake: () => undefined,
  };
  return {
    asked,
    at: (ms: number) => {
      nowMs = AT_MS + ms;
    },
    happen: (event: ChecklistEvent) => apply(journal, checklistDocument, 'CHK-1', event),
    nudge: () => nudgeOverdue(deps, { ref: checklistRef('CHK-1'), name: 'nudge', atMs: nowMs }),
    /** Each message, with whom it names. */
    told: async (): Promise<readonly (readonly Nudged[])[]> => {
      const entries = await journal.history(checklistRef('CHK-1'));
      const events = entries.map(({ event }) => event as ChecklistEvent);
      return events.flatMap((event) => (event.type === 'nudged' ? [event.nudges] : []));
    },
    dueAtMs: async () => (await journal.due(Number.MAX_SAFE_INTEGER, 10, 1)).map(({ atMs }) => atMs - AT_MS),
  };
}

test('who took it is told, else the contact’s person or group, which is asked for once; an address is nobody in Slack', async () => {
  const tasks = ['person', 'group', 'mail', 'gone'].map((contact) => owned(`of-${contact}`, contact));
  const { at, happen, nudge, told, asked } = await bench([
    ...tasks,
    owned('taken', 'person'),
    owned('second', 'group'),
    task('of-nobody'),
  ]);
  await happen({ type: 'taken', item: 'taken', by: DAVID });
  at(HOUR_MS);
  await nudge();
  expect(await told()).toEqual([
    [
      { item: 'of-person', whom: { kind: 'user', id: MARIA } },
      { item: 'of-group', whom: { kind: 'group', id: 'S0OPS' } },
      { item: 'of-mail', whom: null },
      { item: 'of-gone', whom: null },
      { item: 'taken', whom: { kind: 'user', id: DAVID } },
      { item: 'second', whom: { kind: 'group', id: 'S0OPS' } },
      { item: 'of-nobody', whom: null },
    ],
  ]);
  expect(asked).toEqual(['ops']);
});

test.each<GroupAnswer>([{ outcome: 'missing' }, { outcome: 'unreachable' }, { ...FOUND, isDisabled: true }])(
  'a group that is not to be had ($outcome) is not named, and the item is told of all the same',
  async (answer) => {
    const { at, nudge, told } = await bench([owned('a', 'group')], answer);
    at(HOUR_MS);
    await nudge();
    expect(await told()).toEqual([[{ item: 'a', whom: null }]]);
  },
);

test('it is told again a day after it was told, and not once for every day that nobody looked', async () => {
  const { at, nudge, told, dueAtMs } = await bench([task('a')]);
  expect(await dueAtMs()).toEqual([HOUR_MS]);
  at(HOUR_MS - 1);
  await nudge();
  expect(await told()).toEqual([]);
  at(240 * HOUR_MS);
  await nudge();
  await nudge();
  expect(await told()).toHaveLength(1);
  expect(await dueAtMs()).toEqual([264 * HOUR_MS]);
  at(264 * HOUR_MS);
  await nudge();
  expect(await told()).toHaveLength(2);
});
