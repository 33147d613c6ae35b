import { expect, test, vi } from 'vitest';
import { bankFixture, groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import {
  approvalOf,
  buttonsOf,
  cardNow,
  cardSays,
  declare,
  expectNothingRan,
  GOOD_VERSION,
  openOffice,
  request,
  requested,
  sentFor,
  toldPrivately,
} from '../support/approvals.ts';
import { asPerson } from '../support/person.ts';

vi.setConfig({ testTimeout: 120_000 });

const NOT_NOW = /doubt means no/;

test('somebody who asks cannot approve it, though they are an approver; another approver can', async () => {
  const office = await openOffice();
  await declare(office);
  const asked = await request(office, office.david, { version: GOOD_VERSION });

  await office.david.press('Approve');
  await toldPrivately(office.david, 'You asked for this, so somebody else decides.');
  expect(await office.priya.ephemerals()).toEqual([]);
  await office.david.press('Reject');
  await office.david.waitUntil((screen) => screen.modal);
  await office.david.fill({ 'Why? The requester reads this.': 'I changed my mind' });
  await office.david.submit();
  await office.david.waitFor('You asked for this, so somebody else decides.');
  await office.david.dismiss();
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 2 });
  await expectNothingRan(office, asked);

  await office.priya.press('Approve');
  await cardSays(office, asked, 'Restored: version 26');
  expect((await approvalOf(office, asked)).seats.map(({ by }) => by)).toEqual([people.secondApprover]);
});

test('an outsider, a guest and a stranger are turned away with the reason, though the last two are in the group', async () => {
  const office = await openOffice();
  const { slack } = office;
  const asked = await requested(office);
  const room = bankFixture.rooms.find(({ id }) => id === rooms.incidents);
  slack.setRoom(rooms.incidents, { members: [...(room?.members ?? []), people.stranger] });
  slack.setGroupMembers('data-approvers', [people.guest, people.stranger, people.approver]);
  const refusals = [
    [people.security, 'You are not in a group that may decide this. The card names it.'],
    [people.guest, 'Guests of this workspace do not decide.'],
    [people.stranger, 'People of other organisations do not decide.'],
  ] as const;

  await Promise.all(
    refusals.map(async ([id, words]) => {
      const who = asPerson(slack, id);
      await who.press('Approve');
      await toldPrivately(who, words);
      expect(await who.ephemerals()).toHaveLength(1);
    }),
  );
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 3 });
  await expectNothingRan(office, asked);
});

test('whoever is deactivated between the press and the question to Slack has decided nothing', async () => {
  const office = await openOffice({
    attempt_refused: ({ slack }) => slack.setUser(people.approver, { deleted: false }),
  });
  const { slack, david } = office;
  const asked = await requested(office);

  slack.faults.add({ method: 'users.info', kind: 'slow', delayMs: 2_000 });
  await david.press('Approve');
  slack.setUser(people.approver, { deleted: true });
  await toldPrivately(david, 'This account is deactivated.');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 1 });
  await expectNothingRan(office, asked);
});

test('an approver who has left the group decides nothing, and decides again once they are back', async () => {
  const office = await openOffice();
  const { slack, david } = office;
  const asked = await requested(office);

  slack.setGroupMembers('data-approvers', []);
  await david.press('Approve');
  await toldPrivately(david, 'You are not in a group that may decide this. The card names it.');
  await expectNothingRan(office, asked);

  slack.setGroupMembers('data-approvers', [people.approver]);
  await david.press('Approve');
  await cardSays(office, asked, 'Restored: version 26');
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('a handle that has come to mean another group gives nobody a say, whoever is in that group', async () => {
  const office = await openOffice();
  const { slack, priya } = office;
  const asked = await requested(office);
  const moved = {
    id: groups['platform-approvers'],
    team_id: bankFixture.team.id,
    handle: 'data-approvers',
    date_delete: 0,
  };
  const body = JSON.stringify({ ok: true, usergroups: [moved] });

  slack.faults.add({ method: 'usergroups.list', kind: 'malformed', body });
  await priya.press('Approve');
  await toldPrivately(priya, 'handle now belongs to another group');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [] });
  await expectNothingRan(office, asked);
});

test('a handle that is moved between two requests gives its new group nothing, and the card says so', async () => {
  const office = await openOffice();
  const { slack, maria } = office;
  const first = await requested(office);
  await maria.press('Cancel request');
  await cardSays(office, first, 'Cancelled, nothing ran');
  slack.setGroup(groups['data-approvers'], { handle: 'data-approvers-old' });
  slack.setGroup(groups['platform-approvers'], { handle: 'data-approvers', members: [people.commander] });

  const second = await request(office, maria, { version: GOOD_VERSION });
  await cardSays(office, second, '⛔ Nobody can approve this now');
  await cardSays(office, second, '@data-approvers (means another group than before)');
  // Nothing is offered that nobody can do.
  expect(buttonsOf(office, second)).toEqual(['Cancel request', 'Ask', '']);
  await expectNothingRan(office, second);
});

test('a group that does not exist is said at once and not when the request expires', async () => {
  const others = bankFixture.groups.filter(({ handle }) => handle !== 'data-approvers');
  const office = await openOffice({}, { fixture: { ...bankFixture, groups: others } });
  const asked = await requested(office);

  expect(cardNow(office, asked).text).toContain('Nobody can approve this now');
  await cardSays(office, asked, '⛔ Nobody can approve this now');
  await cardSays(office, asked, '@data-approvers (no such group)');
  expect(buttonsOf(office, asked)).toEqual(['Cancel request', 'Ask', '']);
  await expectNothingRan(office, asked);
});

test('a group with nobody in it but who asks is said at once', async () => {
  const office = await openOffice();
  office.slack.setGroupMembers('data-approvers', [people.responder, people.guest, people.leaver]);
  const asked = await requested(office);
  await cardSays(office, asked, '⛔ Nobody can approve this now');
  await cardSays(office, asked, 'add a full member other than who asked');
  await expectNothingRan(office, asked);
});

test('while Slack answers nonsense about the group nobody decides; when it answers again they do', async () => {
  const office = await openOffice();
  const { slack, david, priya } = office;
  const asked = await requested(office);

  const everybody = {
    method: 'usergroups.users.list',
    kind: 'malformed',
    body: '{"ok":true,"users":"all"}',
  } as const;
  const restore = slack.faults.add(everybody);
  await david.press('Approve');
  await toldPrivately(david, NOT_NOW);
  restore();
  const reconnect = slack.faults.add({ method: 'usergroups.users.list', kind: 'reset' });
  await priya.press('Approve');
  await toldPrivately(priya, NOT_NOW);
  reconnect();
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 2 });
  await expectNothingRan(office, asked);

  await david.press('Approve');
  await cardSays(office, asked, 'Restored: version 26');
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('while Slack does not say who somebody is, they decide nothing', async () => {
  const office = await openOffice();
  const { slack, david } = office;
  const asked = await requested(office);

  slack.faults.add({ method: 'users.info', kind: 'error', error: 'user_not_found' });
  await david.press('Approve');
  await toldPrivately(david, 'Slack did not say clearly who you are, and doubt means no.');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [] });
  await expectNothingRan(office, asked);
});

test('an approval whose approver leaves the group before the start is void, and nothing is sent', async () => {
  const office = await openOffice({
    approved: ({ slack }) => slack.setGroupMembers('data-approvers', [people.secondApprover]),
  });
  const asked = await requested(office);

  await office.david.press('Approve');
  const card = await cardSays(office, asked, '⚠️ Void, nothing ran');
  expect(JSON.stringify(card.blocks)).toContain('Whoever approved this may not any more.');
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'voided',
    ending: { reason: 'approver_left' },
  });
  expect(buttonsOf(office, asked)).toEqual(['Request action']);
  await expectNothingRan(office, asked);
});

test('an outsider who presses without end keeps no approver from deciding', async () => {
  const office = await openOffice();
  const { slack, david } = office;
  const asked = await requested(office);
  const outsider = asPerson(slack, people.security);
  await outsider.waitFor('Approval needed');

  await Promise.all(Array.from({ length: 25 }, () => outsider.press('Approve')));
  await david.press('Approve');
  await cardSays(office, asked, '✅ Done');
  expect(slack.count('usergroups.list')).toBeLessThan(10);
  expect(sentFor(office, asked)).toHaveLength(1);
}, 60_000);
