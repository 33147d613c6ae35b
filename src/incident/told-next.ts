/** Who is told next that nobody has responded, and by whom it is snoozed: for the card. */
import type { Runbook } from '../runbook/runbook.ts';
import { callAtMs, snoozeOf } from './attention.ts';
import { isPaged, nextContact } from './call.ts';
import { quietUntilMs } from './quiet.ts';
import { type Incident, isOver } from './state.ts';

export type ToldNext = {
  /** Null: nobody is to be told, or no more. */
  readonly next: { readonly title: string | null; readonly atMs: number; readonly pages: boolean } | null;
  readonly snoozed: { readonly by: string; readonly untilMs: number } | null;
};

export function toldNext(runbook: Runbook, zone: string, incident: Incident): ToldNext {
  const atMs = callAtMs(incident);
  const snoozed = isOver(incident) ? null : snoozeOf(incident);
  if (atMs === null) return { next: null, snoozed };
  const contact = nextContact(runbook, incident);
  const quiet = runbook.severities[incident.severity].quiet_hours;
  const next = {
    title: contact?.title ?? null,
    atMs: quietUntilMs(quiet, zone, atMs) ?? atMs,
    pages: isPaged(contact, incident),
  };
  return { next, snoozed };
}
