/** What people may do with incidents. Each function is one decision and at most one commit. */

import { fullMember } from '../approval/full-member.ts';
import { leadAt, suggestedActions } from '../check/suggested.ts';
import { AppError } from '../errors.ts';
import { idOf } from '../ids.ts';
import { read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { areaOf } from './area.ts';
import { areaChecks, type CheckErrors, oneCheck, type WishedCheck } from './ask-checks.ts';
import { assignRole } from './assign.ts';
import { changeSeverity, closeIncident, reopenIncident } from './command.ts';
import {
  type Asker,
  commit,
  commitAs,
  findIncident,
  type IncidentAnswer,
  type IncidentDeps,
} from './commit.ts';
import { incidentRef, OPEN_INDEX, ofPersonIndex, RESOLVED_INDEX } from './document.ts';
import { findOver, type PostmortemWish, writePostmortem } from './document-it.ts';
import { incidentOfThread } from './of-thread.ts';
import { type Role, rolesOf } from './roles.ts';
import type { Incident, PlainStep, Severity } from './state.ts';
import { timesOf } from './times.ts';

export type { Asker, IncidentAnswer } from './commit.ts';

export type CheckAnswer = IncidentAnswer | { readonly outcome: 'invalid'; readonly errors: CheckErrors };

export type IncidentService = ReturnType<typeof incidentService>;

const LISTED_MAX = 15;
const OPEN_INCIDENTS_MAX = 200;

export function incidentService(deps: IncidentDeps) {
  return {
    /** `area` null: found from the words of the title, where it can be. */
    declare: (asker: Asker, wish: Declaration) => declare(deps, asker, wish),
    advance: (asker: Asker, id: string, to: PlainStep) =>
      commitAs(deps, asker, id, { type: 'advanced', to, by: asker.by }),
    takeCommand: (asker: Asker, id: string) =>
      commitAs(deps, asker, id, { type: 'command_taken', by: asker.by }),
    join: (asker: Asker, id: string) => commitAs(deps, asker, id, { type: 'joined', by: asker.by }),
    /** The command as well: that is handing over, and is said with where things stand. */
    assign: (asker: Asker, id: string, given: { readonly role: Role; readonly to: string }) =>
      assignRole(deps, asker, id, given),
    resolve: (asker: Asker, id: string, summary: string) =>
      commitAs(deps, asker, id, { type: 'resolved', by: asker.by, summary }),
    close: (asker: Asker, id: string) => closeIncident(deps, asker, id),
    reopen: (asker: Asker, id: string, reason: string) => reopenIncident(deps, asker, id, reason),
    writePostmortem: (asker: Asker, id: string, wish: PostmortemWish) =>
      writePostmortem(deps, asker, id, wish),
    changeSeverity: (asker: Asker, id: string, to: Severity) => changeSeverity(deps, asker, id, to),
    /** Nobody is told of it or asked about it for so long. */
    snooze: (asker: Asker, id: string, forMs: number) =>
      commitAs(deps, asker, id, { type: 'snoozed', by: asker.by, forMs }),
    /** All checks of the incident's area, or of the one that was `said` because nobody had yet. */
    runChecks: (asker: Asker, id: string, said: string | null) => requestChecks(deps, asker, id, said),
    /** One check of the runbook, whichever area it is of; what is wrong with its values is told by parameter. */
    runCheck: (asker: Asker, id: string, wish: WishedCheck) => requestCheck(deps, asker, id, wish),
    /** What a button under a report leads to. Throws AppError('not_found') where there is nothing. */
    lead: (id: string, seq: number, place: number) => leadAt(deps.journal, id, seq, place),
    /** What its reports suggest to ask for, the newest first. */
    suggested: (id: string) => suggestedActions(deps.journal, id),
    find: (id: string) => findIncident(deps.journal, id),
    /** With who does what in it, beside the command. */
    roles: async (id: string) => {
      const incident = await findIncident(deps.journal, id);
      return { incident, roles: rolesOf(incident) };
    },
    /** To be documented. Throws AppError('refused') for one that is not over. */
    findOver: (id: string) => findOver(deps.journal, id),
    /** Whose thread hangs under this message, or null. */
    ofThread: (channel: string, ts: string) => incidentOfThread(deps.journal, channel, ts),
    /** Throws for whoever is not known to be a full member, before anything is shown to them. */
    admit: async (by: string): Promise<void> => void (await fullMember(deps.directory, by)),
    /** Most severe first. */
    open: () => listed(deps.journal, OPEN_INDEX, 'ascending'),
    /** Open, and theirs by a role or by having declared it. */
    ofPerson: (user: string) => listed(deps.journal, ofPersonIndex(user), 'ascending'),
    /** Over and not closed, the last one first. */
    resolved: () => listed(deps.journal, RESOLVED_INDEX, 'descending'),
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
  const area = wish.area ?? areaOf(deps.runbook, wish.title);
  const by = asker.by;
  return commit(deps, asker, id, {
    type: 'declared',
    id,
    ...wish,
    area,
    channel: deps.channel,
    by,
    ...timesOf(deps.runbook, wish.severity),
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

async function requestChecks(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  said: string | null,
): Promise<IncidentAnswer> {
  const incident = await findIncident(deps.journal, id);
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

async function listed(
  journal: Journal,
  index: string,
  order: 'ascending' | 'descending',
): Promise<{ incidents: readonly Incident[]; more: boolean }> {
  const page = await journal.find('incident', index, { limit: LISTED_MAX, order });
  const stored = await Promise.all(page.ids.map((id) => read<Incident>(journal, incidentRef(id))));
  return {
    incidents: stored.flatMap((doc) => (doc === null ? [] : [doc.state])),
    more: page.next !== undefined,
  };
}
