/** An undo is approved by no fewer and no others than what it undoes was, whatever the runbook says by now. */
import { expect, test } from 'vitest';
import { prepare } from '../../src/approval/prepare.ts';
import { approvalService } from '../../src/approval/service.ts';
import { findApproval } from '../../src/approval/stored.ts';
import type { Approvers } from '../../src/runbook/approvers.ts';
import { declare } from '../audit/fixtures.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { GROUP, type Request, request, TOKEN, who } from './fixtures.ts';
import { asked, bench, current, happen, ITEM } from './ports.ts';

/** What was asked for by `then` has run; its undo is asked for by the runbook of `today`. */
async function undoOf(
  then: Pick<Request, 'groups' | 'peopleNeeded' | 'inOrder'>,
  today: Approvers,
  undo = true,
) {
  const deps = bench();
  await declare(deps.journal, 1);
  // The number of the first.
  await deps.journal.next('approval');
  await asked(deps, then);
  await prepare(deps, ITEM);
  const turns = then.inOrder
    ? then.groups
    : then.groups.slice(0, 1).flatMap((group) => Array(then.peopleNeeded).fill(group) as string[]);
  for (const [index, group] of turns.entries()) {
    const by = [who.approver, who.second][index] ?? who.other;
    const { revision, prepared } = await current(deps);
    const fingerprint = prepared?.fingerprint ?? '';
    await happen(deps.journal, { type: 'approved', by, group, fingerprint, revision, comment: null });
  }
  const fingerprint = (await current(deps)).prepared?.fingerprint ?? '';
  await happen(deps.journal, { type: 'claimed', token: TOKEN, fingerprint, runTimeoutMs: 1_000 });
  await happen(deps.journal, { type: 'succeeded', token: TOKEN, rows: [], takenMs: 1 });
  const shipped = runbookOf(parsed(SMALL));
  const restore = { ...present(shipped.actions['restore']), approvers: today };
  const service = approvalService({
    ...deps,
    runbook: { ...shipped, actions: { ...shipped.actions, restore } },
    actionsConfigured: true,
    wallClockMs: deps.clock.now,
  });
  const { suggestion } = await service.undo(request.id);
  const wish = {
    origin: { kind: 'incident', id: 'INC-1' },
    action: 'restore',
    raw: present(suggestion ?? undefined).with,
    reason: 'It was wrong',
    undoOf: undo ? request.id : null,
  } as const;
  const requested = await service.request(who.requester, 'undo', wish);
  if (requested.outcome !== 'requested') throw new Error(JSON.stringify(requested));
  const { groups, peopleNeeded, inOrder, undoOf: undone } = await findApproval(deps.journal, requested.id);
  return { groups, peopleNeeded, inOrder, undone };
}

const ONE: Approvers = { people: 1, groups: [GROUP.handle], in_order: false };
const two = { groups: [GROUP.handle], peopleNeeded: 2, inOrder: false };

test('fewer people today: as many as it was then', async () => {
  expect(await undoOf(two, ONE)).toEqual({ ...two, undone: request.id });
});

test('no order today: the groups in their order, as it was then', async () => {
  const inOrder = { groups: [GROUP.handle, 'others'], peopleNeeded: 1, inOrder: true };
  expect(await undoOf(inOrder, { ...ONE, people: 2, groups: inOrder.groups })).toMatchObject(inOrder);
});

test('other groups today: those of then', async () => {
  const one = { groups: [GROUP.handle], peopleNeeded: 1, inOrder: false };
  expect(await undoOf(one, { ...ONE, groups: [GROUP.handle, 'others'] })).toMatchObject(one);
});

test('more people today: as the runbook says now', async () => {
  const one = { groups: [GROUP.handle], peopleNeeded: 1, inOrder: false };
  expect(await undoOf(one, { ...ONE, people: 2 })).toMatchObject({ peopleNeeded: 2 });
});

test('the same change asked for by itself is no undo, and goes by the runbook', async () => {
  expect(await undoOf(two, ONE, false)).toMatchObject({ peopleNeeded: 1, undone: null });
});
