/** What a person asks to be looked at, with its values: told at once what is wrong with them, before anything is stored. */
import type { CheckParameters } from '../check/report.ts';
import { AppError } from '../errors.ts';
import { asText, parseParameters } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { AskedCheck, Incident, IncidentEvent } from './state.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** Where nobody has said which area it is and the runbook has only one, it is that one. */
export function areaChecks(
  { areas, checks }: Runbook,
  incident: Incident,
  said: string | null,
  by: string,
): Of<'checks_requested'> {
  const only = areas.length === 1 ? areas[0] : undefined;
  const area = areas.find((candidate) => candidate.id === (said ?? incident.area)) ?? only;
  const wanted = area?.checks ?? [];
  return { type: 'checks_requested', area: area?.id ?? null, checks: wanted.map(byDefault(checks)), by };
}

/** A check that needs a value is asked for without it: its report says what is missing. */
const byDefault =
  (checks: Runbook['checks']) =>
  (check: string): AskedCheck => {
    const parsed = parseParameters(checks[check]?.parameters ?? {}, {});
    return { check, parameters: parsed.ok ? asText(parsed.values) : {} };
  };

export type WishedCheck = { readonly check: string; readonly raw: CheckParameters };

export type CheckErrors = { readonly [parameter: string]: string };

/** The event, or what is wrong by parameter. Throws AppError('not_found') for a check that the runbook does not have. */
export function oneCheck(
  { checks }: Runbook,
  { check, raw }: WishedCheck,
  by: string,
):
  | { readonly ok: true; readonly event: Of<'check_requested'> }
  | { readonly ok: false; readonly errors: CheckErrors } {
  const known = checks[check];
  if (known === undefined) throw new AppError('not_found', 'The runbook has no such check any more.');
  const parsed = parseParameters(known.parameters, raw);
  if (!parsed.ok) return parsed;
  const parameters = asText(parsed.values);
  return { ok: true, event: { type: 'check_requested', check, parameters, by } };
}
