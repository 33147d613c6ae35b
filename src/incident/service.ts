/** What people may do with incidents. Each function is one decision and at most one commit. */

import type { Directory } from '../approval/directory.ts';
import { fullMember } from '../approval/full-member.ts';
import { leadAt, reportAt, suggestedActions } from '../check/suggested.ts';
import { AppError } from '../errors.ts';
import { idOf } from '../ids.ts';
import { type Applied, apply, read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { alertOf } from './alert.ts';
import { areaOf } from './area.ts';
import { areaChecks, type CheckErrors, oneCheck, type WishedCheck } from './ask-checks.ts';
import { incidentDocument, incidentRef, OPEN_INDEX } from './document.ts';
import { incidentOfThread } from './of-thread.ts';
import {
  type Incident,
  type IncidentEvent,
  type IncidentRefusal,
  loweredBy,
  type ResponseStep,
  type Severity,
} from './state.ts';

export type IncidentDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Directory;
  readonly channel: string;
  readonly commandersGroup: string;
  readonly monotonicMs: () => number;
  /** Something was committed: there may be messages to send and work to do. */
  readonly wake: () => void;
};

/** Who asks, and the key of their request: a replay of it is answered again, not done again. */
export type Asker = { readonly by: string; readonly requestKey: string };

export type IncidentAnswer = Applied<Incident, IncidentRefusal>;

export type CheckAnswer = IncidentAnswer | { readonly outcome: 'invalid'; readonly errors: CheckErrors };

export type IncidentService = ReturnType<typeof incidentService>;

const LISTED_MAX = 15;
const OPEN_INCIDENTS_MAX = 200;

export function incidentService(deps: IncidentDeps) {
  return {
    /** `area` null: found from the words of the title, where it can be. */
    declare: (asker: Asker, wish: Declaration) => declare(deps, asker, wish),
    advance: (asker: Asker, id: string, to: Exclude<ResponseStep, 'resolved'>) =>
      commitAs(deps, asker, id, { type: 'advanced', to, by: asker.by }),
    takeCommand: (asker: Asker, id: string) =>
      commitAs(deps, asker, id, { type: 'command_taken', by: asker.by }),
    resolve: (asker: Asker, id: string, summary: string) =>
      commitAs(deps, asker, id, { type: 'resolved', by: asker.by, summary }),
    changeSeverity: (asker: Asker, id: string, to: Severity) => changeSeverity(deps, asker, id, to),
    /** All checks of the incident's area, or of the one that was `said` because nobody had yet. */
    runChecks: (asker: Asker, id: string, said: string | null) => requestChecks(deps, asker, id, said),
    /** One check of the runbook, whichever area it is of; what is wrong with its values is told by parameter. */
    runCheck: (asker: Asker, id: string, wish: WishedCheck) => requestCheck(deps, asker, id, wish),
    /** Calls in a contact of the runbook, whether or not the incident is over. */
    alert: (asker: Asker, id: string, contact: string, words: string | null) =>
      alertContact(deps, asker, id, contact, words),
    /** The report of an entry of its history. Throws AppError('not_found'). */
    report: (id: string, seq: number) => reportAt(deps.journal, id, seq),
    /** What a button under a report leads to. Throws AppError('not_found') where there is nothing. */
    lead: (id: string, seq: number, place: number) => leadAt(deps.journal, id, seq, place),
    /** What its reports suggest to ask for, the newest first. */
    suggested: (id: string) => suggestedActions(deps.journal, id),
    find: (id: string) => find(deps.journal, id),
    /** Whose thread hangs under this message, or null. */
    ofThread: (channel: string, ts: string) => incidentOfThread(deps.journal, channel, ts),
    /** Throws for whoever is not known to be a full member, before anything is shown to them. */
    admit: async (by: string): Promise<void> => void (await fullMember(deps.directory, by)),
    /** Most severe first. */
    open: () => openIncidents(deps.journal),
  };
}

export type Declaration = {
  readonly title: string;
  readonly severity: Severity;
  readonly area: string | null;
};

async function declare(deps: IncidentDeps, asker: Asker, wish: Declaration): Promise<IncidentAnswer> {
  await fullMember(deps.directory, asker.by);
  const replayed = await deps.journal.usedBy(asker.requestKey);
  if (replayed !== null) return { outcome: 'duplicate', ref: replayed.ref };
  await roomForOneMore(deps.journal);
  const id = idOf('incident', await deps.journal.next('incident'));
  const { respondWithinMs } = deps.runbook.severities[wish.severity];
  const area = wish.area ?? areaOf(deps.runbook, wish.title);
  const by = asker.by;
  return commit(deps, asker, id, {
    type: 'declared',
    id,
    ...wish,
    area,
    channel: deps.channel,
    by,
    respondWithinMs,
  });
}

/** A loop that declares without end must not bury the incident that is real. */
async function roomForOneMore(journal: Journal): Promise<void> {
  const { ids } = await journal.find('incident', OPEN_INDEX, { limit: OPEN_INCIDENTS_MAX });
  if (ids.length < OPEN_INCIDENTS_MAX) return;
  throw new AppError(
    'refused',
    `${ids.length} incidents are open, which is as many as there may be. Resolve some first: /incident list.`,
  );
}

async function changeSeverity(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  to: Severity,
): Promise<IncidentAnswer> {
  const askedAtMs = deps.monotonicMs();
  // Before the group is asked for: whoever may do nothing uses up none of the calls that approvals need.
  await fullMember(deps.directory, asker.by);
  const incident = await find(deps.journal, id);
  const lowers = loweredBy(incident.severity, to) > 0 && incident.commander !== asker.by;
  const inCommandersGroup = lowers && (await isCommander(deps, asker.by, askedAtMs));
  const { respondWithinMs } = deps.runbook.severities[to];
  const event: IncidentEvent = {
    type: 'severity_changed',
    to,
    by: asker.by,
    respondWithinMs,
    inCommandersGroup,
  };
  return commitAs(deps, asker, id, event);
}

async function requestChecks(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  said: string | null,
): Promise<IncidentAnswer> {
  const incident = await find(deps.journal, id);
  return commitAs(deps, asker, id, areaChecks(deps.runbook, incident, said, asker.by));
}

async function requestCheck(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  wish: WishedCheck,
): Promise<CheckAnswer> {
  await fullMember(deps.directory, asker.by);
  const wanted = oneCheck(deps.runbook, wish, asker.by);
  return wanted.ok ? commit(deps, asker, id, wanted.event) : { outcome: 'invalid', errors: wanted.errors };
}

async function alertContact(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  contact: string,
  words: string | null,
): Promise<IncidentAnswer> {
  await fullMember(deps.directory, asker.by);
  return commit(deps, asker, id, await alertOf(deps, asker.by, contact, words));
}

async function openIncidents(journal: Journal): Promise<{ incidents: readonly Incident[]; more: boolean }> {
  const page = await journal.find('incident', OPEN_INDEX, { limit: LISTED_MAX });
  const stored = await Promise.all(page.ids.map((id) => read<Incident>(journal, incidentRef(id))));
  return {
    incidents: stored.flatMap((doc) => (doc === null ? [] : [doc.state])),
    more: page.next !== undefined,
  };
}

async function commitAs(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  event: IncidentEvent,
): Promise<IncidentAnswer> {
  await fullMember(deps.directory, asker.by);
  return commit(deps, asker, id, event);
}

async function commit(
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

async function find(journal: Journal, id: string): Promise<Incident> {
  const stored = await read<Incident>(journal, incidentRef(id));
  if (stored === null)
    throw new AppError('not_found', `There is no ${id}. /incident list shows the open ones.`);
  return stored.state;
}

async function isCommander(deps: IncidentDeps, userId: string, askedAtMs: number): Promise<boolean> {
  const group = await deps.directory.group(deps.commandersGroup, askedAtMs);
  if (group.outcome !== 'found' || group.isDisabled) return false;
  const answer = await deps.directory.members(group.id, askedAtMs);
  return answer.outcome === 'known' && answer.members.includes(userId);
}
