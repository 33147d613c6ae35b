/** Review: what does not stand whole on the card is read whole in a modal, and only there it is approved. */
import type { ModalView } from '@slack/types';
import { expect, test, vi } from 'vitest';
import { INPUT } from '../../blocks/action-ids.ts';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Modal } from '../../sandbox/slack/page-api.ts';
import { PENDING_TTL_MS } from '../../src/approval/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { elements } from '../blocks/look.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  expectNothingRan,
  GOOD_VERSION,
  openOffice,
  PATIENCE_MS,
  requested,
  sentFor,
  toldPrivately,
} from '../support/approvals.ts';
import { SIGNING_SECRET } from '../support/bot.ts';
import { deliverRaw } from '../support/forged.ts';
import { longStatement } from '../support/long-statement.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { modalWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

type Submission = { readonly user: object; readonly view: { readonly private_metadata: string } };

/** Until the modal says so, whatever stood in it before. */
async function modalSays(who: PersonClient, text: string | RegExp): Promise<Modal> {
  const says = (words: string) => (typeof text === 'string' ? words.includes(text) : text.test(words));
  const { modal } = await who.waitUntil(
    (screen) => screen.modal !== null && says(modalWords(screen.modal)) && screen,
    { timeoutMs: PATIENCE_MS },
  );
  if (modal === null) throw new Error('The modal is gone.');
  return modal;
}

/** Opened and filled in: with a way out, or with the reason why there is none. */
async function reviewOpen(who: PersonClient): Promise<ModalView> {
  const modal = await modalSays(who, 'Why: ');
  return modal.view as ModalView;
}

function statementIn(view: ModalView): string {
  return elements(view.blocks)
    .filter(({ type }) => type === 'rich_text_preformatted')
    .flatMap((part) => part['elements'] as { readonly text: string }[])
    .map(({ text }) => text)
    .join('');
}

function submitOf({ submit }: ModalView): string | undefined {
  return submit?.text;
}

test('from a card that shows it all a comment can go with the yes, and is where the decision is', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);
  await david.press('Approve with a comment…');
  expect(submitOf(await reviewOpen(david))).toBe('Approve');
  await david.fill({ Comment: 'Checked with <!channel> and `ops`' });
  expect(await david.submit()).toMatchObject({ ok: true });
  await cardSays(office, asked, 'Restored: version 26');
  await cardSays(office, asked, /Checked with .*channel/);
  expect((await approvalOf(office, asked)).seats).toMatchObject([
    { by: people.approver, comment: 'Checked with !channel and `ops`' },
  ]);
});

test('a statement that does not fit the card is read whole in Review, approved there with a comment, and runs as it was read', async () => {
  const office = await openOffice({}, longStatement(9_500));
  const { david } = office;
  const asked = await requested(office);
  expect(buttonsOf(office, asked)).toEqual(['Review', 'Reject', 'Ask', '']);

  await david.press('Review');
  const view = await reviewOpen(david);
  const { prepared, revision } = await approvalOf(office, asked);
  expect(statementIn(view)).toBe(prepared?.bill.text);
  expect(prepared?.bill.text.length).toBeGreaterThan(9_500);
  const words = modalWords({ viewId: '', view, errors: {}, busy: false });
  for (const { label, value } of prepared?.shown ?? []) {
    expect(words).toContain(`${label}: `);
    expect(words).toContain(value);
  }
  for (const warning of prepared?.warnings ?? []) expect(words).toContain(warning);
  expect(words).toContain('A job wrote old rows over new ones');
  expect(JSON.parse(view.private_metadata ?? '')).toEqual({
    id: asked.id,
    revision,
    fingerprint: prepared?.fingerprint,
    channel: rooms.incidents,
    ts: asked.ts,
    reader: people.approver,
  });

  await david.fill({ Comment: 'Looked at both versions <!channel>' });
  expect(await david.submit()).toEqual({ ok: true });
  await modalSays(david, 'Done. The card shows it.');
  await cardSays(office, asked, 'Restored: version 26');
  expect((await approvalOf(office, asked)).seats).toMatchObject([
    { by: people.approver, comment: 'Looked at both versions !channel' },
  ]);
  expect(sentFor(office, asked).map(({ text }) => text)).toEqual([prepared?.bill.text]);
});

test('a statement that cannot be shown whole even there has no Approve anywhere, and it says so', async () => {
  const office = await openOffice({}, longStatement(9_990));
  const { david } = office;
  const asked = await requested(office);
  expect((await approvalOf(office, asked)).prepared?.bill.text.length).toBeGreaterThan(10_000);

  await david.press('Review');
  const view = await reviewOpen(david);
  expect(submitOf(view)).toBeUndefined();
  expect(modalWords({ viewId: '', view, errors: {}, busy: false })).toContain('It cannot be approved.');
  expect(buttonsOf(office, asked)).toEqual(['Review', 'Reject', 'Ask', '']);
});

test('the command opens it for any request that waits; a mention, which can open nothing, links to the card', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);

  await david.say(rooms.dataPlatform, '/incident review apr-1');
  expect(submitOf(await reviewOpen(david))).toBe('Approve');
  await david.dismiss();

  await david.say(rooms.incidents, '@Four Eyes review APR-1');
  const told = await david.waitFor(/Read it, and decide, on/, { timeoutMs: PATIENCE_MS });
  const links = elements('blocks' in told ? told.blocks : []).flatMap((part) =>
    part['type'] === 'link' ? [part['url']] : [],
  );
  expect(links).toEqual([
    expect.stringContaining(`/archives/${rooms.incidents}/p${asked.ts.replace('.', '')}`),
  ]);

  await david.say(rooms.incidents, '/incident review');
  await toldPrivately(david, 'Name the request, as in review APR-3.');
  await david.say(rooms.incidents, '/incident review APR-9');
  await modalSays(david, 'There is no APR-9.');
});

test('who asked for it, and who may do nothing here, read why there is no Approve for them', async () => {
  const office = await openOffice();
  const asked = await requested(office);

  await office.maria.say(rooms.incidents, '/incident review APR-1');
  const hers = await reviewOpen(office.maria);
  expect(submitOf(hers)).toBeUndefined();
  expect(modalWords({ viewId: '', view: hers, errors: {}, busy: false })).toContain(
    'You asked for this, so somebody else decides.',
  );

  const leo = asPerson(office.slack, people.guest);
  await leo.say(rooms.incidents, '/incident review APR-1');
  const refused = await modalSays(leo, 'Only full members of this workspace can do this');
  expect(modalWords(refused)).not.toContain('RESTORE');
  await expectNothingRan(office, asked);
});

test('somebody who is not in the group is told so when they send it, and that is kept', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  const aisha = asPerson(office.slack, people.security);

  await aisha.say(rooms.incidents, '/incident review APR-1');
  expect(submitOf(await reviewOpen(aisha))).toBe('Approve');
  await aisha.submit();
  await modalSays(aisha, 'You are not in a group that may decide this.');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', refusedAttempts: 1 });
});

test('opened by two and sent by both, the first decides and the second is told', async () => {
  const office = await openOffice();
  const { david, priya } = office;
  const asked = await requested(office);
  for (const who of [david, priya]) {
    await who.say(rooms.incidents, '/incident review APR-1');
    await reviewOpen(who);
  }

  await david.submit();
  await modalSays(david, 'Done. The card shows it.');
  await priya.submit();
  await modalSays(priya, 'This is decided already; the card shows how.');
  expect((await approvalOf(office, asked)).seats).toHaveLength(1);
  await cardSays(office, asked, 'Restored: version 26');
  expect(sentFor(office, asked)).toHaveLength(1);
});

test('opened twice by one person, sent once: the second opening finds it decided', async () => {
  const office = await openOffice({}, { runbook: peopleNeeded(2) });
  const { david } = office;
  const asked = await requested(office);
  await david.say(rooms.incidents, '/incident review APR-1');
  await reviewOpen(david);
  await david.submit();
  await modalSays(david, 'Done. The card shows it.');
  await david.dismiss();

  await david.say(rooms.incidents, '/incident review APR-1');
  const again = await reviewOpen(david);
  expect(submitOf(again)).toBeUndefined();
  expect(modalWords({ viewId: '', view: again, errors: {}, busy: false })).toContain(
    'You have approved this already.',
  );
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'pending',
    seats: [{ by: people.approver }],
  });
});

test('what was read before somebody else took a seat is not what is decided on: it is asked to look again', async () => {
  const office = await openOffice({}, { runbook: peopleNeeded(2) });
  const { david, priya } = office;
  const asked = await requested(office);
  for (const who of [david, priya]) {
    await who.say(rooms.incidents, '/incident review APR-1');
    await reviewOpen(who);
  }

  await david.submit();
  await modalSays(david, 'Done. The card shows it.');
  await priya.submit();
  await modalSays(priya, 'The card has changed since you saw it.');
  expect((await approvalOf(office, asked)).seats).toHaveLength(1);
});

test('what expired while it was read is expired', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);
  await david.say(rooms.incidents, '/incident review APR-1');
  await reviewOpen(david);

  await office.advance(PENDING_TTL_MS.destructive);
  await david.submit();
  await modalSays(david, /This is decided already|It has expired, and nothing ran/);
  await expectNothingRan(office, asked);
});

test('another person’s review, and one whose ids were changed on the way, decide nothing', async () => {
  const office = await openOffice();
  const { david, priya } = office;
  const asked = await requested(office);
  await david.say(rooms.incidents, '/incident review APR-1');
  await reviewOpen(david);
  // Refused for want of the group, so that the submission exists and nothing is decided by it.
  office.slack.setGroupMembers('data-approvers', [people.secondApprover]);
  await david.submit();
  await modalSays(david, 'You are not in a group that may decide this.');
  const delivery = office.slack.deliveries.findLast(({ kind }) => kind === 'view_submission');

  let views = 0;
  const forged = async (change: (view: Submission['view']) => object, user: string) => {
    const payload = JSON.parse(new URLSearchParams(delivery?.body).get('payload') ?? '') as Submission;
    views += 1;
    const view = { ...payload.view, id: `V${views}`, ...change(payload.view) };
    const sent = { ...payload, user: { ...payload.user, id: user }, view };
    const body = new URLSearchParams({ payload: JSON.stringify(sent) }).toString();
    const ack = await deliverRaw(office.appUrl(), {
      body,
      signingSecret: SIGNING_SECRET,
      timestampSeconds: Math.floor(office.nowMs() / 1_000),
    });
    return ack.outcome === 'acked' ? ack.body : ack.outcome;
  };
  const metadata = (changes: object) => (view: Submission['view']) => ({
    private_metadata: JSON.stringify({ ...(JSON.parse(view.private_metadata) as object), ...changes }),
  });
  const byPriya = { reader: people.secondApprover };

  expect(await forged(() => ({}), priya.id)).toContain('This review was opened for somebody else');
  expect(await forged(() => ({ private_metadata: '{}' }), priya.id)).toContain('another version of the bot');
  const refusals = [
    await forged(metadata({ ...byPriya, revision: 1 }), priya.id),
    await forged(metadata({ ...byPriya, fingerprint: 'f'.repeat(64) }), priya.id),
    await forged(metadata({ ...byPriya, ts: '1.000001' }), priya.id),
  ];
  for (const answer of refusals) expect(answer).toContain('Asking Slack whether you may decide this');
  await office.bot.idle();
  await vi.waitFor(async () => expect((await approvalOf(office, asked)).refusedAttempts).toBe(4), 20_000);
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [] });
  await expectNothingRan(office, asked);
});

test('a comment that is too long is told beside nothing else: nothing is decided', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);
  await david.say(rooms.incidents, '/incident review APR-1');
  const view = await reviewOpen(david);
  const input = elements(view.blocks).find((part) => part['action_id'] === INPUT.comment);
  expect(input).toMatchObject({ max_length: 500 });
  await david.fill({ Comment: 'x'.repeat(501) });
  await david.submit();
  await modalSays(david, 'Use no more than 500 characters.');
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'pending',
    parameters: { version: GOOD_VERSION },
  });
});

function peopleNeeded(count: number) {
  return (shipped: Runbook): Runbook => {
    const action = shipped.actions['restore-table'];
    if (action === undefined) throw new Error('The runbook has no restore-table.');
    const changed = { ...action, approvers: { ...action.approvers, people: count } };
    return { ...shipped, actions: { ...shipped.actions, 'restore-table': changed } };
  };
}
