/** A bank in one process: its people, its Slack, its lakehouse, one store, and the replicas of the bot on it. */
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Dice } from '../fuzz/dice.ts';
import { parsed, runbookOf } from '../runbook/fixtures.ts';
import { type BotProcess, type Outside, type Sabotage, startProcess } from './bot-process.ts';
import { type Identity, openLakehouse } from './lakehouse.ts';
import { memoryStore } from './memory-store.ts';
import { openOffice } from './people.ts';
import { SIMULATED_RUNBOOK } from './runbook-text.ts';
import { openSlack } from './slack.ts';
import type { Delivery, Pressing, Testimony } from './testimony.ts';
import { openTurns } from './turns.ts';
import { openWeather } from './weather.ts';

const START_MS = Date.UTC(2026, 0, 5, 3, 0, 0);
const USUAL: Identity = { principal: 'svc-actions', warehouse: '/sql/1.0/warehouses/w' };
const OTHER: Identity = { principal: 'svc-other', warehouse: '/sql/1.0/warehouses/w' };

let runbook: Runbook | undefined;

export type World = Outside & {
  readonly startMs: number;
  readonly living: () => readonly BotProcess[];
  readonly start: () => void;
  readonly crash: (process: BotProcess) => void;
  readonly pressings: Pressing[];
  readonly wishes: Delivery[];
  readonly tampered: Set<string>;
  readonly testify: (isQuiet: boolean) => Testimony;
};

export function openWorld(dice: Dice, sabotage: Sabotage): World {
  runbook ??= runbookOf(parsed(SIMULATED_RUNBOOK));
  const turns = openTurns(dice, START_MS, () => store.nextWorkAtMs());
  const store = memoryStore(turns.nowMs, { comparesAndSets: sabotage.comparesAndSets ?? true });
  const weather = openWeather(dice, turns.nowMs);
  const office = openOffice(START_MS);
  const slack = openSlack(turns.nowMs);
  const lakehouse = openLakehouse(turns.nowMs);
  const replicasMin = dice.oneIn(4) ? 1 : 0;
  const outside = { turns, dice, weather, store, office, slack, lakehouse, runbook, replicasMin };
  const pressings: Pressing[] = [];
  const wishes: Delivery[] = [];
  const tampered = new Set<string>();
  let processes: BotProcess[] = [];
  let born = 0;

  return {
    ...outside,
    startMs: START_MS,
    living: () => processes,
    start: () => {
      const isAstray = !weather.isCalm() && dice.oneIn(12);
      const wallSkewMs = isAstray ? dice.pick([-3_000, 3_000]) : dice.below(600) - 300;
      const identity = born > 1 && !weather.isCalm() && dice.oneIn(8) ? OTHER : USUAL;
      born += 1;
      processes.push(startProcess(outside, sabotage, `bot-${born}`, { identity, wallSkewMs }));
    },
    crash: (process) => {
      process.owner.isAlive = false;
      processes = processes.filter((each) => each !== process);
      turns.sever(process.owner, () => dice.oneIn(2));
      for (const delivery of [...wishes, ...pressings.flatMap(({ deliveries }) => deliveries)]) {
        if (delivery.process === process.owner.name && delivery.answer === null) delivery.isExcused = true;
      }
    },
    pressings,
    wishes,
    tampered,
    testify: (isQuiet) => ({
      entries: store.documents().flatMap(({ entries }) => entries),
      documents: store.documents().map(({ ref, stateText }) => ({ ...ref, stateText })),
      tampered,
      usedBy: (key) => {
        const use = store.usedBy(key);
        return use === null ? null : { id: use.ref.id, version: use.version };
      },
      posts: store.documents().flatMap(({ ref }) => store.posts(ref)),
      waitingMessages: store.stats().waiting,
      messages: slack.messages,
      received: lakehouse.received,
      left: lakehouse.left,
      changes: lakehouse.changes,
      rolls: office.rolls,
      pressings,
      wishes,
      isQuiet,
      endedAtMs: turns.nowMs(),
    }),
  };
}
