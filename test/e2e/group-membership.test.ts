/** Who is in a group is changed by a call of the API, under the same four eyes as a statement. */
import { expect, test, vi } from 'vitest';
import { askAccess, declareIntrusion, security } from '../support/access.ts';
import {
  type Asked,
  approvalOf,
  cardSays,
  type Office,
  openOffice,
  PATIENCE_MS,
  sendForm,
} from '../support/approvals.ts';
import { ACTIONS } from '../support/bot.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const ANNA = 'anna.lind@examplebank.test';
const GRACE = 'grace.kim@examplebank.test';

async function ask(office: Office, what: 'add' | 'remove', group: string, member: string): Promise<Asked> {
  return askAccess(office, office.maria, what, { Group: group, Person: member });
}

async function groupsOf({ lakehouse }: Office, member: string): Promise<readonly unknown[]> {
  const rows = await lakehouse.query(`SHOW GROUPS WITH USER \`${member}\``);
  return rows.flatMap((row) => Object.values(row)).filter((each) => typeof each === 'string');
}

test('somebody is taken out of a group by four eyes, by exactly the call that was shown, and put back', async () => {
  const office = await openOffice();
  const aisha = security(office);
  await declareIntrusion(office);
  const asked = await ask(office, 'remove', 'fraud_analysts', ANNA);
  const card = messageWords(await cardSays(office, asked, '⏳ Approval needed'));
  const { prepared } = await approvalOf(office, asked);
  const text = prepared?.bill.text ?? '';
  expect(text).toMatch(/^PATCH \/api\/2\.0\/account\/scim\/v2\/Groups\/\d+\n\{.*"op":"remove".*\}$/);
  expect(card).toContain(text);
  const [group = '', member = ''] = text.match(/\d{16}/g) ?? [];
  expect(card).toContain(`is ${group} in the call`);
  expect(card).toContain(`is ${member} in the call`);
  expect(card).toContain(ANNA);

  await aisha.press('Approve');
  await cardSays(office, asked, '✅ Done');
  await cardSays(office, asked, `${ANNA} is not in fraud_analysts any more.`);
  expect(await groupsOf(office, ANNA)).not.toContain('fraud_analysts');
  expect(office.lakehouse.changes.map(({ method, target, body }) => `${method} ${target}\n${body}`)).toEqual([
    text,
  ]);
  expect(office.lakehouse.changes[0]).toMatchObject({ principal: ACTIONS, status: 204 });

  await office.maria.press('Undo', { in: 'Remove somebody from a group' });
  await office.maria.waitFor('Filled in for you', { timeoutMs: PATIENCE_MS });
  const back = await sendForm(office, office.maria, { reason: 'It was not her' });
  await cardSays(office, back, '⏳ Approval needed');
  await aisha.press('Approve', { in: `${back.id} Add` });
  await cardSays(office, back, '✅ Done');
  expect(await groupsOf(office, ANNA)).toContain('fraud_analysts');
  await office.bot.idle();
  expect(await approvalOf(office, asked)).toMatchObject({ undoneBy: back.id });
});

test.each([
  [
    'remove',
    'contractors',
    'r.vance@contractor.test',
    /kept by the identity provider.*ask Security team \(security@bank\.com\)/,
  ],
  ['remove', 'fraud_analysts', GRACE, /is not in fraud_analysts: there is nothing to take away/],
  ['add', 'fraud_analysts', ANNA, /is in fraud_analysts already/],
  ['add', 'fraud_analysts', 'nobody@examplebank.test', /The account has no user nobody@examplebank\.test/],
] as const)('cannot be asked for: %s %s %s', async (what, group, member, why) => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await ask(office, what, group, member);
  await cardSays(office, asked, why);
  expect((await approvalOf(office, asked)).status).toBe('voided');
  expect(office.lakehouse.changes).toEqual([]);
});

test('what somebody else has done meanwhile voids the approval', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const first = await ask(office, 'remove', 'fraud_analysts', ANNA);
  const second = await ask(office, 'remove', 'fraud_analysts', ANNA);
  await security(office).press('Approve', { in: `${first.id} Remove` });
  await cardSays(office, first, '✅ Done');
  await security(office).press('Approve', { in: `${second.id} Remove` });
  await cardSays(office, second, '⚠️ Void, nothing ran');
  expect(office.lakehouse.changes).toHaveLength(1);
});

test('an answer that is lost is in doubt, looked up, and not called again', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await ask(office, 'add', 'data_engineers', ANNA);
  // What is read beside it carries a query.
  office.lakehouse.faults.add({ kind: 'rest_cut', match: /Groups\/\d+$/ });
  await security(office).press('Approve');
  await cardSays(office, asked, '❓ In doubt');
  await cardSays(office, asked, `${ANNA} is in data_engineers now.`);
  await office.restart();
  await office.advance(60_000);
  expect(office.lakehouse.changes).toHaveLength(1);
});
