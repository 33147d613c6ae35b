/**
 * What takes the incident's command or the commanders' group: lowering the severity, closing, reopening; and the command
 * itself, where somebody has it. The fact is looked up here and judged in `transition`, for every way in.
 */
import { fullMember } from '../approval/full-member.ts';
import { type Asker, commit, findIncident, type IncidentAnswer, type IncidentDeps } from './commit.ts';
import type { IncidentRefusal } from './refusal.ts';
import { type Incident, type IncidentEvent, loweredBy, type Severity } from './state.ts';
import { timesOf } from './times.ts';

export async function takeCommand(deps: IncidentDeps, asker: Asker, id: string): Promise<IncidentAnswer> {
  return asCommander(deps, asker, id, {
    isNeeded: ({ commander }) => commander !== null,
    event: (inCommandersGroup) => ({ type: 'command_taken', by: asker.by, inCommandersGroup }),
  });
}

export async function changeSeverity(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  to: Severity,
): Promise<IncidentAnswer> {
  return asCommander(deps, asker, id, {
    isNeeded: ({ severity }) => loweredBy(severity, to) > 0,
    event: (inCommandersGroup) => ({
      type: 'severity_changed',
      to,
      by: asker.by,
      ...timesOf(deps.runbook, to),
      inCommandersGroup,
    }),
  });
}

export async function closeIncident(deps: IncidentDeps, asker: Asker, id: string): Promise<IncidentAnswer> {
  return asCommander(deps, asker, id, {
    isNeeded: ({ status }) => status === 'resolved',
    event: (inCommandersGroup) => ({ type: 'closed', by: asker.by, inCommandersGroup }),
  });
}

export async function reopenIncident(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  reason: string,
): Promise<IncidentAnswer> {
  return asCommander(deps, asker, id, {
    isNeeded: () => true,
    event: (inCommandersGroup) => ({ type: 'reopened', by: asker.by, reason, inCommandersGroup }),
  });
}

const TAKES_COMMAND: readonly IncidentRefusal[] = [
  'taking_needs_commander',
  'lowering_needs_commander',
  'closing_needs_commander',
  'reopening_needs_commander',
];

type Wish = {
  /** Whether the command matters for it: else Slack is not asked who is in the group. */
  readonly isNeeded: (incident: Incident) => boolean;
  readonly event: (inCommandersGroup: boolean) => IncidentEvent;
};

async function asCommander(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  { isNeeded, event }: Wish,
): Promise<IncidentAnswer> {
  const askedAtMs = deps.monotonicMs();
  // Before the group is asked for: whoever may do nothing uses up none of the calls that approvals need.
  await fullMember(deps.directory, asker);
  const incident = await findIncident(deps.journal, id);
  const depends = isNeeded(incident) && incident.commander !== asker.by;
  const inGroup = () => isCommander(deps, asker.by, askedAtMs);
  const answer = await commit(deps, asker, id, event(depends && (await inGroup())));
  // Somebody was faster, and by now the group matters.
  const isUnasked = !depends && answer.outcome === 'refused' && TAKES_COMMAND.includes(answer.code);
  return isUnasked && (await inGroup()) ? commit(deps, asker, id, event(true)) : answer;
}

async function isCommander(deps: IncidentDeps, userId: string, askedAtMs: number): Promise<boolean> {
  const group = await deps.directory.group(deps.commandersGroup, askedAtMs);
  if (group.outcome !== 'found' || group.isDisabled) return false;
  const answer = await deps.directory.members(group.id, askedAtMs);
  return answer.outcome === 'known' && answer.members.includes(userId);
}
