/** What a check that warns or fails leads to: the causes that it points to, and what to look at or ask for next. */
import { keepOf } from '../pii/columns.ts';
import { maskText, NOBODY } from '../pii/mask.ts';
import { LIMITS } from '../runbook/limits.ts';
import { parseOne } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Link } from '../runbook/schema-targets.ts';
import type { Lead } from '../runbook/verdict.ts';
import { type CheckReport, REPORT_CAUSES_MAX, REPORT_LEADS_MAX } from './report.ts';

type Leads = Required<Pick<CheckReport, 'leads' | 'causes'>> & Pick<CheckReport, 'alert'>;

/**
 * Actions first, then checks with values from the result, then the causes' other checks with what they take by default.
 * `area` is the incident's: what its causes say comes before what those of other areas say.
 */
export function leadsOf(
  runbook: Runbook,
  area: string | null,
  check: string,
  suggests: readonly Lead[],
): Leads {
  const causes = causesOf(runbook, area, check).slice(0, REPORT_CAUSES_MAX);
  const actions = suggests.filter((lead) => 'action' in lead);
  const checks = suggests.filter((lead) => 'check' in lead);
  const others = causes.flatMap((cause) => cause.checks).map((id) => ({ check: id, with: {} }));
  const named = new Set([check]);
  const next = [...checks, ...others].filter((lead) => !named.has(lead.check) && named.add(lead.check));
  const alert = causes.flatMap((cause) => cause.alert)[0];
  // The button that alerts takes the place of one.
  const leadsMax = alert === undefined ? REPORT_LEADS_MAX : REPORT_LEADS_MAX - 1;
  return {
    ...(alert === undefined ? {} : { alert }),
    causes: causes.map(({ cause, look = null, fix, actions: able }) => ({
      cause,
      look,
      ...(able.length === 0 ? { fix } : {}),
    })),
    leads: [...actions, ...next].slice(0, leadsMax).map((lead) => kept(runbook, lead)),
  };
}

/** For what settles by one check of its own, as an item or a step does: another check belongs to none. */
export function leadingToActions(report: CheckReport): CheckReport {
  return { ...report, leads: (report.leads ?? []).filter((lead) => 'action' in lead) };
}

/** Where a person looks further: the check's own links, then those of the causes that its report names. */
export function linksOf(
  { areas, checks, links }: Runbook,
  { check, causes = [] }: Reported,
): readonly Link[] {
  const named = new Set(causes.map(({ cause }) => cause));
  const ofCauses = areas.flatMap((area) => area.causes.filter(({ cause }) => named.has(cause)));
  const ids = [...(checks[check]?.links ?? []), ...ofCauses.flatMap((cause) => cause.links)];
  const found = [...new Set(ids)].map((id) => links[id]);
  return found.filter((link) => link !== undefined).slice(0, LIMITS.linksOnCard);
}

type Reported = Pick<CheckReport, 'check' | 'causes'>;

function causesOf({ areas }: Runbook, area: string | null, check: string) {
  const pointingOf = (of: typeof areas) =>
    of.flatMap(({ causes }) => causes.filter(({ checks }) => checks.includes(check)));
  const own = pointingOf(areas.filter(({ id }) => id === area));
  return own.length > 0 ? own : pointingOf(areas);
}

/**
 * A value is kept as it is where its parameter's type takes it for what it is: a person, a table, a number. Anything else may
 * hold anybody's data, and is refused by the form as much when it is masked; longer than any type takes, it is cut.
 */
function kept(runbook: Runbook, lead: Lead): Lead {
  const target = 'action' in lead ? runbook.actions[lead.action] : runbook.checks[lead.check];
  const values = Object.entries(lead.with).map(([id, text]): [string, string] => {
    const parameter = target?.parameters[id];
    const isKnown = parameter !== undefined && parameter.type !== 'text' && parseOne(parameter, text).ok;
    if (isKnown && parameter.type !== 'principal') return [id, text];
    return [id, maskText(text, isKnown ? keepOf([text]) : NOBODY).slice(0, LIMITS.typedCharacters + 1)];
  });
  return { ...lead, with: Object.fromEntries(values) };
}
