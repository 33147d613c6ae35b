import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import { SEVERITIES, type Severity } from '../src/incident/state.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';

export const sev: Subcommand = {
  name: 'sev',
  usage: '/incident sev INC-7 P0',
  help: 'changes the severity, and with it the time to respond.',
  run: async ({ deps, asker, rest }) => {
    const { id, rest: word } = await incidentAndRest(deps.incidents, rest);
    const to = asSeverity(word);
    if (to === null)
      throw new AppError('invalid', `“${word}” is not a severity: ${SEVERITIES.join(', ')} are.`);
    const answer = await deps.incidents.changeSeverity(asker, id, to);
    return sentence(incidentWords(answer) ?? `${id} is ${to} now.`);
  },
};

export function asSeverity(word: string): Severity | null {
  return SEVERITIES.find((severity) => severity === word.trim().toUpperCase()) ?? null;
}
