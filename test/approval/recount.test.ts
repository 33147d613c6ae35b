/** Nobody could approve when it was asked for: the group is counted again until somebody can. */
import { expect, test } from 'vitest';
import { approvalDocument } from '../../src/approval/document.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { recount } from '../../src/approval/recount.ts';
import { nobodyCan } from '../../src/approval/seats.ts';
import { type Approval, RECOUNT_EVERY_MS } from '../../src/approval/state.ts';
import { GROUP, MINUTE_MS, who } from './fixtures.ts';
import { asked, bench, current, ITEM } from './ports.ts';

const dueNames = (after: Approval) =>
  (
    approvalDocument.consequences({
      before: after,
      after,
      event: { type: 'checking_over' },
      seq: 9,
      atMs: after.requestedAtMs,
    }).due ?? []
  ).flatMap(({ name, atMs }) => (name === 'recount' ? [atMs] : []));

async function alone() {
  const deps = bench();
  deps.directory.list = { outcome: 'known', members: [who.requester], begunAtMs: 0 };
  await asked(deps);
  await prepare(deps, ITEM);
  return deps;
}

test('it is looked again every two minutes while nobody can, and the card stays good meanwhile', async () => {
  const deps = await alone();
  const before = await current(deps);
  expect(nobodyCan(before)).toBe(true);
  expect(dueNames(before)).toEqual([(before.prepared?.atMs ?? 0) + RECOUNT_EVERY_MS]);
  deps.clock.pass(2 * MINUTE_MS);
  await recount(deps, ITEM);
  const after = await current(deps);
  expect({ nobody: nobodyCan(after), revision: after.revision }).toEqual({
    nobody: true,
    revision: before.revision,
  });
  expect(dueNames(after)).toEqual([(after.recounted?.atMs ?? 0) + RECOUNT_EVERY_MS]);
  expect((after.recounted?.atMs ?? 0) - (before.prepared?.atMs ?? 0)).toBe(2 * MINUTE_MS);
});

test('as soon as somebody can it can be approved on the card that is there, and nobody looks any more', async () => {
  const deps = await alone();
  const before = await current(deps);
  deps.directory.list = { outcome: 'known', members: [who.requester, who.approver], begunAtMs: 0 };
  await recount(deps, ITEM);
  const after = await current(deps);
  expect({ nobody: nobodyCan(after), revision: after.revision }).toEqual({
    nobody: false,
    revision: before.revision,
  });
  expect(after.prepared).toEqual(before.prepared);
  expect(dueNames(after)).toEqual([]);
  await recount(deps, ITEM);
  expect((await current(deps)).revision).toBe(after.revision);
});

test('a group that the handle has come to mean since gives nobody a say', async () => {
  const deps = await alone();
  deps.directory.answer = { outcome: 'found', id: 'S0MOVED', handle: GROUP.handle, isDisabled: false };
  deps.directory.list = { outcome: 'known', members: [who.approver], begunAtMs: 0 };
  await recount(deps, ITEM);
  expect(nobodyCan(await current(deps))).toBe(true);
});

test('a group that Slack does not tell just now is asked for again', async () => {
  const deps = await alone();
  deps.directory.list = { outcome: 'unreachable' };
  await expect(recount(deps, ITEM)).rejects.toMatchObject({ code: 'unavailable' });
  expect((await current(deps)).recounted).toBeUndefined();
});

test('a group that was not there when it was asked for is looked for no more: the card says to ask again', async () => {
  const deps = bench();
  deps.directory.answer = { outcome: 'missing' };
  await asked(deps);
  await prepare(deps, ITEM);
  expect(dueNames(await current(deps))).toEqual([]);
});
