/** When Home tabs are drawn, for whom and how often: with a clock in the hand and a Slack that says what it is told. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BURST_MAX, SHARED_EVERY_MS } from '../../src/home/pace.ts';
import { EACH_EVERY_MS, homePublisher } from '../../src/home/publisher.ts';
import { VIEWED_WITHIN_MS, VIEWERS_MAX } from '../../src/home/viewers.ts';
import type { HomeResult } from '../../src/outbox/messenger.ts';
import { virtualClock } from '../outbox/virtual-clock.ts';

type Call = {
  readonly user: string;
  readonly page: string;
  readonly hash: string | null;
  readonly atMs: number;
};

function world() {
  const clock = virtualClock();
  const calls: Call[] = [];
  const looks: { readonly user: string; readonly isAskedFor: boolean }[] = [];
  const answers: (HomeResult | Promise<HomeResult>)[] = [];
  const logged: string[] = [];
  const now = { state: 'first' };
  const log = (_fields: object, text: string) => void logged.push(text);
  const tabs = homePublisher<string>({
    look: async (user, isAskedFor) => {
      looks.push({ user, isAskedFor });
      const seen = now.state;
      await turn();
      return seen;
    },
    digest: (page) => page,
    publish: async (user, page, hash) => {
      calls.push({ user, page, hash, atMs: clock.monotonicMs() });
      return answers.shift() ?? { outcome: 'published', hash: `hash-${calls.length}` };
    },
    clock,
    log: { info: log, warn: log, error: log },
  });
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) {
      await tabs.idle();
      await turn();
    }
  };
  /** Moves on in small steps, so that what a step begins is begun in its own time. */
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 100) {
      clock.move(100);
      await settle();
    }
  };
  return { clock, calls, looks, answers, logged, now, tabs, settle, pass };
}

describe('one person', () => {
  test('who opens it gets it at once; a change is drawn over it by its hash; what is the same is not sent again', async () => {
    const { tabs, calls, now, settle, pass } = world();
    tabs.opened('U0MARIA');
    await settle();
    expect(calls).toMatchObject([{ user: 'U0MARIA', page: 'first', hash: null }]);

    now.state = 'second';
    tabs.changed();
    await pass(EACH_EVERY_MS);
    expect(calls.slice(1)).toMatchObject([{ page: 'second', hash: 'hash-1' }]);

    tabs.changed();
    await pass(2 * EACH_EVERY_MS);
    expect(calls).toHaveLength(2);
  });

  test('sees the newest of many changes, at most one every two seconds, never two at once', async () => {
    const { tabs, calls, clock, now, answers, settle, pass } = world();
    tabs.opened('U0MARIA');
    await settle();
    const slow = Promise.withResolvers<HomeResult>();
    answers.push(slow.promise);
    for (let change = 0; change < 50; change += 1) {
      now.state = `state ${change}`;
      tabs.changed();
      // Not until it is idle: one is under way, and stays so.
      if (change % 10 === 0) {
        clock.move(EACH_EVERY_MS);
        await turn();
        await turn();
      }
    }
    expect(calls).toHaveLength(2);
    slow.resolve({ outcome: 'published', hash: 'late' });
    await pass(EACH_EVERY_MS);
    expect(calls).toHaveLength(3);
    expect(calls.at(-1)).toMatchObject({ page: 'state 49', hash: 'late' });
    const gaps = calls.slice(1).map(({ atMs }, index) => atMs - (calls[index]?.atMs ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(EACH_EVERY_MS);
  });

  test('who presses Refresh without end is drawn for every two seconds, each time by a look of their own', async () => {
    const { tabs, calls, looks, pass } = world();
    for (let press = 0; press < 100; press += 1) {
      tabs.opened('U0MARIA');
      await pass(100);
    }
    expect(calls.length).toBeLessThanOrEqual(10_000 / EACH_EVERY_MS + 1);
    expect(looks.every(({ isAskedFor }) => isAskedFor)).toBe(true);
  });

  test('who has not looked for half an hour is drawn for no more', async () => {
    const { tabs, calls, clock, now, settle } = world();
    tabs.opened('U0MARIA');
    await settle();
    clock.move(VIEWED_WITHIN_MS);
    now.state = 'second';
    tabs.changed();
    await settle();
    expect(calls).toHaveLength(1);
  });
});

describe('what Slack answers', () => {
  test('a conflict is looked up again and drawn over whatever stands there', async () => {
    const { tabs, calls, answers, now, settle, pass } = world();
    tabs.opened('U0MARIA');
    await settle();
    answers.push({ outcome: 'conflict' });
    now.state = 'second';
    tabs.changed();
    await pass(EACH_EVERY_MS);
    now.state = 'third';
    await pass(EACH_EVERY_MS);
    expect(calls.slice(1)).toMatchObject([
      { page: 'second', hash: 'hash-1' },
      { page: 'third', hash: null },
    ]);
  });

  test('a pause is kept, for everybody, and then the newest state is drawn', async () => {
    const { tabs, calls, answers, now, pass } = world();
    answers.push({ outcome: 'rate_limited', retryAfterMs: 10_000 });
    tabs.opened('U0MARIA');
    await pass(100);
    now.state = 'second';
    tabs.opened('U0DAVID');
    await pass(9_800);
    expect(calls).toHaveLength(1);
    await pass(3_000);
    expect(
      calls
        .slice(1)
        .map(({ user, page }) => `${user} ${page}`)
        .toSorted(),
    ).toEqual(['U0DAVID second', 'U0MARIA second']);
  });

  test('a lost answer is tried again three times, then it is left until something happens', async () => {
    const { tabs, calls, answers, pass } = world();
    for (let time = 0; time < 6; time += 1) answers.push({ outcome: 'unknown', message: 'reset' });
    tabs.opened('U0MARIA');
    await pass(60_000);
    expect(calls).toHaveLength(4);
    tabs.changed();
    await pass(5_000);
    expect(calls).toHaveLength(5);
  });

  test('a refusal forgets the person: nothing is sent to them again until they open it', async () => {
    const { tabs, calls, answers, now, pass } = world();
    answers.push({ outcome: 'refused', code: 'user_not_found' });
    tabs.opened('U0NOBODY');
    await pass(5_000);
    now.state = 'second';
    tabs.changed();
    await pass(5_000);
    expect(calls).toHaveLength(1);
  });
});

describe('many people', () => {
  test('share the pace of the method: a burst, then one at a time, below a hundred a minute', async () => {
    const { tabs, calls, now, settle, pass } = world();
    for (let person = 0; person < 40; person += 1) tabs.opened(`U0P${person}`);
    await settle();
    expect(calls).toHaveLength(BURST_MAX);
    for (let change = 0; change < 60; change += 1) {
      now.state = `state ${change}`;
      tabs.changed();
      await pass(1_000);
    }
    expect(calls.length).toBeLessThanOrEqual(BURST_MAX + 60_000 / SHARED_EVERY_MS + 1);
    expect(new Set(calls.map(({ user }) => user)).size).toBe(40);
  });

  test('who asks comes before those for whom something has changed', async () => {
    const { tabs, calls, now, settle, pass } = world();
    for (let person = 0; person < BURST_MAX; person += 1) tabs.opened(`U0P${person}`);
    await settle();
    now.state = 'second';
    tabs.changed();
    tabs.opened('U0LATE');
    await pass(EACH_EVERY_MS);
    expect(calls[BURST_MAX]?.user).toBe('U0LATE');
  });

  test('of more than there is room for, those who looked last are kept', async () => {
    const { tabs, looks, clock, settle, pass } = world();
    for (let person = 0; person < VIEWERS_MAX + 3; person += 1) {
      tabs.opened(`U0P${person}`);
      clock.move(SHARED_EVERY_MS);
      await settle();
    }
    await pass(EACH_EVERY_MS);
    looks.length = 0;
    tabs.changed();
    await pass(VIEWERS_MAX * SHARED_EVERY_MS);
    const users = new Set(looks.map(({ user }) => user));
    expect(users.size).toBe(VIEWERS_MAX);
    expect(users.has('U0P2')).toBe(false);
    expect(users.has('U0P3')).toBe(true);
  });

  test('stopped, nothing is begun any more', async () => {
    const { tabs, calls, now, settle, pass } = world();
    tabs.opened('U0MARIA');
    await settle();
    await tabs.stop();
    now.state = 'second';
    tabs.changed();
    tabs.opened('U0DAVID');
    await pass(5_000);
    expect(calls).toHaveLength(1);
  });
});
