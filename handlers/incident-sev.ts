import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import { SEVERITIES, type Severity } from '../src/incident/state.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const sev: Subcommand = {
  name: 'sev',
  usage: 'sev INC-7 P0',
  help: 'changes the severity, and with it the time to respond.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest: word } = await incidentAndRest(line);
    const to = asSeverity(word);
    if (to === null)
      throw new AppError('invalid', `“${typed(word)}” is not a severity: ${SEVERITIES.join(', ')} are.`);
    const answer = await deps.incidents.changeSeverity(asker, id, to);
    return sentence(incidentWords(answer) ?? `${id} is ${to} now.`);
  },
};

export function asSeverity(word: string): Severity | null {
  return SEVERITIES.find((severity) => severity === word.trim().toUpperCase()) ?? null;
}
