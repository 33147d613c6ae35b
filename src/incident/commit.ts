/** One decision of a person, as one commit; their request is its key. */
import type { Directory } from '../approval/directory.ts';
import { fullMember } from '../approval/full-member.ts';
import { AppError } from '../errors.ts';
import { type Applied, apply, read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { incidentDocument, incidentRef } from './document.ts';
import type { IncidentRefusal } from './refusal.ts';
import type { Incident, IncidentEvent } from './state.ts';

export type IncidentDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Directory;
  readonly channel: string;
  readonly commandersGroup: string;
  /** The team's, as an IANA name: in it an hour of the day is read. */
  readonly zone: string;
  readonly monotonicMs: () => number;
  /** Something was committed: there may be messages to send and work to do. */
  readonly wake: () => void;
};

/** Who asks, and the key of their request: a replay of it is answered again, not done again. */
export type Asker = { readonly by: string; readonly requestKey: string };

export type IncidentAnswer = Applied<Incident, IncidentRefusal>;

/** Throws for whoever is not known to be a full member. */
export async function commitAs(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  event: IncidentEvent,
): Promise<IncidentAnswer> {
  await fullMember(deps.directory, asker);
  return commit(deps, asker, id, event);
}

/** By somebody who is known already. */
export async function commit(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  event: IncidentEvent,
): Promise<IncidentAnswer> {
  const applied = await apply(deps.journal, incidentDocument, id, event, {
    once: [{ key: asker.requestKey }],
  });
  if (applied.outcome === 'committed') deps.wake();
  return applied;
}

/** Throws AppError('not_found'). */
export async function findIncident(journal: Pick<Journal, 'load'>, id: string): Promise<Incident> {
  const stored = await read<Incident>(journal, incidentRef(id));
  if (stored === null)
    throw new AppError('not_found', `There is no ${id}. /incident list shows the open ones.`);
  return stored.state;
}
