/** Around a read: how many at a time, how many waiting, and when it is not tried at all. */
import { expect, test, vi } from 'vitest';
import { type GuardLimits, guardReads } from '../../src/guard/reads.ts';

const LIMITS: GuardLimits = { atOnceMax: 1, waitingMax: 1, failuresMax: 2, breakMs: 20 };
const guarded = (limits: Partial<GuardLimits> = {}) =>
  guardReads<string>({ ...LIMITS, ...limits }, (result) => result === 'nothing');
const SILENT = { outcome: 'not_tried', why: 'silent' };

test('one is under way, one waits, the next is not tried; then there is room again', async () => {
  const guard = guarded();
  const { promise: gate, resolve: go } = Promise.withResolvers<void>();
  const begun: number[] = [];
  const read = (number: number) => () => {
    begun.push(number);
    return gate.then(() => `answer ${number}`);
  };
  const [first, second, third] = [guard(read(1)), guard(read(2)), guard(read(3))];
  expect(await third).toEqual({ outcome: 'not_tried', why: 'full' });
  expect(begun).toEqual([1]);
  go();
  expect(await Promise.all([first, second])).toEqual([
    { outcome: 'tried', result: 'answer 1' },
    { outcome: 'tried', result: 'answer 2' },
  ]);
  expect(await guard(read(4))).toEqual({ outcome: 'tried', result: 'answer 4' });
});

test('what does not answer again and again is left alone, and asked again after a while', async () => {
  const guard = guarded();
  let asked = 0;
  const answering = (answer: string) => () => {
    asked += 1;
    return Promise.resolve(answer);
  };
  await guard(answering('nothing'));
  await guard(answering('an answer'));
  for (let times = 0; times < 2; times += 1) await guard(answering('nothing'));
  expect(await guard(answering('an answer'))).toEqual(SILENT);
  expect(asked).toBe(4);
  await vi.waitFor(async () =>
    expect(await guard(answering('an answer'))).toEqual({ outcome: 'tried', result: 'an answer' }),
  );
});

test('what a read throws is thrown, and is no silence', async () => {
  const guard = guarded();
  for (let times = 0; times < 3; times += 1)
    await expect(guard(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  expect(await guard(() => Promise.resolve('an answer'))).toEqual({ outcome: 'tried', result: 'an answer' });
});
