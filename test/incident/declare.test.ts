/** Declaring: one path for every way in, and the same thing twice within minutes asked about first. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION } from '../../blocks/action-ids.ts';
import { incidentNote } from '../../blocks/incident-note.ts';
import { areAlike } from '../../src/incident/alike.ts';
import type { Declaration, DeclareAnswer } from '../../src/incident/declare.ts';
import { incidentRef } from '../../src/incident/document.ts';
import { incidentService } from '../../src/incident/service.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { hostile } from '../blocks/hostile.ts';
import { actionIds, wordsOf } from '../blocks/look.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { type Bench, GUEST, openBench, STORES } from './bench.ts';
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

/** Each at a replica of its own, and both past their look before either has declared. */
function atOnce({ journal, directory }: Bench, people: number) {
  let waiting = people;
  let go = (): void => undefined;
  const all = new Promise<void>((resolve) => (go = resolve));
  const held: Journal = {
    ...journal,
    next: async (sequence) => {
      waiting -= 1;
      if (waiting <= 0) go();
      await all;
      return journal.next(sequence);
    },
  };
  return incidentService({
    journal: held,
    directory,
    runbook: runbookOf(parsed(SMALL)),
    channel: 'C0INCIDENTS',
    commandersGroup: 'incident-commanders',
    zone: 'Europe/Berlin',
    monotonicMs: () => 0,
    wake: () => undefined,
  });
}

describe.each(STORES)('in the same second, on %s', (store) => {
  const wish = { title: 'Fraud model offline', severity: 'P1', area: null } as const;

  async function bothDeclare(bench: Bench, ...wishes: readonly Declaration[]) {
    const { as, journal } = bench;
    const service = atOnce(bench, wishes.length);
    const answers = await Promise.all(
      wishes.map((one, at) => service.declare(as(at === 0 ? MARIA : DAVID), one)),
    );
    expect(answers.map(outcome)).toEqual(wishes.map(() => 'committed'));
    const asked = async (id: string) =>
      (await journal.history(incidentRef(id)))
        .map(({ event }) => event as IncidentEvent)
        .filter(({ type }) => type === 'resembles');
    return { one: await asked('INC-1'), two: await asked('INC-2') };
  }

  test('the same twice is declared twice, and the later one is asked about in its own thread, once', async () => {
    const bench = await openBench(store);
    const { one, two } = await bothDeclare(bench, wish, { ...wish, title: 'fraud model is offline' });
    expect(one).toEqual([]);
    expect(two).toMatchObject([{ like: 'INC-1', title: expect.stringMatching(/fraud model/i) as string }]);
    const asked = incidentNote(await bench.incidents.find('INC-2'), two[0] as IncidentEvent, Date.now());
    expect(wordsOf(asked?.blocks ?? [])).toContain('is it INC-1?');
    expect(actionIds(asked?.blocks ?? [])).toEqual([ACTION.join]);
    const rows = await bench.journal.outbox.take(Date.now() + MINUTE_MS, 50, 0);
    expect(JSON.stringify(rows)).toContain('INC-2');
  });

  test('what is another thing, a drill, or declared anyway, is not asked about', async () => {
    for (const other of [
      { ...wish, title: 'Dashboards are slow' },
      { ...wish, drill: true, anyway: true },
    ]) {
      const { one, two } = await bothDeclare(await openBench(store), wish, other);
      expect([...one, ...two]).toEqual([]);
    }
  });
});

test('what is declared stays declared where the store is gone before it could be asked about', async () => {
  const bench = await openBench();
  const { journal, as } = bench;
  let commits = 0;
  const failing: Journal = {
    ...journal,
    commit: (commit) => ((commits += 1) > 2 ? Promise.reject(new Error('gone')) : journal.commit(commit)),
  };
  const service = atOnce({ ...bench, journal: failing }, 2);
  const wish = { title: 'Fraud model offline', severity: 'P1', area: null } as const;
  const answers = await Promise.all([MARIA, DAVID].map((by) => service.declare(as(by), wish)));
  expect(answers.map(outcome)).toEqual(['committed', 'committed']);
  expect(commits).toBeGreaterThan(2);
});
