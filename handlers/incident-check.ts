import { checkList } from '../blocks/check-list.ts';
import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { parseParameters } from '../src/runbook/parameters.ts';
import type { Check } from '../src/runbook/schema-checks.ts';
import { incidentWords } from './answer.ts';
import { checksByArea } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import { type Given, givenFor } from './given-values.ts';
import { incidentAndRest, namedIncident } from './incident-argument.ts';
import { named } from './named.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand, Typed } from './subcommand.ts';

export const check: Subcommand = {
  name: 'check',
  usage: 'check INC-7 table-freshness hours=3',
  help: 'runs one check; alone it lists them. A value needs no name where only one parameter can take it.',
  run: async (line) => {
    const { deps, asker } = line;
    // Before anything of the runbook is told.
    await deps.incidents.admit(asker);
    if (restOf(line) === '') return listed(line);
    const { id, rest } = await incidentAndRest(line);
    const { known, text } = named(deps.runbook.checks, rest, 'check', wayTo(line));
    const given = givenFor(known.parameters, text);
    const wrong = problemsOf(known, given);
    if (wrong.length > 0) throw new AppError('invalid', [`${known.id} was not run.`, ...wrong].join('\n'));
    const answer = await deps.incidents.runCheck(asker, id, { check: known.id, raw: given.raw });
    if (answer.outcome === 'invalid') throw new AppError('invalid', Object.values(answer.errors).join('\n'));
    return sentence(
      incidentWords(answer) ?? `${known.title} is running; its report comes in the thread of ${id}.`,
    );
  },
};

function restOf({ rest }: Typed): string {
  return namedIncident(rest)?.rest ?? rest;
}

const wayTo = ({ place }: Typed): string => (place === 'command' ? '/incident check' : '“check” alone');

/** All at once: each by the name of its parameter, with what would be right. */
export function problemsOf({ parameters }: Check, { raw, problems }: Given): readonly string[] {
  const parsed = parseParameters(parameters, raw);
  const errors = parsed.ok ? [] : Object.entries(parsed.errors).map(([id, error]) => `${id}: ${error}`);
  return [...problems, ...errors];
}

/** Those of the incident's area first, where one is meant. */
async function listed(line: Typed): Promise<Message> {
  const { deps, context } = line;
  onlyOnce(context);
  return checkList(checksByArea(deps.runbook, await areaMeant(deps, line)));
}

async function areaMeant({ incidents }: HandlerDeps, line: Typed): Promise<string | null> {
  const meant = await incidentAndRest(line).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'invalid') return null;
    throw error;
  });
  return meant === null ? null : (await incidents.find(meant.id)).area;
}
