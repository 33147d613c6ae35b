import { expect, test, vi } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  expectNothingRan,
  openOffice,
  requested,
  sentFor,
  toldPrivately,
  versionNow,
} from '../support/approvals.ts';
import { asPerson } from '../support/person.ts';

vi.setConfig({ testTimeout: 120_000 });

const MINUTE_MS = 60_000;
const DECIDED = 'This is decided already; the card shows how.';
const EXPIRED = 'It has expired, and nothing ran.';

test('two approvers at the same moment make one decision and one RESTORE, and the slower one is told', async () => {
  const office = await openOffice();
  const { david, priya } = office;
  const asked = await requested(office);

  await Promise.all([david.press('Approve'), priya.press('Approve')]);
  await cardSays(office, asked, 'Restored: version 26');
  const { seats } = await approvalOf(office, asked);
  expect(seats).toHaveLength(1);
  const [first, second] = seats[0]?.by === people.approver ? [david, priya] : [priya, david];
  await toldPrivately(second, DECIDED);
  expect(await first.ephemerals()).toEqual([]);
  expect(sentFor(office, asked).map(({ outcome }) => outcome)).toEqual(['succeeded']);
  expect(await versionNow(office)).toBe(26n);
});

test('one person who presses twice quickly has decided once', async () => {
  const office = await openOffice();
  const asked = await requested(office);

  await Promise.all([office.david.press('Approve'), office.david.press('Approve')]);
  await cardSays(office, asked, 'Restored: version 26');
  await toldPrivately(office.david, DECIDED);
  expect((await approvalOf(office, asked)).seats).toHaveLength(1);
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('an expired request is not approved although its card still has the button', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);

  office.held.add('expire');
  await office.advance(31 * MINUTE_MS);
  expect(buttonsOf(office, asked)).toContain('Approve');
  await david.press('Approve');
  await toldPrivately(david, EXPIRED);
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 1 });
  await expectNothingRan(office, asked);

  office.held.clear();
  await office.advance(10_000);
  await cardSays(office, asked, 'It was not decided by ');
  await cardSays(office, asked, '⌛ Expired, nothing ran');
  expect(buttonsOf(office, asked)).toEqual(['Request action']);
  await office.maria.waitFor(`${asked.id} Restore a table to an earlier version: expired, nothing ran.`);
  expect(await david.offers('Approve')).toBe(false);
});

test('a decision that stalls past the expiry on its way into the store is no decision', async () => {
  const office = await openOffice({
    'before approved': ({ held, advance }) => {
      held.add('expire');
      return advance(2 * MINUTE_MS);
    },
  });
  const asked = await requested(office);

  await office.advance(29 * MINUTE_MS);
  await office.david.press('Approve');
  await toldPrivately(office.david, EXPIRED);
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [] });
  await expectNothingRan(office, asked);
});

test('an approved request that could not start in ten minutes expires, says who had approved it, and runs nothing', async () => {
  const office = await openOffice({
    approved: ({ slack }) =>
      slack.faults.add({ method: 'usergroups.list', kind: 'error', error: 'fatal_error' }),
  });
  const asked = await requested(office);

  await office.david.press('Approve');
  await cardSays(office, asked, '▶️ Approved, starting');
  expect(buttonsOf(office, asked)).toEqual(['Cancel request']);
  await office.advance(11 * MINUTE_MS);
  office.slack.faults.clear();
  const card = await cardSays(office, asked, '⌛ Expired, nothing ran');
  const words = JSON.stringify(card.blocks);
  expect(words).toContain('It could not be started by ');
  expect(words).toContain(people.approver);
  await office.advance(MINUTE_MS);
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'expired' });
  await expectNothingRan(office, asked);
});

test('a request is cancelled by who asked, and by nobody else', async () => {
  const office = await openOffice();
  const { david, maria } = office;
  const asked = await requested(office);

  await david.press('Cancel request');
  await toldPrivately(david, 'Only the person who asked can cancel it.');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending' });

  await maria.press('Cancel request');
  await cardSays(office, asked, '🚫 Cancelled, nothing ran');
  expect(buttonsOf(office, asked)).toEqual([]);
  await office.bot.idle();
  await expectNothingRan(office, asked);
});

test('an approved request that has not started can still be taken back', async () => {
  const office = await openOffice();
  const asked = await requested(office);

  office.held.add('start');
  await office.david.press('Approve');
  await cardSays(office, asked, '▶️ Approved, starting');
  await office.maria.press('Cancel request');
  await cardSays(office, asked, '🚫 Cancelled, nothing ran');
  office.held.clear();
  await office.advance(10_000);
  await expectNothingRan(office, asked);
});

test('a request is rejected with a reason, which who asked is told in a message that names them', async () => {
  const office = await openOffice();
  const { david, maria } = office;
  const asked = await requested(office);
  const outsider = asPerson(office.slack, people.security);

  for (const who of [outsider, david]) {
    await who.press('Reject');
    await who.waitUntil((screen) => screen.modal);
    await who.fill({ 'Why? The requester reads this.': 'Version 23 is the one before the bad job' });
    await who.submit();
  }
  await outsider.waitFor('You are not in a group that may decide this.', { timeoutMs: 30_000 });
  await cardSays(office, asked, '🚫 Rejected');
  await david.waitFor('Done. The card shows it.');
  const note = await maria.waitFor(/APR-1: \n*rejected: Version 23 is the one before the bad job/);
  expect('blocks' in note && JSON.stringify(note.blocks)).toContain(`"user_id":"${people.responder}"`);
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'rejected',
    ending: { by: people.approver },
  });
  expect(buttonsOf(office, asked)).toEqual([]);
  await expectNothingRan(office, asked);
});
