/** A question decides nothing and loses nothing. */
import { expect, test, vi } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { approvalOf, cardSays, openOffice, PATIENCE_MS, requested, sentFor } from '../support/approvals.ts';
import { asPerson } from '../support/person.ts';

vi.setConfig({ testTimeout: 120_000 });

const PATIENT = { timeoutMs: PATIENCE_MS };
const QUESTION = 'What do you need to know? The requester is told.';

test('somebody asks, whoever requested it is named, and the card can be approved as before', async () => {
  const office = await openOffice();
  const { maria, david, slack } = office;
  const asked = await requested(office);
  const aisha = asPerson(slack, people.security);
  await aisha.press('Ask');
  await aisha.waitUntil((screen) => screen.modal);
  await aisha.fill({ [QUESTION]: 'Does `gold` read this? <!channel>' });
  expect(await aisha.submit()).toEqual({ ok: true });
  await maria.waitFor(/asks about\s+APR-1\s+: Does `gold` read this\? !channel/, PATIENT);
  const { revision, questions, status } = await approvalOf(office, asked);
  expect({ revision, questions, status }).toEqual({ revision: 2, questions: 1, status: 'pending' });
  await david.press('Approve');
  await cardSays(office, asked, 'Restored: version 26');
});

test('not the requester, not a guest, and not once it is decided', async () => {
  const office = await openOffice();
  const { maria, david, slack } = office;
  const asked = await requested(office);
  const leo = asPerson(slack, people.guest);
  for (const [who, words] of [
    [maria, 'This is your own request.'],
    [leo, 'Guests of this workspace do not decide.'],
  ] as const) {
    await who.press('Ask');
    await who.waitUntil((screen) => screen.modal);
    await who.fill({ [QUESTION]: 'Why?' });
    await who.submit();
    await who.waitFor(words, PATIENT);
    await who.dismiss();
  }
  await david.press('Ask');
  await david.waitUntil((screen) => screen.modal);
  await maria.press('Cancel request');
  await cardSays(office, asked, 'Cancelled, nothing ran');
  await david.fill({ [QUESTION]: 'Still?' });
  await david.submit();
  await david.waitFor('This is decided already', PATIENT);
  expect((await approvalOf(office, asked)).questions ?? 0).toBe(0);
});

test('where Slack makes a decision wait, the card says so, and then what came of it', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  office.slack.faults.add({
    method: 'usergroups.users.list',
    kind: 'rate_limited',
    retryAfterSeconds: 6,
    forMs: 6_000,
  });
  const pressing = office.david.press('Approve');
  await cardSays(office, asked, 'Checking with Slack whether');
  expect(sentFor(office, asked)).toEqual([]);
  await pressing;
  await cardSays(office, asked, 'Restored: version 26');
});
