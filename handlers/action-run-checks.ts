import { answerPress, incidentWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';

export const runChecks =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    const { userId, value } = pressed(body, action);
    const answer = await incidents.runChecks(askerOf(context, userId), incidentIn(value[0]));
    await answerPress(respond, threadOf(body), incidentWords(answer));
  };
