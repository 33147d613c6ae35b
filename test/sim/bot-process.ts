/** One replica: the bot's own services and its own work in the background, on ports that the simulation holds. */

import type { Directory } from '../../src/approval/directory.ts';
import { pinnedDirectory } from '../../src/approval/pins.ts';
import { ownPrincipals } from '../../src/approval/principals.ts';
import { approvalService } from '../../src/approval/service.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import { incidentService } from '../../src/incident/service.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Log } from '../../src/schedule/loop.ts';
import { startWork } from '../../src/work.ts';
import type { Dice } from '../fuzz/dice.ts';
import { journalPort } from './journal-port.ts';
import { type Identity, type Lakehouse, warehousePort } from './lakehouse.ts';
import type { MemoryStore } from './memory-store.ts';
import { directoryPort, type Office } from './people.ts';
import { messengerPort, type Slack } from './slack.ts';
import type { Owner, Turns } from './turns.ts';
import type { Weather } from './weather.ts';
import { openWire } from './wire.ts';

export type Outside = {
  readonly turns: Turns;
  readonly dice: Dice;
  readonly weather: Weather;
  readonly store: MemoryStore;
  readonly office: Office;
  readonly slack: Slack;
  readonly lakehouse: Lakehouse;
  readonly runbook: Runbook;
  readonly replicasMin: number;
};

/** Puts something between the bot and a port, to see whether the checker would notice what it takes away. */
export type Sabotage = {
  readonly comparesAndSets?: false;
  readonly journal?: (journal: Journal) => Journal;
  readonly directory?: (directory: Directory) => Directory;
  readonly warehouse?: (warehouse: Warehouse) => Warehouse;
};

export type BotProcess = {
  readonly owner: Owner;
  readonly incidents: ReturnType<typeof incidentService>;
  readonly approvals: ReturnType<typeof approvalService>;
};

export const CHANNEL = 'C0INCIDENTS';

export function startProcess(
  outside: Outside,
  sabotage: Sabotage,
  name: string,
  as: { readonly identity: Identity; readonly wallSkewMs: number },
): BotProcess {
  const { turns, dice, weather, store, office, slack, lakehouse, runbook } = outside;
  const owner: Owner = { name, isAlive: true, pausedUntilMs: 0 };
  const wire = openWire(turns, dice, owner);
  const zeroMs = turns.nowMs() - 1_000 - dice.below(1_000_000);
  const monotonicMs = (): number => turns.nowMs() - zeroMs;
  const clock = {
    monotonicMs,
    wallClockMs: () => turns.nowMs() + as.wallSkewMs,
    after: (delayMs: number, run: () => void) =>
      turns.at({ kind: 'timer', owner, what: 'timer', inMs: delayMs }, run),
  };
  const between = <Port>(port: Port, wrap: ((port: Port) => Port) | undefined): Port => wrap?.(port) ?? port;
  const journal = between(
    journalPort({ store, nowMs: turns.nowMs, wire, weather, dice, owner }),
    sabotage.journal,
  );
  const log = noting(turns, owner);
  const slackPeople = between(directoryPort({ office, wire, weather, monotonicMs }), sabotage.directory);
  const directory = pinnedDirectory({ directory: slackPeople, journal, runbook, log });
  const actions = between(
    warehousePort({ lakehouse, identity: () => as.identity, owner, turns, wire, weather, dice }),
    sabotage.warehouse,
  );
  let tokens = 0;
  let poke = (): void => undefined;
  const shared = { journal, runbook, directory, monotonicMs, wake: () => poke() };
  const own = ownPrincipals([actions], clock);
  const work = startWork(
    {
      ...shared,
      messenger: messengerPort({ slack, wire, weather, dice }),
      reader: actions,
      // No check of the simulated runbook asks the REST interface.
      rest: { read: () => Promise.resolve({ outcome: 'unavailable', message: 'nobody is there' }) },
      http: {
        get: () => Promise.resolve({ outcome: 'not_asked', message: 'nobody is there' }),
        pause: () => Promise.resolve(),
      },
      actions,
      incidentsChannel: CHANNEL,
      checklistChannel: CHANNEL,
      timezone: 'Europe/Zurich',
      replicasMin: outside.replicasMin,
      permalink: (channel, ts) => `https://slack.test/${channel}/${ts}`,
      clock,
      random: () => dice.below(1_000) / 1_000,
      newToken: () => `${name}/${(tokens += 1)}`,
      log,
    },
    own,
    shared.wake,
  );
  poke = work.poke;
  return {
    owner,
    incidents: incidentService({
      ...shared,
      channel: CHANNEL,
      commandersGroup: 'incident-commanders',
      zone: 'Europe/Zurich',
    }),
    approvals: approvalService({
      ...shared,
      actionsConfigured: true,
      own,
      zone: 'Europe/Zurich',
      wallClockMs: clock.wallClockMs,
      timers: clock,
    }),
  };
}

function noting(turns: Turns, { name }: Owner): Log {
  const say =
    (level: string) =>
    (fields: object, text: string): void => {
      const error = (fields as { readonly err?: unknown }).err;
      turns.note(`${name} ${level}: ${text}${error instanceof Error ? ` (${error.message})` : ''}`);
    };
  return { info: say('info'), warn: say('warn'), error: say('error') };
}
