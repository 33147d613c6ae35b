import { expect, test, vi } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import {
  askAccess,
  CATALOG,
  declareIntrusion,
  heldBy,
  meanwhile,
  OUTSIDER,
  REVOKE,
  security,
} from '../support/access.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  openOffice,
  PATIENCE_MS,
  sendForm,
  sentFor,
} from '../support/approvals.ts';
import { ACTIONS } from '../support/bot.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 60_000 });

const HELD = ['SELECT', 'USE CATALOG', 'USE SCHEMA'];

test('access is taken away by four eyes, proven by SHOW GRANTS, and given back exactly', async () => {
  const office = await openOffice();
  const { maria } = office;
  const aisha = security(office);
  await declareIntrusion(office);
  expect(await heldBy(office)).toEqual(HELD);

  const asked = await askAccess(office, maria, 'revoke');
  const card = messageWords(await cardSays(office, asked, '⏳ Approval needed'));
  expect(card).toContain(`${REVOKE} /* ${asked.id} */`);

  await aisha.press('Approve');
  const done = messageWords(await cardSays(office, asked, '✅ Done'));
  expect(await heldBy(office)).toEqual([]);
  expect(
    sentFor(office, asked).map(({ text, principal, outcome }) => ({ text, principal, outcome })),
  ).toEqual([{ text: `${REVOKE} /* ${asked.id} */`, principal: ACTIONS, outcome: 'succeeded' }]);

  await maria.press('Undo', { in: 'Take away access to a catalog' });
  await maria.waitFor('Filled in for you', { timeoutMs: PATIENCE_MS });
  const back = await sendForm(office, maria, { reason: 'It was their penetration test' });
  const undo = messageWords(await cardSays(office, back, '⏳ Approval needed'));
  await aisha.press('Approve', { in: back.id });
  await cardSays(office, back, '✅ Done');
  expect(await heldBy(office)).toEqual(HELD);
  await office.bot.idle();
  expect(await approvalOf(office, asked)).toMatchObject({ undoneBy: back.id });
});
