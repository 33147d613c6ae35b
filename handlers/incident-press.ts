/** A press that changes an incident: answered where it was made, with what the card does not show by itself. */
import type { Asker, IncidentAnswer, IncidentService } from '../src/incident/service.ts';
import { answering, incidentWords } from './answer.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { pressed } from './pressed.ts';
import { askerOf } from './request.ts';

/** What a button's value asks for. Read before anything is opened or done: what is no value of ours throws there. */
export type IncidentPress = {
  readonly incident: string;
  readonly change: (service: IncidentService, asker: Asker) => Promise<IncidentAnswer>;
};

export const incidentPress =
  (read: (value: readonly string[]) => IncidentPress) =>
  ({ incidents, log }: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action, context } = args;
    await ack();
    const { userId, value } = pressed(body, action);
    const { incident, change } = read(value);
    const tell = await answering(args, log, incident);
    await tell(incidentWords(await change(incidents, askerOf(context, userId))));
  };
