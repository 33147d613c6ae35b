/** A week of two hundred incidents and of a bot that is down now and then, against what should have been told in it. */
import { expect, test } from 'vitest';
import type { Severity } from '../../src/incident/state.ts';
import { diceOf } from '../fuzz/dice.ts';
import { LEAD_GROUP, ON_CALL, openAttended } from './attended.ts';
import { AT_MS, DAVID, MARIA, MINUTE_MS } from './fixtures.ts';

const INCIDENTS = 200;
const WEEK_MIN = 7 * 24 * 60;
const TICK_MIN = 5;
const DUTY = 'Duty manager (+49 30 1)';
const CHAIN = [ON_CALL, LEAD_GROUP, DUTY];
const RESPOND_MIN = { P0: 15, P1: 60, P2: 240, P3: 1_440 } as const;
const NUDGE_MIN = { P0: 5, P1: 15, P2: 60, P3: null } as const;
const ASK_MIN = { P0: 15, P1: 30, P2: 120, P3: null } as const;
/** AT_MS is four o’clock in Berlin, in winter. */
const clockMin = (minute: number) => (minute + 4 * 60) % (24 * 60);
const isNight = (minute: number) => clockMin(minute) >= 22 * 60 || clockMin(minute) < 7 * 60;

type Plan = {
  readonly severity: Severity;
  readonly declaredMin: number;
  readonly ackMin: number;
  readonly resolvedMin: number;
  readonly snooze: { readonly atMin: number; readonly forMin: number } | null;
};

function plansOf(seed: number): { readonly plans: readonly Plan[]; readonly looks: readonly number[] } {
  const dice = diceOf(seed);
  const onTick = (minutes: number) => TICK_MIN * Math.ceil(minutes / TICK_MIN);
  const plans = Array.from({ length: INCIDENTS }, (): Plan => {
    const severity = dice.pick(['P0', 'P1', 'P2', 'P3'] as const);
    const declaredMin = onTick(dice.below(WEEK_MIN - 24 * 60));
    const ackMin = declaredMin + TICK_MIN + onTick(dice.below(3 * RESPOND_MIN[severity]));
    const resolvedMin = ackMin + TICK_MIN + onTick(dice.below(6 * 60));
    const atMin = declaredMin + onTick(dice.below(ackMin - declaredMin));
    const snooze = dice.oneIn(4) && atMin < ackMin ? { atMin, forMin: 10 + TICK_MIN * dice.below(20) } : null;
    return { severity, declaredMin, ackMin, resolvedMin, snooze };
  });
  const looks: number[] = [];
  let downUntil = 0;
  for (let minute = 0; minute <= WEEK_MIN; minute += TICK_MIN) {
    if (dice.oneIn(150)) downUntil = minute + dice.below(4 * 60);
    if (minute >= downUntil) looks.push(minute);
  }
  return { plans, looks };
}

/** By walking forward from what was told last to the next look at which something is due. */
function expectedOf({ severity, declaredMin, ackMin, resolvedMin, snooze }: Plan, looks: readonly number[]) {
  const dueMin = declaredMin + RESPOND_MIN[severity];
  const half = declaredMin + RESPOND_MIN[severity] / 2;
  const rests = severity === 'P2';
  const told: string[] = [];
  let next: number | null = half;
  let snoozeIsUsed = snooze === null;
  for (const look of looks) {
    if (look >= ackMin) break;
    const asleep =
      !snoozeIsUsed && snooze !== null && snooze.atMin <= look && look < snooze.atMin + snooze.forMin;
    if (next === null || look < next || asleep || (rests && isNight(look))) continue;
    // What was snoozed before is over with the first that is told after it.
    if (snooze !== null && snooze.atMin <= look) snoozeIsUsed = true;
    told.push(`${look} ${look >= dueMin ? 'late' : 'soon'} ${CHAIN[told.length % CHAIN.length]}`);
    const every = NUDGE_MIN[severity];
    next = look < dueMin ? dueMin : every === null ? null : look + every;
  }
  const asks: string[] = [];
  const every = ASK_MIN[severity];
  let last = ackMin;
  const snoozedTo = snooze === null || snoozeIsUsed ? 0 : snooze.atMin + snooze.forMin;
  for (const look of looks) {
    if (every === null || look >= resolvedMin) break;
    if (
      look < ackMin ||
      look < last + every ||
      (asks.length === 0 && look < snoozedTo) ||
      (rests && isNight(look))
    )
      continue;
    asks.push(`${look} ask ${DAVID}`);
    last = look;
  }
  return [...told, ...asks];
}

test.each([1])(
  'of week %i everybody was told and asked what they should have been, and nothing else',
  { timeout: 60_000 },
  async (seed) => {
    const world = await openAttended();
    const { plans, looks } = plansOf(seed);
    const ids = new Map<Plan, string>();
    const isUp = new Set(looks);
    for (let minute = 0; minute <= WEEK_MIN; minute += TICK_MIN) {
      world.at(minute * MINUTE_MS);
      for (const plan of plans) {
        const { severity, snooze } = plan;
        if (plan.declaredMin === minute) {
          const wish = { title: `Pipes ${ids.size}`, severity, area: 'pipes', anyway: true } as const;
          const answer = await world.incidents.declare(world.as(MARIA), wish);
          if (answer.outcome !== 'committed') throw new Error(answer.outcome);
          ids.set(plan, answer.state.id);
        }
        const id = ids.get(plan) ?? '';
        if (snooze?.atMin === minute && id !== '') {
          const answer = await world.incidents.snooze(world.as(MARIA), id, snooze.forMin * MINUTE_MS);
          // Of a P3 that was told twice there is nothing left to snooze.
          if (answer.outcome !== 'committed') expect(answer).toMatchObject({ code: 'nothing_to_snooze' });
        }
        if (plan.ackMin === minute) await world.incidents.advance(world.as(DAVID), id, 'acknowledged');
        if (plan.resolvedMin === minute) await world.incidents.resolve(world.as(DAVID), id, 'Done.');
      }
      if (isUp.has(minute)) await world.work();
    }
    let told = 0;
    for (const [plan, id] of ids) {
      const found = await world.told(id);
      expect([id, plan, found]).toEqual([id, plan, expectedOf(plan, looks)]);
      told += found.length;
      const { clock } = await world.incidents.find(id);
      const late = plan.ackMin > plan.declaredMin + RESPOND_MIN[plan.severity];
      const dueAtMs = AT_MS + (plan.declaredMin + RESPOND_MIN[plan.severity]) * MINUTE_MS;
      if (plan.ackMin <= WEEK_MIN) expect(clock.breachedAtMs).toBe(late ? dueAtMs : null);
    }
    expect(told).toBeGreaterThan(500);
    const lives = plans.filter(({ resolvedMin }) => resolvedMin <= WEEK_MIN);
    const kept = lives.filter(
      ({ severity, declaredMin, ackMin }) => ackMin - declaredMin <= RESPOND_MIN[severity],
    );
    expect((await world.incidents.statistics(30)).total).toMatchObject({
      count: lives.length,
      inTime: kept.length,
    });
  },
);
