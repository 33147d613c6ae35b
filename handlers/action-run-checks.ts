import { areaModal } from '../blocks/modals.ts';
import { answerPress, incidentWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import { areaChoices } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import { modalOpener } from './open-modal.ts';
import { incidentIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';

export const runChecks =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, context, respond, client }: PressArgs): Promise<void> => {
    await ack();
    const { incidents, runbook } = deps;
    const { userId, value, triggerId } = pressed(body, action);
    const incident = incidentIn(value[0]);
    const answer = await incidents.runChecks(askerOf(context, userId), incident, null);
    if (answer.outcome === 'refused' && answer.code === 'no_area') {
      await modalOpener(deps, client, triggerId)(areaModal(incident, areaChoices(runbook)));
      return;
    }
    await answerPress(respond, threadOf(body), incidentWords(answer));
  };
