/** What people may do with incidents. Each function is one decision and at most one commit. */
import { AppError } from '../errors.ts';
import type { Directory, PersonFacts } from '../approval/directory.ts';
import { idOf } from '../ids.ts';
import { type Applied, apply, read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { areaOf } from './area.ts';
import { incidentDocument, incidentRef, OPEN_INDEX } from './document.ts';
import {
  type Incident,
  type IncidentEvent,
  type IncidentRefusal,
  loweredBy,
  type ResponseStep,
  type Severity,
} from './state.ts';

export type IncidentDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Directory;
  readonly channel: string;
  readonly commandersGroup: string;
  readonly monotonicMs: () => number;
  /** Something was committed: there may be messages to send and work to do. */
  readonly wake: () => void;
};

/** Who asks, and the key of their request: a replay of it is answered again, not done again. */
export type Asker = { readonly by: string; readonly requestKey: string };

export type IncidentAnswer = Applied<Incident, IncidentRefusal>;

export type IncidentService = ReturnType<typeof incidentService>;

const LISTED_MAX = 15;

export function incidentService(deps: IncidentDeps) {
  const { journal, runbook, directory } = deps;

  async function commit(id: string, event: IncidentEvent, requestKey: string): Promise<IncidentAnswer> {
    const applied = await apply(journal, incidentDocument, id, event, { once: [{ key: requestKey }] });
    if (applied.outcome === 'committed') deps.wake();
    return applied;
  }

  return {
    /** `area` null: found from the words of the title, where it can be. */
    declare: async (
      asker: Asker,
      wish: { title: string; severity: Severity; area: string | null },
    ): Promise<IncidentAnswer> => {
      await fullMember(directory, asker.by);
      const replayed = await journal.usedBy(asker.requestKey);
      if (replayed !== null) return { outcome: 'duplicate', ref: replayed.ref };
      const id = idOf('incident', await journal.next('incident'));
      const { respondWithinMs } = runbook.severities[wish.severity];
      const area = wish.area ?? areaOf(runbook, wish.title);
      return commit(
        id,
        { type: 'declared', id, ...wish, area, channel: deps.channel, by: asker.by, respondWithinMs },
        asker.requestKey,
      );
    },

    advance: async (
      asker: Asker,
      id: string,
      to: Exclude<ResponseStep, 'resolved'>,
    ): Promise<IncidentAnswer> => {
      await fullMember(directory, asker.by);
      return commit(id, { type: 'advanced', to, by: asker.by }, asker.requestKey);
    },

    takeCommand: async (asker: Asker, id: string): Promise<IncidentAnswer> => {
      await fullMember(directory, asker.by);
      return commit(id, { type: 'command_taken', by: asker.by }, asker.requestKey);
    },

    resolve: async (asker: Asker, id: string, summary: string): Promise<IncidentAnswer> => {
      await fullMember(directory, asker.by);
      return commit(id, { type: 'resolved', by: asker.by, summary }, asker.requestKey);
    },

    changeSeverity: async (asker: Asker, id: string, to: Severity): Promise<IncidentAnswer> => {
      const askedAtMs = deps.monotonicMs();
      await fullMember(directory, asker.by);
      const incident = await find(journal, id);
      const lowers = loweredBy(incident.severity, to) > 0 && incident.commander !== asker.by;
      const inCommandersGroup = lowers && (await isCommander(deps, asker.by, askedAtMs));
      const { respondWithinMs } = runbook.severities[to];
      return commit(
        id,
        { type: 'severity_changed', to, by: asker.by, respondWithinMs, inCommandersGroup },
        asker.requestKey,
      );
    },

    /** All checks of the incident's area; of the only area where the runbook has one. */
    runChecks: async (asker: Asker, id: string): Promise<IncidentAnswer> => {
      await fullMember(directory, asker.by);
      const incident = await find(journal, id);
      const area = incident.area ?? (runbook.areas.length === 1 ? (runbook.areas[0]?.id ?? null) : null);
      const checks = runbook.areas.find((candidate) => candidate.id === area)?.checks ?? [];
      return commit(id, { type: 'checks_requested', checks, by: asker.by }, asker.requestKey);
    },

    find: (id: string): Promise<Incident> => find(journal, id),

    /** Most severe first. */
    open: async (): Promise<{ incidents: readonly Incident[]; more: boolean }> => {
      const page = await journal.find('incident', OPEN_INDEX, { limit: LISTED_MAX });
      const stored = await Promise.all(page.ids.map((id) => read<Incident>(journal, incidentRef(id))));
      return {
        incidents: stored.flatMap((doc) => (doc === null ? [] : [doc.state])),
        more: page.next !== undefined,
      };
    },
  };
}

async function find(journal: Journal, id: string): Promise<Incident> {
  const stored = await read<Incident>(journal, incidentRef(id));
  if (stored === null)
    throw new AppError('not_found', `There is no ${id}. /incident list shows the open ones.`);
  return stored.state;
}

/** Whoever cannot be known to be a full member of the workspace is told so, and nothing happens. */
export async function fullMember(directory: Directory, userId: string): Promise<PersonFacts> {
  const person = await directory.person(userId);
  if (person === 'unknown') {
    throw new AppError(
      'unavailable',
      'Slack did not say who you are, so nothing was done. Try again in a moment.',
    );
  }
  if (!person.isFullMember) {
    throw new AppError(
      'refused',
      'Only full members of this workspace can do this; guests, bots and people of other organisations cannot.',
    );
  }
  return person;
}

async function isCommander(deps: IncidentDeps, userId: string, askedAtMs: number): Promise<boolean> {
  const group = await deps.directory.group(deps.commandersGroup);
  if (group.outcome !== 'found' || group.isDisabled) return false;
  const answer = await deps.directory.members(group.id, askedAtMs);
  return answer.outcome === 'known' && answer.members.includes(userId);
}
