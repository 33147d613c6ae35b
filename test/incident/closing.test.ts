/** Closing, reopening and the post-mortem that is owed, by the service that every way in uses. */
import { describe, expect, test } from 'vitest';
import type { IncidentAnswer } from '../../src/incident/service.ts';
import { STEPS_MAX } from '../../src/incident/state.ts';
import { type Bench, GUEST, openBench, STORES, TOMAS } from './bench.ts';
import { AT_MS, after, DAVID, declared, MARIA, refusalOf } from './fixtures.ts';

const outcome = (answer: IncidentAnswer): string =>
  answer.outcome === 'refused' ? answer.code : answer.outcome;

const WORDS = { impact: 'Dashboards were old.', factors: 'A job without an alert.', item: null };

async function resolved({ incidents, as, declare }: Bench): Promise<string> {
  const id = await declare('P1');
  expect(outcome(await incidents.resolve(as(MARIA), id, 'Restored.'))).toBe('committed');
  return id;
}

describe.each(STORES)('on %s', (store) => {
  test('a P1 is closed by its commander or the group, once its post-mortem is written', async () => {
    const bench = await openBench(store);
    const { incidents, as } = bench;
    const id = await resolved(bench);
    expect(outcome(await incidents.close(as(MARIA), id))).toBe('closing_needs_commander');
    expect(outcome(await incidents.close(as(TOMAS), id))).toBe('needs_postmortem');
    expect(outcome(await incidents.writePostmortem(as(DAVID), id, WORDS))).toBe('committed');
    expect((await incidents.list('resolved')).incidents.map((one) => one.id)).toEqual([id]);
    expect(outcome(await incidents.close(as(TOMAS), id))).toBe('committed');
    expect((await incidents.list('resolved')).incidents).toEqual([]);
    expect(outcome(await incidents.close(as(TOMAS), id))).toBe('already_there');

    expect(outcome(await incidents.reopen(as(MARIA), id, 'It is back.'))).toBe('reopening_needs_commander');
    expect(outcome(await incidents.reopen(as(TOMAS), id, 'It is back.'))).toBe('committed');
    expect((await incidents.list('open')).incidents).toMatchObject([{ id, status: 'investigating' }]);
    expect(await incidents.find(id)).toMatchObject({ postmortem: { impact: WORDS.impact } });
  });
});

test('what is reopened without end is another incident at last', () => {
  const over = { type: 'resolved', by: DAVID, summary: 'Done.' } as const;
  const again = { type: 'reopened', by: TOMAS, reason: 'It is back.', inCommandersGroup: true } as const;
  const worn = after(
    declared(),
    [over, AT_MS],
    ...Array.from({ length: (STEPS_MAX - 2) / 2 }, () => [again, over]).flatMap((both) =>
      both.map((event) => [event, AT_MS] as const),
    ),
  );
  expect(refusalOf(worn, again)).toBe('=investigating');
  const full = after(worn, [again, AT_MS], [over, AT_MS]);
  expect(full.steps.length).toBeGreaterThanOrEqual(STEPS_MAX);
  expect(refusalOf(full, again)).toBe('too_often_reopened');
  expect(refusalOf(full, { type: 'closed', by: TOMAS, inCommandersGroup: true })).toBe('needs_postmortem');
});

test('a request that is sent again closes once and is answered the same', async () => {
  const bench = await openBench();
  const { incidents, as } = bench;
  const id = await bench.declare('P2');
  await incidents.resolve(as(MARIA), id, 'Restored.');
  const asker = as(TOMAS);
  expect(outcome(await incidents.close(asker, id))).toBe('committed');
  expect(outcome(await incidents.close(asker, id))).toBe('duplicate');
  expect((await incidents.find(id)).steps.map(({ step }) => step)).toEqual(['resolved', 'closed']);
});

test('a group that cannot be read, or is disabled, closes and reopens nothing; the commander does without it', async () => {
  const bench = await openBench();
  const { incidents, as, directory } = bench;
  const id = await bench.declare('P2');
  await incidents.takeCommand(as(DAVID), id);
  await incidents.resolve(as(MARIA), id, 'Restored.');
  const found = directory.answer;
  for (const answer of [{ outcome: 'missing' }, { outcome: 'unreachable' }] as const) {
    directory.answer = answer;
    expect(outcome(await incidents.close(as(TOMAS), id))).toBe('closing_needs_commander');
    expect(outcome(await incidents.reopen(as(TOMAS), id, 'Again.'))).toBe('reopening_needs_commander');
  }
  directory.answer = { ...found, isDisabled: true } as typeof found;
  expect(outcome(await incidents.close(as(TOMAS), id))).toBe('closing_needs_commander');
  directory.begunAfter.length = 0;
  expect(outcome(await incidents.close(as(DAVID), id))).toBe('committed');
  expect(directory.begunAfter).toEqual([]);
});

test('a guest closes, reopens and documents nothing, and Slack is not asked about groups for them', async () => {
  const bench = await openBench();
  const { incidents, as, directory } = bench;
  const id = await resolved(bench);
  await expect(incidents.close(as(GUEST), id)).rejects.toThrow('Only full members');
  await expect(incidents.reopen(as(GUEST), id, 'Again.')).rejects.toThrow('Only full members');
  await expect(incidents.writePostmortem(as(GUEST), id, WORDS)).rejects.toThrow('Only full members');
  expect(directory.begunAfter).toEqual([]);
});

describe('something to do', () => {
  test('is due on the morning of its day in the team’s zone, summer and winter', async () => {
    const bench = await openBench();
    const { incidents, as } = bench;
    const id = await resolved(bench);
    for (const due of ['2099-01-31', '2099-07-31']) {
      const item = { text: 'Alert on it', owner: DAVID, due };
      expect(outcome(await incidents.writePostmortem(as(MARIA), id, { ...WORDS, item }))).toBe('committed');
    }
    const { postmortem } = await incidents.find(id);
    const dueAt = postmortem?.items.map(({ dueAtMs }) => new Date(dueAtMs).toISOString());
    expect(dueAt).toEqual(['2099-01-31T08:00:00.000Z', '2099-07-31T07:00:00.000Z']);
  });

  test.each(['', '31.01.2099', '2099-02-30', '<!channel>'])('“%s” is not a day', async (due) => {
    const bench = await openBench();
    const id = await resolved(bench);
    const item = { text: 'Alert on it', owner: DAVID, due };
    await expect(bench.incidents.writePostmortem(bench.as(MARIA), id, { ...WORDS, item })).rejects.toThrow(
      'is not a day',
    );
  });

  test('is for full members alone, and the words say whom it is about', async () => {
    const bench = await openBench();
    const id = await resolved(bench);
    for (const owner of [GUEST, 'U0NOBODY'])
      await expect(
        bench.incidents.writePostmortem(bench.as(MARIA), id, {
          ...WORDS,
          item: { text: 'Alert on it', owner, due: '2099-01-31' },
        }),
      ).rejects.toThrow(owner === GUEST ? 'Only a full member' : 'Slack did not say who that is');
    expect((await bench.incidents.find(id)).postmortem).toBeUndefined();
  });
});

test('only what is over is documented', async () => {
  const { incidents, as, declare } = await openBench();
  const id = await declare();
  await expect(incidents.findOver(id)).rejects.toThrow('is not resolved yet');
  expect(outcome(await incidents.writePostmortem(as(MARIA), id, WORDS))).toBe('not_resolved');
});
