/** One schedule, from a seed to what was seen of it: people and mishaps first, then quiet until all that is owed is paid. */
import { diceOf } from '../fuzz/dice.ts';
import type { Sabotage } from './bot-process.ts';
import {
  ask,
  breakEveryGlass,
  declare,
  driveIncident,
  INCIDENT,
  press,
  raiseAlarm,
  replay,
} from './deeds.ts';
import { breakStore, changePeople, crash, restorePeople, stall, tamper, writeElsewhere } from './mishaps.ts';
import type { Testimony } from './testimony.ts';
import { openWorld, type World } from './world.ts';

export type Run = {
  readonly seed: number;
  readonly hash: string;
  readonly turns: number;
  readonly testimony: Testimony;
  readonly trace: readonly string[];
};

/** After the last fault: an hour until requests expire, ten minutes to start, and what the engine takes; an incident’s clock runs four. */
const QUIET_WITHIN_MS = 5 * 60 * 60_000;
const TURNS_MAX = 60_000;
/** A broken glass that nobody has signed for is told of every day, for ever. */
const UNTIL_SIGNED = 'review';

export async function runSchedule(seed: number, sabotage: Sabotage = {}): Promise<Run> {
  const dice = diceOf(seed);
  const world = openWorld(dice, sabotage);
  const replicas = dice.oneIn(4) ? 1 : 2;
  for (let replica = 0; replica < replicas; replica += 1) world.start();
  const isRough = !dice.oneIn(3);
  let left = 10 + dice.below(16);

  function act(deed: Deed): void {
    left -= 1;
    deed(world);
    if (left <= 0) return;
    // What is pressed is decided, claimed and sent within seconds: that is when a mishap meets it.
    if (isRough && (deed === press || deed === breakEveryGlass) && dice.oneIn(4))
      next(dice.below(3_000), () => dice.pick(MISHAPS));
    // Once the cards are there; and while it is being broken, mishaps meet it as they meet any press.
    else if (deed === raiseAlarm) next(1_000 + dice.below(3_000), () => breakEveryGlass);
    else next(deed === ask ? 1_000 + dice.below(3_000) : pauseMs(world), () => choose(world, isRough));
  }
  function next(inMs: number, choice: () => Deed): void {
    const turn = { kind: 'person', owner: null, what: 'somebody acts', inMs } as const;
    world.turns.at(turn, () => act(choice()));
  }
  next(0, () => declare);

  while (left > 0 && world.turns.taken() < TURNS_MAX) await world.turns.step();
  const isQuiet = await comeToRest(world);
  return {
    seed,
    hash: world.turns.hash(),
    turns: world.turns.taken(),
    testimony: world.testify(isQuiet),
    trace: world.turns.trace(),
  };
}

/** No more faults, everybody is there again: whatever is still owed has to come about by itself. */
async function comeToRest(world: World): Promise<boolean> {
  const { weather, turns, store } = world;
  weather.calm();
  for (const { owner } of world.living()) owner.pausedUntilMs = 0;
  if (world.living().length === 0) world.start();
  const calmAtMs = turns.nowMs();
  const isOpen = (): boolean =>
    store.nextWorkAtMs(UNTIL_SIGNED) < Number.POSITIVE_INFINITY ||
    [...world.wishes, ...world.pressings.flatMap(({ deliveries }) => deliveries)].some(
      ({ answer, isExcused }) => answer === null && !isExcused,
    );
  while (isOpen()) {
    if (turns.nowMs() - calmAtMs > QUIET_WITHIN_MS || turns.taken() > 2 * TURNS_MAX) return false;
    await turns.step();
  }
  // What is on its way to the engine, or back, may still arrive.
  let isOver = false;
  turns.at({ kind: 'person', owner: null, what: 'the end', inMs: 120_000 }, () => {
    isOver = true;
  });
  while (!isOver) await turns.step();
  return store.nextWorkAtMs(UNTIL_SIGNED) === Number.POSITIVE_INFINITY;
}

type Deed = (world: World) => void;

const DEEDS: readonly (readonly [number, Deed])[] = [
  [24, press],
  [2, replay],
  [2, driveIncident],
  [2, changePeople],
  [1, restorePeople],
  [1, writeElsewhere],
];
const MISHAPS: readonly Deed[] = [crash, stall, stall, breakStore, changePeople, writeElsewhere];
const ROUGH: readonly (readonly [number, Deed])[] = [
  [2, crash],
  [3, stall],
  [1, breakStore],
  [1, changePeople],
  [1, tamper],
];

const REQUESTS_MAX = 4;

function choose(world: World, isRough: boolean): Deed {
  const { dice, store } = world;
  if (store.load({ kind: 'incident', id: INCIDENT }) === null) return declare;
  const live = store.documents().filter(({ stateText }) => /"status":"(?:pending|approved)"/.test(stateText));
  const asked = store.documents().filter(({ ref }) => ref.kind === 'approval').length;
  if (asked < REQUESTS_MAX && dice.oneIn(live.length === 0 ? 2 : 10))
    return asked + 2 <= REQUESTS_MAX && dice.oneIn(5) ? raiseAlarm : ask;
  const deeds = isRough ? [...DEEDS, ...ROUGH] : DEEDS;
  let ticket = dice.below(deeds.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, deed] of deeds) {
    ticket -= weight;
    if (ticket < 0) return deed;
  }
  return press;
}

/** Mostly soon, so that things meet; sometimes just around a boundary, where they meet most. */
function pauseMs(world: World): number {
  const { dice, turns } = world;
  const how = dice.below(40);
  if (how < 12) return dice.below(300);
  if (how < 30) return dice.below(6_000);
  if (how < 34) {
    const ahead = boundaries(world).filter((atMs) => atMs > turns.nowMs());
    if (ahead.length > 0) return Math.max(0, dice.pick(ahead) - turns.nowMs() - 900 + dice.below(1_400));
  }
  return how === 39 ? dice.below(20 * 60_000) : dice.below(60_000);
}

/** When a request expires, may no longer start, or can no longer be running. */
function boundaries({ store }: World): readonly number[] {
  return store.documents().flatMap(({ ref, due, stateText }) => {
    if (ref.kind !== 'approval') return [];
    const runsUntil = /"mayRunUntilMs":(\d+)/.exec(stateText)?.[1];
    const expires = due.filter(({ item }) => item.name === 'expire').map(({ item }) => item.atMs);
    return runsUntil === undefined ? expires : [...expires, Number(runsUntil)];
  });
}
