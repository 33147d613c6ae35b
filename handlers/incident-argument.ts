import { AppError } from '../src/errors.ts';
import { parseId } from '../src/ids.ts';
import type { IncidentService } from '../src/incident/service.ts';
import type { Place, Typed } from './subcommand.ts';

type Line = Pick<Typed, 'rest' | 'place'> & {
  readonly deps: { readonly incidents: Pick<IncidentService, 'open'> };
};

export type Meant = { readonly id: string; readonly rest: string };

/**
 * The incident that is meant, and what else was typed: a leading id, the thread's own, or the only open one. Where two of
 * them disagree, or a thread's is not known, it is asked back: a guess would resolve the wrong one.
 */
export async function incidentAndRest({ deps, place, rest }: Line): Promise<Meant> {
  const named = namedIncident(rest);
  const here = typeof place === 'object' ? place.incident : null;
  if (named !== null && here !== null && named.id !== here)
    throw new AppError(
      'invalid',
      `This is the thread of ${here}, so nothing was done to ${named.id}. Say it in its own thread, or with /incident.`,
    );
  if (named !== null) return named;
  return { id: here ?? (await onlyOpen(deps.incidents, place)), rest };
}

/** A leading id in any case, and what follows it. */
export function namedIncident(text: string): Meant | null {
  const [first = '', ...others] = text.split(/\s+/);
  const id = parseId('incident', first);
  return id === null ? null : { id, rest: others.join(' ') };
}

async function onlyOpen(incidents: Pick<IncidentService, 'open'>, place: Place): Promise<string> {
  if (place === 'unknown_thread')
    throw new AppError('invalid', 'This is not an incident’s thread. Name the one you mean, as in INC-7.');
  const { incidents: open } = await incidents.open();
  const [only, second] = open;
  if (only === undefined)
    throw new AppError('invalid', 'No incident is open. Name the one you mean, as in INC-7.');
  if (second === undefined) return only.id;
  const names = open.map((incident) => incident.id).join(', ');
  throw new AppError(
    'invalid',
    `Several incidents are open (${names}). Put the one you mean first, as in ${second.id}.`,
  );
}
