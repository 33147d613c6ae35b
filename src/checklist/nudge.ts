/** Tells who an overdue item waits for: who took it, else the contact that the runbook names, as Slack knows them now. */
import type { Directory } from '../approval/directory.ts';
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { checklistDocument, checklistRef } from './document.ts';
import { type Checklist, type Item, type Nudged, nudgeAtMs } from './state.ts';

export type NudgeDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Pick<Directory, 'group'>;
  readonly monotonicMs: () => number;
  readonly wake: () => void;
};

/** At the deadline `nudge`: all that are overdue by now, in one message. */
export async function nudgeOverdue(deps: NudgeDeps, due: DueItem): Promise<void> {
  const { journal } = deps;
  const stored = await read<Checklist>(journal, checklistRef(due.ref.id));
  const nowMs = await journal.now();
  const overdue = (stored?.state.items ?? []).filter((item) => (nudgeAtMs(item) ?? Infinity) <= nowMs);
  if (overdue.length === 0) return;
  const groups = new Map<string, Promise<Nudged['whom']>>();
  const nudges = await Promise.all(
    overdue.map(async (item) => ({ item: item.id, whom: await whomOf(deps, item, groups) })),
  );
  await apply(journal, checklistDocument, due.ref.id, { type: 'nudged', nudges });
  deps.wake();
}

/** Each group is looked up once. One that Slack does not know, or does not tell now, is not named. */
async function whomOf(
  { runbook, directory, monotonicMs }: NudgeDeps,
  { takenBy, owner }: Item,
  groups: Map<string, Promise<Nudged['whom']>>,
): Promise<Nudged['whom']> {
  if (takenBy !== null) return { kind: 'user', id: takenBy };
  const contact = owner === null ? undefined : runbook.contacts[owner.contact];
  if (contact?.slack_user !== undefined) return { kind: 'user', id: contact.slack_user };
  const handle = contact?.slack_group;
  if (handle === undefined) return null;
  const known = groups.get(handle) ?? groupOf(directory, handle, monotonicMs());
  groups.set(handle, known);
  return known;
}

async function groupOf(
  directory: Pick<Directory, 'group'>,
  handle: string,
  afterMs: number,
): Promise<Nudged['whom']> {
  const answer = await directory.group(handle, afterMs);
  return answer.outcome === 'found' && !answer.isDisabled ? { kind: 'group', id: answer.id } : null;
}
