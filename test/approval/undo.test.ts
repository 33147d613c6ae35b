/** The way back is offered for what was applied as a whole, filled in from what was measured before, and once. */
import { expect, test } from 'vitest';
import type { Approval } from '../../src/approval/state.ts';
import { undoSuggestion } from '../../src/approval/undo.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { REACHED, type Reached, reached } from './fixtures.ts';

const restore = present(runbookOf(parsed(SMALL)).actions['restore']);
const inState = (state: Reached): Approval => reached(state, { definition: JSON.stringify(restore) });

test('after success: the same table, the version that it had', () => {
  expect(undoSuggestion(inState('succeeded'))).toMatchObject({
    action: 'restore',
    with: { table: 'c.s.t', version: '26' },
  });
});

test('after a person has said that it was applied, and not after it was said that it was not', () => {
  const applied = inState('resolved');
  expect(undoSuggestion(applied)).toMatchObject({ action: 'restore' });
  const { settled } = applied;
  if (settled === null || settled === undefined) throw new Error('not settled');
  expect(undoSuggestion({ ...applied, settled: { ...settled, applied: false } })).toBeNull();
});

test('once: what was undone has no way back', () => {
  expect(undoSuggestion({ ...inState('succeeded'), undoneBy: 'APR-2' })).toBeNull();
});

test.each(REACHED.filter((state) => state !== 'succeeded' && state !== 'resolved'))(
  'there is none while it is %s',
  (state) => {
    expect(undoSuggestion(inState(state))).toBeNull();
  },
);
