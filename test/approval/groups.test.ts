/** Who is in a group is what Slack has just said: what it does not say is nobody, and a disabled group's list does not count. */
import { expect, test } from 'vitest';
import type { Directory, GroupAnswer, MembersAnswer } from '../../src/approval/directory.ts';
import { freshGroups } from '../../src/approval/groups.ts';
import { GROUP, who } from './fixtures.ts';

const found: GroupAnswer = { outcome: 'found', id: GROUP.id, handle: GROUP.handle, isDisabled: false };
const listed: MembersAnswer = { outcome: 'known', members: [who.approver], begunAtMs: 8 };

async function fresh(group: GroupAnswer, members: MembersAnswer = listed) {
  const calls: (readonly [string, number])[] = [];
  const directory: Directory = {
    person: () => Promise.reject(new Error('nobody is looked up here')),
    group: (handle, afterMs) => {
      calls.push([handle, afterMs]);
      return Promise.resolve(group);
    },
    members: (id, afterMs) => {
      calls.push([id, afterMs]);
      return Promise.resolve(members);
    },
  };
  const [answer] = await freshGroups(directory, [GROUP.handle], 7);
  return { answer, calls };
}

test('both calls are to begin after the time that was asked for', async () => {
  expect(await fresh(found)).toEqual({
    answer: { handle: GROUP.handle, outcome: 'known', id: GROUP.id, members: [who.approver] },
    calls: [
      [GROUP.handle, 7],
      [GROUP.id, 7],
    ],
  });
});

test('that the runbook itself says which group it is goes along', async () => {
  expect((await fresh({ ...found, isSaid: true })).answer).toMatchObject({ isSaid: true });
});

test('a disabled group has nobody in it, and its list is not asked for', async () => {
  expect(await fresh({ ...found, isDisabled: true })).toEqual({
    answer: { handle: GROUP.handle, outcome: 'known', id: GROUP.id, members: [] },
    calls: [[GROUP.handle, 7]],
  });
});

test.each<GroupAnswer>([
  { outcome: 'missing' },
  { outcome: 'unreachable' },
  { outcome: 'moved', id: 'S0OTHER', pinnedId: GROUP.id },
])('a group that is $outcome is told as that, and its list is not asked for', async (group) => {
  expect(await fresh(group)).toEqual({
    answer: { handle: GROUP.handle, outcome: group.outcome },
    calls: [[GROUP.handle, 7]],
  });
});

test('a list that cannot be had is nobody, said as such', async () => {
  expect((await fresh(found, { outcome: 'unreachable' })).answer).toEqual({
    handle: GROUP.handle,
    outcome: 'unreachable',
  });
});

test('several groups are told in the order they were asked for', async () => {
  const directory: Directory = {
    person: () => Promise.reject(new Error('nobody is looked up here')),
    group: (handle) => Promise.resolve({ ...found, id: `S-${handle}`, handle }),
    members: (id) => Promise.resolve({ ...listed, members: [id] }),
  };
  const groups = await freshGroups(directory, ['second', 'first'], 0);
  expect(groups).toMatchObject([
    { handle: 'second', members: ['S-second'] },
    { handle: 'first', members: ['S-first'] },
  ]);
});
