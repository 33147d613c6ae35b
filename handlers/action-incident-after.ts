/** What is pressed once an incident is over: Close, Reopen, Post-mortem. */
import { reopenModal } from '../blocks/modals.ts';
import { postmortemModal } from '../blocks/postmortem-modal.ts';
import { writingsOf } from '../src/incident/postmortem.ts';
import { answering, answerPress, incidentWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { pressedByMember } from './member-modal.ts';
import { sharePostmortem } from './postmortem.ts';
import { incidentIn, numberIn, pressed } from './pressed.ts';
import { askerOf, onlyOnce } from './request.ts';

export const closePressed =
  ({ incidents, log }: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action, context } = args;
    await ack();
    const { userId, value } = pressed(body, action);
    const incident = incidentIn(value[0]);
    const tell = await answering(args, log, incident);
    await tell(incidentWords(await incidents.close(askerOf(context, userId), incident)));
  };

/** Reopening takes a reason: the modal asks for it. */
export const openReopen =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    const { id, title } = await deps.incidents.find(incident);
    await open(reopenModal(id, title));
  };

export const itemDonePressed =
  ({ incidents, log }: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action, context } = args;
    await ack();
    const { userId, value } = pressed(body, action);
    const incident = incidentIn(value[0]);
    const tell = await answering(args, log, incident);
    const asker = askerOf(context, userId);
    await tell(incidentWords(await incidents.finishItem(asker, incident, numberIn(value[1]))));
  };

/** In the incident's thread, for all who read there. */
export const filePostmortem =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    await answerPress(respond, threadOf(body), await sharePostmortem(deps, userId, incidentIn(value.at(-1))));
  };

export const openPostmortem =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    const found = await deps.incidents.findOver(incident);
    await open(postmortemModal(found, writingsOf(found)));
  };
