/** Join, Take command and the form of the roles, from a card's menu, from that form, or from a private answer. */
import { rolesModal } from '../blocks/roles.ts';
import type { Asker, IncidentAnswer, IncidentService } from '../src/incident/service.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentPress } from './incident-press.ts';
import { pressedByMember } from './member-modal.ts';
import { incidentIn } from './pressed.ts';

/** In a menu's option, what is chosen stands before the incident. */
const changing = (
  change: (service: IncidentService, asker: Asker, incident: string) => Promise<IncidentAnswer>,
) =>
  incidentPress((value) => {
    const incident = incidentIn(value.at(-1));
    return { incident, change: (service, asker) => change(service, asker, incident) };
  });

export const joinPressed = changing((service, asker, incident) => service.join(asker, incident));
export const takeCommand = changing((service, asker, incident) => service.takeCommand(asker, incident));

export const openRoles =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident: id, open } = await pressedByMember(deps, args);
    const { incident, roles } = await deps.incidents.roles(id);
    await open(rolesModal(incident, roles));
  };
