/** The runbook's severities and areas, as menus show them. */
import { duration } from '../blocks/kit.ts';
import type { AreaChoice, SeverityChoice } from '../blocks/modals.ts';
import { SEVERITIES } from '../src/incident/state.ts';
import type { Runbook } from '../src/runbook/runbook.ts';

export function severityChoices(runbook: Runbook): SeverityChoice[] {
  return SEVERITIES.map((id) => {
    const { name, meaning, respondWithinMs } = runbook.severities[id];
    return { id, name, meaning, respond: duration(respondWithinMs) };
  });
}

export function areaChoices(runbook: Runbook): AreaChoice[] {
  return runbook.areas.map(({ id, title }) => ({ id, title }));
}
