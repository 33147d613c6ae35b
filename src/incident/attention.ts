/**
 * Who is told while nobody responds, and asked while it is open: how often that was, and from when on it is done again.
 * All of it is worked out of the state, so that a restart forgets none of it and a bot that was away tells it once.
 */
import type { Told } from '../approval/state.ts';
import { PACES, type Pace } from '../runbook/schema-pace.ts';
import type { Incident, IncidentEvent, IncidentStep, ResponseClock, Severity } from './state.ts';
import { isOver, refuse, refuseOver } from './state.ts';

export type { Pace } from '../runbook/schema-pace.ts';

/** `by` and until when: nobody is told or asked meanwhile. A changed severity ends it. */
export type Snooze = {
  readonly by: string;
  readonly untilMs: number;
  readonly severity: Severity;
};

export type Attention = {
  readonly pace: Pace;
  /** Since the clock was set at `fromMs`; null: nobody was told yet. */
  readonly calls: { readonly fromMs: number; readonly count: number; readonly lastAtMs: number } | null;
  /** When somebody last moved it on or said where things stand. */
  readonly updatedAtMs: number;
  readonly remindedAtMs: number | null;
  readonly snooze: Snooze | null;
  /** The quiet hours in which somebody was to be told are over then. */
  readonly quietUntilMs: number | null;
  /** Whose pagers were asked for, by contact: they are told how it goes on. Absent until the first. */
  readonly paged?: readonly string[];
};

export const SNOOZE_MIN_MS = 5 * 60_000;
/** A shift: whoever comes after it decides anew. */
export const SNOOZE_MAX_MS = 8 * 60 * 60_000;

/** What is known of it, also where it was stored before anybody was told. */
export function attentionOf({ attention, severity, steps, declaredAtMs }: Incident): Attention {
  return (
    attention ?? {
      pace: PACES[severity],
      calls: null,
      updatedAtMs: steps.at(-1)?.atMs ?? declaredAtMs,
      remindedAtMs: null,
      snooze: null,
      quietUntilMs: null,
    }
  );
}

/** How many were told since the clock was last set: whose turn it is in the chain. */
export function callsMade(incident: Incident): number {
  return callsOf(incident)?.count ?? 0;
}

export function snoozeOf(incident: Incident): Snooze | null {
  const { snooze } = attentionOf(incident);
  return snooze?.severity === incident.severity ? snooze : null;
}

/** Half of the time to respond is gone. */
export function atRiskAtMs(clock: ResponseClock): number {
  return clock.fromMs + Math.floor((clock.dueAtMs - clock.fromMs) / 2);
}

/** When the next of the chain is told that nobody has responded; null: nobody is to be, or no more. */
export function callAtMs(incident: Incident): number | null {
  const { clock } = incident;
  if (isOver(incident) || clock.mark === 'met') return null;
  const calls = callsOf(incident);
  if (calls === null) return notBefore(incident, atRiskAtMs(clock));
  if (calls.lastAtMs < clock.dueAtMs) return notBefore(incident, clock.dueAtMs);
  const { nudgeEveryMs } = attentionOf(incident).pace;
  return nudgeEveryMs === null ? null : notBefore(incident, calls.lastAtMs + nudgeEveryMs);
}

/** When whoever has it is asked where things stand; null: nobody is. */
export function remindAtMs(incident: Incident): number | null {
  if (isOver(incident) || incident.clock.mark !== 'met') return null;
  const { pace, updatedAtMs, remindedAtMs } = attentionOf(incident);
  if (pace.updateEveryMs === null) return null;
  return notBefore(incident, Math.max(updatedAtMs, remindedAtMs ?? 0) + pace.updateEveryMs);
}

function callsOf(incident: Incident): Attention['calls'] {
  const { calls } = attentionOf(incident);
  return calls?.fromMs === incident.clock.fromMs ? calls : null;
}

function notBefore(incident: Incident, atMs: number): number {
  return Math.max(atMs, snoozeOf(incident)?.untilMs ?? 0, attentionOf(incident).quietUntilMs ?? 0);
}

/** Whom the runbook names, as Slack knows them now, and whether they are paged as well. */
export type Called = {
  /** The contact's id; null: the runbook names nobody. */
  readonly contact: string | null;
  readonly title?: string;
  readonly told: Told | null;
  readonly pages: boolean;
};

export type AttentionEvent =
  /** Somebody is told that nobody has responded; `isLate`: not in time either. */
  | { readonly type: 'called'; readonly called: Called; readonly isLate: boolean }
  /** Whoever has it is asked where things stand. */
  | { readonly type: 'update_asked'; readonly whom: string }
  /** It is night for those who would be. */
  | { readonly type: 'put_off'; readonly untilMs: number }
  | { readonly type: 'snoozed'; readonly by: string; readonly forMs: number };

/** Neither snoozed nor by night: what is over does not stand on the card for ever. */
const AWAKE = { snooze: null, quietUntilMs: null } as const;

export function attend(incident: Incident, event: AttentionEvent, atMs: number): IncidentStep {
  switch (event.type) {
    case 'called': {
      if (isAhead(callAtMs(incident), atMs)) return refuse('clock_not_there');
      const count = callsMade(incident) + 1;
      const calls = { fromMs: incident.clock.fromMs, count, lastAtMs: atMs };
      return accept(incident, { calls, ...AWAKE, ...pagedToo(incident, event.called) });
    }
    case 'update_asked':
      if (isAhead(remindAtMs(incident), atMs)) return refuse('clock_not_there');
      return accept(incident, { remindedAtMs: atMs, ...AWAKE });
    case 'put_off':
      if (isAhead(callAtMs(incident), atMs) && isAhead(remindAtMs(incident), atMs))
        return refuse('clock_not_there');
      return accept(incident, { quietUntilMs: event.untilMs });
    case 'snoozed':
      return snooze(incident, event, atMs);
  }
}

function pagedToo(incident: Incident, { contact, pages }: Called): Pick<Attention, 'paged'> {
  const paged = attentionOf(incident).paged ?? [];
  if (!pages || contact === null || incident.drill === true || paged.includes(contact)) return {};
  return { paged: [...paged, contact] };
}

function snooze(
  incident: Incident,
  { by, forMs }: Extract<AttentionEvent, { type: 'snoozed' }>,
  atMs: number,
): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  if (callAtMs(incident) === null && remindAtMs(incident) === null) return refuse('nothing_to_snooze');
  if (forMs < SNOOZE_MIN_MS || forMs > SNOOZE_MAX_MS) return refuse('snooze_length');
  return accept(incident, { snooze: { by, untilMs: atMs + forMs, severity: incident.severity } });
}

function isAhead(dueAtMs: number | null, atMs: number): boolean {
  return dueAtMs === null || atMs < dueAtMs;
}

function accept(incident: Incident, changes: Partial<Attention>): IncidentStep {
  return { ok: true, state: { ...incident, attention: { ...attentionOf(incident), ...changes } } };
}

/** Who does one of these has said where things stand: whoever has it is not asked again so soon. */
const UPDATES: ReadonlySet<string> = new Set([
  'declared',
  'advanced',
  'severity_changed',
  'reopened',
  'noted',
  'handed_over',
]);

/** The same step, with what it means for who is told and asked. */
export function attended(step: IncidentStep, event: IncidentEvent, atMs: number): IncidentStep {
  if (!step.ok || isOver(step.state) || !UPDATES.has(event.type)) return step;
  const pace = 'pace' in event ? event.pace : undefined;
  const isTimed = event.type === 'declared' || event.type === 'severity_changed';
  const timed = isTimed ? { pace: pace ?? PACES[step.state.severity], ...AWAKE } : {};
  return accept(step.state, { ...timed, updatedAtMs: atMs });
}
