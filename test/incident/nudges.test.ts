/** Who is told while nobody responds, and asked while it is open: when, how often, and when not. */
import { describe, expect, test } from 'vitest';
import { callAtMs, remindAtMs } from '../../src/incident/attention.ts';
import { call } from '../../src/incident/call.ts';
import { PACES } from '../../src/runbook/schema-pace.ts';
import { type Attended, LEAD_GROUP, ON_CALL, openAttended } from './attended.ts';
import { AT_MS, DAVID, HOUR_MS, MARIA, MINUTE_MS } from './fixtures.ts';

/** Looks every minute, as a bot that is up does. */
async function minuteByMinute({ at, work }: Attended, from: number, to: number): Promise<void> {
  for (let minute = from; minute <= to; minute += 1) {
    at(minute * MINUTE_MS);
    await work();
  }
}

const DUTY = 'Duty manager (+49 30 1)';

describe('until somebody responds', () => {
  test('a P0’s on-call is told at half its time, then the chain is walked every five minutes, and from its top again', async () => {
    const world = await openAttended();
    const id = await world.declare('P0');
    await minuteByMinute(world, 0, 31);
    expect(await world.told(id)).toEqual([
      `8 soon ${ON_CALL}`,
      `15 late ${LEAD_GROUP}`,
      `20 late ${DUTY}`,
      `25 late ${ON_CALL}`,
      `30 late ${LEAD_GROUP}`,
    ]);
    await world.incidents.advance(world.as(DAVID), id, 'acknowledged');
    await minuteByMinute(world, 32, 40);
    expect(await world.told(id)).toHaveLength(5);
  });

  test('a P1 is told every fifteen minutes, a P2 every hour, a P3 at half and at the end alone', async () => {
    const world = await openAttended();
    const ids = [await world.declare('P1'), await world.declare('P2'), await world.declare('P3')] as const;
    for (let quarter = 0; quarter <= 30 * 4; quarter += 1) {
      world.at(quarter * 15 * MINUTE_MS);
      await world.work();
    }
    const minutes = async (id: string) => (await world.told(id)).map((line) => Number(line.split(' ')[0]));
    expect((await minutes(ids[0])).slice(0, 4)).toEqual([30, 60, 75, 90]);
    // AT_MS is 04:00 in Berlin: at half, 06:00, it is still night, so it is done at 07:00.
    expect((await minutes(ids[1])).slice(0, 4)).toEqual([180, 240, 300, 360]);
    expect(await minutes(ids[2])).toEqual([12 * 60, 24 * 60]);
  });

  test('a bot that was away for two hours tells one, once, and the next as long after that as it should be', async () => {
    const world = await openAttended();
    const id = await world.declare('P0');
    world.at(2 * HOUR_MS);
    await world.work();
    await world.work();
    expect(await world.told(id)).toEqual([`120 late ${ON_CALL}`]);
    await minuteByMinute(world, 121, 126);
    expect(await world.told(id)).toEqual([`120 late ${ON_CALL}`, `125 late ${LEAD_GROUP}`]);
  });

  test('two who look at once tell it once', async () => {
    const world = await openAttended();
    const id = await world.declare('P0');
    world.at(8 * MINUTE_MS);
    const item = { ref: { kind: 'incident', id } as const, name: 'call', atMs: 0 };
    await Promise.all([call(world.deps, item), call(world.deps, item), call(world.deps, item)]);
    expect(await world.told(id)).toHaveLength(1);
  });

  test('a changed severity begins anew, with the interval that it has', async () => {
    const world = await openAttended();
    const id = await world.declare('P1');
    world.at(31 * MINUTE_MS);
    await world.work();
    await world.incidents.changeSeverity(world.as(MARIA), id, 'P0');
    await minuteByMinute(world, 32, 52);
    expect(await world.told(id)).toEqual([
      `31 soon ${ON_CALL}`,
      `39 soon ${ON_CALL}`,
      `46 late ${LEAD_GROUP}`,
      `51 late ${DUTY}`,
    ]);
  });

  test.each([{ outcome: 'missing' }, { outcome: 'unreachable' }] as const)(
    'a group that is not to be had ($outcome) is told of in words, and the walk goes on',
    async (answer) => {
      const world = await openAttended();
      world.groups.answer = answer;
      const id = await world.declare('P0');
      await minuteByMinute(world, 0, 20);
      expect(await world.told(id)).toEqual([`8 soon ${ON_CALL}`, '15 late Leads', `20 late ${DUTY}`]);
    },
  );

  test('where nobody has said which area it is, those are told who are first in one', async () => {
    const world = await openAttended();
    const id = await world.declare('P0', 'Something is odd');
    expect((await world.incidents.find(id)).area).toBeNull();
    await minuteByMinute(world, 0, 16);
    expect(await world.told(id)).toEqual([`8 soon ${ON_CALL}`, `15 late ${ON_CALL}`]);
  });
});

describe('snoozed', () => {
  test('nobody is told until it is over, and then one is, at once', async () => {
    const world = await openAttended();
    const id = await world.declare('P0');
    await minuteByMinute(world, 0, 10);
    expect(await world.incidents.snooze(world.as(DAVID), id, 30 * MINUTE_MS)).toMatchObject({
      outcome: 'committed',
      state: { attention: { snooze: { by: DAVID, untilMs: expect.any(Number) as number } } },
    });
    await minuteByMinute(world, 11, 46);
    expect(await world.told(id)).toEqual([`8 soon ${ON_CALL}`, `40 late ${LEAD_GROUP}`, `45 late ${DUTY}`]);
    expect((await world.incidents.find(id)).clock).toMatchObject({
      mark: 'breached',
      breachedAtMs: AT_MS + 15 * MINUTE_MS,
    });
  });

  test('a raised severity ends it', async () => {
    const world = await openAttended();
    const id = await world.declare('P1');
    await world.incidents.snooze(world.as(DAVID), id, 8 * HOUR_MS);
    await world.incidents.changeSeverity(world.as(MARIA), id, 'P0');
    await minuteByMinute(world, 1, 8);
    expect(await world.told(id)).toEqual([`8 soon ${ON_CALL}`]);
  });

  test('one that a raised severity has ended does not begin again when it is lowered', async () => {
    const world = await openAttended();
    const id = await world.declare('P1');
    await world.incidents.takeCommand(world.as(MARIA), id);
    await world.incidents.snooze(world.as(DAVID), id, 8 * HOUR_MS);
    for (const to of ['P0', 'P1'] as const) await world.incidents.changeSeverity(world.as(MARIA), id, to);
    await minuteByMinute(world, 1, 30);
    expect(await world.told(id)).toEqual([`30 soon ${ON_CALL}`]);
  });

  test.each([0, 5 * MINUTE_MS - 1, 8 * HOUR_MS + 1])('not for %i milliseconds', async (forMs) => {
    const world = await openAttended();
    const id = await world.declare('P0');
    expect(await world.incidents.snooze(world.as(DAVID), id, forMs)).toMatchObject({ code: 'snooze_length' });
  });

  test('not where nobody would be told, and by no guest', async () => {
    const world = await openAttended();
    const id = await world.declare('P3');
    await world.incidents.advance(world.as(DAVID), id, 'acknowledged');
    expect(await world.incidents.snooze(world.as(DAVID), id, HOUR_MS)).toMatchObject({
      code: 'nothing_to_snooze',
    });
    await expect(world.incidents.snooze(world.as('U0GUEST'), id, HOUR_MS)).rejects.toThrow('full members');
  });
});

describe('once somebody has responded', () => {
  test.each(['P0', 'P1', 'P2'] as const)('whoever has a %s is asked where things stand', async (severity) => {
    const world = await openAttended();
    const id = await world.declare(severity);
    // 09:00 in Berlin, so that no night comes in between.
    const from = 5 * 60;
    world.at(from * MINUTE_MS);
    await world.incidents.advance(world.as(DAVID), id, 'acknowledged');
    await world.incidents.takeCommand(world.as(MARIA), id);
    const every = (PACES[severity].updateEveryMs ?? 0) / MINUTE_MS;
    await minuteByMinute(world, from, from + 2 * every + 1);
    expect(await world.told(id)).toEqual([
      `${from + every} ask ${MARIA}`,
      `${from + 2 * every} ask ${MARIA}`,
    ]);
    await world.incidents.advance(world.as(DAVID), id, 'mitigated');
    await minuteByMinute(world, from + 2 * every + 2, from + 3 * every);
    expect(await world.told(id)).toHaveLength(2);
    await world.incidents.resolve(world.as(DAVID), id, 'Restored.');
    await minuteByMinute(world, from + 3 * every + 1, from + 5 * every);
    expect(await world.told(id)).toHaveLength(2);
  });

  test('by night a P2’s people are left alone, a P1’s are not; late ones are asked once', async () => {
    const world = await openAttended();
    const ids = [await world.declare('P1'), await world.declare('P2')] as const;
    for (const id of ids) await world.incidents.advance(world.as(DAVID), id, 'acknowledged');
    // 05:00 to 06:59 is night; at 10:00 the bot is back.
    for (const minute of [60, 120, 360]) {
      world.at(minute * MINUTE_MS);
      await world.work();
      await world.work();
    }
    expect(await world.told(ids[0])).toEqual([60, 120, 360].map((minute) => `${minute} ask ${DAVID}`));
    expect(await world.told(ids[1])).toEqual([`360 ask ${DAVID}`]);
  });
});

test('what was stored before anybody was told is told of from its next change on', async () => {
  const world = await openAttended();
  const id = await world.declare('P0');
  const { attention: _none, ...before } = await world.incidents.find(id);
  expect(callAtMs(before)).toBe(AT_MS + 7.5 * MINUTE_MS);
  expect(remindAtMs({ ...before, clock: { ...before.clock, mark: 'met' } })).toBe(AT_MS + 15 * MINUTE_MS);
});
