import { describe, expect, test } from 'vitest';
import { groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import { createRateLimits } from '../../sandbox/slack/rate-limits.ts';
import { asPerson } from '../support/person.ts';
import { handClock, localSlack } from '../support/slack-with-bolt.ts';

const { incidents, dataPlatform } = rooms;

type SdkError = {
  readonly code?: string;
  readonly retryAfter?: number;
  readonly data?: { readonly error?: string };
  readonly original?: { readonly cause?: { readonly code?: string } };
};

/** How the SDK sees it. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return 'ok';
  } catch (error) {
    const { retryAfter, data, original, code } = error as SdkError;
    return retryAfter ?? data?.error ?? original?.cause?.code ?? code;
  }
}

describe('rate limits', () => {
  test('let a short burst into a channel, then one post a second, and leave other channels alone', async () => {
    const clock = handClock();
    const { web } = await localSlack(clock);
    const post = (channel: string) => outcomeOf(web.chat.postMessage({ channel, text: 'x' }));
    for (let burst = 0; burst < 5; burst += 1) expect(await post(incidents)).toBe('ok');
    await expect(web.chat.postMessage({ channel: incidents, text: 'x' })).rejects.toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 1,
    });
    expect(await post(dataPlatform)).toBe('ok');
    clock.advance(1_000);
    expect(await post(incidents)).toBe('ok');
    expect(await post(incidents)).toBe(1);
  });

  test.each([
    ['usergroups.users.list', { usergroup: groups['data-approvers'] }, 20],
    ['conversations.info', { channel: incidents }, 50],
    ['users.info', { user: people.responder }, 100],
  ])('take %s as often as its tier says in a minute', async (method, args, perMinute) => {
    const clock = handClock();
    const { web } = await localSlack(clock);
    for (let call = 0; call < perMinute; call += 1)
      expect(await outcomeOf(web.apiCall(method, args))).toBe('ok');
    clock.advance(20_000);
    expect(await outcomeOf(web.apiCall(method, args))).toBe(40);
    clock.advance(40_000);
    expect(await outcomeOf(web.apiCall(method, args))).toBe('ok');
  });
});

test('a workspace takes three hundred posts a minute over all its channels', () => {
  const clock = handClock();
  const limits = createRateLimits(clock.now);
  const post = (channel: number) => limits.take('chat.postMessage', 'post', `C${channel}`);
  for (let channel = 0; channel < 300; channel += 1) expect(post(channel)).toBe(0);
  expect(post(300)).toBe(60);
  clock.advance(60_000);
  expect(post(301)).toBe(0);
});

describe('a fault', () => {
  test('that cuts the connection after the call has lost the answer, not the message', async () => {
    const slack = await localSlack();
    slack.faults.add({ kind: 'reset_after', method: 'chat.postMessage', times: 1 });
    expect(await outcomeOf(slack.web.chat.postMessage({ channel: incidents, text: 'arrived' }))).not.toBe(
      'ok',
    );
    expect(slack.messages(incidents).map((message) => message.text)).toEqual(['arrived']);
    expect(await outcomeOf(slack.web.chat.postMessage({ channel: incidents, text: 'again' }))).toBe('ok');
  });

  test('that cuts the connection before the call has lost both', async () => {
    const slack = await localSlack();
    const heal = slack.faults.add({ kind: 'reset', method: '*' });
    expect(await outcomeOf(slack.web.chat.postMessage({ channel: incidents, text: 'lost' }))).not.toBe('ok');
    expect(slack.messages(incidents)).toEqual([]);
    heal();
    expect(await outcomeOf(slack.web.auth.test())).toBe('ok');
  });

  test('of the whole of Slack refuses connections until it is over, on the same address', async () => {
    const slack = await localSlack();
    await slack.faults.disconnect();
    expect(await outcomeOf(slack.web.auth.test())).toBe('ECONNREFUSED');
    expect(await asPerson(slack, people.responder).sees('anything')).toBe(false);
    await slack.faults.connect();
    expect(await outcomeOf(slack.web.auth.test())).toBe('ok');
  });

  test('limits one method in one channel for as long as it says', async () => {
    const clock = handClock();
    const slack = await localSlack(clock);
    slack.faults.add({
      kind: 'rate_limited',
      method: 'chat.postMessage',
      channel: incidents,
      retryAfterSeconds: 7,
      forMs: 7_000,
    });
    const post = (channel: string) => outcomeOf(slack.web.chat.postMessage({ channel, text: 'x' }));
    expect([await post(incidents), await post(dataPlatform)]).toEqual([7, 'ok']);
    clock.advance(7_000);
    expect(await post(incidents)).toBe('ok');
  });

  test('makes a method say no, answer nonsense, or fail, until it is cleared', async () => {
    const slack = await localSlack();
    const members = () => outcomeOf(slack.web.usergroups.users.list({ usergroup: groups['data-approvers'] }));
    slack.faults.add({ kind: 'error', method: 'usergroups.users.list', error: 'internal_error', times: 1 });
    expect(await members()).toBe('internal_error');
    slack.faults.add({ kind: 'malformed', method: 'usergroups.users.list', body: '<html>', times: 1 });
    expect(await members()).toBe('<html>');
    slack.faults.add({ kind: 'http', method: 'usergroups.users.list', status: 503 });
    expect(await members()).toBe('slack_webapi_http_error');
    slack.faults.clear();
    expect(await members()).toBe('ok');
    expect(slack.count('usergroups.users.list')).toBe(4);
  });

  test('makes a method slow', async () => {
    const clock = handClock();
    const slack = await localSlack(clock);
    slack.faults.add({ kind: 'slow', method: 'auth.test', delayMs: 60_000 });
    const answer = outcomeOf(slack.web.auth.test());
    await expect.poll(() => clock.pending()).toEqual([60_000]);
    clock.advance(60_000);
    expect(await answer).toBe('ok');
  });
});
