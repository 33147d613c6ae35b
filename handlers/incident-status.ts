import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import type { PlainStep } from '../src/incident/state.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import { nearest } from './nearest.ts';
import type { Subcommand } from './subcommand.ts';
import { typed, unquoted } from './typed.ts';

const PLAIN: { readonly [word: string]: PlainStep } = {
  acknowledged: 'acknowledged',
  assessed: 'assessed',
  investigating: 'investigating',
  mitigated: 'mitigated',
};
/** What takes more than a word has a word of its own. */
const ELSEWHERE: { readonly [word: string]: string } = {
  open: 'Nothing goes back by status. What is over is opened again with reopen and the reason.',
  resolved: 'Resolving takes what was done: say resolve, and then that.',
  closed: 'Closing has a word of its own: say close.',
};

export const status: Subcommand = {
  name: 'status',
  usage: 'status INC-7 mitigated',
  help: 'moves an incident on: acknowledged, assessed, investigating, mitigated.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest } = await incidentAndRest(line, 'open', 'either');
    const to = stepNamed(rest);
    const answer = await deps.incidents.advance(asker, id, to);
    return sentence(incidentWords(answer) ?? `${id} is ${to} now.`);
  },
};

function stepNamed(rest: string): PlainStep {
  const word = typed(unquoted(rest)).toLowerCase();
  const all = Object.keys(PLAIN);
  if (word === '') throw new AppError('invalid', `Say which: ${all.join(', ')}.`);
  if (Object.hasOwn(ELSEWHERE, word)) throw new AppError('invalid', ELSEWHERE[word] ?? '');
  const step = Object.hasOwn(PLAIN, word) ? PLAIN[word] : undefined;
  if (step !== undefined) return step;
  const meant = nearest(word, all);
  const hint = meant === null ? `${all.join(', ')} are.` : `Did you mean ${meant}?`;
  throw new AppError('invalid', `“${word}” is not a status. ${hint}`);
}
