/** What is pressed once an incident is over: Close, Reopen, Post-mortem. */
import { reopenModal } from '../blocks/modals.ts';
import { postmortemModal } from '../blocks/postmortem-modal.ts';
import { writingsOf } from '../src/incident/postmortem.ts';
import { answerPress } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentPress } from './incident-press.ts';
import { pressedByMember } from './member-modal.ts';
import { sharePostmortem } from './postmortem.ts';
import { canvasPostmortem } from './postmortem-canvas.ts';
import { incidentIn, numberIn, pressed } from './pressed.ts';
import { askerOf, onlyOnce } from './request.ts';

export const closePressed = incidentPress(([id]) => {
  const incident = incidentIn(id);
  return { incident, change: (service, asker) => service.close(asker, incident) };
});

/** Reopening takes a reason: the modal asks for it. */
export const openReopen =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    const { id, title } = await deps.incidents.find(incident);
    await open(reopenModal(id, title));
  };

export const itemDonePressed = incidentPress(([id, number]) => {
  const incident = incidentIn(id);
  const item = numberIn(number);
  return { incident, change: (service, asker) => service.finishItem(asker, incident, item) };
});

/** In the incident's thread, for all who read there. */
export const filePostmortem =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    await answerPress(respond, threadOf(body), await sharePostmortem(deps, userId, incidentIn(value.at(-1))));
  };

export const postmortemOnCanvas =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    const told = await canvasPostmortem(deps, askerOf(context, userId), incidentIn(value.at(-1)));
    await answerPress(respond, threadOf(body), told);
  };

export const openPostmortem =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    const found = await deps.incidents.findOver(incident);
    await open(postmortemModal(found, writingsOf(found)));
  };
