import { expect, test, vi } from 'vitest';
import { askAccess, declareIntrusion, heldBy, REVOKE, security } from '../support/access.ts';
import { approvalOf, cardSays, openOffice, PATIENCE_MS, sendForm, sentFor } from '../support/approvals.ts';
import { ACTIONS } from '../support/bot.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const HELD = ['SELECT', 'USE CATALOG', 'USE SCHEMA'];

test('access is taken away by four eyes, proven by SHOW GRANTS, and given back exactly', async () => {
  const office = await openOffice();
  const { maria } = office;
  const aisha = security(office);
  await declareIntrusion(office);
  expect(await heldBy(office)).toEqual(HELD);

  const asked = await askAccess(office, maria, 'revoke');
  const card = messageWords(await cardSays(office, asked, '⏳ Approval needed'));
  for (const words of [
    `${REVOKE} /* ${asked.id} */`,
    'SELECT, USE CATALOG, USE SCHEMA',
    '1 table (banking_bronze.transactions)',
    'contractors (1 schema)',
    'BROWSE',
    '⚠️ This alone does not shut them out',
  ]) {
    expect(card).toContain(words);
  }
  expect(card).not.toContain('Could not see');

  await aisha.press('Approve');
  const done = messageWords(await cardSays(office, asked, '✅ Done'));
  expect(done).toMatch(
    /Gone: SHOW GRANTS shows nothing of it any more\. .*1 table.*contractors \(1 schema\).*BROWSE/,
  );
  expect(await heldBy(office)).toEqual([]);
  const { prepared } = await approvalOf(office, asked);
  expect(
    sentFor(office, asked).map(({ text, principal, outcome }) => ({ text, principal, outcome })),
  ).toEqual([{ text: prepared?.bill.text, principal: ACTIONS, outcome: 'succeeded' }]);

  await maria.press('Undo', { in: 'Take away access to a catalog' });
  await maria.waitFor('Filled in for you', { timeoutMs: PATIENCE_MS });
  const back = await sendForm(office, maria, { reason: 'It was their penetration test' });
  await cardSays(office, back, 'GRANT SELECT, USE CATALOG, USE SCHEMA ON CATALOG `banking_catalog`');
  expect(await approvalOf(office, back)).toMatchObject({ undoOf: asked.id, groups: ['security-approvers'] });
  await aisha.press('Approve', { in: `${back.id} Give access` });
  await cardSays(office, back, '✅ Done');
  expect(await heldBy(office)).toEqual(HELD);
  await office.bot.idle();
  expect(await approvalOf(office, asked)).toMatchObject({ undoneBy: back.id });
});
