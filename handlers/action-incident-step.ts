import { AppError } from '../src/errors.ts';
import { STEPS } from '../src/incident/state.ts';
import { answerPress, incidentWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';

/** Acknowledge, Assess, Investigate, Mitigate: the button says which. */
export const incidentStep =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, action, context, respond }: PressArgs): Promise<void> => {
    await ack();
    const { userId, value } = pressed(body, action);
    const answer = await incidents.advance(askerOf(context, userId), incidentIn(value[0]), stepIn(value[1]));
    await answerPress(respond, threadOf(body), incidentWords(answer));
  };

function stepIn(text: string | undefined) {
  const step = STEPS.find((candidate) => candidate === text);
  if (step === undefined || step === 'resolved')
    throw new AppError('invalid', 'This button is of another version of the bot.');
  return step;
}
