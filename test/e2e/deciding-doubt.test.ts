import { expect, test, vi } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import {
  type Asked,
  approvalOf,
  BAD_VERSION,
  buttonsOf,
  cardSays,
  type Office,
  openOffice,
  PATIENCE_MS,
  requested,
  sentFor,
  versionNow,
} from '../support/approvals.ts';
import type { PersonClient } from '../support/person.ts';

vi.setConfig({ testTimeout: 120_000 });

const MINUTE_MS = 60_000;
const NOTE = 'What did you look at yourself?';

/** Approved by David; the answer of the engine is lost. */
async function inDoubt(office: Office, kind: 'cut_before' | 'cut_after' | 'fetch_cut'): Promise<Asked> {
  const asked = await requested(office);
  office.lakehouse.faults.add({ kind, match: /^RESTORE/ });
  await office.david.press('Approve');
  await cardSays(office, asked, '❓ In doubt');
  await cardSays(office, asked, /history shows/);
  return asked;
}

async function settle(who: PersonClient, label: string, note: string): Promise<void> {
  await who.press(label);
  await who.waitUntil((screen) => screen.modal, { timeoutMs: PATIENCE_MS });
  await who.fill({ [NOTE]: note });
  await who.submit();
}

test('an answer that is lost after the statement ran is looked up, never sent again, and settled by an approver', async () => {
  const office = await openOffice();
  const { david, maria } = office;
  const asked = await inDoubt(office, 'cut_after');

  await cardSays(office, asked, "The table's history shows it: version 26 is a RESTORE to version 24");
  expect(buttonsOf(office, asked)).toEqual(['It was applied']);
  await maria.waitFor(/APR-1: \n*the answer was lost/);

  await settle(maria, 'It was applied', 'I looked at the table');
  await maria.waitFor('You asked for this, so somebody else decides.', { timeoutMs: PATIENCE_MS });
  await maria.dismiss();
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'in_doubt',
    settled: null,
    refusedAttempts: 1,
  });

  await settle(david, 'It was applied', 'DESCRIBE HISTORY shows version 26');
  await cardSays(office, asked, '☑️ Settled');
  await cardSays(office, asked, 'DESCRIBE HISTORY shows version 26');
  await office.advance(MINUTE_MS);
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'resolved',
    settled: { applied: true, by: people.approver, note: 'DESCRIBE HISTORY shows version 26' },
  });
  expect(sentFor(office, asked).map(({ outcome }) => outcome)).toEqual(['succeeded']);
  expect(buttonsOf(office, asked)).toEqual(['Undo']);
});

test('a statement whose figures are lost is in doubt too, though the engine has said that it ended', async () => {
  const office = await openOffice();
  const asked = await inDoubt(office, 'fetch_cut');
  await cardSays(office, asked, "The table's history shows it: version 26 is a RESTORE to version 24");
  await office.advance(MINUTE_MS);
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'in_doubt',
    evidence: { applied: 'seen' },
  });
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('that it was not applied can be said only when the engine must have given the statement up', async () => {
  const office = await openOffice();
  const { david, priya } = office;
  const asked = await inDoubt(office, 'cut_before');

  await cardSays(office, asked, "The table's history shows no RESTORE to version 24 after version 25");
  expect(buttonsOf(office, asked)).toEqual(['It was applied']);
  expect(await david.offers('It was not applied')).toBe(false);
  const { claim } = await approvalOf(office, asked);
  await office.advance((claim?.mayRunUntilMs ?? 0) - office.nowMs() - MINUTE_MS);
  expect(buttonsOf(office, asked)).toEqual(['It was applied']);

  await office.advance(2 * MINUTE_MS);
  await david.waitUntil(() => buttonsOf(office, asked).includes('It was not applied'), {
    timeoutMs: PATIENCE_MS,
  });
  await settle(priya, 'It was not applied', 'Nothing in the history after thirty minutes');
  await cardSays(office, asked, '☑️ Settled');
  await cardSays(office, asked, 'It was not applied');
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'resolved',
    settled: { applied: false, by: people.secondApprover },
  });
  await office.bot.idle();
  expect(buttonsOf(office, asked)).toEqual([]);
  expect(sentFor(office, asked).map(({ outcome }) => outcome)).toEqual(['not_run']);
  expect(await versionNow(office)).toBe(BigInt(BAD_VERSION));
});

test('what is found out later reaches the card: a statement that was still running has run', async () => {
  const office = await openOffice();
  const asked = await inDoubt(office, 'cut_before');
  await cardSays(office, asked, 'shows no RESTORE to version 24');

  await office.write(24);
  await office.advance(16_000);
  await cardSays(office, asked, 'version 26 is a RESTORE to version 24');
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'in_doubt',
    evidence: { applied: 'seen' },
  });
});
