/** What the reports of an incident suggest: by the button under one of them, and for its next request. */
import type { Origin } from '../approval/state.ts';
import type { ChecklistEvent } from '../checklist/state.ts';
import { AppError } from '../errors.ts';
import { incidentRef } from '../incident/document.ts';
import type { Incident, IncidentEvent } from '../incident/state.ts';
import { isOfSame } from '../incident/transition-checks.ts';
import { read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { ProcedureEvent } from '../procedure/state.ts';
import type { Lead, Suggestion } from '../runbook/verdict.ts';
import { recentReports } from './previous.ts';
import type { CheckReport } from './report.ts';

type Told = Extract<IncidentEvent | ChecklistEvent | ProcedureEvent, { type: 'check_reported' }>;

/** A button names its report by the number of its entry, and what it offers by its place there. */
export async function leadAt(
  journal: Pick<Journal, 'history'>,
  { kind, id }: Origin,
  seq: number,
  place: number,
): Promise<{ readonly origin: Origin; readonly report: CheckReport; readonly lead: Lead }> {
  const told = await toldAt(journal, { kind, id }, seq);
  const lead = told.report.leads?.[place];
  if (lead === undefined) throw nowhere(id);
  const origin: Origin = { kind, id, ...partOf(told) };
  return { origin, report: told.report, lead };
}

export async function reportAt(
  journal: Pick<Journal, 'history'>,
  of: Pick<Origin, 'kind' | 'id'>,
  seq: number,
): Promise<CheckReport> {
  return (await toldAt(journal, of, seq)).report;
}

async function toldAt(
  journal: Pick<Journal, 'history'>,
  { kind, id }: Pick<Origin, 'kind' | 'id'>,
  seq: number,
): Promise<Told> {
  const [entry] = await journal.history({ kind, id }, seq, 1);
  const event = entry?.seq === seq ? (entry.event as IncidentEvent | ChecklistEvent | ProcedureEvent) : null;
  if (event?.type !== 'check_reported') throw nowhere(id);
  return event;
}

function nowhere(id: string): AppError {
  return new AppError('not_found', `This button leads nowhere any more. Use the card of ${id}.`);
}

/** In a checklist or a procedure what a report leads to is for the item, or the step, that it is about. */
function partOf(told: Told): Pick<Origin, 'part'> {
  const part = 'item' in told ? told.item : 'step' in told ? told.step : null;
  return typeof part === 'string' ? { part } : {};
}

/** An action with the values of the result that suggests it; `from` is the title of the check. */
export type SuggestedAction = Suggestion & { readonly from: string };

/**
 * The newest first, each action once, with the values of its newest suggestion, or of one that says the same and more:
 * reports that come together come in any order. What a check suggested is over once its next report with the same values
 * does not.
 */
export async function suggestedActions(
  journal: Pick<Journal, 'history' | 'load'>,
  incident: string,
): Promise<readonly SuggestedAction[]> {
  const ref = incidentRef(incident);
  const stored = await read<Incident>(journal, ref);
  const newestFirst = (await recentReports(journal, ref, stored?.version ?? 0)).toReversed();
  const standing = newestFirst.filter(
    (report, index) => newestFirst.findIndex((other) => isOfSame(other, report)) === index,
  );
  const all = standing.flatMap(({ title, leads = [] }) =>
    leads.flatMap((lead) => ('action' in lead ? [{ ...lead, from: title }] : [])),
  );
  const newest = all.filter(
    ({ action }, index) => all.findIndex((other) => other.action === action) === index,
  );
  return newest.map((one) => all.filter((other) => saysAsMuch(other, one)).reduce(fuller, one));
}

function saysAsMuch(other: SuggestedAction, one: SuggestedAction): boolean {
  return (
    other.action === one.action && Object.entries(one.with).every(([id, text]) => other.with[id] === text)
  );
}

function fuller(one: SuggestedAction, other: SuggestedAction): SuggestedAction {
  return Object.keys(other.with).length > Object.keys(one.with).length ? other : one;
}
