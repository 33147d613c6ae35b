/** Access that is given for a while: asked for, approved, and taken back by the bot itself, across restarts and late. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { declareIntrusion, OUTSIDER, security, WHO } from '../support/access.ts';
import {
  type Asked,
  approvalOf,
  buttonsOf,
  cardSays,
  type Office,
  openOffice,
  PATIENCE_MS,
  QUOTED,
  TABLE,
  toldPrivately,
} from '../support/approvals.ts';
import { askFor, expectAllOf, pendingCard } from '../support/changing.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ANNA = 'anna.lind@examplebank.test';
const END_NOW = 'Undo (ends it now)';

function askForAWhile(office: Office, long: string, privileges = ['SELECT'], whom = ANNA): Promise<Asked> {
  const wish = { [WHO]: whom, Table: TABLE, Privileges: privileges, 'For how long': long };
  return askFor(office, 'Give access to a table for a while', wish);
}

async function given(office: Office, asked: Asked): Promise<void> {
  await cardSays(office, asked, '⏳ Approval needed');
  await security(office).press('Approve', { in: `${asked.id} ` });
  await cardSays(office, asked, '⏱️ Ends ');
  await cardSays(office, asked, 'Given for ');
}

async function held({ lakehouse }: Office): Promise<readonly unknown[]> {
  const rows = await lakehouse.query(`SHOW GRANTS \`${ANNA}\` ON TABLE ${TABLE}`);
  return rows.filter(({ objectType }) => objectType === 'TABLE').map(({ actionType }) => actionType);
}

function revoke(privilege: string, { id }: Asked, place = ''): string {
  return `REVOKE ${privilege} ON TABLE ${QUOTED} FROM \`${ANNA}\` /* ${id} end${place} */`;
}

function revoked({ lakehouse }: Office): readonly string[] {
  return lakehouse.received.map(({ text }) => text).filter((text) => text.startsWith('REVOKE'));
}

/** It was tried, and looked at afterwards, so many times. */
async function lookedAt(office: Office, asked: Asked, times: number): Promise<void> {
  const count = async () => (await approvalOf(office, asked)).box?.looked?.count ?? 0;
  await vi.waitUntil(async () => (await count()) >= times, { timeout: PATIENCE_MS });
}

test('is approved together with its end, and ends by itself: late, once, after a restart across it', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await askForAWhile(office, '4h', ['MODIFY', 'SELECT']);
  const ends = [revoke('MODIFY', asked, ' 1/2'), revoke('SELECT', asked, ' 2/2')];
  expectAllOf(await pendingCard(office, asked), [
    `GRANT MODIFY, SELECT ON TABLE ${QUOTED} TO \`${ANNA}\` /* ${asked.id} */`,
    '4 h later the bot sends each of these by itself',
    ...ends,
  ]);
  await given(office, asked);
  await office.advance(3 * HOUR_MS);
  expect(await held(office)).toEqual(['MODIFY', 'SELECT']);
  await office.restart();
  await office.advance(2 * HOUR_MS);
  const card = messageWords(await cardSays(office, asked, '✅ Ended, taken back'));
  expectAllOf(card, [
    'shows no SELECT',
    'revoked and verified',
    'as everybody: BROWSE on the catalog',
    'Late: ',
  ]);
  expect(await held(office)).toEqual([]);
  await office.advance(HOUR_MS);
  expect(revoked(office)).toEqual(ends);
  expect(buttonsOf(office, asked)).toEqual([]);
  await office.maria.waitFor(`${asked.id} has ended: `, { timeoutMs: PATIENCE_MS });
});

test('what another request still gives stays, and that one can be ended early by who may', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const first = await askForAWhile(office, '1h');
  await given(office, first);
  const longer = await askForAWhile(office, '8h');
  await cardSays(office, longer, /Has now, for a while: \s*SELECT/);
  await given(office, longer);
  await office.maria.openHome();
  await office.maria.homeSays(/done\s*, ends .*done\s*, ends /s, { timeoutMs: PATIENCE_MS });
  await office.advance(HOUR_MS + MINUTE_MS);
  await cardSays(office, first, `covered by ${longer.id}`);
  expect(await held(office)).toEqual(['SELECT']);
  expect(revoked(office)).toEqual([]);

  await office.david.press(END_NOW, { in: `${longer.id} ` });
  await toldPrivately(office.david, 'You are not in a group that may decide this');
  expect(await held(office)).toEqual(['SELECT']);
  await security(office).press(END_NOW, { in: `${longer.id} ` });
  await cardSays(office, longer, '✅ Ended, taken back');
  expect(await held(office)).toEqual([]);
  expect(revoked(office)).toEqual([revoke('SELECT', longer)]);
});

test('what is there already cannot be asked for; what the engine does not take back is told of, and tried again', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const theirs = await askForAWhile(office, '4h', ['MODIFY', 'SELECT'], OUTSIDER);
  const refused = messageWords(await cardSays(office, theirs, '⚠️ Void, nothing ran'));
  expectAllOf(refused, [`SHOW GRANTS shows SELECT for ${OUTSIDER}`, 'It was there before']);

  const asked = await askForAWhile(office, '1h');
  await given(office, asked);
  office.lakehouse.faults.add({
    kind: 'error',
    errorClass: 'INTERNAL_ERROR',
    message: 'Out of order.',
    sqlState: 'XX000',
    match: /^REVOKE/,
    times: 100,
  });
  await office.advance(HOUR_MS);
  await lookedAt(office, asked, 1);
  await office.advance(6 * MINUTE_MS);
  await lookedAt(office, asked, 2);
  await office.maria.waitFor(`${asked.id} could not be taken back: `, { timeoutMs: PATIENCE_MS });
  const told = office.slack
    .messages(rooms.incidents)
    .map(({ blocks }) => JSON.stringify(blocks))
    .filter((json) => json.includes(`🚨 ${asked.id} could not be taken back`));
  expect(told).toHaveLength(1);
  expectAllOf(told[0] ?? '', ['usergroup_id', people.responder, 'Out of order.']);
  await cardSays(office, asked, '🚨 Could not be taken back');
  expect(await held(office)).toEqual(['SELECT']);
  office.lakehouse.faults.clear();
  await office.advance(MINUTE_MS);
  await cardSays(office, asked, '✅ Ended, taken back');
  expect(await held(office)).toEqual([]);
  expect(revoked(office)).toEqual(Array.from({ length: 3 }, () => revoke('SELECT', asked)));
});
