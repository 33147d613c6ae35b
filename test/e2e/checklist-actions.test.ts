/** Items of a checklist that ask for a change: asked for from the card, approved in its thread, ticked or flagged by what came of it. */
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { present } from '../runbook/fixtures.ts';
import type { World } from '../support/bot.ts';
import { onlyDaily, openDaily, pressed, stateOf, toNextSlotMs } from '../support/checklists.ts';
import type { PersonClient } from '../support/person.ts';
import { PATIENT, until } from './trouble-steps.ts';

const LONG_MS = 120_000;
const WHY = 'Why? The approver decides on this.';
const TABLES = [
  'banking_catalog.banking_bronze.transactions',
  'banking_catalog.banking_gold.customer_360',
  'banking_catalog.banking_silver.transactions_clean',
];

/** A daily checklist of these items of the monthly and weekly ones, in the shipped words. */
const withItems =
  (...ids: readonly string[]) =>
  (shipped: Runbook): Runbook => {
    const runbook = onlyDaily(shipped);
    const daily = present(runbook.checklists['daily']);
    const all = Object.values(shipped.checklists).flatMap(({ items }) => items);
    const items = ids.map((wanted) => present(all.find(({ id }) => id === wanted)));
    return { ...runbook, checklists: { daily: { ...daily, items } } };
  };

const cardOf = (world: World, id: string) =>
  world.slack.messages(rooms.dataPlatform).find((each) => each.text.includes(`Approval needed: ${id} `));
const statements = (world: World, id: string) =>
  world.lakehouse.received.filter(({ text }) => text.includes(`/* ${id}`)).map(({ text }) => text);

async function ask(world: World, who: PersonClient, under: string): Promise<void> {
  await pressed(world, () => who.press('Run', { in: under }));
  await who.waitFor('Request for CHK-1', PATIENT);
  await who.fill({ [WHY]: 'It is due' });
  expect(await who.submit()).toEqual({ ok: true });
  await who.waitFor('⏳ Approval needed', PATIENT);
  await world.bot.idle();
}

test(
  'vacuum over the large tables is one approval in the checklist’s thread, and its success is the tick',
  async () => {
    const { world, maria, david } = await openDaily({ runbook: withItems('vacuum-tables') });
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 1 done', PATIENT);
    await ask(world, maria, 'Run VACUUM on tables');
    const card = present(cardOf(world, 'APR-1'));
    const top = present(world.slack.messages(rooms.dataPlatform).find(({ ts }) => ts === card.threadTs));
    expect(top.text).toContain('Daily checks');
    const words = JSON.stringify(card.blocks);
    for (const table of TABLES) expect(words).toContain(`"${table}: "`);
    expect(words).toContain('1,000 or more files, up to 13 versions lost (DRY RUN)');
    await maria.waitFor('APR-1 was asked for, and is not over yet', PATIENT);
    // Nothing of it is at hand, and by the menu it is not ticked: a tick is no approval.
    expect(await maria.offers('Done', { in: 'Daily checks' })).toBe(false);

    await pressed(world, () => david.press('Approve', { in: 'APR-1' }));
    await maria.waitFor('✅ Daily checks: 1 of 1 done', PATIENT);
    const quoted = TABLES.map((table) => `\`${table.replaceAll('.', '`.`')}\``);
    expect(statements(world, 'APR-1').filter((text) => !text.includes('DRY RUN'))).toEqual(
      quoted.map((table, index) => `VACUUM ${table} RETAIN 168 HOURS /* APR-1 ${index + 1}/3 */`),
    );
    const [item] = (await stateOf(world, 'CHK-1')).items;
    expect(item).toMatchObject({ mark: 'done', marked: { by: people.responder } });
    expect(await maria.sees('Run VACUUM on tables (7-day retention) · APR-1')).toBe(true);
  },
  LONG_MS,
);

test(
  'what is rejected flags the item, and what is asked for again ticks it, over a restart in between',
  async () => {
    const { world, maria, david } = await openDaily({ runbook: withItems('optimize-tables') });
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 1 done', PATIENT);
    await pressed(world, () => maria.press('Take', { in: 'Daily checks' }));
    await ask(world, maria, 'Run OPTIMIZE on large tables');
    expect(await maria.openHome()).toEqual({ ok: true });
    await maria.homeSays('APR-1 is not over yet', PATIENT);
    await pressed(world, () => david.press('Reject', { in: 'APR-1' }));
    await david.waitUntil((screen) => screen.modal, PATIENT);
    await david.fill({ 'Why? The requester reads this.': 'Not in business hours' });
    expect(await david.submit()).toEqual({ ok: true });
    await maria.waitFor('Daily checks: 0 of 1 done, 1 flagged', PATIENT);
    await maria.waitFor('APR-1 was rejected. Its card says why.', PATIENT);

    await ask(world, maria, 'Run OPTIMIZE on large tables');
    await world.restart();
    await pressed(world, () => david.press('Approve', { in: 'APR-2' }));
    await maria.waitFor('✅ Daily checks: 1 of 1 done', PATIENT);
    const { requests = [] } = present((await stateOf(world, 'CHK-1')).items[0]);
    expect(requests.map(({ approval, stands }) => [approval, stands])).toEqual([
      ['APR-1', 'rejected'],
      ['APR-2', 'succeeded'],
    ]);
  },
  LONG_MS,
);

test(
  'a check lists what is large, and what it leads to is asked for over those, as far as the runbook names them',
  async () => {
    const { world, maria } = await openDaily({
      runbook: (shipped) => {
        const runbook = withItems('optimize-tables')(shipped);
        const daily = present(runbook.checklists['daily']);
        const { action: _action, ...item } = present(daily.items[0]);
        return {
          ...runbook,
          checklists: { daily: { ...daily, items: [{ ...item, check: 'large-tables' }] } },
        };
      },
    });
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 1 done', PATIENT);
    await pressed(world, () => maria.press('Run', { in: 'Daily checks' }));
    await maria.waitFor('Large tables: 3 tables have 100 GB or more', PATIENT);
    await until('it is flagged', async () => (await stateOf(world, 'CHK-1')).items[0]?.mark === 'flagged');
    await pressed(world, () => maria.press('Vacuum several tables', { in: 'Large tables' }));
    await maria.waitFor('Request for CHK-1', PATIENT);
    expect(await maria.sees(/leaves out what it may not name: .*audit_events/)).toBe(true);
    await maria.fill({ [WHY]: 'It is due' });
    expect(await maria.submit()).toEqual({ ok: true });
    await maria.waitFor('⏳ Approval needed', PATIENT);
    await until(
      'the item knows it',
      async () => (await stateOf(world, 'CHK-1')).items[0]?.requests?.length === 1,
    );
    // What a check found is for the check to find anew.
    expect((await stateOf(world, 'CHK-1')).items[0]?.mark).toBe('flagged');
  },
  LONG_MS,
);
