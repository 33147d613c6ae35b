/** The post-mortem as a file in the incident's thread. */
import { type PostmortemData, postmortemMarkdown } from '../blocks/postmortem-text.ts';
import { peopleIn } from '../blocks/timeline.ts';
import { checkLabel } from '../src/check/label.ts';
import { checksOf } from '../src/incident/state.ts';
import type { HandlerDeps } from './deps.ts';
import { shareInThread } from './timeline.ts';

/** Answers what to tell who asked. Throws for one that is not over. */
export async function sharePostmortem(deps: HandlerDeps, by: string, id: string): Promise<string> {
  await deps.incidents.admit(by);
  return shareInThread(deps, id, {
    name: `${id}-post-mortem.md`,
    title: `Post-mortem of ${id}`,
    text: postmortemMarkdown(await postmortemData(deps, id)),
  });
}

/** What file and canvas are drawn from. */
export async function postmortemData(
  { incidents, runbook, zone }: Pick<HandlerDeps, 'incidents' | 'runbook' | 'zone'>,
  id: string,
): Promise<PostmortemData> {
  const [incident, timeline] = await Promise.all([incidents.findOver(id), incidents.timeline(id)]);
  const { declaredBy, commander, postmortem, steps } = incident;
  const owners = postmortem?.items.map(({ owner }) => owner) ?? [];
  const people = [
    declaredBy,
    ...(commander === null ? [] : [commander]),
    ...steps.map((step) => step.by),
    ...owners,
  ];
  const names = await incidents.namesOf([...new Set([...people, ...peopleIn(timeline)])]);
  const checks = checksOf(incident).seen.map((last) => ({
    label: checkLabel(runbook, last.check, last.parameters),
    isRunning: false,
    last,
  }));
  const areaTitle = runbook.areas.find((area) => area.id === incident.area)?.title ?? null;
  return { incident, timeline, checks, areaTitle, names, zone };
}
