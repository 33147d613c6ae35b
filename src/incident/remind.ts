/** At the deadline `follow_up`: all that is due by now, in one message. */
import { apply, read } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import { incidentDocument, incidentRef } from './document.ts';
import { isNone, remindersDue } from './postmortem.ts';
import type { Incident } from './state.ts';

export type RemindDeps = { readonly journal: Journal; readonly wake: () => void };

export async function followUp({ journal, wake }: RemindDeps, { ref }: DueItem): Promise<void> {
  const [stored, nowMs] = await Promise.all([read<Incident>(journal, incidentRef(ref.id)), journal.now()]);
  if (stored === null) return;
  const reminder = remindersDue(stored.state, nowMs);
  if (isNone(reminder)) return;
  await apply(journal, incidentDocument, ref.id, { type: 'reminded', ...reminder });
  wake();
}
