import { expect, test, vi } from 'vitest';
import { bankFixture, people } from '../../sandbox/slack/fixture.ts';
import {
  askAccess,
  CATALOG,
  declareIntrusion,
  heldBy,
  meanwhile,
  OUTSIDER,
  openAccessForm,
  REVOKE,
  security,
  WHO,
} from '../support/access.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  expectNothingRan,
  openOffice,
  PATIENCE_MS,
  sendForm,
  sentFor,
  toldPrivately,
} from '../support/approvals.ts';
import { ACTIONS, READER } from '../support/bot.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const HELD = ['SELECT', 'USE CATALOG', 'USE SCHEMA'];
const WHY = 'Why? The approver decides on this.';

test('an answer that is lost is looked up by SHOW GRANTS, never sent again, and settled by an approver', async () => {
  const office = await openOffice();
  const aisha = security(office);
  await declareIntrusion(office);
  const asked = await askAccess(office, office.maria, 'revoke');
  office.lakehouse.faults.add({ kind: 'cut_after', match: /^REVOKE/ });
  await aisha.press('Approve');
  await cardSays(office, asked, '❓ In doubt');
  await cardSays(
    office,
    asked,
    `SHOW GRANTS shows nothing of it any more: ${OUTSIDER} no longer holds SELECT, USE CATALOG, USE SCHEMA on ${CATALOG}`,
  );

  await aisha.press('It was applied');
  await aisha.waitUntil((screen) => screen.modal, { timeoutMs: PATIENCE_MS });
  await aisha.fill({ 'What did you look at yourself?': 'SHOW GRANTS in the editor' });
  await aisha.submit();
  await cardSays(office, asked, '☑️ Settled');
  expect(sentFor(office, asked).map(({ outcome }) => outcome)).toEqual(['succeeded']);
  await office.maria.waitUntil(() => buttonsOf(office, asked).includes('Undo') || undefined, {
    timeoutMs: PATIENCE_MS,
  });
});

test('a statement that never arrived is told as not seen, and the grants are still there', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await askAccess(office, office.maria, 'revoke');
  office.lakehouse.faults.add({ kind: 'cut_before', match: /^REVOKE/ });
  await security(office).press('Approve');
  await cardSays(office, asked, '❓ In doubt');
  await cardSays(office, asked, 'SHOW GRANTS still shows SELECT, USE CATALOG, USE SCHEMA');
  expect(await approvalOf(office, asked)).toMatchObject({ evidence: { applied: 'not_seen' } });
  expect(await heldBy(office)).toEqual(HELD);
});

test('grants that move between the approval and the start void it, and the request is offered again', async () => {
  const office = await openOffice({
    approved: (now) => meanwhile(now, `GRANT MODIFY ON CATALOG ${CATALOG} TO \`${OUTSIDER}\``),
  });
  await declareIntrusion(office);
  const asked = await askAccess(office, office.maria, 'revoke');
  await security(office).press('Approve');
  await cardSays(office, asked, '⚠️ Void, nothing ran');
  await cardSays(office, asked, /direct grants was \["SELECT",.*\] and is \["MODIFY","SELECT"/);
  await expectNothingRan(office, asked);

  await office.maria.press('Request action', { in: 'Void, nothing ran' });
  await office.maria.waitFor('Filled in for you', { timeoutMs: PATIENCE_MS });
  const again = await sendForm(office, office.maria, { reason: 'Still needed' });
  await cardSays(office, again, 'MODIFY, SELECT, USE CATALOG, USE SCHEMA');
});

test('who holds nothing directly is told with where their access comes from, and nothing can be approved', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await askAccess(office, office.maria, 'revoke', { [WHO]: 'Omar.Haddad@examplebank.test' });
  await cardSays(office, asked, 'Omar.Haddad@examplebank.test holds nothing directly on banking_catalog');
  await cardSays(
    office,
    asked,
    'groups: fraud_analysts (the catalog, 1 schema); what everybody has: BROWSE.',
  );
  expect(buttonsOf(office, asked)).toEqual([]);
  await expectNothingRan(office, asked);
});

test('groups that the bot may not list are said on the card and again after it ran', async () => {
  const office = await openOffice();
  office.lakehouse.faults.add({
    kind: 'error',
    match: /^SHOW GROUPS/,
    times: 10,
    errorClass: 'INSUFFICIENT_PERMISSIONS',
    sqlState: '42501',
    message: 'not an administrator',
  });
  await declareIntrusion(office);
  const asked = await askAccess(office, office.maria, 'revoke');
  await cardSays(office, asked, '⚠️ Could not see which groups they are in: they may keep more.');
  await security(office).press('Approve');
  await cardSays(office, asked, /Gone: .*Could not see which groups they are in\./);
  expect(await approvalOf(office, asked)).toMatchObject({ verification: { outcome: 'verified' } });
});

test('the bot’s own principals, everybody and what is no principal are refused beside the input', async () => {
  const office = await openOffice();
  const { maria } = office;
  await declareIntrusion(office);
  await openAccessForm(maria, 'revoke', { [WHY]: 'Trying' });
  for (const [name, words] of [
    [ACTIONS, 'one of the bot'],
    [READER.toUpperCase(), 'one of the bot'],
    ['Account  Users', 'stands for everybody'],
    ['users', 'stands for everybody'],
    ['ADMINS', 'administrators'],
    ['x` FROM `y', 'Not a principal'],
    ['x; GRANT ALL PRIVILEGES', 'Not a principal'],
    ['<!channel>', 'Not a principal'],
    ['<@U06APPR2B8M>', 'Not a principal'],
    ['jane\u202e@bank.example', 'U+202E'],
    [`${'x'.repeat(256)}@bank.example`, 'Not a principal'],
    ['x'.repeat(3_000), 'At most 1000 characters'],
  ] as const) {
    await maria.fill({ [WHO]: name });
    await maria.submit();
    await maria.waitFor(words, { timeoutMs: PATIENCE_MS });
  }
  expect(await office.journal.find('approval', 'live', { limit: 10 })).toMatchObject({ ids: [] });
  expect(office.lakehouse.received.some(({ text }) => /^(?:REVOKE|SHOW GRANTS)/.test(text))).toBe(false);
});

test('who is named in the statement does not approve it, in the group or not and whatever the case of their address', async () => {
  const users = bankFixture.users.map((user) =>
    user.id === people.security ? { ...user, email: 'R.Vance@Contractor.TEST' } : user,
  );
  const groups = bankFixture.groups.map((group) =>
    group.handle === 'security-approvers'
      ? { ...group, members: [people.security, people.secondApprover] }
      : group,
  );
  const office = await openOffice({}, { fixture: { ...bankFixture, users, groups } });
  const { david, priya } = office;
  const named = security(office);
  await declareIntrusion(office);
  const asked = await askAccess(office, office.maria, 'revoke', { [WHO]: 'r.VANCE@contractor.test' });

  await named.press('Approve');
  await toldPrivately(named, 'This is about you, so somebody else decides.');
  await david.press('Approve');
  await toldPrivately(david, 'You are not in a group that may decide this.');
  await expectNothingRan(office, asked);
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', refusedAttempts: 2 });

  await priya.press('Approve');
  await cardSays(office, asked, '✅ Done');
  expect(await heldBy(office)).toEqual([]);
});

test('several privileges are chosen, given as one GRANT, and can be taken back as a whole', async () => {
  const office = await openOffice();
  await declareIntrusion(office);
  const asked = await askAccess(office, office.maria, 'grant', {
    [WHO]: 'contractors',
    Privileges: ['USE CATALOG', 'SELECT'],
  });
  const words = messageWords(await cardSays(office, asked, '⏳ Approval needed'));
  expect(words).toContain(
    `GRANT SELECT, USE CATALOG ON CATALOG \`${CATALOG}\` TO \`contractors\` /* ${asked.id} */`,
  );
  await security(office).press('Approve');
  await cardSays(
    office,
    asked,
    'Given: contractors now holds on banking_catalog, directly: SELECT, USE CATALOG.',
  );
  expect(await heldBy(office, 'contractors')).toEqual(['SELECT', 'USE CATALOG']);
  expect(buttonsOf(office, asked)).toEqual(['Undo']);
});

test.each(['revoke', 'grant'] as const)(
  'without a principal of its own for changes a %s is refused with what to set',
  async (what) => {
    const office = await openOffice({}, { actions: () => null });
    const { maria } = office;
    await declareIntrusion(office);
    await openAccessForm(maria, what, {
      [WHO]: OUTSIDER,
      ...(what === 'grant' ? { Privileges: ['SELECT'] } : {}),
      [WHY]: 'Trying',
    });
    await maria.submit();
    await maria.waitFor('Set DATABRICKS_ACTIONS_TOKEN', { timeoutMs: PATIENCE_MS });
    expect(office.lakehouse.received.every(({ text }) => !text.startsWith(REVOKE.slice(0, 6)))).toBe(true);
  },
);
