import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Snapshot } from '../../sandbox/slack/page-api.ts';
import { pageClient } from '../support/page-client.ts';
import { asPerson } from '../support/person.ts';
import { interactions, rawApp } from '../support/raw-app.ts';
import { localSlack } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

const go = {
  type: 'actions' as const,
  elements: [{ type: 'button' as const, action_id: 'go', text: { type: 'plain_text' as const, text: 'Go' } }],
};

describe('the snapshot', () => {
  test('shows a person their channels, their workspace and the commands', async () => {
    const slack = await localSlack();
    const nina = await asPerson(slack, people.stranger).screen();
    expect(nina.channels.map((channel) => channel.name)).toEqual(['ext-audit']);
    const maria = await asPerson(slack, people.responder).screen();
    expect(maria.channels.map((channel) => channel.name)).toEqual([
      'incidents',
      'data-platform',
      'ext-audit',
    ]);
    expect(maria).toMatchObject({
      workspace: 'Meridian Bank',
      me: { id: people.responder, name: 'Maria Keller', email: 'maria.keller@bank.example' },
      bot: { id: people.bot, name: 'Four Eyes' },
      commands: [{ command: '/incident', usageHint: '[P0-P3] what happened' }, { command: '/raw' }],
      modal: null,
    });
    expect(maria.people.map((person) => person.id)).not.toContain(people.leaver);
    expect(maria.groups.find((group) => group.handle === 'data-approvers')?.members).toContain(
      people.approver,
    );
  });

  test('orders messages by time, marks the bot, and knows threads', async () => {
    const slack = await localSlack();
    const maria = asPerson(slack, people.responder);
    await maria.say(incidents, 'hello @Four Eyes');
    const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'card' });
    await maria.say(incidents, 'in thread', { threadTs: ts });
    expect((await maria.screen()).messages).toMatchObject([
      { text: `hello <@${people.bot}>`, isBot: false, user: people.responder, ephemeral: false },
      { text: 'card', isBot: true, user: people.bot, edited: false },
      { text: 'in thread', threadTs: ts },
    ]);
  });

  test('is that of the first person when nobody is named', async () => {
    const { url } = await localSlack();
    expect(await (await fetch(`${url}/ui/state`)).json()).toMatchObject({ me: { id: people.responder } });
  });

  test('is not given for somebody who is not there', async () => {
    const { url } = await localSlack();
    expect((await fetch(`${url}/ui/state?user=U0NOBODY123`)).status).toBe(404);
    expect((await fetch(`${url}/ui/state?user=${people.bot}`)).status).toBe(404);
  });
});

test('a person puts a reaction on a message and takes it away, where they are and the message is', async () => {
  const slack = await localSlack();
  const maria = asPerson(slack, people.responder);
  const { ts = '' } = await slack.web.chat.postMessage({ channel: incidents, text: 'card' });
  const react = (user: string, name: string, on = ts) =>
    pageClient(slack.url, user).post('/ui/react', { channel: incidents, ts: on, name });
  const shown = async () => (await maria.screen()).messages.find((each) => each.ts === ts)?.reactions;
  expect(await react(people.responder, 'pushpin')).toEqual({ ok: true });
  expect(await react(people.approver, 'pushpin')).toEqual({ ok: true });
  expect(await shown()).toEqual([{ name: 'pushpin', users: [people.responder, people.approver] }]);
  await react(people.responder, 'pushpin');
  await react(people.approver, 'pushpin');
  expect(await shown()).toEqual([]);
  for (const refused of [
    await react(people.stranger, 'pushpin'),
    await react(people.responder, '<b>'),
    await react(people.responder, 'pushpin', '1.0'),
  ])
    expect(refused).toMatchObject({ ok: false });
  expect(await shown()).toEqual([]);
});

test('the change stream begins with where things stand and tells of every change', async () => {
  const slack = await localSlack();
  const response = await fetch(`${slack.url}/ui/changes`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  const next = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(await next()).toBe('data: 0\n\n');
  await slack.web.chat.postMessage({ channel: incidents, text: 'x' });
  expect(await next()).toBe('data: 1\n\n');
  await reader?.cancel();
});

describe('a person', () => {
  test('is told what is there when what they look for is not', async () => {
    const slack = await localSlack();
    await slack.web.chat.postMessage({ channel: incidents, text: 'only words' });
    const maria = asPerson(slack, people.responder, 50);
    await expect(maria.press('Approve')).rejects.toThrow(/Nothing says "Approve"\.[\s\S]*only words/);
    await expect(maria.waitFor('never')).rejects.toThrow(/Waited for never[\s\S]*only words/);
    await expect(maria.fill({ Note: 'x' })).rejects.toThrow('No modal is open.');
  });

  test('presses what comes while they wait', async () => {
    const slack = await localSlack();
    await rawApp(slack, {});
    const maria = asPerson(slack, people.responder);
    const pressing = maria.press('Go');
    expect(await maria.offers('Go')).toBe(false);
    await slack.web.chat.postMessage({ channel: incidents, text: 'card', blocks: [go] });
    expect(await pressing).toEqual({ ok: true });
    expect(interactions(slack)).toHaveLength(1);
  });

  test('sees what comes while they wait', async () => {
    const slack = await localSlack();
    const waiting = asPerson(slack, people.responder).waitFor(/it is \w+/);
    await slack.web.chat.postMessage({ channel: incidents, text: 'it is here' });
    expect(await waiting).toMatchObject({ text: 'it is here' });
  });
});

describe('a request of the page', () => {
  const say = { user: people.responder, channel: incidents, text: 'x' };

  test.each([
    ['without its members', { 'content-type': 'application/json' }, '{}', 400],
    ['that is no JSON', { 'content-type': 'application/json' }, '{', 400],
    ['that another site could send', { 'content-type': 'text/plain' }, JSON.stringify(say), 415],
  ])('%s is refused', async (_what, headers, body, status) => {
    const slack = await localSlack();
    const response = await fetch(`${slack.url}/ui/say`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(slack.messages(incidents)).toEqual([]);
  });

  test('for a script gets its TypeScript as JavaScript', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'slack-page-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    await writeFile(join(dir, 'index.html'), '<script type="module" src="/page/app.ts"></script>');
    await writeFile(join(dir, 'app.ts'), 'const n: number = 1;');
    const { url } = await localSlack({ pageDir: pathToFileURL(`${dir}/`) });
    expect(await (await fetch(url)).text()).toContain('/page/app.ts');
    const script = await fetch(`${url}/page/app.ts`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toMatch(/^const n\s+= 1;$/);
  });

  test.each([
    '/page/%',
    '/page/../server.ts',
    '/page/%2e%2e/server.ts',
    '/..%2fserver.ts',
    '/server.ts',
    '/page/nothing.ts',
  ])('for %s does not leave the page’s folder', async (path) => {
    const { url } = await localSlack();
    expect((await fetch(url + path)).status).toBe(404);
  });

  test('for a change of nothing leaves the snapshot as it was', async () => {
    const slack = await localSlack();
    const before = (await asPerson(slack, people.responder).screen()) satisfies Snapshot;
    await fetch(`${slack.url}/ui/close`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: people.responder, viewId: 'V0NOTTHERE1' }),
    });
    expect(await asPerson(slack, people.responder).screen()).toEqual(before);
  });
});
