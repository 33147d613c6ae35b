/** App Home as each person finds it: what is theirs to do, and what became of what they pressed there. */
import { WebClient } from '@slack/web-api';
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Snapshot } from '../../sandbox/slack/page-api.ts';
import { PENDING_TTL_MS } from '../../src/approval/state.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  declare,
  expectNothingRan,
  type Office,
  openOffice,
  PATIENCE_MS,
  requested,
} from '../support/approvals.ts';
import { BOT_TOKEN } from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { homeTargets, modalWords, shownModal } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const WAIT = { timeoutMs: PATIENCE_MS };

async function homeOf(who: PersonClient, text: string | RegExp = 'As of '): Promise<string> {
  expect(await who.openHome()).toEqual({ ok: true });
  return who.homeSays(text, WAIT);
}

async function buttonsAt(who: PersonClient): Promise<readonly string[]> {
  return homeTargets(await who.screen()).map(({ label }) => label);
}

/** What another process would do that is behind: an old Home in place of the newest. */
async function publish({ slack }: Office, user: string, { home }: Snapshot): Promise<void> {
  const web = new WebClient(BOT_TOKEN, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  if (home === null) throw new Error('There was no Home.');
  await web.views.publish({ user_id: user, view: home.view });
}

async function modalSays(who: PersonClient, text: string | RegExp): Promise<void> {
  const says = (words: string) => (typeof text === 'string' ? words.includes(text) : text.test(words));
  await who.waitUntil((screen) => screen.modal !== null && says(modalWords(screen.modal)), WAIT);
}

test('with nothing going on, every part of it says so, and there are two things to do', async () => {
  const { maria } = await openOffice();
  const words = await homeOf(maria);
  for (const empty of [
    'Whoever sees something wrong',
    'What you may decide',
    'from a checklist',
    'in the last day',
  ])
    expect(words).toContain(empty);
  expect(await buttonsAt(maria)).toEqual(['Declare an incident', 'Refresh']);
});

test('the requester sees what she asked for, the approver what waits for him, everybody the incident, with links', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  const asked = await requested(office);
  const aisha = asPerson(office.slack, people.security);

  const hers = await homeOf(maria, 'waiting for approval');
  expect(hers).toContain('Transactions table is stale');
  expect(hers).toContain('What you may decide');
  expect(await buttonsAt(maria)).toEqual(['Declare an incident', 'Refresh', 'Acknowledge', 'Cancel request']);

  const his = await homeOf(david, 'Approvals waiting for you · 1');
  expect(his).toContain('APR-1');
  expect(his).toContain('A job wrote old rows over new ones');
  expect(his).toContain('destructive');
  expect(await buttonsAt(david)).toEqual(['Declare an incident', 'Refresh', 'Acknowledge', 'Review']);

  const hersToo = await homeOf(aisha, 'Open incidents · 1');
  expect(hersToo).not.toContain('APR-1');
  const links = JSON.stringify((await david.screen()).home).match(/http[^"]*archives[^"]*/g);
  const [incident] = await office.journal.posts({ kind: 'incident', id: 'INC-1' });
  expect(links).toEqual([
    `${office.slack.url}/archives/${rooms.incidents}/p${incident?.ts.replace('.', '')}`,
    `${office.slack.url}/archives/${rooms.incidents}/p${asked.ts.replace('.', '')}?thread_ts=${incident?.ts}&cid=${rooms.incidents}`,
  ]);
});

test('from Home an approver reads the whole, approves, and both Homes show it without being opened again', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  const asked = await requested(office);
  await homeOf(maria, 'waiting for approval');
  await homeOf(david, 'Approvals waiting for you · 1');

  await david.pressHome('Review');
  await modalSays(david, 'Why: ');
  await david.fill({ Comment: 'From my phone' });
  await david.submit();
  await modalSays(david, 'Done. The card shows it.');
  await cardSays(office, asked, 'Restored: version 26');
  expect((await approvalOf(office, asked)).seats).toMatchObject([
    { by: people.approver, comment: 'From my phone' },
  ]);
  await maria.homeSays(/Restore a table.*· done/s, WAIT);
  expect(await david.homeSays('What you may decide', WAIT)).not.toContain('APR-1');
  expect(await buttonsAt(david)).not.toContain('Review');
});

test('an approval is never on Home itself: no button there is called Approve or Reject', async () => {
  const office = await openOffice();
  const { david, maria, priya } = office;
  await requested(office);
  for (const who of [david, maria, priya]) {
    await homeOf(who);
    expect(await buttonsAt(who)).not.toContain('Approve');
    expect(await buttonsAt(who)).not.toContain('Reject');
  }
});

test('the requester cancels from Home, is answered in a modal, and the card says so', async () => {
  const office = await openOffice();
  const { maria } = office;
  const asked = await requested(office);
  await homeOf(maria, 'waiting for approval');

  expect(await maria.pressHome('Cancel request', 'APR-1')).toEqual({ ok: true });
  await modalSays(maria, 'Done. Home shows it in a moment');
  await cardSays(office, asked, 'Cancelled, nothing ran');
  expect(await maria.homeSays(/· cancelled/, WAIT)).toContain('APR-1');
  await expectNothingRan(office, asked);
});

test('a Home that is old decides nothing: its Cancel is told that it is decided, and is gone then', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  const asked = await requested(office);
  await homeOf(maria, 'waiting for approval');
  const old = await maria.screen();

  await david.press('Reject', { in: 'Approval needed' });
  await david.fill({ 'Why? The requester reads this.': 'Not tonight' });
  await david.submit();
  await maria.homeSays(/· rejected/, WAIT);

  const [cancel] = homeTargets(old, 'APR-1').filter(({ label }) => label === 'Cancel request');
  await publish(office, people.responder, old);
  const { home } = await maria.screen();
  expect(JSON.stringify(home)).toContain('Cancel request');
  expect(cancel).toBeDefined();
  await maria.pressHome('Cancel request', 'APR-1');
  await modalSays(maria, 'This is decided already; the card shows how.');
  await maria.homeSays(/· rejected/, WAIT);
  expect(await buttonsAt(maria)).not.toContain('Cancel request');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'rejected' });
});

test('Acknowledge on Home acknowledges, once; who comes later is told so in a modal', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  await declare(office);
  await homeOf(maria, 'Open incidents · 1');
  await homeOf(david, 'Open incidents · 1');
  const old = await david.screen();

  await maria.pressHome('Acknowledge', 'INC-1');
  await modalSays(maria, 'Done. Home shows it');
  await david.homeSays(/Acknowledged · /, WAIT);
  expect(await buttonsAt(david)).not.toContain('Acknowledge');

  await publish(office, people.approver, old);
  await david.pressHome('Acknowledge', 'INC-1');
  await modalSays(david, 'Somebody was faster: it is already in that state.');
});

test('Declare opens the form, and what was declared is on Home afterwards', async () => {
  const { maria } = await openOffice();
  await homeOf(maria);
  await maria.pressHome('Declare an incident');
  await maria.waitUntil(shownModal, WAIT);
  await maria.fill({ 'What is wrong?': 'Payments are late' });
  await maria.submit();
  expect(await maria.homeSays('Payments are late', WAIT)).toContain('INC-1');
});

test('a guest is told whom this is for, and nothing of what is going on', async () => {
  const office = await openOffice();
  await requested(office);
  const leo = asPerson(office.slack, people.guest);
  const words = await homeOf(leo, 'full members of the workspace');
  expect(words).not.toMatch(/INC-|APR-|Transactions/);
  expect(await buttonsAt(leo)).toEqual([]);
});

test('when Slack does not say who is in the group, it is said to be unknown, and is never a yes', async () => {
  const office = await openOffice();
  const { david } = office;
  await requested(office);
  office.slack.faults.add({
    kind: 'error',
    method: 'usergroups.users.list',
    error: 'internal_error',
    times: 1,
  });
  const words = await homeOf(david, 'Could not be checked: ');
  expect(words).toContain('APR-1');
  expect(await buttonsAt(david)).not.toContain('Review');

  await david.pressHome('Refresh');
  await david.homeSays('Approvals waiting for you · 1', WAIT);
  expect(await buttonsAt(david)).toContain('Review');
});

test('who has left the group is shown nothing to decide when they open it again', async () => {
  const office = await openOffice();
  const { david } = office;
  await requested(office);
  await homeOf(david, 'Approvals waiting for you · 1');
  office.slack.setGroupMembers('data-approvers', [people.secondApprover]);
  expect(await homeOf(david, 'What you may decide')).not.toContain('APR-1');
});

test('when Slack does not say who somebody is, Home shows nothing, says why, and comes back', async () => {
  const office = await openOffice();
  const { david } = office;
  await requested(office);
  office.slack.faults.add({ kind: 'error', method: 'users.info', error: 'internal_error', times: 1 });
  const words = await homeOf(david, 'Slack did not say who you are.');
  expect(words).not.toMatch(/INC-|APR-/);
  await david.pressHome('Refresh');
  await david.homeSays('Approvals waiting for you · 1', WAIT);
});

test('who asked for nothing and is asked for nothing costs no call about groups', async () => {
  const office = await openOffice();
  const { maria } = office;
  await requested(office);
  const before = office.slack.count('usergroups.users.list');
  await homeOf(maria, 'waiting for approval');
  expect(office.slack.count('usergroups.users.list')).toBe(before);
});

test('many changes in a moment are few publications, and the last state is what is shown', async () => {
  const office = await openOffice();
  const { maria } = office;
  await homeOf(maria);
  const before = office.slack.count('views.publish');
  for (let number = 1; number <= 12; number += 1)
    await maria.say(rooms.dataPlatform, `/incident P2 Number ${number} is late`);
  const words = await maria.homeSays('Open incidents · 12', WAIT);
  expect(words).toContain('And 7 more, less severe or declared later.');
  expect(office.slack.count('views.publish') - before).toBeLessThan(8);

  await maria.pressHome('All open incidents');
  await modalSays(maria, /Open incidents · 12\s*, page 1 of 2.*Number 1 is late/s);
  await maria.press('Next');
  await modalSays(maria, /page 2 of 2(?:.*Number \d+ is late){2}/s);
  await maria.press('Back');
  await modalSays(maria, 'page 1 of 2');
  await maria.dismiss();

  await maria.say(rooms.dataPlatform, '/incident list');
  await maria.waitFor(/Open incidents · 12\s*, page 1 of 2/, WAIT);
  await maria.press('Next', { in: 'page 1 of 2' });
  await maria.waitFor(/page 2 of 2(?:.*Number \d+ is late){2}/s, WAIT);
  expect(await maria.sees('page 1 of 2')).toBe(false);
  await maria.say(rooms.dataPlatform, '/incident list yesterday');
  await maria.waitFor('list resolved for what waits to be closed', WAIT);
  await maria.say(rooms.dataPlatform, '/incident list resolved');
  await maria.waitFor('No incident waits to be closed', WAIT);
});

test('an expired request leaves Home by itself', async () => {
  const office = await openOffice();
  const { david, maria } = office;
  const asked = await requested(office);
  await homeOf(david, 'Approvals waiting for you · 1');
  await homeOf(maria, 'waiting for approval');
  await office.advance(PENDING_TTL_MS.destructive);
  await cardSays(office, asked, 'Expired, nothing ran');
  await david.homeSays('What you may decide', WAIT);
  expect(await maria.homeSays(/· expired/, WAIT)).toContain('APR-1');
  expect(buttonsOf(office, asked)).toEqual(['Request action']);
});
