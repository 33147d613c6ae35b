/** What people may do with procedures. Each function is one decision and at most one commit. */
import type { Directory } from '../approval/directory.ts';
import { type Asking, fullMember } from '../approval/full-member.ts';
import { toldOf } from '../approval/nudge.ts';
import { AppError } from '../errors.ts';
import { idOf } from '../ids.ts';
import { incidentRef, incidentThread } from '../incident/document.ts';
import type { Asker } from '../incident/service.ts';
import type { Incident } from '../incident/state.ts';
import { type Applied, apply, read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { didYouMean } from '../runbook/problems.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { OPEN_INDEX, procedureDocument, procedureRef, procedureThread } from './document.ts';
import { type Procedure, type ProcedureEvent, type ProcedureRefusal, stepsOf } from './state.ts';
import { tasksOf } from './tasks.ts';
import { whyNotAsked } from './transition.ts';

export type ProcedureDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Directory;
  /** Where one stands that belongs to no incident. */
  readonly channel: string;
  readonly monotonicMs: () => number;
  readonly wake: () => void;
};

export type ProcedureAnswer = Applied<Procedure, ProcedureRefusal>;

export type ProcedureService = ReturnType<typeof procedureService>;

/** Under way at a time, over all. */
const OPEN_MAX = 50;

export function procedureService(deps: ProcedureDeps) {
  const as = (asker: Asker, id: string, event: ProcedureEvent) => commitAs(deps, asker, id, event);
  return {
    /** In an incident's thread, or with `incident` null in the incidents channel. Answers its id. */
    start: (asker: Asker, procedure: string, incident: string | null) =>
      start(deps, asker, procedure, incident),
    tick: (asker: Asker, id: string, step: string) => as(asker, id, { type: 'ticked', step, by: asker.by }),
    skip: (asker: Asker, id: string, step: string, reason: string) =>
      as(asker, id, { type: 'skipped', step, by: asker.by, reason }),
    fill: (asker: Asker, id: string, step: string, value: string) =>
      as(asker, id, { type: 'filled', step, by: asker.by, value }),
    runCheck: (asker: Asker, id: string, step: string) =>
      as(asker, id, { type: 'check_requested', step, by: asker.by }),
    tell: (asker: Asker, id: string, step: string) => tell(deps, asker, id, step),
    abort: (asker: Asker, id: string, reason: string) =>
      as(asker, id, { type: 'aborted', by: asker.by, reason }),
    rollBack: (asker: Asker, id: string, reason: string) =>
      as(asker, id, { type: 'turned_back', by: asker.by, reason }),
    find: (id: string) => find(deps.journal, id),
    /** Throws for whoever is not known to be a full member, before anything is shown to them. */
    admit: async (asker: Asking): Promise<void> => void (await fullMember(deps.directory, asker)),
    /** Why nothing can be asked for here now, or null. Decides nothing: whoever sends the form is judged anew. */
    whyNotAsked: async (asker: Asking, id: string, step: string): Promise<ProcedureRefusal | null> => {
      await fullMember(deps.directory, asker);
      return whyNotAsked(await find(deps.journal, id), step);
    },
  };
}

async function start(
  deps: ProcedureDeps,
  asker: Asker,
  procedure: string,
  incident: string | null,
): Promise<string> {
  const { journal, runbook, wake } = deps;
  await fullMember(deps.directory, asker);
  const written = Object.hasOwn(runbook.procedures, procedure) ? runbook.procedures[procedure] : undefined;
  if (written === undefined) {
    const known = Object.keys(runbook.procedures);
    const there = known.length === 0 ? 'The runbook has none.' : `There are: ${known.join(', ')}.`;
    throw new AppError(
      'invalid',
      `There is no procedure “${procedure}”.${didYouMean(procedure, known)} ${there}`,
    );
  }
  const replayed = await journal.usedBy(asker.requestKey);
  if (replayed !== null) return replayed.ref.id;
  const { ids } = await journal.find('procedure', OPEN_INDEX, { limit: OPEN_MAX });
  if (ids.length >= OPEN_MAX)
    throw new AppError('refused', `${OPEN_MAX} procedures are under way. Finish or abort one first.`);
  const channel = await channelOf(deps, incident);
  const id = idOf('procedure', await journal.next('procedure'));
  const { title, about, phases, roll_back = [], fields } = written;
  const thread = incident === null ? procedureThread(id) : incidentThread(incident);
  const applied = await apply(
    journal,
    procedureDocument,
    id,
    {
      type: 'started',
      procedure: { id, procedure, title, about, channel, incident, thread, startedBy: asker.by },
      phases: phases.map((phase) => tasksOf(runbook, phase)),
      rollBack: roll_back.map((phase) => tasksOf(runbook, phase)),
      fields,
    },
    { once: [{ key: asker.requestKey }] },
  );
  if (applied.outcome === 'committed') wake();
  return applied.outcome === 'duplicate' ? applied.ref.id : id;
}

async function channelOf({ journal, channel }: ProcedureDeps, incident: string | null): Promise<string> {
  if (incident === null) return channel;
  const stored = await read<Incident>(journal, incidentRef(incident));
  if (stored === null) throw new AppError('not_found', `There is no ${incident}.`);
  return stored.state.channel;
}

/** Who the contact is in Slack is asked now: a group may be another by then. */
async function tell(deps: ProcedureDeps, asker: Asker, id: string, step: string): Promise<ProcedureAnswer> {
  await fullMember(deps.directory, asker);
  const found = stepsOf(await find(deps.journal, id)).find((candidate) => candidate.id === step);
  const contact = found?.does.kind === 'tell' ? deps.runbook.contacts[found.does.contact] : undefined;
  if (contact === undefined)
    throw new AppError('not_found', 'The runbook does not have this contact any more. Leave the step out.');
  const whom = await toldOf(deps, contact);
  return commitAs(deps, asker, id, { type: 'contact_told', step, by: asker.by, whom });
}

async function commitAs(
  deps: ProcedureDeps,
  asker: Asker,
  id: string,
  event: ProcedureEvent,
): Promise<ProcedureAnswer> {
  await fullMember(deps.directory, asker);
  const applied = await apply(deps.journal, procedureDocument, id, event, {
    once: [{ key: asker.requestKey }],
  });
  if (applied.outcome === 'committed') deps.wake();
  return applied;
}

async function find(journal: Journal, id: string): Promise<Procedure> {
  const stored = await read<Procedure>(journal, procedureRef(id));
  if (stored === null) throw new AppError('not_found', `There is no ${id}.`);
  return stored.state;
}
