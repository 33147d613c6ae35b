import { sentence } from '../blocks/incident-list.ts';
import { severityModal } from '../blocks/modals.ts';
import { AppError } from '../src/errors.ts';
import { SEVERITIES, type Severity } from '../src/incident/state.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import { incidentWords } from './answer.ts';
import { severityChoices } from './choices.ts';
import { formInstead } from './form-instead.ts';
import { incidentAndRest } from './incident-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { typed, unquoted } from './typed.ts';

export const sev: Subcommand = {
  name: 'sev',
  usage: 'sev INC-7 P0',
  help: 'changes the severity, and with it the time to respond.',
  run: async (line) => {
    const { deps, asker } = line;
    const meant = await incidentAndRest(line, 'open', 'either');
    const { id, rest: word } = meant;
    const choices = severityChoices(deps.runbook);
    if (await formInstead(line, meant, ({ severity }) => severityModal(id, severity, choices))) return null;
    const to = asSeverity(word) ?? byName(deps.runbook, word);
    if (to === null) throw notASeverity(typed(word));
    const answer = await deps.incidents.changeSeverity(asker, id, to);
    return sentence(incidentWords(answer) ?? `${id} is ${to} now.`);
  },
};

function notASeverity(word: string): AppError {
  const all = SEVERITIES.join(', ');
  const why = word === '' ? `Say which: ${all}` : `“${word}” is not a severity: ${all} are`;
  return new AppError('invalid', `${why}, as in sev INC-7 P1.`);
}

/** As the runbook calls it: `high`. */
function byName({ severities }: Pick<Runbook, 'severities'>, word: string): Severity | null {
  const said = unquoted(word).trim().toLowerCase();
  return SEVERITIES.find((severity) => severities[severity].name.toLowerCase() === said) ?? null;
}

export function asSeverity(word: string): Severity | null {
  return SEVERITIES.find((severity) => severity === unquoted(word).trim().toUpperCase()) ?? null;
}
