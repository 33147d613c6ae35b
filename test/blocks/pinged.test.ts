/** Whom a message in the thread calls: those whom it concerns, where they are known, and no whole group besides. */
import { expect, test } from 'vitest';
import { approvalNote } from '../../blocks/notes.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { groupsInTurn } from '../../src/approval/seats.ts';
import type { Approval } from '../../src/approval/state.ts';
import {
  ASKED_AT_MS,
  after,
  GROUP,
  glassBroken,
  good,
  MINUTE_MS,
  reached,
  who,
} from '../approval/fixtures.ts';

const NOW_MS = ASKED_AT_MS + 6 * MINUTE_MS;

function called(approval: Approval, event: ApprovalEvent): readonly string[] {
  const message = approvalNote({ approval, turn: groupsInTurn(approval) }, event);
  const found = JSON.stringify(message?.blocks).matchAll(/"(?:user_id|usergroup_id)":"(\w+)"/g);
  return [...found].map(([, id = '']) => id);
}

test('a question calls whoever asked for the change, and no group', () => {
  expect(called(reached('pending'), good('asked'))).toEqual([who.requester, who.other]);
});

test('a signature is told to whoever broke the glass', () => {
  const broken = glassBroken();
  const event = good('signed', broken.revision);
  expect(called(after(broken, [event, NOW_MS]), event)).toEqual([who.other, who.approver]);
});

test('the next in turn are of a group that has somebody who can say yes', () => {
  const pending = reached('pending', { groups: [GROUP.handle, 'others'], peopleNeeded: 2 });
  const groups = [
    { ...GROUP, eligible: 0 },
    { handle: 'others', id: 'S0OTHERS', eligible: 2 },
  ];
  const two = { ...pending, prepared: pending.prepared && { ...pending.prepared, groups } };
  const event = { ...good('approved', two.revision), group: 'others' } as ApprovalEvent;
  const half = after(two, [event, NOW_MS]);
  expect(called(half, event)).toEqual(['S0OTHERS', who.approver]);
  const inOrder = { ...half, inOrder: true, peopleNeeded: 1 };
  expect(called(inOrder, event)).toEqual(['S0OTHERS', who.approver]);
});

test('where nobody could be counted the group is called all the same', () => {
  const pending = reached('pending');
  const groups = [{ ...GROUP, eligible: 0 }];
  const nobody = { ...pending, prepared: pending.prepared && { ...pending.prepared, groups } };
  expect(called(nobody, good('nudged'))).toEqual([GROUP.id]);
  const counted = { ...nobody, recounted: { eligible: { [GROUP.handle]: 1 }, atMs: NOW_MS } };
  expect(called(counted, good('recounted'))).toEqual([GROUP.id, who.requester]);
});
