import { AppError } from '../src/errors.ts';
import { STEPS } from '../src/incident/state.ts';
import { incidentPress } from './incident-press.ts';
import { incidentIn } from './pressed.ts';

/** Acknowledge, Assess, Investigate, Mitigate: the button says which. */
export const incidentStep = incidentPress(([id, name]) => {
  const [incident, step] = [incidentIn(id), stepIn(name)];
  return { incident, change: (service, asker) => service.advance(asker, incident, step) };
});

function stepIn(text: string | undefined) {
  const step = STEPS.find((candidate) => candidate === text);
  if (step === undefined || step === 'resolved' || step === 'closed')
    throw new AppError('invalid', 'This button is of another version of the bot.');
  return step;
}
