/** One check with its values: by a command, by words in the thread, by the form from the card. */
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { checksOf, type Incident } from '../../src/incident/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { openWorld, type World, type WorldOptions } from '../support/bot.ts';
import { replay } from '../support/forged.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';
import { declare, maria as mariaIn, PATIENT, press, until } from './trouble-steps.ts';

const GOLD = 'banking_catalog.banking_gold.customer_360';

const say = (who: PersonClient, text: string) => who.say(rooms.incidents, text);

async function checksIn(world: World) {
  await world.bot.idle();
  const stored = await world.journal.load({ kind: 'incident', id: 'INC-1' });
  return checksOf(stored?.state as unknown as Incident);
}

async function opened(options: WorldOptions = {}): Promise<{ world: World; maria: PersonClient }> {
  const world = await openWorld({ rateLimits: false, ...options });
  const maria = mariaIn(world);
  await declare(maria);
  // It knows where the card stands a moment after that is to be seen.
  await world.bot.idle();
  return { world, maria };
}

/** Of the incident that this person has before them. */
async function thread(maria: PersonClient): Promise<string> {
  const card = await maria.waitFor('P1 · Transactions table is stale', PATIENT);
  return (card as { readonly ts: string }).ts;
}

test('a command runs it with its values, in any case and quotes, and the report says with which', async () => {
  const { world, maria } = await opened();
  await say(maria, `/incident check inc-1 Table-Freshness table=“${GOLD}” HOURS = '9'`);
  await maria.waitFor('Table freshness is running; its report comes in the thread of INC-1.', PATIENT);
  const report = await maria.waitFor(`INC-1 · table-freshness · hours=9 · table=${GOLD} · took`, PATIENT);
  expect(messageWords(report as never)).toContain('it should be under 9 hours');
  expect(world.lakehouse.received.map(({ text }) => text.includes('`customer_360`'))).toEqual([true]);
  await maria.waitFor('Table freshness (Customer 360 (gold), hours 9)', PATIENT);
}, 90_000);

test('two of the same with other values run beside each other and the area’s, and the card keeps all of them', async () => {
  const { world, maria } = await opened();
  await say(maria, '/incident check table-freshness hours=3');
  await say(maria, '/incident check table-freshness 24');
  await press(maria, 'Run checks');
  await maria.waitFor('it should be under 24 hours. All is well.', PATIENT);
  await maria.waitFor('it should be under 3 hours.', PATIENT);
  await maria.waitFor('it should be under 2 hours.', PATIENT);
  const { pending, seen } = await checksIn(world);
  expect(pending).toEqual([]);
  const fresh = seen.flatMap(({ check, parameters, verdict }) =>
    check === 'table-freshness' ? [`${parameters?.['hours']} ${verdict}`] : [],
  );
  expect(fresh.toSorted()).toEqual(['2 fail', '24 pass', '3 fail']);
  await maria.waitFor(/Table freshness \(hours 24\)/, PATIENT);
}, 90_000);

test('the thread’s own words do the same, and a bare value goes where only it can', async () => {
  const { world, maria } = await opened();
  const threadTs = await thread(maria);
  const inThread = (text: string) => maria.say(rooms.incidents, `@Four Eyes ${text}`, { threadTs });
  await inThread('check user-activity r.vance@contractor.test');
  await maria.waitFor('INC-1 · user-activity · user=r.vance@contractor.test', PATIENT);
  await inThread('check show-grants data_engineers');
  await maria.waitFor(
    '“data_engineers” could be anything: say what it is, as in principal=data_engineers',
    PATIENT,
  );
  expect((await checksIn(world)).seen.map(({ check }) => check)).toEqual(['user-activity']);
}, 90_000);

test('what is wrong is told at once for all of it, by name, with what would be right, and nothing is run', async () => {
  const { world, maria } = await opened();
  await say(maria, '/incident check table-freshness table=c.s.t hours=soon houres=3 "open');
  const told = await maria.waitFor('table-freshness was not run.', PATIENT);
  const words = messageWords(told as never);
  expect(words).toContain('houres is not asked for. Did you mean hours?');
  expect(words).toContain('The quote that begins "open does not end.');
  expect(words).toMatch(/table: “c\.s\.t” is not among the runbook's tables: banking_catalog/);
  expect(words).toContain('hours: Not a number. Write it as 12 or 0.5.');
  await say(maria, '/incident check table-freshnes');
  await maria.waitFor('The runbook has no check “table-freshnes”. Did you mean table-freshness?', PATIENT);
  await say(maria, '/incident check constructor');
  await maria.waitFor('The runbook has no check “constructor”. /incident check lists them.', PATIENT);
  await say(maria, '/incident check user-activity');
  await maria.waitFor('user: User is missing.', PATIENT);
  await say(maria, '/incident check user-activity user=<!channel>');
  await maria.waitFor('user: Not a principal.', PATIENT);
  expect(await checksIn(world)).toEqual({ runs: 0, pending: [], seen: [] });
  expect(world.lakehouse.received).toEqual([]);
}, 90_000);

test('alone it lists the checks of the incident’s area first, with what each takes', async () => {
  const { maria } = await opened();
  await say(maria, '/incident check');
  const list = messageWords((await maria.waitFor('unauthorized-access attempts=5', PATIENT)) as never);
  expect(list).toContain('table-freshness table=banking_catalog.banking_bronze.transactions hours=2');
  expect(list).toContain('user-activity user=…');
  expect(list.indexOf('Data pipelines')).toBeLessThan(list.indexOf('Security'));
}, 90_000);

test('from the card: which check, then its form with the defaults in it, what is wrong beside its input', async () => {
  const { world, maria } = await opened();
  await maria.choose('P1 · Transactions table is stale', 'Run one check');
  await maria.waitFor('What should be looked at?', PATIENT);
  await maria.press('Table freshness');
  await maria.waitFor('2, as the runbook says', PATIENT);
  await maria.fill({ Table: GOLD });
  await maria.waitFor('26, as the runbook says', PATIENT);
  await maria.fill({ 'Newest row younger than (hours)': '99999' });
  await maria.submit();
  await maria.waitFor('Must be at most 8760.', PATIENT);
  await maria.fill({ 'Newest row younger than (hours)': '' });
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor(`INC-1 · table-freshness · hours=26 · table=${GOLD}`, PATIENT);
  expect((await checksIn(world)).runs).toBe(1);
}, 90_000);

test('a check that asks for nothing is run by its form too', async () => {
  const { world, maria } = await opened();
  await maria.choose('P1 · Transactions table is stale', 'Run one check');
  await maria.waitFor('What should be looked at?', PATIENT);
  await maria.press('Audit log alive');
  await maria.waitFor('It asks for nothing.', PATIENT);
  expect(await maria.submit()).toEqual({ ok: true });
  await maria.waitFor('The audit log is being written', PATIENT);
  expect((await checksIn(world)).runs).toBe(1);
}, 90_000);

test('a command and a form that are sent again, byte for byte, run nothing again', async () => {
  const { world, maria } = await opened();
  await say(maria, '/incident check table-freshness hours=3');
  await maria.waitFor('it should be under 3 hours.', PATIENT);
  await maria.choose('P1 · Transactions table is stale', 'Run one check');
  await maria.waitFor('What should be looked at?', PATIENT);
  await maria.press('Table history');
  await maria.waitFor('Check for INC-1', PATIENT);
  await maria.waitUntil(({ modal }) => modal?.view.blocks.some(({ type }) => type === 'input'), PATIENT);
  await maria.submit();
  await maria.waitFor('Table history: fail', PATIENT);
  const again = world.slack.deliveries.filter(
    ({ body }) => body.includes('check+table-freshness') || body.includes('view_submission'),
  );
  expect(again).toHaveLength(2);
  for (const delivery of again) await replay(world.appUrl(), delivery);
  expect((await checksIn(world)).runs).toBe(2);
}, 90_000);

test('a check that was asked for is run by the next process where the first one died, and reported once', async () => {
  const { world, maria } = await opened({ runbook: impatient });
  world.lakehouse.faults.add({ kind: 'hang', match: 'minutes_old' });
  await say(maria, '/incident check table-freshness hours=3');
  await until('it is at the warehouse', () => world.lakehouse.received.length === 1);
  await world.restart();
  await maria.waitFor('it should be under 3 hours.', PATIENT);
  const { pending, seen, runs } = await checksIn(world);
  expect({ pending, seen: seen.length, runs }).toEqual({ pending: [], seen: 1, runs: 1 });
}, 60_000);

test('guests are told why not; a resolved incident runs nothing more', async () => {
  const { world, maria } = await opened();
  const leo = asPerson(world.slack, people.guest);
  await say(leo, '/incident check table-freshness');
  await leo.waitFor('Only full members of this workspace can do this', PATIENT);
  await say(leo, '/incident check');
  await say(maria, '/incident resolve it is over');
  await maria.waitFor('INC-1 is resolved.', PATIENT);
  await say(maria, '/incident check inc-1 table-freshness');
  await maria.waitFor('It is resolved.', PATIENT);
  expect(await leo.sees('unauthorized-access')).toBe(false);
  expect(await checksIn(world)).toEqual({ runs: 0, pending: [], seen: [] });
}, 90_000);

/** The runbook's thirty seconds are a person's patience, not a test's. */
function impatient(shipped: Runbook): Runbook {
  const checks = Object.entries(shipped.checks).map(([id, check]) => [id, { ...check, timeoutMs: 5_000 }]);
  return { ...shipped, checks: Object.fromEntries(checks) as Runbook['checks'] };
}
