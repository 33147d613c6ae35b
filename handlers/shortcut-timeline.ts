/** Add to incident timeline: at once in an incident's own thread; from anywhere else it is shown and asked about first. */
import type { AllMiddlewareArgs, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { addMessageModal } from '../blocks/message-preview.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { answerPress, incidentWords } from './answer.ts';
import { inModal } from './answer-modal.ts';
import type { HandlerDeps } from './deps.ts';
import { askerOf } from './request.ts';
import { chosenMessage } from './shortcut-payload.ts';

export type ShortcutArgs = SlackShortcutMiddlewareArgs & AllMiddlewareArgs;

const TITLE = 'Add to a timeline';

export const addToTimeline =
  (deps: HandlerDeps) =>
  async (args: ShortcutArgs): Promise<void> => {
    const { ack, body, context, client, respond } = args;
    await ack();
    const { userId, triggerId, threadTs, message } = chosenMessage(body);
    const { incidents, log } = deps;
    const own = threadTs === null ? null : await incidents.ofThread(message.channel, threadTs);
    if (own !== null && threadTs !== null) {
      const wish = { message, way: 'shortcut', isInThread: true } as const;
      const answer = await incidents.addMessage(askerOf(context, userId), own, wish);
      return answerPress(respond, threadTs, incidentWords(answer) ?? `It is in the timeline of ${own}.`);
    }
    const show = await inModal({ client, context, triggerId }, log, noticeModal(TITLE, 'One moment…'));
    const choices = await incidents.toAddTo(userId);
    await show(
      choices.incidents.length === 0
        ? noticeModal(TITLE, 'No incident is open. Choose “Open an incident” on the message to declare one.')
        : addMessageModal(message, choices),
    );
  };
