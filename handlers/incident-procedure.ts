import { sentence } from '../blocks/incident-list.ts';
import { AppError } from '../src/errors.ts';
import { begunAlone } from './begun-alone.ts';
import { namedIncident, severalAre } from './incident-argument.ts';
import type { Subcommand, Typed } from './subcommand.ts';
import { typed } from './typed.ts';

export const procedure: Subcommand = {
  name: 'procedure',
  usage: 'procedure INC-7 disaster-recovery',
  help: 'begins a procedure: step by step, in the incident’s thread, or by itself where no incident is meant.',
  run: async (line) => {
    const { deps, asker } = line;
    // Before anything of the runbook, or of what is open, is told.
    await deps.procedures.admit(asker);
    const named = namedIncident(line.rest);
    const [name = '', ...more] = typed(named?.rest ?? line.rest)
      .toLowerCase()
      .split(/\s+/);
    const known = Object.keys(deps.runbook.procedures);
    if (name === '' || more.length > 0)
      throw new AppError('invalid', `Name one procedure: ${known.join(', ') || 'the runbook has none yet'}.`);
    const incident = named?.id ?? (await meant(line));
    const id = await deps.procedures.start(asker, name, incident);
    return sentence(incident === null ? begunAlone(id) : `${id} begins in the thread of ${incident}.`);
  },
};

/** The thread's own, or the only open one. None is open: it stands by itself. Of several, one has to be named. */
async function meant({ place, deps }: Typed): Promise<string | null> {
  if (typeof place === 'object') return place.incident;
  const open = await deps.incidents.list('open');
  const [only, second] = open.incidents;
  if (second === undefined) return only?.id ?? null;
  throw severalAre('open', open);
}
