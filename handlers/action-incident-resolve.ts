import { resolveModal } from '../blocks/modals.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentIn, pressed } from './pressed.ts';

/** Resolving takes a summary: the modal asks for it. */
export const openResolve =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const { value, triggerId } = pressed(body, action);
    const incident = await incidents.find(incidentIn(value.at(-1)));
    await client.views.open({ trigger_id: triggerId, view: resolveModal(incident.id, incident.title) });
  };
