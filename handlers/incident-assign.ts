import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import { ROLES, type Role } from '../src/incident/roles.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest } from './incident-argument.ts';
import { nearest } from './nearest.ts';
import { personAndRest } from './person-argument.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const assign: Subcommand = {
  name: 'assign',
  usage: 'assign INC-7 @somebody scribe',
  help: 'gives somebody a role: commander, scribe, communications, or responder, which it is if you say none.',
  run: async (line) => {
    const { deps, asker } = line;
    const { id, rest } = await incidentAndRest(line, 'open', 'either');
    const { person, rest: word } = personAndRest(rest, asker.by, 'assign @maria scribe');
    const role = roleNamed(word);
    const answer = await deps.incidents.assign(asker, id, { role, to: person });
    return sentence(incidentWords(answer) ?? `Done: the card of ${id} shows it.`);
  },
};

function roleNamed(text: string): Role {
  const word = typed(text).toLowerCase();
  if (word === '') return 'responder';
  const role = ROLES.find((known) => known === word);
  if (role !== undefined) return role;
  const meant = nearest(word, ROLES);
  const hint = meant === null ? `${ROLES.join(', ')} are.` : `Did you mean ${meant}?`;
  throw new AppError('invalid', `“${word}” is not a role. ${hint}`);
}
