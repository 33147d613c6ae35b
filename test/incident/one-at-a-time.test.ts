import { expect, test } from 'vitest';
import { oneAtATime } from '../../src/incident/one-at-a-time.ts';

function openReads() {
  const begun: { readonly id: string; readonly done: PromiseWithResolvers<string> }[] = [];
  const read = oneAtATime((id) => {
    const done = Promise.withResolvers<string>();
    begun.push({ id, done });
    return done.promise;
  });
  return { begun, read };
}

test('of a crowd that asks for the same, two reads are made, and the late see what is new', async () => {
  const { begun, read } = openReads();
  const first = read('INC-1');
  const crowd = Array.from({ length: 50 }, () => read('INC-1'));
  expect(begun).toHaveLength(1);
  begun[0]?.done.resolve('before');
  expect(await first).toBe('before');
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.done.resolve('after');
  expect(new Set(await Promise.all(crowd))).toEqual(new Set(['after']));
  void read('INC-1');
  expect(begun).toHaveLength(3);
});

test('one that fails fails for those alone who waited for it, and others wait for nothing', async () => {
  const { begun, read } = openReads();
  const first = read('INC-1');
  const second = read('INC-1');
  void read('INC-2');
  expect(begun.map(({ id }) => id)).toEqual(['INC-1', 'INC-2']);
  begun[0]?.done.reject(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  await expect.poll(() => begun.length).toBe(3);
  begun[2]?.done.resolve('there');
  expect(await second).toBe('there');
});
