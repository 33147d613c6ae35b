/** Checks outside of incidents: whose, how many at once, how long they are waited for, and that nothing is kept. */
import { expect, onTestFinished, test } from 'vitest';
import { checkLooks, LOOK_ANSWERED_WITHIN_MS, LOOKS_AT_ONCE_MAX } from '../../src/check/look.ts';
import type { ReadResult } from '../../src/check/warehouse.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { memberFacts, openTempJournal } from '../approval/ports.ts';
import { AT_MS, MARIA } from '../incident/fixtures.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';

const FOUND: ReadResult = { outcome: 'read', columns: ['n'], rows: [{ n: 7 }], truncated: false, takenMs: 3 };
const WISH = { check: 'row-count', raw: { table: 'c.s.t' } };
const SLOW = SMALL.replace('timeout: 10s', 'timeout: 10m');

function looking(text = SMALL, on?: Journal) {
  const opened =
    on === undefined ? openTempJournal(() => AT_MS) : { journal: on, dispose: async () => undefined };
  onTestFinished(opened.dispose);
  const underWay: { readonly timeoutMs: number; readonly answer: (result: ReadResult) => void }[] = [];
  const timers: { readonly delayMs: number; readonly run: () => void }[] = [];
  const counted: string[] = [];
  const logged: object[] = [];
  const looks = checkLooks({
    journal: opened.journal,
    runbook: runbookOf(parsed(text)),
    reader: {
      read: (_, { timeoutMs }) => new Promise((answer) => void underWay.push({ timeoutMs, answer })),
    },
    rest: { read: () => Promise.reject(new Error('not asked for')) },
    http: { get: () => Promise.reject(new Error('not asked for')) } as never,
    directory: {
      person: async (id) =>
        memberFacts(id, id === 'U0GUEST' ? { isRestricted: true, isFullMember: false } : {}),
      group: () => Promise.reject(new Error('not asked for')),
      members: () => Promise.reject(new Error('not asked for')),
    },
    timers: { after: (delayMs, run) => (timers.push({ delayMs, run }), () => undefined) },
    log: { info: (fields) => void logged.push(fields), warn: () => undefined, error: () => undefined },
    looked: (verdict) => void counted.push(verdict),
  });
  return { looks, underWay, timers, counted, logged, journal: opened.journal };
}

test('it is run, told to whoever asked, counted and logged, and no document knows of it', async () => {
  const { looks, underWay, counted, logged, journal } = looking();
  const answer = looks.check({ by: MARIA }, WISH);
  await expect.poll(() => underWay.length).toBe(1);
  underWay[0]?.answer(FOUND);
  expect(await answer).toMatchObject({ outcome: 'reported', report: { sentence: 'There are 7 rows.' } });
  expect(counted).toEqual(['pass']);
  expect(logged).toEqual([{ by: MARIA, check: 'row-count', verdict: 'pass' }]);
  expect(await journal.changed(0, 10)).toEqual([]);
});

test('a person runs one at a time, in whichever process, and the next when that is done', async () => {
  const first = looking();
  const elsewhere = looking(SMALL, first.journal);
  const answer = first.looks.check({ by: MARIA }, WISH);
  await expect.poll(() => first.underWay.length).toBe(1);
  await expect(elsewhere.looks.check({ by: MARIA }, WISH)).rejects.toThrow(
    'Another check of yours is under way.',
  );
  const others = elsewhere.looks.check({ by: 'U0DAVID' }, WISH);
  await expect.poll(() => elsewhere.underWay.length).toBe(1);
  first.underWay[0]?.answer(FOUND);
  elsewhere.underWay[0]?.answer(FOUND);
  await Promise.all([answer, others]);
  const again = first.looks.check({ by: MARIA }, WISH);
  await expect.poll(() => first.underWay.length).toBe(2);
  first.underWay[1]?.answer(FOUND);
  await again;
});

test('of all people only so many at once, and one who was turned away may come again at once', async () => {
  const { looks, underWay } = looking();
  const people = Array.from({ length: LOOKS_AT_ONCE_MAX }, (_, index) => `U0${index}`);
  const answers = people.map((by) => looks.check({ by }, WISH));
  await expect.poll(() => underWay.length).toBe(LOOKS_AT_ONCE_MAX);
  await expect(looks.check({ by: MARIA }, WISH)).rejects.toMatchObject({ code: 'unavailable' });
  for (const { answer } of underWay) answer(FOUND);
  await Promise.all(answers);
  const next = looks.check({ by: MARIA }, WISH);
  await expect.poll(() => underWay.length).toBe(LOOKS_AT_ONCE_MAX + 1);
  underWay.at(-1)?.answer(FOUND);
  await next;
});

test('nobody waits longer than two minutes; what was begun still counts as theirs until it ends', async () => {
  const { looks, underWay, timers, counted, journal } = looking(SLOW);
  const answer = looks.check({ by: MARIA }, WISH);
  await expect.poll(() => underWay.length).toBe(1);
  expect(underWay[0]?.timeoutMs).toBeLessThan(LOOK_ANSWERED_WITHIN_MS);
  timers.find(({ delayMs }) => delayMs === LOOK_ANSWERED_WITHIN_MS)?.run();
  await expect(answer).rejects.toThrow('no answer within two minutes');
  await expect(looks.check({ by: MARIA }, WISH)).rejects.toThrow('Another check of yours');
  underWay[0]?.answer(FOUND);
  await expect.poll(async () => (await journal.lease(`look/${MARIA}`, 1)) !== null).toBe(true);
  expect(counted).toEqual([]);
});

test('guests run nothing, and what is wrong with a value is told by its parameter, before anything is asked', async () => {
  const { looks, underWay } = looking();
  await expect(looks.check({ by: 'U0GUEST' }, WISH)).rejects.toMatchObject({ code: 'refused' });
  await expect(looks.check({ by: MARIA }, { check: 'constructor', raw: {} })).rejects.toMatchObject({
    code: 'not_found',
  });
  const answer = await looks.check({ by: MARIA }, { check: 'row-count', raw: { table: 'c.s.t`; DROP' } });
  expect(answer).toMatchObject({ outcome: 'invalid', errors: { table: expect.any(String) } });
  expect(underWay).toEqual([]);
});

test('where the store gives no lease nothing is run, and the place is free again', async () => {
  const { journal } = looking();
  const broken = looking(SMALL, { ...journal, lease: () => Promise.reject(new Error('store gone')) });
  for (let attempt = 0; attempt <= LOOKS_AT_ONCE_MAX; attempt += 1)
    await expect(broken.looks.check({ by: MARIA }, WISH)).rejects.toThrow('store gone');
  expect(broken.underWay).toEqual([]);
});
