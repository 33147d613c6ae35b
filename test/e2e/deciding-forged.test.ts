import { WebClient } from '@slack/web-api';
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { BODY_BYTES_MAX } from '../../src/adapters/slack-http.ts';
import {
  type Asked,
  approvalOf,
  buttonsOf,
  cardNow,
  cardSays,
  expectNothingRan,
  type Office,
  openOffice,
  requested,
  sentFor,
  toldPrivately,
} from '../support/approvals.ts';
import { BOT_TOKEN, SIGNING_SECRET } from '../support/bot.ts';
import { deliverRaw, replay } from '../support/forged.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Slack as whoever holds the bot's token has it: what stands on a message is not proof of anything. */
function slackOf({ slack }: Office): WebClient {
  return new WebClient(BOT_TOKEN, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
}

/** The card shows something else than the bot drew: an older state, other digits. */
async function redraw(office: Office, asked: Asked, change: (blocks: string) => string): Promise<void> {
  const { text, blocks } = cardNow(office, asked);
  const changed = JSON.parse(change(JSON.stringify(blocks)));
  await slackOf(office).chat.update({ channel: rooms.incidents, ts: asked.ts, text, blocks: changed });
}

/** The last press as Slack sent it, and the same with something else in it. */
function lastPress({ slack }: Office) {
  const press = slack.deliveries.findLast(({ kind }) => kind === 'block_actions');
  if (press === undefined) throw new Error('Nobody has pressed anything.');
  return press;
}

function pressedBy({ body }: { readonly body: string }, user: string): string {
  const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '') as { readonly user: object };
  return new URLSearchParams({
    payload: JSON.stringify({ ...payload, user: { ...payload.user, id: user } }),
  }).toString();
}

test('a card that shows an earlier state or another fingerprint decides nothing', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);
  const { revision, prepared } = await approvalOf(office, asked);
  const fingerprint = prepared?.fingerprint ?? '';

  await redraw(office, asked, (blocks) =>
    blocks.replaceAll(`${asked.id}|${revision}|`, `${asked.id}|${revision - 1}|`),
  );
  await david.press('Approve');
  await toldPrivately(david, 'The card has changed since you saw it.');

  await redraw(office, asked, (blocks) =>
    blocks.replaceAll(`|${revision - 1}|`, `|${revision}|`).replaceAll(fingerprint, 'f'.repeat(64)),
  );
  await david.press('Approve');
  await toldPrivately(david, 'What you saw is not what would run.');

  await redraw(office, asked, (blocks) => blocks.replaceAll('f'.repeat(64), ''));
  await david.press('Approve');
  await david.waitUntil((screen) => screen.messages.filter(({ ephemeral }) => ephemeral).length === 3);
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 3 });
  await expectNothingRan(office, asked);
});

test('a copy of the card that the journal does not know decides nothing and loses its buttons', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);
  const { text, blocks } = cardNow(office, asked);
  const copied = await slackOf(office).chat.postMessage({
    channel: rooms.incidents,
    text,
    blocks: [...blocks],
  });
  const copy: Asked = { id: asked.id, ts: copied.ts ?? '' };
  expect(buttonsOf(office, copy)).toContain('Approve');

  await david.press('Approve');
  await toldPrivately(david, 'This is not the current card of this request.');
  await cardSays(office, copy, 'This copy is out of use.');
  expect(buttonsOf(office, copy)).toEqual([]);
  expect(buttonsOf(office, asked)).toContain('Approve');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [] });
  await expectNothingRan(office, asked);
});

test('a reject from a copy that the journal does not know is refused when it is sent', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);
  const { text, blocks } = cardNow(office, asked);
  await slackOf(office).chat.postMessage({ channel: rooms.incidents, text, blocks: [...blocks] });

  await david.press('Reject');
  await david.waitUntil((screen) => screen.modal);
  await david.fill({ 'Why? The requester reads this.': 'From a copy' });
  await david.submit();
  await david.waitFor('This is not the current card of this request.');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', refusedAttempts: 1 });
});

test('a signed press that is sent again, byte for byte, has its effect once', async () => {
  const office = await openOffice();
  const { david } = office;
  const asked = await requested(office);

  await david.press('Approve');
  const press = lastPress(office);
  const early = await Promise.all([1, 2, 3].map(() => replay(office.appUrl(), press)));
  expect(early.map(({ outcome }) => outcome)).toEqual(['acked', 'acked', 'acked']);
  await cardSays(office, asked, 'Restored: version 26');
  expect(await replay(office.appUrl(), press)).toMatchObject({ outcome: 'acked' });
  await office.bot.idle();

  const { seats, status } = await approvalOf(office, asked);
  expect({ status, seats: seats.length }).toEqual({ status: 'succeeded', seats: 1 });
  expect(sentFor(office, asked)).toHaveLength(1);
  const approved = (await office.journal.history({ kind: 'approval', id: asked.id })).filter(({ event }) =>
    JSON.stringify(event).includes('"type":"approved"'),
  );
  expect(approved).toHaveLength(1);
});

test('only what Slack has signed, just now, is listened to', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  // Pressed by who asked: the bytes of an approval, with no effect of their own.
  await office.maria.press('Approve');
  await toldPrivately(office.maria, 'You asked for this');
  const body = pressedBy(lastPress(office), people.approver);
  const send = (forgery: Partial<Parameters<typeof deliverRaw>[1]>) =>
    deliverRaw(office.appUrl(), { body, signingSecret: SIGNING_SECRET, ...forgery });
  const nowSeconds = Math.floor(office.nowMs() / 1_000);
  const year = 365 * 24 * 3_600;
  const unsigned = { 'x-slack-signature': undefined, 'x-slack-request-timestamp': undefined };

  const answers = await Promise.all([
    send({ signingSecret: '0'.repeat(32) }),
    send({ headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } }),
    send({ headers: { 'x-slack-signature': undefined } }),
    send({ timestampSeconds: nowSeconds + year }),
    send({ timestampSeconds: nowSeconds - 6 * 60 }),
    send({ headers: { 'x-slack-request-timestamp': 'soon' } }),
    send({ headers: unsigned }),
  ]);
  expect(answers.map((answer) => ('status' in answer ? answer.status : answer.outcome))).toEqual(
    answers.map(() => 401),
  );
  // Bolt answers Slack's own ssl_check unsigned; the press that came with it is not looked at.
  const checks = [unsigned, { 'x-slack-signature': `v0=${'0'.repeat(64)}` }].map((headers) =>
    send({ body: `ssl_check=1&${body}`, headers }),
  );
  for (const answer of await Promise.all(checks))
    expect(answer).toMatchObject({ outcome: 'acked', body: '' });
  const tooLong = `${body}&padding=${'x'.repeat(BODY_BYTES_MAX)}`;
  expect(await send({ body: tooLong })).toMatchObject({ status: 413 });
  await office.bot.idle();
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 1 });
  await expectNothingRan(office, asked);

  expect(await send({ timestampSeconds: nowSeconds })).toMatchObject({ outcome: 'acked' });
  await cardSays(office, asked, 'Restored: version 26');
  expect((await approvalOf(office, asked)).seats.map(({ by }) => by)).toEqual([people.approver]);
});

test('a bot decides nothing, whoever put it into the group and however well its press is signed', async () => {
  const office = await openOffice();
  const asked = await requested(office);
  office.slack.setGroupMembers('data-approvers', [people.bot, people.approver]);
  await office.maria.press('Approve');
  await toldPrivately(office.maria, 'You asked for this');

  const body = pressedBy(lastPress(office), people.bot);
  await deliverRaw(office.appUrl(), { body, signingSecret: SIGNING_SECRET });
  await toldPrivately(office.maria, 'Bots do not decide.');
  expect(await approvalOf(office, asked)).toMatchObject({ status: 'pending', seats: [], refusedAttempts: 2 });
  await expectNothingRan(office, asked);
});
