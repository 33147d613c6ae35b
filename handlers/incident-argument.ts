import { AppError } from '../src/errors.ts';
import { parseId } from '../src/ids.ts';
import type { IncidentService } from '../src/incident/service.ts';

/** The incident that is meant, and what else was typed: a leading id, or the only open incident. */
export async function incidentAndRest(
  incidents: IncidentService,
  text: string,
): Promise<{ id: string; rest: string }> {
  const [first = '', ...others] = text.split(/\s+/);
  const id = parseId('incident', first);
  if (id !== null) return { id, rest: others.join(' ') };
  const { incidents: open } = await incidents.open();
  const [only, second] = open;
  if (only === undefined)
    throw new AppError('invalid', 'No incident is open. Name the one you mean, as in INC-7.');
  if (second !== undefined) {
    const names = open.map((incident) => incident.id).join(', ');
    throw new AppError(
      'invalid',
      `Several incidents are open (${names}). Put the one you mean first, as in ${second.id}.`,
    );
  }
  return { id: only.id, rest: text };
}
