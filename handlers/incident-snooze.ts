import { sentence } from '../blocks/incident-list.ts';
import { SNOOZE_MS, snoozeMs } from '../src/incident/snooze.ts';
import { answering, incidentWords } from './answer.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentAndRest } from './incident-argument.ts';
import { incidentIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const snooze: Subcommand = {
  name: 'snooze',
  usage: 'snooze INC-7 30m',
  help: 'nobody is told of it or asked about it for a while; it says who asked for that.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest } = await incidentAndRest(line);
    const answer = await deps.incidents.snooze(asker, id, snoozeMs(typed(rest)));
    return sentence(incidentWords(answer) ?? `${id} is snoozed. Its card says until when.`);
  },
};

export const snoozePressed =
  ({ incidents, log }: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action, context } = args;
    await ack();
    const { userId, value } = pressed(body, action);
    const incident = incidentIn(value[0]);
    const tell = await answering(args, log, incident);
    await tell(incidentWords(await incidents.snooze(askerOf(context, userId), incident, SNOOZE_MS)));
  };
