/** Who does what to an incident next, and when: by dice, mostly what makes sense, now and then what does not. */
import type { Dice } from '../../fuzz/dice.ts';
import { type Act, hasResponse, isOver, type Life, owesPostmortem, STATES } from './model/life.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, RESPOND_MS, SEVERITY_ORDER, wallMinute } from './model/rules.ts';
import { CHIEF, GUEST, PEOPLE } from './process.ts';

export type Deed = { readonly act: Act; readonly by: string };

/** How an incident goes: when the first one comes to it, and how busy it is then. */
export type Temper = {
  readonly respondAtMs: number;
  readonly everyMs: number;
  readonly isForgotten: boolean;
};

const HARD = '<!channel> & `x` *y*';

export function wishOf(dice: Dice, number: number) {
  const area = dice.pick(['pipes', 'pipes', 'models', null] as const);
  const severity = dice.pick(['P0', 'P1', 'P1', 'P2', 'P2', 'P3'] as const);
  const title = `Nr ${number} ${dice.oneIn(5) ? HARD : dice.pick(['late', 'wrong', 'gone'])}`;
  const affected = dice.oneIn(3) ? `c.s.t${number} ${HARD}` : null;
  return { area, severity, title, affected, isDrill: dice.oneIn(9), by: dice.pick(PEOPLE) };
}

export function temperOf(dice: Dice, life: Life): Temper {
  const within = RESPOND_MS[life.severity];
  const share = dice.oneIn(3) ? dice.below(40) : dice.below(260);
  return {
    respondAtMs: life.declaredAtMs + MINUTE_MS + Math.floor((within * share) / 100),
    everyMs: dice.pick([4, 12, 30, 90]) * MINUTE_MS,
    isForgotten: dice.oneIn(12),
  };
}

/** After so long somebody comes to it again; null: nobody does. */
export function pauseMs(dice: Dice, life: Life, temper: Temper): number | null {
  if (temper.isForgotten && hasResponse(life)) return DAY_MS + dice.below(DAY_MS);
  const jitter = 1 + dice.below(1_000);
  if (life.state === 'closed') return dice.oneIn(3) ? dice.below(20 * HOUR_MS) + jitter : null;
  if (life.state === 'resolved')
    return dice.below(owesPostmortem(life) ? 36 * HOUR_MS : 6 * HOUR_MS) + jitter;
  return dice.below(2 * temper.everyMs) + jitter;
}

export function deedOf(dice: Dice, life: Life, temper: Temper, nowMs: number): Deed {
  const by = dice.oneIn(30)
    ? GUEST
    : life.commander !== null && dice.oneIn(2)
      ? life.commander
      : dice.pick(PEOPLE);
  if (dice.oneIn(8)) return { act: anything(dice, life, nowMs), by };
  if (isOver(life)) return { act: afterwards(dice, life, nowMs), by: dice.oneIn(2) ? CHIEF : by };
  const isReadyToMove = nowMs >= temper.respondAtMs;
  return { act: isReadyToMove && !dice.oneIn(3) ? onward(dice, life) : meanwhile(dice, life, by), by };
}

function onward(dice: Dice, life: Life): Act {
  const at = STATES.indexOf(life.state);
  const to = STATES[Math.min(at + (dice.oneIn(4) ? 2 : 1), STATES.indexOf('resolved'))];
  if (to === undefined || to === 'open' || to === 'resolved' || to === 'closed')
    return { do: 'resolve', summary: `Put right ${HARD}` };
  return { do: 'step', to };
}

function meanwhile(dice: Dice, life: Life, by: string): Act {
  switch (dice.below(8)) {
    case 0:
      return { do: 'severity', to: dice.pick(SEVERITY_ORDER) };
    case 1:
    case 2:
      return { do: 'snooze', forMs: dice.pick([5, 10, 30, 45, 90, 240, 480]) * MINUTE_MS };
    case 3:
      return { do: 'take' };
    case 4:
      return { do: 'join' };
    case 5:
      return {
        do: 'assign',
        role: dice.pick(['commander', 'commander', 'scribe', 'communications', 'responder'] as const),
        to: dice.oneIn(8) ? GUEST : dice.pick(PEOPLE),
      };
    default:
      return { do: 'note', text: `${by} looks at ${life.id} ${HARD}` };
  }
}

function afterwards(dice: Dice, life: Life, nowMs: number): Act {
  const open = life.items.findIndex(({ isDone }) => !isDone);
  const roll = dice.below(10);
  if (roll === 0) return { do: 'reopen', reason: `Not over ${HARD}` };
  if (roll === 1) return { do: 'note', text: 'Afterwards.' };
  if (open >= 0 && roll < 5) return { do: 'done', item: open + 1 };
  if (owesPostmortem(life) || roll < 6) return postmortem(dice, life, nowMs);
  return { do: 'close' };
}

function postmortem(dice: Dice, life: Life, nowMs: number): Act {
  if (life.items.length >= 5 || dice.oneIn(2)) return { do: 'postmortem', item: null };
  const number = life.items.length + 1;
  const dueAtMs = nineOn(nowMs + (1 + dice.below(3)) * DAY_MS);
  return { do: 'postmortem', item: { text: `Thing ${number} ${HARD}`, owner: dice.pick(PEOPLE), dueAtMs } };
}

/** Nine o’clock of that day, as the team's wall has it. */
function nineOn(atMs: number): number {
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  // Where the clocks are changed in between, it is looked up again.
  const roughMs = minuteMs + (9 * 60 - wallMinute(minuteMs)) * MINUTE_MS;
  return roughMs + (9 * 60 - wallMinute(roughMs)) * MINUTE_MS;
}

function anything(dice: Dice, life: Life, nowMs: number): Act {
  const acts: readonly Act[] = [
    { do: 'close' },
    { do: 'reopen', reason: 'Just so.' },
    { do: 'resolve', summary: 'At once.' },
    { do: 'step', to: dice.pick(['acknowledged', 'assessed', 'investigating', 'mitigated'] as const) },
    { do: 'severity', to: dice.pick(SEVERITY_ORDER) },
    { do: 'done', item: 1 + dice.below(3) },
    { do: 'snooze', forMs: 30 * MINUTE_MS },
    postmortem(dice, life, nowMs),
  ];
  return dice.pick(acts);
}
