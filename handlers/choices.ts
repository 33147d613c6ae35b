/** The runbook's severities and areas, as menus show them. */
import type { CheckGroup } from '../blocks/check-list.ts';
import { duration } from '../blocks/kit.ts';
import type { AreaChoice, SeverityChoice } from '../blocks/modals.ts';
import { SEVERITIES } from '../src/incident/state.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import type { Action } from '../src/runbook/schema-actions.ts';

export type ActionGroup = { readonly title: string; readonly actions: readonly Action[] };

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
  const groups = inOrder.map((area) => ({
    title: area.title,
    ids: [...area.checks, ...area.causes.flatMap((cause) => cause.checks)],
    links: area.links.flatMap((id) => links[id] ?? []),
  }));
  return eachOnce(groups, checks).map(({ title, entries }, index) => ({
    title,
    checks: entries,
    links: groups[index]?.links ?? [],
  }));
}

export function actionsByArea({ areas, actions }: Runbook): readonly ActionGroup[] {
  const groups = areas.map((area) => ({
    title: area.title,
    ids: [...area.actions, ...area.causes.flatMap((cause) => cause.actions)],
  }));
  return eachOnce(groups, actions).map(({ title, entries }) => ({ title, actions: entries }));
}

type IdGroup = { readonly title: string; readonly ids: readonly string[] };

/** Under the first group that names it; what none names comes last. */
function eachOnce<Entry>(groups: readonly IdGroup[], entries: { readonly [id: string]: Entry }) {
  const taken = new Set<string>();
  const take = (ids: readonly string[]): readonly Entry[] =>
    ids.flatMap((id) => {
      const entry = entries[id];
      if (entry === undefined || taken.has(id)) return [];
      taken.add(id);
      return [entry];
    });
  return [...groups, { title: 'Others', ids: Object.keys(entries) }].map(({ title, ids }) => ({
    title,
    entries: take(ids),
  }));
}
