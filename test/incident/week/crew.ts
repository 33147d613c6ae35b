/** Everybody who does something in the week: who declares, who comes to an incident, and when they come to it again. */
import type { Dice } from '../../fuzz/dice.ts';
import { doing, type Outcome, outcomeOf } from './deeds.ts';
import type { Judge } from './judge.ts';
import type { Ledger } from './ledger.ts';
import { type Deed, deedOf, pauseMs, type Temper, temperOf, wishOf } from './people.ts';
import type { BotProcess } from './process.ts';
import type { Request, Requests } from './requests.ts';
import type { World } from './world.ts';

type Coming = { readonly atMs: number; readonly id: string; readonly temper: Temper };
type Plan = { readonly atMs: number; readonly number: number } | Coming;

export function openCrew(world: World, ledger: Ledger, judge: Judge, requests: Requests, dice: Dice) {
  let plans: Plan[] = [];
  let made = 0;
  const nextKey = (): string => `request-${(made += 1)}`;

  function planNext(id: string, temper: Temper): void {
    const inMs = pauseMs(dice, ledger.of(id).life, temper);
    if (inMs !== null) plans.push({ atMs: world.nowMs() + 1 + inMs, id, temper });
  }

  const declared = (id: string): void => planNext(id, temperOf(dice, ledger.of(id).life));

  /** One person, or two who come to it at the same moment. */
  async function come({ id, temper }: Coming, people: number): Promise<void> {
    const { life } = ledger.of(id);
    const deeds = Array.from({ length: people }, () => deedOf(dice, life, temper, world.nowMs()));
    const judged = judge.expects(id, deeds);
    const outcomes: Outcome[] = [];
    const asked = deeds.map((deed, index): Request => {
      const request = requestOf(ledger, judge, nextKey(), id, deed);
      return { ...request, make: async (bot) => (outcomes[index] = await request.make(bot)) };
    });
    await requests.make(...asked);
    judged(outcomes);
    planNext(id, temper);
  }

  return {
    willDeclare: (atMs: number, number: number) => void plans.push({ atMs, number }),
    nextAtMs: () => Math.min(Number.POSITIVE_INFINITY, ...plans.map(({ atMs }) => atMs)),
    /** Somebody is there before the bot has looked what is due: it is done first, whatever else is due by then. */
    comeFirst: async (atMs: number): Promise<void> => {
      const first = plans.find((plan) => plan.atMs <= atMs && 'id' in plan);
      if (first === undefined || !('id' in first)) return;
      plans = plans.filter((plan) => plan !== first);
      world.leapTo(atMs);
      judge.count('came first');
      await come(first, 1);
    },
    /** Whose time has come; while the process is down nobody gets through, and comes again. */
    comeInTurn: async (): Promise<void> => {
      const [due, later] = [true, false].map((isDue) =>
        plans.filter(({ atMs }) => atMs <= world.nowMs() === isDue),
      );
      plans = later ?? [];
      for (const plan of due ?? []) {
        if (world.bot() === null) plans.push(plan);
        else if ('number' in plan)
          await requests.make(declarationOf(ledger, judge, nextKey(), wishOf(dice, plan.number), declared));
        else await come(plan, dice.oneIn(7) ? 2 : 1);
      }
    },
    goHome: () => void (plans = []),
  };
}

function requestOf(ledger: Ledger, judge: Judge, key: string, id: string, { act, by }: Deed): Request {
  return {
    key,
    make: ({ incidents }) => doing(incidents, { by, requestKey: key }, id, act),
    taken: (_id, atMs) => {
      judge.taken(id, act, by);
      ledger.done(id, act, by, atMs);
    },
  };
}

function declarationOf(
  ledger: Ledger,
  judge: Judge,
  requestKey: string,
  { title, severity, area, affected, isDrill, by }: ReturnType<typeof wishOf>,
  declared: (id: string) => void,
): Request {
  const wish = {
    title,
    severity,
    area,
    anyway: true,
    ...(affected === null ? {} : { affected }),
    ...(isDrill ? { drill: true } : {}),
  };
  return {
    key: requestKey,
    make: async ({ incidents }: BotProcess) => {
      const answer = await incidents.declare({ by, requestKey }, wish);
      if (answer.outcome === 'looks_like') throw new Error('It was declared anyway.');
      return outcomeOf(answer.outcome === 'committed' ? answer.state.id : '', answer);
    },
    taken: (id, declaredAtMs) => {
      const shown = isDrill ? `DRILL · ${title}` : title;
      const about = { id, title: shown, severity, area, affected, isDrill };
      ledger.declared({ ...about, declaredBy: by, declaredAtMs });
      judge.count(isDrill ? 'drills' : 'declared');
      declared(id);
    },
  };
}
