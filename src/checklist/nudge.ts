/** Tells who an overdue item waits for: who took it, else the contact that the runbook names, as Slack knows them now. */
import type { Directory } from '../approval/directory.ts';
import { namedInSlack } from '../approval/reach.ts';
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
  const asked = new Map<string, Promise<Nudged['whom']>>();
  const nudges = await Promise.all(
    overdue.map(async (item) => ({ item: item.id, whom: await whomOf(deps, item, asked) })),
  );
  await apply(journal, checklistDocument, due.ref.id, { type: 'nudged', nudges });
  deps.wake();
}

/** Each contact is looked up once. One that Slack does not know, or does not tell now, is not named. */
async function whomOf(
  deps: NudgeDeps,
  { takenBy, owner }: Item,
  asked: Map<string, Promise<Nudged['whom']>>,
): Promise<Nudged['whom']> {
  if (takenBy !== null) return { kind: 'user', id: takenBy };
  const contact = owner === null ? undefined : deps.runbook.contacts[owner.contact];
  if (contact === undefined) return null;
  const known = asked.get(contact.id) ?? namedInSlack(deps, contact);
  asked.set(contact.id, known);
  return known;
}
