import { expect, test } from 'vitest';
import { startLoop } from '../../src/schedule/loop.ts';
import { handTimers, recorded, settle } from './hand.ts';

/** A loop whose rounds each take what the test gives them: true, false or an error. */
function loopOf() {
  const timers = handTimers();
  const log = recorded();
  const open: PromiseWithResolvers<boolean>[] = [];
  let begun = 0;
  const loop = startLoop({
    name: 'test',
    everyMs: 500,
    timers,
    log,
    round: () => {
      begun += 1;
      const work = Promise.withResolvers<boolean>();
      open.push(work);
      return work.promise;
    },
  });
  const end = async (didSomething: boolean | Error): Promise<void> => {
    const work = open.shift();
    if (didSomething instanceof Error) work?.reject(didSomething);
    else work?.resolve(didSomething);
    await settle();
  };
  return { loop, timers, log, end, begun: () => begun };
}

test('it begins at once, and looks again after the pause when there was nothing', async () => {
  const { timers, end, begun } = loopOf();
  expect(begun()).toBe(1);
  await end(false);
  expect([begun(), timers.waiting()]).toEqual([1, [500]]);
  timers.fire();
  expect(begun()).toBe(2);
});

test('a round that did something is followed by the next without a pause', async () => {
  const { timers, end, begun } = loopOf();
  await end(true);
  expect([begun(), timers.waiting()]).toEqual([2, []]);
});

test('however often it is poked there is one round at a time, and one more after it', async () => {
  const { loop, timers, end, begun } = loopOf();
  loop.poke();
  loop.poke();
  await settle();
  expect(begun()).toBe(1);
  await end(false);
  expect(begun()).toBe(2);
  await end(false);
  expect([begun(), timers.waiting()]).toEqual([2, [500]]);
});

test('a poke during the pause begins at once, and the pause is not kept beside it', async () => {
  const { loop, timers, end, begun } = loopOf();
  await end(false);
  loop.poke();
  expect([begun(), timers.waiting()]).toEqual([2, []]);
  await end(false);
  expect(timers.waiting()).toEqual([500]);
});

test('a round that fails is told to the log, and the next one comes after the pause', async () => {
  const { timers, log, end, begun } = loopOf();
  await end(new Error('the store is gone'));
  expect(log.errors).toHaveLength(1);
  expect([begun(), timers.waiting()]).toEqual([1, [500]]);
  timers.fire();
  expect(begun()).toBe(2);
});

test('a poke during a round that fails is not lost', async () => {
  const { loop, end, begun } = loopOf();
  loop.poke();
  await end(new Error('the store is gone'));
  expect(begun()).toBe(2);
});

test('it is idle only when a round has found nothing', async () => {
  const { loop, end } = loopOf();
  let idle = false;
  void loop.idle().then(() => (idle = true));
  await end(true);
  expect(idle).toBe(false);
  await end(false);
  expect(idle).toBe(true);
});

test('stopping waits for the round under way, begins no other, and leaves no timer', async () => {
  const { loop, timers, end, begun } = loopOf();
  let stopped = false;
  const stopping = loop.stop().then(() => (stopped = true));
  await settle();
  expect(stopped).toBe(false);
  await end(true);
  await stopping;
  loop.poke();
  expect([begun(), timers.waiting()]).toEqual([1, []]);
});

test('stopping during the pause takes the timer back', async () => {
  const { loop, timers, end, begun } = loopOf();
  await end(false);
  await loop.stop();
  expect(timers.waiting()).toEqual([]);
  timers.fire();
  expect(begun()).toBe(1);
});
