import { sentence } from '../blocks/incident-list.ts';
import { SNOOZE_MS, snoozeMs } from '../src/incident/snooze.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import { incidentPress } from './incident-press.ts';
import { incidentIn } from './pressed.ts';
import type { Subcommand } from './subcommand.ts';
import { typed, unquoted } from './typed.ts';

export const snooze: Subcommand = {
  name: 'snooze',
  usage: 'snooze INC-7 30m',
  help: 'nobody is told of it or asked about it for a while; it says who asked for that.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest } = await incidentAndRest(line, 'open', 'either');
    const answer = await deps.incidents.snooze(asker, id, snoozeMs(typed(unquoted(rest))));
    return sentence(incidentWords(answer) ?? `${id} is snoozed. Its card says until when.`);
  },
};

export const snoozePressed = incidentPress(([id]) => {
  const incident = incidentIn(id);
  return { incident, change: (service, asker) => service.snooze(asker, incident, SNOOZE_MS) };
});
