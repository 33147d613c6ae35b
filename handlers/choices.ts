/** The runbook's severities and areas, as menus show them. */
import type { CheckGroup } from '../blocks/check-list.ts';
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

/** Each check once: under the first area that has it, the given area before all others; then those that none has. */
export function checksByArea({ areas, checks, links }: Runbook, first: string | null): readonly CheckGroup[] {
  const inOrder = [...areas.filter(({ id }) => id === first), ...areas.filter(({ id }) => id !== first)];
  const taken = new Set<string>();
  const take = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const check = checks[id];
      if (check === undefined || taken.has(id)) return [];
      taken.add(id);
      return [check];
    });
  const groups = inOrder.map((area) => ({
    title: area.title,
    checks: take([...area.checks, ...area.causes.flatMap((cause) => cause.checks)]),
    links: area.links.flatMap((id) => links[id] ?? []),
  }));
  return [...groups, { title: 'Others', checks: take(Object.keys(checks)) }];
}
