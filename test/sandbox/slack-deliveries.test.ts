import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { deliverRaw, replay } from '../support/forged.ts';
import { asPerson } from '../support/person.ts';
import { interactions, rawApp } from '../support/raw-app.ts';
import { boltApp, handClock, localSlack, signingSecret } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

describe('a delivery', () => {
  test('is signed so that Bolt takes it, and not when a byte, the secret or the time is another', async () => {
    const slack = await localSlack();
    const heard: string[] = [];
    const appUrl = await boltApp(slack, (app) =>
      app.command('/incident', async ({ ack, command }) => {
        heard.push(command.text);
        await ack();
      }),
    );
    await asPerson(slack, people.responder).say(incidents, '/incident one');
    const [delivery] = slack.deliveries;
    if (delivery === undefined) throw new Error('Nothing was delivered.');
    expect(delivery.headers['user-agent']).toMatch(/^Slackbot 1\.0/);

    const { body } = delivery;
    const refused = [
      await deliverRaw(appUrl, {
        body: body.replace('one', 'two'),
        signingSecret,
        headers: { 'x-slack-signature': delivery.headers['x-slack-signature'] },
      }),
      await deliverRaw(appUrl, { body, signingSecret: 'another-secret' }),
      await deliverRaw(appUrl, {
        body,
        signingSecret,
        timestampSeconds: Math.floor(Date.now() / 1_000) - 301,
      }),
      await deliverRaw(appUrl, { body, signingSecret, headers: { 'x-slack-signature': undefined } }),
    ];
    expect(refused.map((ack) => ack.outcome)).toEqual([
      'http_error',
      'http_error',
      'http_error',
      'http_error',
    ]);
    expect(heard).toEqual(['one']);

    expect((await deliverRaw(appUrl, { body: body.replace('one', 'two'), signingSecret })).outcome).toBe(
      'acked',
    );
    expect((await replay(appUrl, delivery)).outcome).toBe('acked');
    expect(heard).toEqual(['one', 'two', 'one']);
  });

  test('proves the URL with a challenge', async () => {
    const slack = await localSlack();
    await boltApp(slack, () => undefined);
    expect(await slack.verifyUrl()).toBe(true);
    await rawApp(slack, { body: 'hello' });
    expect(await slack.verifyUrl()).toBe(false);
  });
});

describe('a slash command', () => {
  test('carries who, where and what, with mentions as ids and the rest escaped', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const maria = asPerson(slack, people.responder);
    await maria.say(
      incidents,
      '/incident  assign @david.okafor in #data-platform with @data-approvers & <!channel>',
    );
    const form = new URLSearchParams(slack.deliveries[0]?.body);
    expect(Object.fromEntries(form)).toMatchObject({
      command: '/incident',
      text: `assign <@${people.approver}|david.okafor> in <#${rooms.dataPlatform}|data-platform> with <!subteam^S06GDATA2X|@data-approvers> &amp; &lt;!channel&gt;`,
      user_id: people.responder,
      user_name: 'maria.keller',
      channel_id: incidents,
      channel_name: 'incidents',
      team_domain: 'meridian-bank',
      api_app_id: 'A06FOUREYES',
      is_enterprise_install: 'false',
    });
    expect(form.get('response_url')).toContain(slack.url);
    expect(form.get('trigger_id')).toBeTruthy();
    await maria.say(incidents, '/raw ask @david.okafor');
    expect(new URLSearchParams(slack.deliveries[1]?.body).get('text')).toBe('ask @david.okafor');
  });

  test.each([
    ['plain words', { body: 'Noted' }, true],
    ['JSON', { type: 'application/json', body: '{"text":"Noted"}' }, true],
    [
      'JSON for the whole channel',
      { type: 'application/json', body: '{"response_type":"in_channel","text":"Noted"}' },
      false,
    ],
  ])('shows an acknowledgement of %s to those it is for', async (_what, answer, ephemeral) => {
    const slack = await localSlack();
    await rawApp(slack, answer);
    await asPerson(slack, people.responder).say(incidents, '/incident');
    expect(await asPerson(slack, people.responder).sees('Noted')).toBe(true);
    expect(await asPerson(slack, people.approver).sees('Noted')).toBe(!ephemeral);
  });

  test('that is not answered in three seconds says so', async () => {
    const clock = handClock();
    const slack = await localSlack(clock);
    const seen = await rawApp(slack, 'never');
    const maria = asPerson(slack, people.responder);
    const answer = maria.say(incidents, '/incident');
    await expect.poll(() => seen.length).toBe(1);
    clock.advance(3_000);
    expect(await answer).toEqual({
      ok: false,
      notice: '/incident failed with the error "operation_timeout"',
    });
  });

  test('to an app that is down, or answers with an error, says so', async () => {
    const slack = await localSlack();
    const maria = asPerson(slack, people.responder);
    const failed = { ok: false, notice: '/incident failed with the error "dispatch_failed"' };
    expect(await maria.say(incidents, '/incident')).toEqual(failed);
    await rawApp(slack, { status: 500 });
    expect(await maria.say(incidents, '/incident')).toEqual(failed);
  });

  test('is refused in a thread, when nobody knows it, and for people from outside', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'thread' });
    const maria = asPerson(slack, people.responder);
    const inThread = await maria.say(incidents, '/incident list', { threadTs: ts });
    expect(inThread).toEqual({ ok: false, notice: '/incident is not supported in threads. Sorry!' });
    expect((await maria.say(incidents, '/deploy')).notice).toBe('/deploy is not a valid command.');
    const nina = asPerson(slack, people.stranger);
    expect((await nina.say(rooms.shared, '/incident')).notice).toBe('/incident is not a valid command.');
    expect(interactions(slack)).toEqual([]);
    const leo = asPerson(slack, people.guest);
    expect(await leo.say(incidents, '/incident')).toEqual({ ok: true });
  });

  test('is not open to somebody who has left, or is not in the channel', async () => {
    const slack = await localSlack();
    const leaver = await asPerson(slack, people.leaver).say(incidents, '/incident');
    expect(leaver).toEqual({ ok: false, notice: 'This account has been deactivated.' });
    const guest = await asPerson(slack, people.guest).say(rooms.dataPlatform, '/incident');
    expect(guest).toEqual({ ok: false, notice: 'You are not in that channel.' });
  });
});
