/** Pages over real sockets: what leaves, and what each answer means. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPagers } from '../../src/adapters/page-kinds.ts';
import type { PageText } from '../../src/page/pager.ts';
import { mailReceiver, ROUTING_KEY, status, webReceiver } from '../page/receivers.ts';

const PAGE: PageText = {
  key: 'INC-7.12',
  foldKey: 'INC-7/on-call',
  incident: 'INC-7',
  severity: 'P0',
  title: 'Transactions table is stale',
  contact: 'On-call engineer',
  isLate: true,
  atMs: Date.UTC(2026, 0, 5, 3),
};
const SAID = 'P0 INC-7: nobody has responded in time. Transactions table is stale';
const long = { ...PAGE, title: `<!channel> ${'é'.repeat(3_001)}\r\nBcc: x@evil.example` };

async function pagerDuty() {
  const receiver = await webReceiver('pagerduty');
  const place = { kind: 'pagerduty', key: ROUTING_KEY, url: receiver.url } as const;
  return { ...receiver, pager: openPagers({ a: place })['a'] };
}

async function hook() {
  const receiver = await webReceiver('webhook');
  return { ...receiver, pager: openPagers({ a: { kind: 'webhook', url: receiver.url } })['a'] };
}

describe('PagerDuty', () => {
  test('takes the event, with one key for one incident and contact', async () => {
    const { pager, received } = await pagerDuty();
    expect(await pager?.(PAGE)).toEqual({ outcome: 'accepted' });
    expect(received).toMatchObject([
      {
        key: 'INC-7.12',
        body: {
          event_action: 'trigger',
          dedup_key: 'INC-7/on-call',
          payload: {
            summary: SAID,
            severity: 'critical',
            source: 'INC-7',
            timestamp: '2026-01-05T03:00:00.000Z',
          },
        },
      },
    ]);
  });

  test('takes every severity, and a title longer than it may be', async () => {
    const { pager } = await pagerDuty();
    for (const severity of ['P0', 'P1', 'P2', 'P3'] as const)
      expect(await pager?.({ ...long, severity })).toEqual({ outcome: 'accepted' });
  });

  test('says of a wrong key once and for all that it is refused', async () => {
    const receiver = await webReceiver('pagerduty');
    const wrong = { kind: 'pagerduty', key: 'b'.repeat(32), url: receiver.url } as const;
    expect(await openPagers({ a: wrong })['a']?.(PAGE)).toEqual({
      outcome: 'refused',
      text: 'It answered 400.',
    });
  });
});

describe('a webhook', () => {
  test('gets plain JSON', async () => {
    const { pager, received } = await hook();
    expect(await pager?.(PAGE)).toEqual({ outcome: 'accepted' });
    expect(received[0]?.body).toEqual({
      key: 'INC-7.12',
      text: SAID,
      incident: 'INC-7',
      severity: 'P0',
      title: 'Transactions table is stale',
      contact: 'On-call engineer',
      isLate: true,
      at: '2026-01-05T03:00:00.000Z',
    });
  });

  test.each([
    ['429 with a time', status(429, { 'retry-after': '7' }), { outcome: 'unavailable', retryAfterMs: 7_000 }],
    ['429 with nonsense', status(429, { 'retry-after': 'soon' }), { outcome: 'unavailable' }],
    ['500', status(500), { outcome: 'unavailable', text: 'It answered 500.' }],
    ['404', status(404), { outcome: 'refused', text: 'It answered 404.' }],
    [
      'a connection that is cut',
      (answer: { destroy: () => unknown }) => void answer.destroy(),
      { outcome: 'unavailable', text: 'It could not be reached.' },
    ],
  ] as const)('%s', async (_name, reply, answer) => {
    const { pager, next } = await hook();
    next.push(reply);
    expect(await pager?.(PAGE)).toMatchObject(answer);
  });

  test('that sends somewhere else is not followed', async () => {
    const elsewhere = await webReceiver('webhook');
    const { pager, next } = await hook();
    next.push(status(307, { location: elsewhere.url }));
    expect(await pager?.(PAGE)).toEqual({ outcome: 'refused', text: 'It answered 307.' });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('a mail', () => {
  const pagerAt = (url: string) =>
    openPagers({ a: { kind: 'smtp', url, from: 'bot@bank.example', to: 'oncall@bank.example' } })['a'];

  test('goes to the contact and nobody else, with the page’s own message id', async () => {
    const { host, mails } = await mailReceiver();
    const pager = pagerAt(`smtp://${host}`);
    expect(await pager?.(PAGE)).toEqual({ outcome: 'accepted' });
    expect(await pager?.(long)).toEqual({ outcome: 'accepted' });
    expect(mails.map(({ from, to }) => [from, to])).toEqual(
      Array.from({ length: 2 }, () => ['bot@bank.example', ['oncall@bank.example']]),
    );
    expect(mails[0]?.text).toMatch(/^Message-ID: <INC-7\.12@four-eyes>$/m);
    expect(mails[0]?.text).toContain('Subject: P0 INC-7: nobody has responded in time.');
    expect(mails[1]?.text).not.toMatch(/^Bcc:/m);
  });

  test('with a password, right and wrong', async () => {
    const { host, mails } = await mailReceiver({ password: 'p@ss' });
    expect(await pagerAt(`smtp://bot:p%40ss@${host}`)?.(PAGE)).toEqual({ outcome: 'accepted' });
    const refused = await pagerAt(`smtp://bot:wrong@${host}`)?.(PAGE);
    expect(refused).toEqual({ outcome: 'refused', text: 'The mail server answered 535.' });
    expect(JSON.stringify(refused)).not.toContain('wrong');
    expect(mails).toHaveLength(1);
  });

  test.each([
    [451, 'unavailable'],
    [554, 'refused'],
  ] as const)('turned away with %i it is %s', async (code, outcome) => {
    const { host, next } = await mailReceiver();
    next.push(code);
    expect(await pagerAt(`smtp://${host}`)?.(PAGE)).toEqual({
      outcome,
      text: `The mail server answered ${code}.`,
    });
  });

  test('to a server that never greets is given up in time', { timeout: 30_000 }, async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    expect(await pagerAt(`smtp://127.0.0.1:${port}`)?.(PAGE)).toMatchObject({ outcome: 'unavailable' });
  });
});
