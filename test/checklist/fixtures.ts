import type { Checklist, ChecklistEvent, Item, Task } from '../../src/checklist/state.ts';
import { transition } from '../../src/checklist/transition.ts';
import { livesBy } from '../support/lives.ts';

export const after = livesBy(transition);

export const AT_MS = Date.UTC(2026, 0, 5, 7, 0, 0);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const MARIA = 'U0MARIA';
export const DAVID = 'U0DAVID';

export function task(id: string, changes: Partial<Task> = {}): Task {
  return {
    id,
    text: `Look at ${id}`,
    how: 'Look at it.',
    check: null,
    owner: null,
    dueMs: HOUR_MS,
    ...changes,
  };
}

export const WITH_CHECK: Partial<Task> = { check: { id: 'row-count', with: {} }, how: null };

type Opened = Extract<ChecklistEvent, { type: 'opened' }>;

export const opening: Opened = {
  type: 'opened',
  id: 'CHK-1',
  checklist: 'daily',
  title: 'Daily checks',
  channel: 'C0CHECKS',
  slotMs: AT_MS,
  by: null,
  missed: 0,
  tasks: [task('logs'), task('pipes', WITH_CHECK)],
  previous: [],
};

export function opened(changes: Partial<Opened> = {}): Checklist {
  return after(null, [{ ...opening, ...changes }, AT_MS]);
}

export function itemOf(checklist: Checklist, id: string): Item {
  const item = checklist.items.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(`There is no ${id}.`);
  return item;
}
