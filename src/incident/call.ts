/** Whom to tell that nobody has responded, and whom to ask where things stand, when the time for it has come. */
import type { Directory } from '../approval/directory.ts';
import { toldOf } from '../approval/nudge.ts';
import { apply } from '../journal/document.ts';
import type { DueItem, Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Contact } from '../runbook/schema-team.ts';
import { type AttentionEvent, callAtMs, callsMade, remindAtMs } from './attention.ts';
import { findIncident } from './commit.ts';
import { incidentDocument } from './document.ts';
import { quietUntilMs } from './quiet.ts';
import type { Incident } from './state.ts';

export type CallDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Pick<Directory, 'group'>;
  readonly zone: string;
  readonly monotonicMs: () => number;
  readonly wake: () => void;
};

/** At the deadline `call`. However late it comes, one is told, and the next as long after that as it should be. */
export async function call(deps: CallDeps, item: DueItem): Promise<void> {
  await whenDue(deps, item, callAtMs, async (incident, nowMs) => {
    const contact = nextContact(deps.runbook, incident);
    const told = contact === null ? null : await toldOf(deps, contact);
    const named = contact === null ? { contact } : { contact: contact.id, title: contact.title };
    const called = { ...named, told, pages: isPaged(contact, incident) };
    return { type: 'called', called, isLate: nowMs >= incident.clock.dueAtMs };
  });
}

/** At the deadline `ask_update`. */
export async function remind(deps: CallDeps, item: DueItem): Promise<void> {
  await whenDue(deps, item, remindAtMs, (incident) =>
    Promise.resolve({ type: 'update_asked', whom: whoHasIt(incident) }),
  );
}

/** By night it is put off to the morning, where the severity lets its people sleep. */
async function whenDue(
  { journal, runbook, zone, wake }: CallDeps,
  { ref }: DueItem,
  dueAtMs: (incident: Incident) => number | null,
  eventOf: (incident: Incident, nowMs: number) => Promise<AttentionEvent>,
): Promise<void> {
  const [incident, nowMs] = await Promise.all([findIncident(journal, ref.id), journal.now()]);
  const atMs = dueAtMs(incident);
  if (atMs === null || atMs > nowMs) return;
  const untilMs = quietUntilMs(runbook.severities[incident.severity].quiet_hours, zone, nowMs);
  const event: AttentionEvent =
    untilMs === null ? await eventOf(incident, nowMs) : { type: 'put_off', untilMs };
  await apply(journal, incidentDocument, ref.id, event);
  wake();
}

/** Whose turn it is: down the chain, and from its top again. Null: the runbook names nobody. */
export function nextContact(runbook: Runbook, incident: Incident): Contact | null {
  const chain = chainOf(runbook, incident.area);
  return chain[callsMade(incident) % chain.length] ?? null;
}

/** The area's; where nobody has said which area it is, whoever is told first in any of them. */
function chainOf({ areas, contacts }: Runbook, area: string | null): readonly Contact[] {
  const own = areas.find(({ id }) => id === area)?.escalation ?? [];
  const firsts = areas.flatMap(({ escalation }) => escalation.slice(0, 1));
  const ids = own.length > 0 ? own : [...new Set(firsts)];
  return ids.flatMap((id) => contacts[id] ?? []);
}

/** Nobody is for a drill. */
export function isPaged(contact: Contact | null, { drill }: Incident): boolean {
  return contact?.page !== undefined && drill !== true;
}

/** In command, or else the last one who moved it on, or else who declared it. */
export function whoHasIt({ commander, steps, declaredBy }: Incident): string {
  return commander ?? steps.at(-1)?.by ?? declaredBy;
}
