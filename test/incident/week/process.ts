/** One process of the bot on the store's file: its own services, its own work in the background, ports that end with it. */
import { openSqliteJournal } from '../../../src/adapters/sqlite-journal.ts';
import { startWork } from '../../../src/app.ts';
import type { Directory, PersonFacts } from '../../../src/approval/directory.ts';
import { pinnedDirectory } from '../../../src/approval/pins.ts';
import type { Warehouse } from '../../../src/check/warehouse.ts';
import { startDigest } from '../../../src/incident/digest.ts';
import { type IncidentService, incidentService } from '../../../src/incident/service.ts';
import type { Commit, DueItem, Journal } from '../../../src/journal/journal.ts';
import type { Pager } from '../../../src/page/pager.ts';
import type { Runbook } from '../../../src/runbook/runbook.ts';
import { type Mortal, mortal } from './mortal.ts';
import type { WatchedSlack } from './slack.ts';
import type { DrivenClock } from './time.ts';

export const CHANNEL = 'C0INCIDENTS';
export const ZONE = 'Europe/Berlin';
export const PEOPLE = ['U0MARIA', 'U0DAVID', 'U0ERIN', 'U0FAY', 'U0TOMAS'] as const;
/** In the commanders' group. */
export const CHIEF = 'U0TOMAS';
export const GUEST = 'U0GUEST';
const GROUPS: { readonly [handle: string]: string } = {
  'incident-commanders': 'S0COMMAND',
  leads: 'S0LEADS',
};

export type Outside = {
  readonly clock: DrivenClock;
  readonly slack: WatchedSlack;
  readonly runbook: Runbook;
  readonly dataDir: string;
  readonly pager: Pager;
  readonly random: () => number;
  /** When a document's next deadline comes, as it was stored last. */
  readonly stored: (ref: DueItem['ref'], due: NonNullable<Commit['due']>) => void;
  readonly logged: string[];
};

export type BotProcess = {
  readonly life: Mortal;
  /** As the process has it. */
  readonly incidents: IncidentService;
  /** The store itself, past the process, for whoever looks. */
  readonly journal: Journal;
};

export function startProcess(outside: Outside): BotProcess {
  const { clock, slack, runbook, dataDir, logged } = outside;
  const life = mortal();
  const kept = openSqliteJournal({ dataDir, now: clock.nowMs });
  const journal = life.port('journal', noting(kept, outside.stored));
  const timers = clock.of(life);
  const problem = (fields: object, text: string): void => {
    const error = (fields as { readonly err?: unknown }).err;
    if (life.isAlive()) logged.push(`${text} ${error instanceof Error ? error.message : ''}`.trim());
  };
  const log = { info: () => undefined, warn: () => undefined, error: problem };
  const directory = pinnedDirectory({ directory: life.port('directory', office()), journal, runbook, log });
  const { monotonicMs } = timers;
  let poke = (): void => undefined;
  const shared = { journal, runbook, directory, monotonicMs, wake: () => poke() };
  const own = { all: () => Promise.resolve([]), soon: () => Promise.resolve([]) };
  const pager: Pager = (page) => outside.pager(page);
  const work = startWork(
    {
      ...shared,
      messenger: life.port('messenger', slack.messenger),
      pagers: life.port('pagers', { 'on-call': pager }),
      permalink: (channel, ts) => `https://bank.slack.test/${channel}/${ts}`,
      reader: NO_WAREHOUSE,
      rest: { read: () => Promise.resolve({ outcome: 'unavailable', message: 'nobody is there' }) },
      http: {
        get: () => Promise.resolve({ outcome: 'not_asked', message: 'nobody is there' }),
        pause: () => Promise.resolve(),
      },
      actions: null,
      incidentsChannel: CHANNEL,
      checklistChannel: CHANNEL,
      timezone: ZONE,
      replicasMin: 0,
      clock: timers,
      random: outside.random,
      newToken: () => 'token',
      log,
    },
    own,
    shared.wake,
  );
  startDigest(
    { journal, runbook, incidentsChannel: CHANNEL, timezone: ZONE, clock: timers, log },
    shared.wake,
  );
  poke = work.poke;
  const incidents = incidentService({
    ...shared,
    channel: CHANNEL,
    commandersGroup: 'incident-commanders',
    zone: ZONE,
  });
  return { life, incidents, journal: kept };
}

/** Of what is committed, the deadlines are told to whoever drives the clock. */
function noting(journal: Journal, stored: Outside['stored']): Journal {
  return {
    ...journal,
    commit: async (commit) => {
      const result = await journal.commit(commit);
      if (result.outcome === 'committed') stored(commit.ref, commit.due ?? []);
      return result;
    },
  };
}

/** Nobody runs a check here. */
const NO_WAREHOUSE: Warehouse = {
  identity: () => Promise.resolve({ principal: 'svc-reader', warehouse: '/sql/1.0/warehouses/w' }),
  read: () => Promise.resolve({ outcome: 'unavailable', message: 'nobody is there' }),
  send: () => Promise.resolve({ outcome: 'not_sent', message: 'nobody is there' }),
  close: () => Promise.resolve(),
};

function facts(id: string): PersonFacts {
  const isRestricted = id === GUEST;
  return {
    id,
    teamId: 'T0BANK',
    name: id,
    email: null,
    isBot: false,
    isDeleted: false,
    isRestricted,
    isStranger: false,
    isFullMember: !isRestricted,
  };
}

export function office(): Directory {
  return {
    person: async (id) => facts(id),
    group: async (handle) => {
      const id = GROUPS[handle];
      return id === undefined ? { outcome: 'missing' } : { outcome: 'found', id, handle, isDisabled: false };
    },
    members: async (id, begunAtMs) => ({
      outcome: 'known',
      members: id === 'S0COMMAND' ? [CHIEF] : [],
      begunAtMs,
    }),
  };
}
