import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { ACTIONS, openWorld } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';
import { openRequest } from '../support/requesting.ts';
import { inEveryWay } from '../support/ways.ts';

const TABLE = 'banking_catalog.banking_bronze.transactions';

inEveryWay((way) => {
  test('a stale table is declared, checked, restored by four eyes and verified', async () => {
    const world = await openWorld(way);
    const maria = asPerson(world.slack, people.responder);
    const david = asPerson(world.slack, people.approver);

    expect(await maria.say(rooms.dataPlatform, '/incident P1 Transactions table is stale')).toEqual({
      ok: true,
    });
    await maria.waitFor('INC-1 is declared.');
    await maria.waitFor('P1 · Transactions table is stale');
    await maria.press('Acknowledge');
    await maria.waitFor('INC-1 acknowledged');
    await maria.press('Run checks');
    await maria.waitFor('The newest row is 9.0 hours old; it should be under 2 hours.');

    const [before] = await world.lakehouse.query(`SELECT count(*) AS n FROM ${TABLE}`);
    const [good] = await world.lakehouse.query(`SELECT count(*) AS n FROM ${TABLE} VERSION AS OF 24`);
    await openRequest(maria);
    await maria.fill({ 'Version to restore': 24 });
    expect((await maria.submit()).ok).toBe(true);
    const why = 'Why? The approver decides on this.';
    await maria.fill({ [why]: 'A job wrote old rows over new ones' });
    expect(await maria.submit()).toEqual({ ok: true });

    await david.waitFor('Approval needed');
    await david.waitFor(`RESTORE TABLE \`${TABLE.replaceAll('.', '`.`')}\` TO VERSION AS OF 24 /* APR-1 */`);
    await world.bot.idle();
    await david.press('Approve');
    await david.waitFor(/Restored: version 26 holds the contents of version 24/, { timeoutMs: 30_000 });
    await world.bot.idle();

    const sent = world.lakehouse.received.filter(({ text }) => text.startsWith('RESTORE'));
    expect(sent.map(({ text, principal, outcome }) => ({ text, principal, outcome }))).toEqual([
      {
        text: 'RESTORE TABLE `banking_catalog`.`banking_bronze`.`transactions` TO VERSION AS OF 24 /* APR-1 */',
        principal: ACTIONS,
        outcome: 'succeeded',
      },
    ]);
    const [after] = await world.lakehouse.query(`SELECT count(*) AS n FROM ${TABLE}`);
    expect(after).toEqual(good);
    expect(after).not.toEqual(before);
    expect(await david.sees('✅ Done')).toBe(true);
    await maria.say(rooms.incidents, '/incident show inc-1');
    await maria.waitFor(`Restore a table to an earlier version, ${TABLE}, 24 · done`);
    expect(await david.offers('Approve')).toBe(false);
    const connections = world.slack.requests.filter(({ method }) => method === 'apps.connections.open');
    expect(connections).toHaveLength(way.transport === 'socket' ? 1 : 0);
  }, 90_000);
});
