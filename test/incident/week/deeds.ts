/** What people do with an incident, as the service is asked for it, and what came of it. */
import { AppError } from '../../../src/errors.ts';
import type { IncidentAnswer, IncidentService } from '../../../src/incident/service.ts';
import type { Act } from './model/life.ts';

export type Asked = { readonly by: string; readonly requestKey: string };

export type Outcome =
  | { readonly outcome: 'taken'; readonly id: string; readonly version: number; readonly atMs: number }
  /** Done before, by the same request. */
  | { readonly outcome: 'again' }
  | { readonly outcome: 'refused'; readonly why: string }
  /** The process died meanwhile. */
  | { readonly outcome: 'lost' };

export async function doing(
  incidents: IncidentService,
  asker: Asked,
  id: string,
  act: Act,
): Promise<Outcome> {
  try {
    return outcomeOf(id, await ask(incidents, asker, id, act));
  } catch (error) {
    if (error instanceof AppError && error.code === 'refused')
      return { outcome: 'refused', why: error.message };
    throw error;
  }
}

export function outcomeOf(id: string, answer: IncidentAnswer): Outcome {
  switch (answer.outcome) {
    case 'committed':
      return { outcome: 'taken', id, version: answer.version, atMs: answer.atMs };
    case 'duplicate':
      return { outcome: 'again' };
    case 'refused':
      return { outcome: 'refused', why: answer.code };
    default:
      throw new Error(`Nobody asked for what can be ${answer.outcome}.`);
  }
}

function ask(incidents: IncidentService, asker: Asked, id: string, act: Act): Promise<IncidentAnswer> {
  switch (act.do) {
    case 'step':
      return incidents.advance(asker, id, act.to);
    case 'resolve':
      return incidents.resolve(asker, id, act.summary);
    case 'close':
      return incidents.close(asker, id);
    case 'reopen':
      return incidents.reopen(asker, id, act.reason);
    case 'severity':
      return incidents.changeSeverity(asker, id, act.to);
    case 'take':
      return incidents.takeCommand(asker, id);
    case 'join':
      return incidents.join(asker, id);
    case 'assign':
      return incidents.assign(asker, id, { role: act.role, to: act.to });
    case 'note':
      return noted(incidents, asker, id, act.text);
    case 'snooze':
      return incidents.snooze(asker, id, act.forMs);
    case 'postmortem':
      return incidents.writePostmortem(asker, id, {
        impact: 'Some.',
        factors: 'Many.',
        item: act.item === null ? null : { ...act.item, due: dayOf(act.item.dueAtMs) },
      });
    case 'done':
      return incidents.finishItem(asker, id, act.item);
  }
}

async function noted(
  incidents: IncidentService,
  asker: Asked,
  id: string,
  text: string,
): Promise<IncidentAnswer> {
  const answer = await incidents.note(asker, id, { text, when: null, isInThread: false });
  if (answer.outcome === 'invalid') throw new Error(answer.error);
  return answer;
}

/** The day in the team's zone, on whose morning at nine it is due. */
function dayOf(atMs: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(atMs);
}
