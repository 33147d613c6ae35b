/** From what the outbox owes to what Slack is sent: the state as it is now, drawn by its block builder. */
import { approvalCard } from '../blocks/approval-card.ts';
import { auditTableMessage } from '../blocks/audit-table.ts';
import { checkReport } from '../blocks/check-report.ts';
import { checklistCard } from '../blocks/checklist-card.ts';
import { checklistNote } from '../blocks/checklist-note.ts';
import { checkpointMessage } from '../blocks/checkpoint.ts';
import { drillMessage } from '../blocks/drill.ts';
import { handOverNote } from '../blocks/handover-note.ts';
import { type CheckLine, incidentCard } from '../blocks/incident-card.ts';
import { incidentNote } from '../blocks/incident-note.ts';
import { approvalNote } from '../blocks/notes.ts';
import { procedureCard } from '../blocks/procedure-card.ts';
import { procedureNote } from '../blocks/procedure-note.ts';
import { staleDigest } from '../blocks/stale-digest.ts';
import { approvalRef, originIndex } from './approval/document.ts';
import type { ApprovalEvent } from './approval/events.ts';
import { statementStates } from './approval/list.ts';
import { incidentOrigin } from './approval/origin.ts';
import { groupsInTurn, nobodyCan } from './approval/seats.ts';
import { type Approval, endedAtMs } from './approval/state.ts';
import { canNoLongerRun } from './approval/transition.ts';
import { undoSuggestion } from './approval/undo.ts';
import { type CheckpointMade, checkpointLine } from './audit/checkpoint.ts';
import type { CopyEvent } from './audit/copy-state.ts';
import { tableDdl } from './audit/table.ts';
import { checkLabel, leadLabel } from './check/label.ts';
import { linksOf } from './check/leads.ts';
import type { CheckSummary } from './check/report.ts';
import { type Checklist, type ChecklistEvent, isLeft, itemAtHand } from './checklist/state.ts';
import { attentionOf } from './incident/attention.ts';
import { whoHasIt } from './incident/call.ts';
import type { DigestEvent } from './incident/digest.ts';
import { incidentRef } from './incident/document.ts';
import { isOfDrill } from './incident/drill.ts';
import { needsPostmortem } from './incident/postmortem.ts';
import { rolesOf } from './incident/roles.ts';
import {
  type AskedCheck,
  checksOf,
  type Incident,
  type IncidentChecks,
  type IncidentEvent,
  isOver,
  nextStep,
} from './incident/state.ts';
import { toldNext } from './incident/told-next.ts';
import { isOfSame } from './incident/transition-checks.ts';
import { read } from './journal/document.ts';
import type { DocumentRef, Journal } from './journal/journal.ts';
import type { Picture, ViewName } from './outbox/intent.ts';
import type { Message } from './outbox/messenger.ts';
import { commandOf } from './procedure/fields.ts';
import {
  isLeft as isStepLeft,
  type Procedure,
  type ProcedureEvent,
  phaseAtHand,
  standing,
  stepAtHand,
  stepsOf,
  wayOf,
} from './procedure/state.ts';
import type { Runbook } from './runbook/runbook.ts';

export type Draw = (picture: Picture) => Promise<Message | null>;

type Deps = { readonly journal: Journal; readonly runbook: Runbook; readonly timezone: string };

/** Null: there is nothing to show. */
export function pictures(deps: Deps): Draw {
  return async (picture) => {
    const message = await DRAWN[picture.view](deps, picture);
    return message !== null && (await isOfDrill(deps.journal, picture.ref)) ? drillMessage(message) : message;
  };
}

const DRAWN: { readonly [view in ViewName]: (deps: Deps, picture: Picture) => Promise<Message | null> } = {
  'incident-card': async ({ journal, runbook, timezone }, { ref }) => {
    const incident = await stateOf<Incident>(journal, ref);
    return incident === null ? null : drawIncident(runbook, timezone, incident);
  },
  'incident-note': async ({ journal }, { ref, part }) => {
    const incident = await stateOf<Incident>(journal, ref);
    const entry = await entryOf<IncidentEvent>(journal, ref, part);
    return incident === null || entry === null ? null : incidentNote(incident, entry.event, entry.atMs);
  },
  'handover-note': async ({ journal, runbook }, { ref, part }) => {
    const incident = await stateOf<Incident>(journal, ref);
    const event = await eventOf<IncidentEvent>(journal, ref, part);
    if (incident === null || event?.type !== 'handed_over') return null;
    return drawHandOver(runbook, incident, event, await openRequests(journal, incident.id));
  },
  'stale-digest': async ({ journal }, { ref, part }) => {
    const event = await eventOf<DigestEvent>(journal, ref, part);
    return event === null ? null : drawDigest(journal, event);
  },
  'check-report': async ({ journal, runbook }, { ref, part }) => {
    const event = await eventOf<IncidentEvent | ChecklistEvent | ProcedureEvent>(journal, ref, part);
    if (event?.type !== 'check_reported') return null;
    const leads = (event.report.leads ?? []).map((lead) => leadLabel(runbook, lead));
    const links = event.report.verdict === 'pass' ? [] : linksOf(runbook, event.report);
    const alert = ref.kind === 'incident' ? runbook.contacts[event.report.alert ?? '']?.title : undefined;
    const place = { of: ref.id, seq: Number(part), leads, links };
    return checkReport(alert === undefined ? place : { ...place, alert }, event.report);
  },
  'approval-card': async ({ journal }, { ref }) => {
    const approval = await stateOf<Approval>(journal, ref);
    return approval === null ? null : drawApproval(approval);
  },
  'approval-note': async ({ journal }, { ref, part }) => {
    const approval = await stateOf<Approval>(journal, ref);
    const event = await eventOf<ApprovalEvent>(journal, ref, part);
    return approval === null || event === null
      ? null
      : approvalNote({ approval, turn: groupsInTurn(approval) }, event);
  },
  checkpoint: async ({ journal }, { ref, part }) => {
    const made = await eventOf<CheckpointMade>(journal, ref, part);
    if (made === null) return null;
    const { number, documents } = made.checkpoint;
    return checkpointMessage({ number, documents: documents.length, line: checkpointLine(made) });
  },
  'audit-table': async ({ journal }, { ref, part }) => {
    const event = await eventOf<CopyEvent>(journal, ref, part);
    return event?.type === 'halted' ? auditTableMessage({ ...event, create: tableDdl(event.table) }) : null;
  },
  'checklist-card': async ({ journal }, { ref }) => {
    const checklist = await stateOf<Checklist>(journal, ref);
    return checklist === null ? null : drawChecklist(checklist);
  },
  'checklist-note': async ({ journal }, { ref, part }) => {
    const checklist = await stateOf<Checklist>(journal, ref);
    const event = await eventOf<ChecklistEvent>(journal, ref, part);
    return checklist === null || event === null ? null : checklistNote(checklist, event);
  },
  'procedure-card': async ({ journal }, { ref }) => {
    const procedure = await stateOf<Procedure>(journal, ref);
    return procedure === null ? null : drawProcedure(procedure);
  },
  'procedure-note': async ({ journal }, { ref, part }) => {
    const procedure = await stateOf<Procedure>(journal, ref);
    const event = await eventOf<ProcedureEvent>(journal, ref, part);
    if (procedure === null || event === null) return null;
    const about = 'step' in event ? stepsOf(procedure).find(({ id }) => id === event.step) : undefined;
    return procedureNote(procedure, event, about ?? null);
  },
};

export function drawIncident(runbook: Runbook, zone: string, incident: Incident): Message {
  const { pending, seen } = checksOf(incident);
  return incidentCard({
    incident,
    meaning: runbook.severities[incident.severity].name,
    areaTitle: runbook.areas.find(({ id }) => id === incident.area)?.title ?? null,
    checks: checkLines(runbook, { pending, seen }),
    nextStep: nextStep(incident),
    owesPostmortem: needsPostmortem(incident),
    told: toldNext(runbook, zone, incident),
    roles: rolesOf(incident),
  });
}

function drawHandOver(
  runbook: Runbook,
  incident: Incident,
  { by, to }: { readonly by: string; readonly to: string },
  requests: readonly Approval[],
): Message {
  const lines = checkLines(runbook, checksOf(incident));
  const checks = lines.filter(({ isRunning, last }) => isRunning || last?.verdict !== 'pass');
  return handOverNote({ incident, roles: rolesOf(incident), by, to, checks, requests });
}

/** As they are by now: one that somebody has spoken of meanwhile is still listed, with when that was. */
async function drawDigest(
  journal: Journal,
  { stale, others, unseen = 0 }: DigestEvent,
): Promise<Message | null> {
  const incidents = await Promise.all(stale.map((id) => stateOf<Incident>(journal, incidentRef(id))));
  const rows = incidents.flatMap((incident) =>
    incident === null || isOver(incident)
      ? []
      : [{ incident, whom: whoHasIt(incident), updatedAtMs: attentionOf(incident).updatedAtMs }],
  );
  return rows.length === 0 ? null : staleDigest(rows, { others, unseen });
}

/** Each once: with what it said last, or that it is running. Those that are asked for the first time come last. */
function checkLines(
  runbook: Runbook,
  { pending, seen }: Pick<IncidentChecks, 'pending' | 'seen'>,
): readonly CheckLine[] {
  const label = (one: AskedCheck | CheckSummary) => checkLabel(runbook, one.check, one.parameters);
  const isRunning = (one: CheckSummary) => pending.some((asked) => isOfSame(asked, one));
  const fresh = pending.filter((asked) => !seen.some((one) => isOfSame(asked, one)));
  return [
    ...seen.map((one) => ({ label: label(one), isRunning: isRunning(one), last: one })),
    ...fresh.map((asked) => ({ label: label(asked), isRunning: true, last: null })),
  ];
}

/** What may be said is what the last look allows: who settles it judges by what was seen after the statement had its time. */
export function drawApproval(approval: Approval): Message {
  return approvalCard({
    approval,
    canNoLongerRun: canNoLongerRun(approval, approval.evidence?.atMs ?? 0),
    undoable: undoSuggestion(approval) !== null,
    nobodyCan: nobodyCan(approval),
    turn: groupsInTurn(approval),
    statements: statementStates(approval),
  });
}

export function drawChecklist(checklist: Checklist): Message {
  const left = checklist.items.filter(isLeft);
  return checklistCard({ checklist, left, atHand: itemAtHand(checklist) });
}

export function drawProcedure(procedure: Procedure): Message {
  const phase = phaseAtHand(procedure);
  const atHand = stepAtHand(procedure);
  return procedureCard({
    procedure,
    way: wayOf(procedure),
    phase,
    atHand,
    left: (phase?.steps ?? []).filter(isStepLeft),
    standing: standing(procedure),
    command: atHand === null ? null : commandOf(atHand, procedure.fields),
  });
}

const REQUESTS_LOOKED_AT_MAX = 20;

/** Of the last that were asked for in it, those that have not ended. */
async function openRequests(journal: Journal, incident: string): Promise<readonly Approval[]> {
  const page = { limit: REQUESTS_LOOKED_AT_MAX, order: 'descending' } as const;
  const { ids } = await journal.find('approval', originIndex(incidentOrigin(incident)), page);
  const found = await Promise.all(ids.map((id) => stateOf<Approval>(journal, approvalRef(id))));
  return found.filter((approval) => approval !== null).filter((approval) => endedAtMs(approval) === null);
}

async function stateOf<State>(journal: Journal, ref: DocumentRef): Promise<State | null> {
  return (await read<State>(journal, ref))?.state ?? null;
}

async function eventOf<Event>(
  journal: Journal,
  ref: DocumentRef,
  part: string | undefined,
): Promise<Event | null> {
  return (await entryOf<Event>(journal, ref, part))?.event ?? null;
}

/** The entry that the picture is of: `part` is its number in the document's history. */
async function entryOf<Event>(
  journal: Journal,
  ref: DocumentRef,
  part: string | undefined,
): Promise<{ readonly event: Event; readonly atMs: number } | null> {
  const [entry] = await journal.history(ref, Number(part ?? 0), 1);
  if (entry === undefined || entry.seq !== Number(part)) return null;
  return { event: entry.event as Event, atMs: entry.atMs };
}
