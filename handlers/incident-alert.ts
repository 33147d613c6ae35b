import { sentence } from '../blocks/incident-list.ts';
import { REASON_CHARACTERS_MAX } from '../blocks/limits.ts';
import { AppError } from '../src/errors.ts';
import { incidentWords } from './answer.ts';
import { incidentAndRest, namedIncident } from './incident-argument.ts';
import { named } from './named.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand, Typed } from './subcommand.ts';
import { typedWithin } from './typed.ts';

export const alert: Subcommand = {
  name: 'alert',
  usage: 'alert INC-7 security-team and why',
  help: 'calls in a contact of the runbook by name, or says how they are reached; alone it lists them.',
  run: async (line) => {
    const { deps, asker, context } = line;
    await deps.incidents.admit(asker);
    if ((namedIncident(line.rest)?.rest ?? line.rest) === '') {
      onlyOnce(context);
      return sentence(listed(line));
    }
    const { id, rest } = await incidentAndRest(line);
    const { known, text } = named(deps.runbook.contacts, rest, 'contact', '“alert” alone');
    const words = text === '' ? null : typedWithin(text, 'What they should know', REASON_CHARACTERS_MAX);
    const answer = await deps.incidents.alert(asker, id, known.id, words);
    return sentence(
      incidentWords(answer) ?? `The thread of ${id} calls in ${known.title}, or says how they are reached.`,
    );
  },
};

function listed({ deps }: Typed): string {
  const contacts = Object.values(deps.runbook.contacts);
  if (contacts.length === 0) throw new AppError('not_found', 'The runbook has no contacts.');
  return `Contacts: ${contacts.map(({ id, title }) => `${id} (${title})`).join(', ')}.`;
}
