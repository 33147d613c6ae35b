/** Declaring: one path for every way in, and the same thing twice within minutes asked about first. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areAlike } from '../../src/incident/alike.ts';
import type { DeclareAnswer } from '../../src/incident/declare.ts';
import { hostile } from '../blocks/hostile.ts';
import { GUEST, openBench, STORES } from './bench.ts';
import { AT_MS, DAVID, MARIA, MINUTE_MS } from './fixtures.ts';

describe('two titles', () => {
  test.each([
    ['Fraud model offline', 'fraud model is OFFLINE!', true],
    ['Fraud model offline', 'Offline: the fraud model', true],
    ['Fraud model offline', 'Fraud model slow', false],
    ['Job 12 failed', 'Job 13 failed', false],
    ['Job 12 failed', 'Job 12 has failed', true],
    ['API is down', 'Dashboards are down', false],
    ['', '', false],
    ['!!!', '!!!', false],
    ['支付 失败', '支付 失败', true],
  ])('“%s” and “%s”', (one, other, alike) => {
    expect(areAlike(one, other)).toBe(alike);
    expect(areAlike(other, one)).toBe(alike);
  });

  test('whatever they are, are alike in both directions or in none', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        expect(areAlike(one, other)).toBe(areAlike(other, one));
      }),
    );
  });
});

const outcome = (answer: DeclareAnswer): string =>
  answer.outcome === 'looks_like' ? `like ${answer.like.id}` : answer.outcome;

describe.each(STORES)('on %s', (store) => {
  test('the same twice is asked about, and declared anyway by who says so', async () => {
    const { incidents, as, journal } = await openBench(store);
    const wish = { title: 'Fraud model offline', severity: 'P1', area: null } as const;
    expect(outcome(await incidents.declare(as(MARIA), wish))).toBe('committed');
    const again = as(DAVID);
    expect(outcome(await incidents.declare(again, { ...wish, severity: 'P0' }))).toBe('like INC-1');
    expect((await incidents.list('open')).incidents).toHaveLength(1);
    expect(await journal.usedBy(again.requestKey)).toBeNull();
    expect(outcome(await incidents.declare(again, { ...wish, anyway: true }))).toBe('committed');
    expect(outcome(await incidents.declare(again, wish))).toBe('duplicate');
    expect((await incidents.list('open')).incidents).toHaveLength(2);
  });
});

test('only within ten minutes, over midnight too, and only while the other is open', async () => {
  let nowMs = Date.UTC(2026, 0, 5, 23, 58);
  const { incidents, as } = await openBench('sqlite', () => nowMs);
  const wish = { title: 'Fraud model offline', severity: 'P1', area: null } as const;
  const declare = async (title: string = wish.title) =>
    outcome(await incidents.declare(as(MARIA), { ...wish, title }));
  expect(await declare()).toBe('committed');
  nowMs += 9 * MINUTE_MS;
  expect(await declare()).toBe('like INC-1');
  expect(await declare('Dashboards are slow')).toBe('committed');
  await incidents.resolve(as(MARIA), 'INC-1', 'It was nothing.');
  expect(await declare()).toBe('committed');
  nowMs += 10 * MINUTE_MS;
  expect(await declare()).toBe('committed');
});

test('a guest is not told what is open by declaring it', async () => {
  const { incidents, as, declare } = await openBench();
  await declare('P1', 'Fraud model offline');
  const wish = { title: 'Fraud model offline', severity: 'P1', area: null } as const;
  await expect(incidents.declare(as(GUEST), wish)).rejects.toThrow('Only full members');
  await expect(incidents.toAddTo(GUEST)).rejects.toThrow('Only full members');
});

test('what is affected, and the message that it is declared from, are kept', async () => {
  const { incidents, as } = await openBench();
  const message = { channel: 'C0X', ts: '1767582000.000100', atMs: AT_MS, author: DAVID, text: 'Odd' };
  const wish = {
    title: 'Odd numbers',
    severity: 'P2',
    area: null,
    affected: 'customer_360',
    message,
  } as const;
  const answer = await incidents.declare(as(MARIA), wish);
  expect(answer).toMatchObject({
    outcome: 'committed',
    state: { affected: 'customer_360', messages: [{ channel: 'C0X', ts: message.ts, way: 'declaration' }] },
  });
});
