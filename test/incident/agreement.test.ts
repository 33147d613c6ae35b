/**
 * No sequence of what people and the clock do, one after the other or at once, through one process or two, leaves the
 * state, the card, the deadlines, what may be done next or the numbers disagreeing with what the journal says.
 */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasRedisServer } from '../contract/redis-server.ts';
import { redisStore } from '../support/stores.ts';
import { disagreements } from './agreement/agree.ts';
import { type Office, type OpenStore, onRedis, onSqlite, openOffice } from './agreement/office.ts';
import { type Asked, doing, type Outcome, outcomeOf } from './week/deeds.ts';
import type { Act } from './week/model/life.ts';
import { HOUR_MS, MINUTE_MS, SEVERITY_ORDER } from './week/model/rules.ts';
import { CHIEF, GUEST, PEOPLE } from './week/process.ts';

/** To try more by night, or one again: FC_RUNS, and FC_SEED with the path that fast-check prints. */
const RUNS = Number(process.env['FC_RUNS'] ?? 100);
const SEED = Number(process.env['FC_SEED'] ?? 20_261_126);
const PATIENCE_MS = 600_000;

type Desk = 0 | 1;
type Deed = { readonly desk: Desk; readonly by: string; readonly which: number; readonly act: Act };
type Command =
  | {
      readonly type: 'declare';
      readonly by: string;
      readonly severity: (typeof SEVERITY_ORDER)[number];
      readonly area: 'pipes' | 'models' | null;
      readonly drill: boolean;
    }
  | { readonly type: 'do'; readonly deeds: readonly Deed[] }
  /** The n-th request before is sent once more, at either desk. */
  | { readonly type: 'again'; readonly back: number; readonly desk: Desk }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'look'; readonly desks: readonly Desk[] }
  | { readonly type: 'look_while'; readonly deed: Deed };

const text = fc.constantFrom('So.', '<!channel> & `x`', 'y'.repeat(2_900));
/** Often whoever may do everything, or nothing would ever be closed or open again. */
const person = fc.oneof(fc.constantFrom(...PEOPLE), fc.constant(CHIEF));
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      to: fc.constantFrom('acknowledged', 'assessed', 'investigating', 'mitigated'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('resolve' as const), summary: text }) },
  { weight: 2, arbitrary: fc.constant({ do: 'close' } as const) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('reopen' as const), reason: text }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('severity' as const), to: fc.constantFrom(...SEVERITY_ORDER) }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'take' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'join' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('assign' as const),
      role: fc.constantFrom('commander', 'scribe', 'communications', 'responder'),
      to: fc.constantFrom(...PEOPLE, GUEST),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('note' as const), text }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('snooze' as const),
      forMs: fc.constantFrom(5, 30, 240, 480).map((minutes) => minutes * MINUTE_MS),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'postmortem', item: null } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('done' as const), item: fc.constantFrom(1, 2) }) },
);
const desk = fc.constantFrom<Desk>(0, 1);
const deed: fc.Arbitrary<Deed> = fc.record({
  desk,
  by: fc.oneof({ weight: 20, arbitrary: person }, { weight: 1, arbitrary: fc.constant(GUEST) }),
  which: fc.constantFrom(0, 0, 0, 1),
  act,
});
const pause = fc.oneof(
  fc.integer({ min: 1, max: 20 * MINUTE_MS }),
  fc.constantFrom(MINUTE_MS, 7.5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS),
  fc.integer({ min: HOUR_MS, max: 30 * HOUR_MS }),
);
const declaration = fc.record({
  type: fc.constant('declare' as const),
  by: person,
  severity: fc.constantFrom(...SEVERITY_ORDER),
  area: fc.constantFrom('pipes', 'models', null),
  drill: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
});
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 1, arbitrary: declaration },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('do' as const), deeds: fc.tuple(deed) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('do' as const),
      deeds: fc.array(deed, { minLength: 2, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('again' as const), back: fc.nat(4), desk }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: pause }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('look' as const),
      desks: fc.constantFrom<readonly Desk[]>([0], [1], [0, 1]),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('look_while' as const), deed }) },
);
const story = fc.tuple(declaration, fc.array(command, { minLength: 4, maxLength: 24 }));

type Made = {
  readonly asker: Asked;
  readonly id: string;
  readonly act: Act;
  readonly outcome: Outcome;
  readonly atMs: number;
};

/** What a request did is known for 25 hours. */
const AGAIN_WITHIN_MS = 24 * HOUR_MS;

function openStory(office: Office) {
  const ids: string[] = [];
  const made: Made[] = [];
  let requests = 0;
  const request = (by: string): Asked => ({ by, requestKey: `request-${(requests += 1)}` });

  async function done({ desk: at, by, which, act: what }: Deed): Promise<void> {
    const id = ids[which % ids.length] ?? '';
    const asker = request(by);
    const outcome = await doing(office.desks[at].incidents, asker, id, what);
    made.push({ asker, id, act: what, outcome, atMs: office.nowMs() });
  }

  async function again(back: number, at: Desk): Promise<void> {
    const old = made.at(-1 - back);
    if (old?.outcome.outcome !== 'taken' || office.nowMs() - old.atMs > AGAIN_WITHIN_MS) return;
    const outcome = await doing(office.desks[at].incidents, old.asker, old.id, old.act);
    expect(outcome).toEqual({ outcome: 'again' });
  }

  return {
    ids,
    run: async (next: Command): Promise<void> => {
      switch (next.type) {
        case 'declare': {
          const { by, severity, area, drill } = next;
          const wish = { title: `Nr ${ids.length}`, severity, area, drill, anyway: true };
          const answer = await office.desks[0].incidents.declare(request(by), wish);
          if (answer.outcome !== 'committed') throw new Error(answer.outcome);
          ids.push(outcomeOf(answer.state.id, answer).outcome === 'taken' ? answer.state.id : '');
          return;
        }
        case 'do':
          return void (await Promise.all(next.deeds.map(done)));
        case 'again':
          return again(next.back, next.desk);
        case 'pass':
          return office.pass(next.ms);
        case 'look':
          return void (await Promise.all(next.desks.map((at) => office.desks[at].look())));
        case 'look_while':
          return void (await Promise.all([office.desks[1 - next.deed.desk]?.look(), done(next.deed)]));
      }
    },
  };
}

async function tells(open: OpenStore, [first, rest]: readonly [Command, readonly Command[]]): Promise<void> {
  const office = await openOffice(open);
  try {
    const { ids, run } = openStory(office);
    for (const next of [first, ...rest]) {
      await run(next);
      if (next.type !== 'pass') expect(await disagreements(office, ids)).toEqual([]);
    }
    // And when everything that is due by then has been done, however long that took.
    while ((await office.desks[0].look()) || (await office.desks[1].look()));
    expect(await disagreements(office, ids, true)).toEqual([]);
  } finally {
    await office.close();
  }
}

describe('whatever happens, all agrees with the journal', () => {
  test('on SQLite', { timeout: PATIENCE_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(story, (told) => tells(onSqlite, told)),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test.skipIf(!hasRedisServer)('on Redis', { timeout: PATIENCE_MS }, async () => {
    const { place, remove } = await redisStore();
    onTestFinished(remove);
    const open = onRedis(place);
    await fc.assert(
      fc.asyncProperty(story, (told) => tells(open, told)),
      { numRuns: Math.ceil(RUNS / 10), seed: SEED },
    );
  });
});
