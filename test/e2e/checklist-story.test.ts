/** A checklist by the words and buttons that people see: posted when it is time, worked off, told of, handed on. */
import { describe, expect, test } from 'vitest';
import { groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import { mentions } from '../blocks/look.ts';
import { present } from '../runbook/fixtures.ts';
import type { World } from '../support/bot.ts';
import { cards, onlyDaily, openDaily, pressed, stateOf, toNextSlotMs } from '../support/checklists.ts';
import { asPerson } from '../support/person.ts';
import { PATIENT, until } from './trouble-steps.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONG_MS = 120_000;

test(
  'is posted at its time and worked off: by its check, by hand, by leaving it out with a reason',
  async () => {
    const { world, maria, david } = await openDaily();
    expect(cards(world)).toEqual([]);
    await world.advance(toNextSlotMs(world) - 60_000);
    expect(cards(world)).toEqual([]);
    await world.advance(61_000);
    await maria.waitFor('📋 Daily checks: 0 of 4 done', PATIENT);
    expect(await maria.sees('Posted late')).toBe(false);

    await pressed(world, () => maria.press('Run', { in: 'Check pipeline status' }));
    await maria.waitFor('Transactions (silver) has failed', PATIENT);
    await maria.waitFor('📋 Daily checks: 0 of 4 done, 1 flagged', PATIENT);
    await pressed(world, () => maria.press('Done', { in: 'Check pipeline status' }));
    await maria.waitFor('📋 Daily checks: 1 of 4 done', PATIENT);

    await pressed(world, () => david.press('Take', { in: 'Daily checks' }));
    await pressed(world, () => maria.choose('Monitor cost dashboard', 'How?'));
    await maria.waitFor('Monitor cost dashboard: Open the cost dashboard.', PATIENT);
    await pressed(world, () => david.choose('Monitor cost dashboard', 'Done'));
    await maria.waitFor('📋 Daily checks: 2 of 4 done', PATIENT);
    await pressed(world, () => maria.choose('Review error logs', 'Skip'));
    await maria.waitUntil((screen) => screen.modal, PATIENT);
    await maria.fill({ 'Why is it left out?': '<!channel> no `failed` run' });
    expect(await maria.submit()).toEqual({ ok: true });
    await maria.waitFor('📋 Daily checks: 2 of 4 done, 1 skipped', PATIENT);
    await pressed(world, () => maria.press('Done', { in: 'Check the runs of the last day' }));
    await maria.waitFor('✅ Daily checks: 3 of 4 done, 1 skipped', PATIENT);

    const { items, status } = await stateOf(world, 'CHK-1');
    expect(status).toBe('complete');
    expect(items.map(({ id, mark, marked, reason }) => [id, mark, marked?.by, reason])).toEqual([
      ['pipeline-status', 'done', people.responder, null],
      ['job-status', 'done', people.responder, null],
      ['error-logs', 'skipped', people.responder, '!channel no `failed` run'],
      ['cost-dashboard', 'done', people.approver, null],
    ]);
    const [card] = world.slack.messages(rooms.dataPlatform);
    expect(mentions(card?.blocks)).toEqual([
      `user:${people.responder}`,
      `user:${people.responder}`,
      `user:${people.responder}`,
      `user:${people.approver}`,
    ]);
    expect(await maria.offers('Done')).toBe(false);
  },
  LONG_MS,
);

test(
  'what somebody has taken is on their Home, with its link, until it is done',
  async () => {
    const { world, maria, david } = await openDaily();
    await world.advance(toNextSlotMs(world));
    await maria.waitFor('📋 Daily checks: 0 of 4 done', PATIENT);
    await pressed(world, () => david.press('Take', { in: 'Daily checks' }));
    expect(await david.openHome()).toEqual({ ok: true });
    await david.homeSays('Check pipeline status', PATIENT);
    const [card] = world.slack.messages(rooms.dataPlatform);
    expect(JSON.stringify(world.slack.home(people.approver)?.blocks)).toContain(
      `p${card?.ts.replace('.', '')}`,
    );
    const priya = asPerson(world.slack, people.secondApprover);
    expect(await priya.openHome()).toEqual({ ok: true });
    await priya.homeSays('from a checklist', PATIENT);
    await pressed(world, () => david.press('Done', { in: 'Check pipeline status' }));
    await david.homeSays('from a checklist', PATIENT);
  },
  LONG_MS,
);

test(
  'a pass ticks, and the report says what has changed since the day before',
  async () => {
    const { world, maria } = await openDaily({
      runbook: (shipped) => {
        const runbook = onlyDaily(shipped);
        const daily = present(runbook.checklists['daily']);
        const [first] = daily.items;
        const item = { ...present(first), check: 'user-roles', with: { user: 'anna.lind@examplebank.test' } };
        return { ...runbook, checklists: { daily: { ...daily, items: [item] } } };
      },
    });
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 1 done', PATIENT);
    await pressed(world, () => maria.press('Run', { in: 'Daily checks' }));
    await until('it was run', async () => (await stateOf(world, 'CHK-1')).items[0]?.found !== null);
    await world.advance(toNextSlotMs(world) + 1_000);
    await until('the next one is posted', () => cards(world).length === 2);
    await pressed(world, () => maria.press('Run', { in: 'CHK-2' }));
    await maria.waitFor(/ince the last run/, PATIENT);
    const [item] = (await stateOf(world, 'CHK-1')).items;
    expect([item?.found?.verdict, item?.mark]).toEqual(['pass', 'done']);
    expect((await stateOf(world, 'CHK-1')).status).toBe('complete');
  },
  LONG_MS,
);

describe('an overdue item', () => {
  test(
    'is told once, by the name of who took it, else of its owner, also when the bot was down when it came due',
    async () => {
      const { world, maria, david } = await openDaily();
      await world.advance(toNextSlotMs(world) + 1_000);
      await maria.waitFor('📋 Daily checks: 0 of 4 done', PATIENT);
      await pressed(world, () => david.choose('Check the runs of the last day', 'Take'));

      await world.advance(2 * HOUR_MS);
      const first = await maria.waitFor('Daily checks (CHK-1): 2 items are overdue', PATIENT);
      expect(mentions('blocks' in first ? first.blocks : [])).toEqual([
        `user:${people.responder}`,
        `user:${people.approver}`,
      ]);

      // Down while the two others become overdue: one message for both, however late.
      await world.restart();
      await world.advance(7 * HOUR_MS);
      const second = await maria.waitFor('Daily checks (CHK-1): 2 items are overdue', PATIENT);
      await until('both messages are there', () => notes(world).length === 2);
      expect(mentions('blocks' in second ? second.blocks : [])).toHaveLength(2);
      expect(notes(world).at(-1)?.mentions).toEqual([
        `user:${people.responder}`,
        `usergroup:${groups['platform-approvers']}`,
      ]);
      await world.restart();
      await world.advance(HOUR_MS);
      await world.bot.idle();
      expect(notes(world)).toHaveLength(2);
      expect(await maria.sees('Overdue since')).toBe(true);
    },
    LONG_MS,
  );
});

const notes = (world: World) =>
  world.slack
    .messages(rooms.dataPlatform)
    .filter(({ text }) => text.includes('overdue'))
    .map(({ text, blocks }) => ({ text, mentions: mentions(blocks) }));

test(
  'what is left open goes over to the next one, which lists it first and says since when',
  async () => {
    const { world, maria, david } = await openDaily();
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('📋 Daily checks: 0 of 4 done', PATIENT);

    await pressed(world, () => maria.press('Done', { in: 'Check pipeline status' }));
    await pressed(world, () => david.choose('Monitor cost dashboard', 'Take'));

    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 1 of 4 done, 3 carried over to CHK-2', PATIENT);
    await maria.waitFor('📋 Daily checks: 0 of 4 done', PATIENT);
    const { items, previous } = await stateOf(world, 'CHK-2');
    expect(previous).toEqual(['CHK-1']);
    expect(items.map(({ id, since, takenBy }) => [id, since?.checklist ?? null, takenBy])).toEqual([
      ['job-status', 'CHK-1', null],
      ['error-logs', 'CHK-1', null],
      ['cost-dashboard', 'CHK-1', people.approver],
      ['pipeline-status', null, null],
    ]);
    await maria.waitFor('Left over from CHK-1', PATIENT);

    await world.advance(DAY_MS);
    await until('the third one has it all', async () => (await stateOf(world, 'CHK-3')).items.length === 4);
    await until('the third one lists what is oldest first', async () =>
      (await stateOf(world, 'CHK-3')).items.every(({ since }) => since !== null),
    );
    expect((await stateOf(world, 'CHK-3')).items.map(({ id, since }) => [id, since?.checklist])).toEqual([
      ['job-status', 'CHK-1'],
      ['error-logs', 'CHK-1'],
      ['cost-dashboard', 'CHK-1'],
      ['pipeline-status', 'CHK-2'],
    ]);
  },
  LONG_MS,
);
