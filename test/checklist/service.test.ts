/** Whose items are whose: what App Home shows of checklists. */
import { expect, onTestFinished, test } from 'vitest';
import { checklistDocument } from '../../src/checklist/document.ts';
import { checklistService } from '../../src/checklist/service.ts';
import type { ChecklistEvent } from '../../src/checklist/state.ts';
import { apply } from '../../src/journal/document.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { fakeDirectory, openTempJournal } from '../approval/ports.ts';
import { AT_MS, DAVID, HOUR_MS, MARIA, opening, task } from './fixtures.ts';

function bench() {
  const { journal, dispose } = openTempJournal(() => AT_MS);
  onTestFinished(dispose);
  const service = checklistService({
    journal,
    runbook: { contacts: {}, checklists: {} } as unknown as Runbook,
    directory: fakeDirectory(),
    channel: 'C0CHECKS',
    zone: 'UTC',
    wake: () => undefined,
  });
  const happen = async (id: string, ...events: readonly ChecklistEvent[]): Promise<void> => {
    for (const event of events) {
      const { outcome } = await apply(journal, checklistDocument, id, event);
      expect(outcome).toBe('committed');
    }
  };
  const mine = async (user: string) =>
    (await service.itemsOf(user)).items.map(({ checklist, item }) => `${checklist.id} ${item.id}`);
  return { service, happen, mine };
}

test('an item is its owner’s until somebody takes it, then theirs, until it is settled; the earliest due comes first', async () => {
  const { happen, mine, service } = bench();
  const owner = { contact: 'on-call', title: 'On-call engineer', user: MARIA };
  const late = task('late', { owner, dueMs: 5 * HOUR_MS });
  await happen('CHK-1', { ...opening, tasks: [late, task('soon', { owner }), task('nobody')] });
  await happen('CHK-2', { ...opening, id: 'CHK-2', tasks: [task('other', { owner, dueMs: 2 * HOUR_MS })] });
  expect(await mine(MARIA)).toEqual(['CHK-1 soon', 'CHK-2 other', 'CHK-1 late']);
  expect(await mine(DAVID)).toEqual([]);

  await happen(
    'CHK-1',
    { type: 'taken', item: 'soon', by: DAVID },
    { type: 'taken', item: 'nobody', by: DAVID },
  );
  expect(await mine(MARIA)).toEqual(['CHK-2 other', 'CHK-1 late']);
  expect(await mine(DAVID)).toEqual(['CHK-1 soon', 'CHK-1 nobody']);

  await happen('CHK-1', { type: 'ticked', item: 'nobody', by: MARIA });
  await happen('CHK-2', { type: 'followed', by: 'CHK-3' });
  expect(await mine(MARIA)).toEqual(['CHK-1 late']);
  expect(await mine(DAVID)).toEqual(['CHK-1 soon']);
  expect((await service.itemsOf(DAVID)).more).toBe(false);
});
