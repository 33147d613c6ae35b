/** What people may do with incidents. Each function is one decision and at most one commit. */

import { type Asking, fullMember } from '../approval/full-member.ts';
import { reportAt, suggestedActions } from '../check/suggested.ts';
import { alertOf } from './alert.ts';
import { areaChecks, type CheckErrors, oneCheck, type WishedCheck } from './ask-checks.ts';
import { assignRole } from './assign.ts';
import { changeSeverity, closeIncident, reopenIncident, takeCommand } from './command.ts';
import {
  type Asker,
  commit,
  commitAs,
  findIncident,
  type IncidentAnswer,
  type IncidentDeps,
} from './commit.ts';
import { type Declaration, declare } from './declare.ts';
import { findOver, type PostmortemWish, writePostmortem } from './document-it.ts';
import { addMessage, followMessage, type MessageWish, takeMessageOut } from './follow.ts';
import { firstOfList, type List, pageOfList } from './listed.ts';
import { type NoteWish, noteDown } from './note.ts';
import { incidentOfThread } from './of-thread.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { pinGate } from './pin-gate.ts';
import { type Role, rolesOf } from './roles.ts';
import type { SaidMessage } from './said.ts';
import { snoozing } from './snooze.ts';
import type { Incident, PlainStep, Severity } from './state.ts';
import { statistics } from './statistics.ts';
import { timelineOf } from './timeline.ts';

export type { Asker, IncidentAnswer } from './commit.ts';

export type CheckAnswer = IncidentAnswer | { readonly outcome: 'invalid'; readonly errors: CheckErrors };

export type IncidentService = ReturnType<typeof incidentService>;

type MessagePlace = Pick<SaidMessage, 'channel' | 'ts'>;

/** Of each list, so that a menu of all holds them. */
const OFFERED_MAX = 30;

export function incidentService(deps: IncidentDeps) {
  return {
    ...courseOf(deps),
    ...checksIn(deps),
    ...timelineIn(deps),
    ...snoozing(deps),
    ...lookingUp(deps),
  };
}

/** From declared to closed, and who does what meanwhile. */
function courseOf(deps: IncidentDeps) {
  return {
    declare: (asker: Asker, wish: Declaration) => declare(deps, asker, wish),
    advance: (asker: Asker, id: string, to: PlainStep) =>
      commitAs(deps, asker, id, { type: 'advanced', to, by: asker.by }),
    takeCommand: (asker: Asker, id: string) => takeCommand(deps, asker, id),
    join: (asker: Asker, id: string) => commitAs(deps, asker, id, { type: 'joined', by: asker.by }),
    /** The command as well: that is handing over, and is said with where things stand. */
    assign: (asker: Asker, id: string, given: { readonly role: Role; readonly to: string }) =>
      assignRole(deps, asker, id, given),
    changeSeverity: (asker: Asker, id: string, to: Severity) => changeSeverity(deps, asker, id, to),
    resolve: (asker: Asker, id: string, summary: string) =>
      commitAs(deps, asker, id, { type: 'resolved', by: asker.by, summary }),
    close: (asker: Asker, id: string) => closeIncident(deps, asker, id),
    reopen: (asker: Asker, id: string, reason: string) => reopenIncident(deps, asker, id, reason),
    writePostmortem: (asker: Asker, id: string, wish: PostmortemWish) =>
      writePostmortem(deps, asker, id, wish),
    finishItem: (asker: Asker, id: string, item: number) =>
      commitAs(deps, asker, id, { type: 'item_done', by: asker.by, item }),
  };
}

function checksIn(deps: IncidentDeps) {
  return {
    /** All checks of the incident's area, or of the one that was `said` because nobody had yet. */
    runChecks: (asker: Asker, id: string, said: string | null) => requestChecks(deps, asker, id, said),
    /** One check of the runbook, whichever area it is of; what is wrong with its values is told by parameter. */
    runCheck: (asker: Asker, id: string, wish: WishedCheck) => requestCheck(deps, asker, id, wish),
    /** Calls in a contact of the runbook, whether or not the incident is over. */
    alert: (asker: Asker, id: string, contact: string, words: string | null) =>
      alertContact(deps, asker, id, contact, words),
    /** The report of an entry of its history. Throws AppError('not_found'). */
    report: (id: string, seq: number) => reportAt(deps.journal, { kind: 'incident', id }, seq),
    /** What a button under a report leads to. Throws AppError('not_found') where there is nothing. */
    /** What its reports suggest to ask for, the newest first. */
    suggested: (id: string) => suggestedActions(deps.journal, id),
  };
}

function timelineIn(deps: IncidentDeps) {
  return {
    timeline: oneAtATime((id) => timelineOf(deps.journal, id)),
    /** What happened, at a time that may be past. */
    note: (asker: Asker, id: string, wish: NoteWish) => noteDown(deps, asker, id, wish),
    /**
     * What a message may be added to: what is theirs first, then what is open, then what waits to be closed. Of each as
     * many as a menu holds.
     */
    toAddTo: (by: string) => toAddTo(deps, by),
    /** Whether a reaction there is worth looking up. */
    mayPin: pinGate(deps),
    addMessage: (asker: Asker, id: string, wish: MessageWish) => addMessage(deps, asker, id, wish),
    /** Wherever it is in a timeline: it was edited, or deleted (`text` null). */
    followMessage: (requestKey: string, at: MessagePlace, text: string | null) =>
      followMessage(deps, requestKey, at, text),
    /** By whoever had added it. Answers the incidents from whose timelines it is gone. */
    takeMessageOut: (asker: Asker, at: MessagePlace) => takeMessageOut(deps, asker, at),
    /** As Slack has them now; whoever it does not tell is left out. */
    namesOf: (users: readonly string[]) => namesOf(deps, users),
  };
}

function lookingUp(deps: IncidentDeps) {
  return {
    find: (id: string) => findIncident(deps.journal, id),
    /** Of what was resolved in the last so many days. */
    statistics: (days: number) => statistics(deps.journal, days),
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
    admit: async (asker: Asking): Promise<void> => void (await fullMember(deps.directory, asker)),
    /** A page of them, the first unless another is asked for. */
    list: (list: List, page?: number) => pageOfList(deps.journal, list, page),
  };
}

async function requestChecks(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  said: string | null,
): Promise<IncidentAnswer> {
  await fullMember(deps.directory, asker);
  const incident = await findIncident(deps.journal, id);
  return commit(deps, asker, id, areaChecks(deps.runbook, incident, said, asker.by));
}

async function requestCheck(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  wish: WishedCheck,
): Promise<CheckAnswer> {
  await fullMember(deps.directory, asker);
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
  await fullMember(deps.directory, asker);
  return commit(deps, asker, id, await alertOf(deps, asker.by, contact, words));
}

async function toAddTo(
  { directory, journal }: IncidentDeps,
  by: string,
): Promise<{ readonly incidents: readonly Incident[]; readonly isCut: boolean }> {
  await fullMember(directory, { by });
  const first = (list: List) => firstOfList(journal, list, OFFERED_MAX);
  const lists = await Promise.all([first({ of: by }), first('open'), first('resolved')]);
  const all = lists.flatMap(({ incidents }) => incidents);
  return {
    incidents: [...new Map(all.map((incident) => [incident.id, incident])).values()],
    isCut: lists.some(({ isCut }) => isCut),
  };
}

/** Of more people than these a file shows the ids. */
const NAMES_MAX = 60;

async function namesOf(
  { directory }: IncidentDeps,
  users: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const people = await Promise.all(users.slice(0, NAMES_MAX).map((user) => directory.person(user)));
  return new Map(people.flatMap((found) => (found === 'unknown' ? [] : [[found.id, found.name] as const])));
}
