import { AppError } from '../src/errors.ts';
import { STEPS } from '../src/incident/state.ts';
import { answering, incidentWords } from './answer.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';

/** Acknowledge, Assess, Investigate, Mitigate: the button says which. */
export const incidentStep =
  ({ incidents, log }: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action, context } = args;
    await ack();
    const { userId, value } = pressed(body, action);
    const [incident, step] = [incidentIn(value[0]), stepIn(value[1])];
    const tell = await answering(args, log, incident);
    await tell(incidentWords(await incidents.advance(askerOf(context, userId), incident, step)));
  };

function stepIn(text: string | undefined) {
  const step = STEPS.find((candidate) => candidate === text);
  if (step === undefined || step === 'resolved' || step === 'closed')
    throw new AppError('invalid', 'This button is of another version of the bot.');
  return step;
}
