/** The Home tab of the local Slack: what it takes, what it tells the app, and what a press on it looks like. */
import type { HomeView } from '@slack/types';
import { expect, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import type { LocalSlack } from '../../sandbox/slack/server.ts';
import { asPerson } from '../support/person.ts';
import { interactions, rawApp } from '../support/raw-app.ts';
import { localSlack, manifestYaml } from '../support/slack-with-bolt.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const home = (label = 'Go'): HomeView => ({
  type: 'home',
  blocks: [
    { type: 'section', text: plain(`Above ${label}`) },
    {
      type: 'actions',
      block_id: 'row',
      elements: [{ type: 'button', text: plain(label), action_id: 'go', value: 'v1' }],
    },
  ],
});
const user_id = people.responder;

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'taken',
    (error: unknown) => (error as { data?: { error?: string } }).data?.error,
  );
}

function eventsIn(slack: LocalSlack): Record<string, unknown>[] {
  return slack.deliveries
    .filter(({ kind }) => kind === 'event')
    .map(({ body }) => (JSON.parse(body) as { event: Record<string, unknown> }).event);
}

test('what is published is that person’s alone, and keeps its id while its hash moves on', async () => {
  const slack = await localSlack();
  const first = await slack.web.views.publish({ user_id, view: home() });
  const second = await slack.web.views.publish({ user_id, view: home('Again') });
  expect(second.view).toMatchObject({ id: first.view?.id, type: 'home', root_view_id: first.view?.id });
  expect(second.view?.hash).not.toBe(first.view?.hash);
  expect((await asPerson(slack, user_id).screen()).home).toMatchObject({
    viewId: first.view?.id,
    view: { type: 'home', blocks: [{ text: { text: 'Above Again' } }, { block_id: 'row' }] },
  });
  expect((await asPerson(slack, people.approver).screen()).home).toBeNull();
});

test('a publication is refused as Slack refuses it', async () => {
  const slack = await localSlack();
  const publish = (given: object) =>
    errorOf(slack.web.apiCall('views.publish', { user_id, view: home(), ...given }));
  expect(await publish({ user_id: 'U0NOBODY123' })).toBe('user_not_found');
  expect(await publish({ user_id: people.bot })).toBe('user_not_found');
  expect(await publish({ view: { ...home(), title: plain('No title here') } })).toBe('invalid_arguments');
  expect(await publish({ view: { ...home(), type: 'modal' } })).toBe('invalid_arguments');
  const rows = Array.from({ length: 100 }, () => ({ type: 'section', text: plain('x'.repeat(3_000)) }));
  expect(await publish({ view: { type: 'home', blocks: rows } })).toBe('view_too_large');
  expect(
    await publish({ view: { type: 'home', blocks: [...rows, ...rows].map(() => ({ type: 'divider' })) } }),
  ).toBe('invalid_arguments');
  expect(await publish({ hash: '1.0' })).toBe('hash_conflict');
  expect(await publish({})).toBe('taken');

  const without = await localSlack({ manifest: { ...readManifest(manifestYaml), hasHome: false } });
  expect(await errorOf(without.web.views.publish({ user_id, view: home() }))).toBe('not_enabled');
  expect(await asPerson(without, user_id).openHome()).toEqual({
    ok: false,
    notice: 'This app has no Home tab.',
  });
});

test('the app is told each time it is opened, with what stands there once something does', async () => {
  const slack = await localSlack();
  await rawApp(slack, {});
  const maria = asPerson(slack, user_id);
  await maria.openHome();
  await maria.waitUntil(() => eventsIn(slack).length === 1);
  await slack.web.views.publish({ user_id, view: home() });
  await maria.openHome();
  await expect.poll(() => eventsIn(slack).length).toBe(2);
  const [first, second] = eventsIn(slack);
  expect(first).toMatchObject({ type: 'app_home_opened', user: user_id, tab: 'home' });
  expect(first).not.toHaveProperty('view');
  expect(second).toMatchObject({ view: { type: 'home', hash: expect.any(String) } });
});

test('a press carries the view and a trigger that opens a modal, and no channel, message or address for an answer', async () => {
  const slack = await localSlack();
  await rawApp(slack, {});
  const published = await slack.web.views.publish({ user_id, view: home() });
  const maria = asPerson(slack, user_id);
  expect(await maria.pressHome('Go', 'Above Go')).toEqual({ ok: true });
  const payload = JSON.parse(
    new URLSearchParams(interactions(slack).at(-1)?.body).get('payload') ?? '',
  ) as Record<string, unknown>;
  expect(payload).toMatchObject({
    type: 'block_actions',
    user: { id: user_id },
    container: { type: 'view', view_id: published.view?.id },
    view: { id: published.view?.id, type: 'home', hash: published.view?.hash, state: { values: {} } },
    actions: [{ type: 'button', action_id: 'go', block_id: 'row', value: 'v1' }],
  });
  for (const absent of ['channel', 'message', 'response_url']) expect(payload).not.toHaveProperty(absent);

  const modal = { type: 'modal' as const, title: plain('An answer'), blocks: [] };
  await slack.web.views.open({ trigger_id: String(payload['trigger_id']), view: modal });
  expect(await maria.modal()).toMatchObject({ view: { title: { text: 'An answer' } } });
});

test('what is not there any more, or another’s, cannot be pressed', async () => {
  const slack = await localSlack();
  await rawApp(slack, {});
  const { view } = await slack.web.views.publish({ user_id, view: home() });
  const press = async (user: string, actionId: string): Promise<unknown> => {
    const body = JSON.stringify({ user, place: { viewId: view?.id }, blockId: 'row', actionId });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${slack.url}/ui/act`, { method: 'POST', headers, body })).json();
  };
  expect(await press(user_id, 'gone')).toMatchObject({ ok: false });
  expect(await press(people.approver, 'go')).toMatchObject({ ok: false });
  expect(interactions(slack)).toEqual([]);
});
