/** Requests that nobody decides: who is told, when, and where it says so. */
import { expect, test, vi } from 'vitest';
import { groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import { RECOUNT_EVERY_MS } from '../../src/approval/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import {
  approvalOf,
  buttonsOf,
  cardNow,
  cardSays,
  type Office,
  openOffice,
  PATIENCE_MS,
  requested,
  sentFor,
  toldPrivately,
} from '../support/approvals.ts';
import { asPerson } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const MINUTE_MS = 60_000;
const PATIENT = { timeoutMs: PATIENCE_MS };

/** Messages that say so, the oldest first, with the groups and people whom Slack tells by them. */
function told({ slack }: Office, text: string) {
  return slack
    .messages(rooms.incidents)
    .filter((message) => messageWords({ ...message, ephemeral: false } as never).includes(text))
    .map(({ blocks }) =>
      [...JSON.stringify(blocks).matchAll(/"(?:usergroup_id|user_id)":"(\w+)"/g)].map(([, id]) => id),
    );
}

const withApprovers = (approvers: Partial<Runbook['actions'][string]['approvers']>) => (shipped: Runbook) => {
  const restore = shipped.actions['restore-table'];
  if (restore === undefined) throw new Error('no restore');
  const changed = { ...restore, approvers: { ...restore.approvers, ...approvers } };
  return { ...shipped, actions: { ...shipped.actions, 'restore-table': changed } };
};

test('the group is named again after five minutes, and whoever comes after it after fifteen; then it expires', async () => {
  const onCall = (shipped: Runbook): Runbook => ({
    ...shipped,
    contacts: {
      ...shipped.contacts,
      'on-call': { id: 'on-call', title: 'On-call engineer', slack_user: people.commander },
    },
  });
  const office = await openOffice({}, { runbook: onCall });
  const asked = await requested(office);
  const waits = `${asked.id} waits for a decision`;
  expect(told(office, waits)).toEqual([]);

  await office.advance(5 * MINUTE_MS);
  await office.maria.waitFor(waits, PATIENT);
  expect(told(office, waits)).toEqual([[groups['data-approvers']]]);
  await office.advance(MINUTE_MS);
  expect(told(office, waits)).toHaveLength(1);
  await office.restart();
  await office.advance(9 * MINUTE_MS);
  await office.maria.waitFor('nobody has decided: please do', PATIENT);
  expect(told(office, waits)).toEqual([
    [groups['data-approvers']],
    [groups['data-approvers'], people.commander],
  ]);
  await office.advance(15 * MINUTE_MS);
  await cardSays(office, asked, 'Expired, nothing ran');
  expect(told(office, waits)).toHaveLength(2);
  expect(buttonsOf(office, asked)).toEqual(['Request action']);
});

test('a bot that was away tells it once, in words where the contact is not in Slack', async () => {
  const office = await openOffice();
  office.held.add('nudge');
  const asked = await requested(office);
  await office.advance(20 * MINUTE_MS);
  office.held.delete('nudge');
  await office.advance(1_000);
  await office.maria.waitFor('Nobody has decided: turn to On-call engineer (oncall@bank.com).', PATIENT);
  await office.bot.idle();
  expect(told(office, `${asked.id} waits for a decision`)).toHaveLength(1);
});

test('groups in order: the second is told when the first has said yes, and its people wait until then', async () => {
  const inOrder = { groups: ['data-approvers', 'security-approvers'], people: 1, in_order: true };
  const office = await openOffice({}, { runbook: withApprovers(inOrder) });
  const aisha = asPerson(office.slack, people.security);
  const asked = await requested(office);
  await aisha.press('Approve');
  await toldPrivately(aisha, 'It is another group’s turn.');
  expect((await approvalOf(office, asked)).seats).toEqual([]);

  await office.david.press('Approve');
  await aisha.waitFor(`${asked.id} waits for the next yes`);
  expect(told(office, 'waits for the next yes')).toEqual([[groups['security-approvers'], people.approver]]);
  expect(sentFor(office, asked)).toEqual([]);
  await cardSays(office, asked, /One person of.*, then one of.* \(now\).* decide before.* Approved by/s);
  await office.priya.press('Approve');
  await toldPrivately(office.priya, 'It is another group’s turn.');
  await aisha.press('Approve');
  await cardSays(office, asked, 'Restored: version 26');
  expect((await approvalOf(office, asked)).seats.map(({ by, group }) => [by, group])).toEqual([
    [people.approver, 'data-approvers'],
    [people.security, 'security-approvers'],
  ]);
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('two of three have to say yes: one person is one of them, and the card names who has', async () => {
  const office = await openOffice({}, { runbook: withApprovers({ people: 2 }) });
  const asked = await requested(office);
  await office.david.press('Approve');
  await cardSays(office, asked, 'Approved by');
  await office.david.press('Approve');
  await toldPrivately(office.david, 'You have approved this already.');
  expect(sentFor(office, asked)).toEqual([]);
  await office.priya.press('Approve');
  await cardSays(office, asked, 'Restored: version 26');
});

test('where nobody can, whoever asked is told in a message of its own', async () => {
  const office = await openOffice();
  office.slack.setGroupMembers('data-approvers', []);
  const asked = await requested(office);
  await office.maria.waitFor('nobody can approve Restore a table');
  expect(told(office, 'nobody can approve')).toEqual([[people.responder]]);
  expect(cardNow(office, asked).text).toContain('Nobody can approve this now');
  expect(buttonsOf(office, asked)).toEqual(['Cancel request', 'Ask', '']);

  office.slack.setGroupMembers('data-approvers', [people.approver]);
  await office.advance(RECOUNT_EVERY_MS);
  await office.david.waitFor(`${asked.id} can be approved now`);
  await office.david.press('Approve');
  await cardSays(office, asked, 'Restored: version 26');
});
