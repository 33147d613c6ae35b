import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffFirstMs, backoffMaxMs, backoffMs } from '../../src/outbox/backoff.ts';
import {
  advance,
  type Call,
  freshPace,
  type Pace,
  pause,
  slackLimits,
  slotLateMaxMs,
  ticketFor,
  windowMs,
} from '../../src/outbox/pacing.ts';

const post = (channel: string): Call => ({ method: 'chat.postMessage', channel });

/** Lets every call go as soon as it may, asked for at its time; answers when each left. */
function leavingTimes(
  wanted: readonly { readonly call: Call; readonly atMs: number }[],
  from: Pace = freshPace,
) {
  let pace = from;
  const queue = wanted.map((each, index) => ({ ticket: ticketFor(each.call), atMs: each.atMs, index }));
  const leftMs: number[] = [];
  while (queue.length > 0) {
    queue.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
    const first = queue.shift();
    if (first === undefined) break;
    const step = advance(pace, first.ticket, first.atMs);
    pace = step.pace;
    if (step.waitUntilMs === null) leftMs[first.index] = first.atMs;
    else queue.push({ ...first, ticket: step.ticket, atMs: step.waitUntilMs });
  }
  return leftMs;
}

function mostInAMinute(timesMs: readonly number[]): number {
  return Math.max(
    0,
    ...timesMs.map((from) => timesMs.filter((at) => at >= from && at < from + windowMs).length),
  );
}

describe('the table of limits', () => {
  const table = [
    ['chat.postMessage', slackLimits.channelPosts, 60],
    ['chat.update', slackLimits.updates, 50],
    ['chat.postEphemeral', slackLimits.whispers, 100],
    ['conversations.history', slackLimits.lookUps, 50],
    ['conversations.replies', slackLimits.lookUps, 50],
  ] as const;

  test.each(table)(
    '%s: a burst leaves at once, a minute is never exceeded, and is used',
    (method, limit, countMax) => {
      const call: Call = { method, channel: 'C1' };
      const left = leavingTimes(Array.from({ length: 200 }, () => ({ call, atMs: 0 })));
      expect(left.filter((at) => at === 0)).toHaveLength(limit.burst);
      expect(mostInAMinute(left)).toBeLessThanOrEqual(countMax);
      expect(mostInAMinute(left)).toBeGreaterThanOrEqual(countMax - 2);
    },
  );

  test('all channels together stay below what the workspace allows', () => {
    const wanted = Array.from({ length: 900 }, (_, index) => ({ call: post(`C${index % 30}`), atMs: 0 }));
    expect(mostInAMinute(leavingTimes(wanted))).toBeLessThanOrEqual(slackLimits.workspacePosts.countMax);
  });

  test('a slot that was missed by far is lost, so that a stall does not end in a burst', () => {
    let pace = freshPace;
    const tickets = Array.from({ length: 30 }, () => {
      const step = advance(pace, ticketFor(post('C1')), 0);
      pace = step.pace;
      return step;
    });
    const nowMs = 10 * windowMs;
    const together = tickets.filter(({ ticket, waitUntilMs }) => {
      if (waitUntilMs === null) return false;
      const step = advance(pace, ticket, nowMs);
      pace = step.pace;
      return step.waitUntilMs === null;
    });
    expect(together.length).toBeLessThanOrEqual(slackLimits.channelPosts.burst);
  });
});

describe('pauses', () => {
  test('nothing leaves in a paused channel before the pause is over, and then no burst', () => {
    const paused = pause(freshPace, post('C1'), 30_000);
    const left = leavingTimes(
      Array.from({ length: 10 }, () => ({ call: post('C1'), atMs: 0 })),
      paused,
    );
    expect(Math.min(...left)).toBe(30_000);
    expect(left.filter((at) => at < 31_000)).toHaveLength(1);
  });

  test('a pause is not shortened by a shorter one', () => {
    const paused = pause(pause(freshPace, post('C1'), 30_000), post('C1'), 5_000);
    expect(leavingTimes([{ call: post('C1'), atMs: 0 }], paused)).toEqual([30_000]);
  });

  test('a pause of posts is none of updates', () => {
    const paused = pause(freshPace, post('C1'), 30_000);
    expect(leavingTimes([{ call: { method: 'chat.update', channel: 'C1' }, atMs: 0 }], paused)).toEqual([0]);
  });

  test('a slot from before the end of a pause is lost', () => {
    let pace = freshPace;
    let last = advance(pace, ticketFor(post('C1')), 0);
    while (last.waitUntilMs === null) {
      pace = last.pace;
      last = advance(pace, ticketFor(post('C1')), 0);
    }
    const pauseEndMs = last.waitUntilMs + slotLateMaxMs / 2;
    pace = pause(last.pace, post('C1'), pauseEndMs);
    const then = advance(pace, last.ticket, pauseEndMs);
    expect(then.waitUntilMs).toBeGreaterThan(pauseEndMs);
  });

  test('one who waited for a slot when the pause came waits for its end', () => {
    let pace = freshPace;
    let last = advance(pace, ticketFor(post('C1')), 0);
    while (last.waitUntilMs === null) {
      pace = last.pace;
      last = advance(pace, ticketFor(post('C1')), 0);
    }
    pace = pause(last.pace, post('C1'), 30_000);
    const then = advance(pace, last.ticket, last.waitUntilMs);
    expect(then.waitUntilMs).toBe(30_000);
  });
});

describe('for any traffic', () => {
  const wanted = fc.array(
    fc.record({ call: fc.constantFrom('C1', 'C2', 'C3').map(post), atMs: fc.nat({ max: 90_000 }) }),
    { maxLength: 150 },
  );

  test('no channel and no workspace gets more than its limit in any minute', () => {
    fc.assert(
      fc.property(wanted, (calls) => {
        const left = leavingTimes(calls);
        expect(mostInAMinute(left)).toBeLessThanOrEqual(slackLimits.workspacePosts.countMax);
        for (const channel of ['C1', 'C2', 'C3']) {
          const its = left.filter((_, index) => calls[index]?.call.channel === channel);
          expect(mostInAMinute(its)).toBeLessThanOrEqual(slackLimits.channelPosts.countMax);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('calls of one channel leave in the order in which they were asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60_000 }), { maxLength: 100 }), (times) => {
        const asked = times.toSorted((a, b) => a - b);
        const left = leavingTimes(asked.map((atMs) => ({ call: post('C1'), atMs })));
        expect(left).toEqual(left.toSorted((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  test('what happens in a busy channel, pauses included, changes nothing for a calm one', () => {
    const calm = fc.array(fc.nat({ max: 60_000 }), { maxLength: 40 });
    const busy = fc.array(fc.nat({ max: 60_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(calm, busy, fc.nat({ max: 120_000 }), (calmTimes, busyTimes, pauseMs) => {
        const mine = calmTimes.map((atMs) => ({ call: post('C0CALM'), atMs }));
        const theirs = busyTimes.map((atMs) => ({ call: post('C0BUSY'), atMs }));
        const paused = pause(freshPace, post('C0BUSY'), pauseMs);
        const together = leavingTimes([...mine, ...theirs], paused).slice(0, mine.length);
        expect(together).toEqual(leavingTimes(mine));
      }),
      { numRuns: 60 },
    );
  });

  test('being a little late never exceeds a limit', () => {
    const late = fc.array(fc.nat({ max: slotLateMaxMs }), { minLength: 120, maxLength: 120 });
    fc.assert(
      fc.property(late, (lateness) => {
        let pace = freshPace;
        const left = lateness.map((lateMs) => {
          const step = advance(pace, ticketFor(post('C1')), 0);
          pace = step.pace;
          return step.waitUntilMs === null ? 0 : step.waitUntilMs + lateMs;
        });
        expect(mostInAMinute(left)).toBeLessThanOrEqual(slackLimits.channelPosts.countMax);
      }),
      { numRuns: 40 },
    );
  });
});

test('a delay grows to its cap, stays above half of it, and differs from process to process', () => {
  expect(backoffMs(1, 0)).toBe(backoffFirstMs / 2);
  expect(backoffMs(1, 0.999)).toBeLessThanOrEqual(backoffFirstMs);
  expect([1, 2, 3, 4].map((failures) => backoffMs(failures, 0.5))).toEqual([375, 750, 1_500, 3_000]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (failures, random) => {
        const delayMs = backoffMs(failures, random);
        expect(delayMs).toBeLessThanOrEqual(backoffMaxMs);
        expect(delayMs).toBeGreaterThanOrEqual(backoffFirstMs / 2);
      },
    ),
  );
});
