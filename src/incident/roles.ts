/** Who does what in an incident: one commander, one scribe, one for communications, and whoever responds. */
import type { Incident, IncidentEvent, IncidentStep } from './state.ts';
import { isOver, refuse, refuseOver } from './state.ts';

export const ROLES = ['commander', 'scribe', 'communications', 'responder'] as const;
export type Role = (typeof ROLES)[number];

/** Beside the command, which an incident has from the first. */
export type Roles = {
  readonly scribe: string | null;
  readonly communications: string | null;
  readonly responders: readonly string[];
};

/** Each is listed with the incident, so that it is found as theirs. */
export const RESPONDERS_MAX = 30;

const NOBODY: Roles = { scribe: null, communications: null, responders: [] };

/** Of documents from before there were other roles too. */
export function rolesOf({ roles }: Incident): Roles {
  return roles ?? NOBODY;
}

/** Whoever holds a role, or declared it: whose incident it is. */
export function peopleOf(incident: Incident): readonly string[] {
  const { scribe, communications, responders } = rolesOf(incident);
  const all = [incident.commander, scribe, communications, ...responders, incident.declaredBy];
  return [...new Set(all.filter((one) => one !== null))];
}

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** Free while nobody has it. It lowers, closes and reopens, so it is not taken from somebody by just anybody. */
export function takeCommand(incident: Incident, event: Of<'command_taken'>): IncidentStep {
  const { by, inCommandersGroup = false } = event;
  if (isOver(incident)) return refuseOver(incident);
  if (incident.commander === by) return refuse('already_commander');
  if (incident.commander !== null && !inCommandersGroup) return refuse('taking_needs_commander');
  return commandedBy(incident, by);
}

/** The command is given by whoever has it, or by anybody while nobody does. */
export function handOver(incident: Incident, { by, to }: Of<'handed_over'>): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  if (incident.commander === to) return refuse('has_role');
  if (incident.commander !== null && incident.commander !== by) return refuse('not_commander');
  return commandedBy(incident, to);
}

export function join(incident: Incident, by: string): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  const { scribe, communications, responders } = rolesOf(incident);
  if ([incident.commander, scribe, communications, ...responders].includes(by))
    return refuse('already_joined');
  return responding(incident, by);
}

export function giveRole(incident: Incident, { role, to }: Of<'role_given'>): IncidentStep {
  if (isOver(incident)) return refuseOver(incident);
  const roles = rolesOf(incident);
  if (role === 'responder')
    return [incident.commander, ...roles.responders].includes(to)
      ? refuse('has_role')
      : responding(incident, to);
  return roles[role] === to ? refuse('has_role') : withRoles(incident, { ...roles, [role]: to });
}

/** Whoever commanded before goes on as a responder: they know what happened, and it stays one of theirs. */
function commandedBy(incident: Incident, commander: string): IncidentStep {
  const roles = rolesOf(incident);
  const { responders } = roles;
  const before = incident.commander;
  const hasRoom = before !== null && !responders.includes(before) && responders.length < RESPONDERS_MAX;
  const after = [...responders.filter((one) => one !== commander), ...(hasRoom ? [before] : [])];
  return withRoles({ ...incident, commander }, { ...roles, responders: after });
}

function responding(incident: Incident, who: string): IncidentStep {
  const roles = rolesOf(incident);
  if (roles.responders.length >= RESPONDERS_MAX) return refuse('too_many_responders');
  return withRoles(incident, { ...roles, responders: [...roles.responders, who] });
}

function withRoles(incident: Incident, roles: Roles): IncidentStep {
  return { ok: true, state: { ...incident, roles } };
}
