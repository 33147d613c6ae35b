/** The rules of an incident, all of them. Pure: the time and every fact about people come with the event. */

import { alert } from './alert.ts';
import { atRiskAtMs, attend, attended } from './attention.ts';
import { keepCanvas } from './canvas.ts';
import { finishItem, needsPostmortem, remind, writePostmortem } from './postmortem.ts';
import { giveRole, handOver, join, takeCommand } from './roles.ts';
import {
  addMessage,
  editMessage,
  type FollowedMessage,
  note,
  removeMessage,
  type SaidMessage,
} from './said.ts';
import type { Incident, IncidentEvent, IncidentStep, ResponseClock, ResponseStep } from './state.ts';
import { isOver, loweredBy, refuse, refuseOver, STEPS_MAX, stepIndex, worstOf } from './state.ts';
import { reportCheck, requestCheck, requestChecks } from './transition-checks.ts';

export function transition(incident: Incident | null, event: IncidentEvent, atMs: number): IncidentStep {
  return attended(decide(incident, event, atMs), event, atMs);
}

function decide(incident: Incident | null, event: IncidentEvent, atMs: number): IncidentStep {
  if (incident === null) return event.type === 'declared' ? declare(event, atMs) : refuse('not_found');
  switch (event.type) {
    case 'declared':
      return refuse('exists');
    case 'advanced':
      return advance(incident, event.to, event.by, atMs);
    case 'resolved':
      return resolve(incident, event, atMs);
    case 'closed':
      return close(incident, event, atMs);
    case 'reopened':
      return reopen(incident, event, atMs);
    case 'postmortem_written':
      return writePostmortem(incident, event, atMs);
    case 'item_done':
      return finishItem(incident, event, atMs);
    case 'canvas_written':
      return keepCanvas(incident, event);
    case 'reminded':
      return remind(incident, event, atMs);
    case 'command_taken':
      return takeCommand(incident, event);
    case 'handed_over':
      return handOver(incident, event);
    case 'joined':
      return join(incident, event.by);
    case 'role_given':
      return giveRole(incident, event);
    case 'noted':
      return note(incident, event, atMs);
    case 'message_added':
      return addMessage(incident, event);
    case 'message_edited':
      return editMessage(incident, event);
    case 'message_removed':
      return removeMessage(incident, event);
    case 'severity_changed':
      return changeSeverity(incident, event, atMs);
    case 'checks_requested':
      return requestChecks(incident, event, atMs);
    case 'check_reported':
      return reportCheck(incident, event);
    case 'check_requested':
      return requestCheck(incident, event, atMs);
    case 'alerted':
      return alert(incident, event, atMs);
    case 'clock_passed':
      return passClock(incident, event.mark, atMs);
    case 'called':
    case 'update_asked':
    case 'put_off':
    case 'snoozed':
      return attend(incident, event, atMs);
    case 'paged':
      return accept(incident);
    case 'resembles':
      return isOver(incident) ? refuseOver(incident) : accept(incident);
  }
}

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

function accept(state: Incident): IncidentStep {
  return { ok: true, state };
}

function declare(event: Of<'declared'>, atMs: number): IncidentStep {
  return accept({
    id: event.id,
    title: event.title,
    severity: event.severity,
    area: event.area,
    ...(event.drill === undefined ? {} : { drill: event.drill }),
    status: 'open',
    channel: event.channel,
    declaredBy: event.by,
    declaredAtMs: atMs,
    commander: null,
    steps: [],
    clock: { fromMs: atMs, dueAtMs: atMs + event.respondWithinMs, mark: 'running', breachedAtMs: null },
    resolution: null,
    ...(event.affected === undefined ? {} : { affected: event.affected }),
    ...(event.message === undefined ? {} : { messages: [followed(event.message, event.by)] }),
  });
}

function followed({ channel, ts }: SaidMessage, by: string): FollowedMessage {
  return { channel, ts, by, way: 'declaration' };
}

function advance(incident: Incident, to: ResponseStep, by: string, atMs: number): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  const distance = stepIndex(to) - stepIndex(incident.status);
  if (distance === 0) return refuse('already_there');
  if (distance < 0) return refuse('already_past');
  return accept({
    ...incident,
    status: to,
    steps: [...incident.steps, { step: to, by, atMs }],
    clock: metBy(incident.clock, atMs),
  });
}

/** Any step counts as the response: who assesses an incident has seen it. */
function metBy(clock: ResponseClock, atMs: number): ResponseClock {
  if (clock.mark === 'met') return clock;
  return { ...clock, mark: 'met', breachedAtMs: breachedBy(clock, atMs) };
}

/** Also where the clock ran out and nobody has written it down yet: whoever comes first must not undo it. */
function breachedBy({ breachedAtMs, dueAtMs }: ResponseClock, atMs: number): number | null {
  return breachedAtMs ?? (atMs > dueAtMs ? dueAtMs : null);
}

function resolve(incident: Incident, event: Of<'resolved'>, atMs: number): IncidentStep {
  const step = advance(incident, 'resolved', event.by, atMs);
  return step.ok ? accept({ ...step.state, resolution: event.summary }) : step;
}

/** Documented: nothing is left to do. What is owed for that is looked at when it is closed, and not before. */
function close(incident: Incident, event: Of<'closed'>, atMs: number): IncidentStep {
  if (incident.status === 'closed') return refuse('already_there');
  if (incident.status !== 'resolved') return refuse('not_resolved');
  if (!mayCommand(incident, event)) return refuse('closing_needs_commander');
  if (needsPostmortem(incident)) return refuse('needs_postmortem');
  const steps = [...incident.steps, { step: 'closed', by: event.by, atMs } as const];
  return accept({ ...incident, status: 'closed', steps });
}

/** It was not over: somebody looks into it again. The response was given, and is not timed anew. */
function reopen(incident: Incident, event: Of<'reopened'>, atMs: number): IncidentStep {
  if (!isOver(incident)) return refuse('not_over');
  if (!mayCommand(incident, event)) return refuse('reopening_needs_commander');
  if (incident.steps.length >= STEPS_MAX) return refuse('too_often_reopened');
  const { by, reason } = event;
  const { postmortem } = incident;
  return accept({
    ...incident,
    status: 'investigating',
    steps: [...incident.steps, { step: 'investigating', by, atMs }],
    resolution: null,
    reopened: { by, atMs, reason },
    ...(postmortem === undefined ? {} : { postmortem: { ...postmortem, isEarlier: true } }),
  });
}

/** Whoever commands the incident, or may command any. */
function mayCommand(
  { commander }: Incident,
  { by, inCommandersGroup }: Pick<Of<'closed'>, 'by' | 'inCommandersGroup'>,
): boolean {
  return commander === by || inCommandersGroup;
}

function changeSeverity(incident: Incident, event: Of<'severity_changed'>, atMs: number): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  const lowered = loweredBy(incident.severity, event.to);
  if (lowered === 0) return refuse('same_severity');
  if (lowered > 0 && !mayCommand(incident, event)) return refuse('lowering_needs_commander');
  const { clock } = incident;
  const retimed: ResponseClock =
    clock.mark === 'met'
      ? clock
      : {
          fromMs: atMs,
          dueAtMs: atMs + event.respondWithinMs,
          mark: 'running',
          breachedAtMs: breachedBy(clock, atMs),
        };
  const worst = loweredBy(event.to, worstOf(incident)) > 0 ? event.to : worstOf(incident);
  return accept({ ...incident, severity: event.to, worst, clock: retimed });
}

function passClock(incident: Incident, mark: 'at_risk' | 'breached', atMs: number): IncidentStep {
  const { clock } = incident;
  const expected = mark === 'at_risk' ? atRiskAtMs(clock) : clock.dueAtMs;
  const waiting = clock.mark === 'running' || (clock.mark === 'at_risk' && mark === 'breached');
  if (!waiting || atMs < expected) return refuse('clock_not_there');
  const breachedAtMs = mark === 'breached' ? (clock.breachedAtMs ?? clock.dueAtMs) : clock.breachedAtMs;
  return accept({ ...incident, clock: { ...clock, mark, breachedAtMs } });
}
