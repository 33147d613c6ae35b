/** That it was not applied is offered by what was seen once the statement had its time, not by the time of the drawing. */
import { expect, test } from 'vitest';
import { ACTION } from '../../blocks/action-ids.ts';
import type { Approval } from '../../src/approval/state.ts';
import { drawApproval } from '../../src/pictures.ts';
import { actionIds } from '../blocks/look.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { after, good, reached } from './fixtures.ts';

const restore = present(runbookOf(parsed(SMALL)).actions['restore']);
const inDoubt = reached('in_doubt', { definition: JSON.stringify(restore) });
const mayRunUntilMs = inDoubt.claim?.mayRunUntilMs ?? 0;

const notSeenAt = (approval: Approval, atMs: number): Approval =>
  after(approval, [
    { ...good('evidence_found'), evidence: { applied: 'not_seen', sentence: 'No trace.' } } as never,
    atMs,
  ]);
const offered = (approval: Approval) => actionIds(drawApproval(approval).blocks);

test('not before anybody has looked, nor by a look while it may still run', () => {
  expect(mayRunUntilMs).toBeGreaterThan(0);
  expect(offered(inDoubt)).toEqual([ACTION.wasApplied]);
  expect(offered(notSeenAt(inDoubt, mayRunUntilMs - 1))).toEqual([ACTION.wasApplied]);
});

test('by the look that came after it, on a card of its own revision', () => {
  const before = notSeenAt(inDoubt, mayRunUntilMs - 1);
  const seen = notSeenAt(before, mayRunUntilMs);
  expect(offered(seen)).toEqual([ACTION.wasApplied, ACTION.wasNotApplied]);
  expect(seen.revision).toBe(before.revision + 1);
});
