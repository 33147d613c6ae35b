import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { LocalSlack } from '../../sandbox/slack/server.ts';
import { asPerson } from '../support/person.ts';
import { boltApp, handClock, localSlack } from '../support/slack-with-bolt.ts';

const { incidents } = rooms;

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const note = {
  type: 'input' as const,
  block_id: 'note',
  label: plain('Note'),
  element: { type: 'plain_text_input' as const, action_id: 'note' },
};
const modal = (title: string, more: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  title: plain(title),
  submit: plain('Go'),
  callback_id: 'form',
  blocks: [note],
  ...more,
});
const withButton = (title: string): ModalView =>
  modal(title, {
    blocks: [
      note,
      { type: 'actions', elements: [{ type: 'button', text: plain('More'), action_id: 'more' }] },
    ],
  });

function titleOf(place: { readonly view?: object | undefined } | null): string {
  return (place?.view as ModalView | undefined)?.title.text ?? 'no modal';
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'taken',
    (error: unknown) => (error as { data?: { error?: string } }).data?.error,
  );
}

/** A trigger_id as a command brings it, from an app that only takes note. */
async function triggers(slack: LocalSlack): Promise<() => Promise<string>> {
  await boltApp(slack, (app) => app.command('/incident', ({ ack }) => ack()));
  return async () => {
    await asPerson(slack, people.responder).say(incidents, '/incident');
    return new URLSearchParams(slack.deliveries.at(-1)?.body).get('trigger_id') ?? '';
  };
}

describe('a trigger', () => {
  test('opens one view within three seconds and no second one', async () => {
    const clock = handClock();
    const slack = await localSlack({ now: clock.now });
    const next = await triggers(slack);
    const open = (trigger_id: string) => slack.web.views.open({ trigger_id, view: modal('Form') });
    const first = await next();
    clock.advance(3_000);
    expect((await open(first)).view).toMatchObject({ callback_id: 'form', previous_view_id: null });
    expect(await errorOf(open(first))).toBe('exchanged_trigger_id');
    const late = await next();
    clock.advance(3_001);
    expect(await errorOf(open(late))).toBe('expired_trigger_id');
    expect(await errorOf(open('1.2.made-up'))).toBe('invalid_trigger_id');
    expect(await errorOf(slack.web.apiCall('views.open', { view: modal('Form') }))).toBe('invalid_arguments');
  });

  test('is not spent on a view that is refused', async () => {
    const slack = await localSlack();
    const next = await triggers(slack);
    const trigger_id = await next();
    const wrong = slack.web.views.open({ trigger_id, view: modal('A title of twenty-five cha') });
    await expect(wrong).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
        },
      },
    });
    expect((await slack.web.views.open({ trigger_id, view: modal('Form') })).ok).toBe(true);
  });

  test('of a command pushes nothing: pushing takes one from inside the modal', async () => {
    const slack = await localSlack();
    const next = await triggers(slack);
    await slack.web.views.open({ trigger_id: await next(), view: modal('Form') });
    expect(await errorOf(slack.web.views.push({ trigger_id: await next(), view: modal('Second') }))).toBe(
      'not_found',
    );
  });
});

describe('views.update', () => {
  test('is refused for a view that is gone, and for one that has changed since', async () => {
    const slack = await localSlack();
    const next = await triggers(slack);
    const { view } = await slack.web.views.open({ trigger_id: await next(), view: modal('Form') });
    const update = (more: object) =>
      slack.web.views.update({ view_id: view?.id ?? '', view: modal('Changed'), ...more });
    const updated = await update({ hash: view?.hash });
    expect(updated.view?.hash).not.toBe(view?.hash);
    expect(await errorOf(update({ hash: view?.hash }))).toBe('hash_conflict');
    expect(await errorOf(update({ view_id: 'V0NOTTHERE1' }))).toBe('not_found');
    await asPerson(slack, people.responder).dismiss();
    expect(await errorOf(update({}))).toBe('not_found');
  });

  test('finds a view by its external_id, which no second view may have', async () => {
    const slack = await localSlack();
    const next = await triggers(slack);
    const view = modal('Form', { external_id: 'form-7' });
    await slack.web.views.open({ trigger_id: await next(), view });
    await slack.web.views.update({
      external_id: 'form-7',
      view: { ...view, title: plain('By external id') },
    });
    expect(await asPerson(slack, people.responder).sees('By external id')).toBe(true);
    const twin = slack.web.views.open({ trigger_id: await next(), view });
    expect(await errorOf(twin)).toBe('duplicate_external_id');
  });
});

test('a modal holds what was typed through an update, and three views in a stack', async () => {
  const slack = await localSlack();
  const answers: unknown[] = [];
  const app = await boltApp(slack, (bolt) => {
    bolt.command('/incident', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: withButton('First') });
    });
    bolt.action('more', async ({ ack, body, client }) => {
      await ack();
      if (body.type !== 'block_actions') return;
      answers.push(body.view?.state.values.note?.note?.value);
      await client.views
        .push({ trigger_id: body.trigger_id, view: withButton(`Below ${titleOf(body)}`) })
        .catch((error: unknown) => answers.push((error as { data: { error: string } }).data.error));
    });
  });
  expect(app).toContain('/slack/events');
  const maria = asPerson(slack, people.responder);
  await maria.say(incidents, '/incident');
  await maria.waitFor('First');
  await maria.fill({ Note: 'kept' });
  await maria.press('More');
  await maria.waitFor('Below First');
  await maria.press('More');
  await maria.waitFor('Below Below First');
  await maria.press('More');
  await maria.waitUntil(() => answers.length === 4);
  expect(answers).toEqual(['kept', null, null, 'push_limit_reached']);
  await maria.dismiss();
  await maria.dismiss();
  expect(titleOf(await maria.modal())).toBe('First');
});

test('what was typed stands through an update, as long as its ids do, and only the modal on top can be used', async () => {
  const slack = await localSlack();
  const typed: unknown[] = [];
  await boltApp(slack, (app) => {
    app.command('/incident', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: withButton('First') });
    });
    app.action('more', async ({ ack, body, client }) => {
      await ack();
      if (body.type !== 'block_actions' || body.view === undefined) return;
      typed.push(body.view.state.values.note?.note?.value);
      const view = withButton(`${titleOf(body)} again`);
      await client.views.update({ view_id: body.view.id, view });
    });
  });
  const maria = asPerson(slack, people.responder);
  await maria.say(incidents, '/incident');
  await maria.waitFor('First');
  await maria.fill({ Note: 'kept' });
  await maria.press('More');
  await maria.waitFor('First again');
  // Somebody who comes back to the page has typed nothing into it.
  await asPerson(slack, people.responder).press('More');
  await maria.waitFor('First again again');
  expect(typed).toEqual(['kept', 'kept']);

  const gone = { place: { viewId: 'V0NOTTHERE1' }, blockId: 'x', actionId: 'more', user: people.responder };
  const row = (await maria.modal())?.view.blocks[1]?.block_id;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ...gone, blockId: row });
  const answer = await fetch(`${slack.url}/ui/act`, { method: 'POST', headers, body });
  expect(await answer.json()).toEqual({ ok: false, notice: 'That is not there any more.' });
});

describe('closing', () => {
  /** Two views in a stack; what the app was told of those that were closed. */
  async function stacked(more: Partial<ModalView>) {
    const slack = await localSlack();
    const told: boolean[] = [];
    await boltApp(slack, (app) => {
      app.command('/incident', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: { ...withButton('First'), ...more } });
      });
      app.action('more', async ({ ack, body, client }) => {
        await ack();
        if (body.type !== 'block_actions') return;
        await client.views.push({ trigger_id: body.trigger_id, view: { ...modal('Second'), ...more } });
      });
      app.view({ type: 'view_closed', callback_id: 'form' }, async ({ ack, body }) => {
        told.push('is_cleared' in body && body.is_cleared);
        await ack();
      });
    });
    const maria = asPerson(slack, people.responder);
    await maria.say(incidents, '/incident');
    await maria.waitFor('First');
    await maria.press('More');
    await maria.waitFor('Second');
    await maria.dismiss();
    return { maria, told };
  }

  test('leaves the view below, and tells the app only when it asked to be told', async () => {
    const silent = await stacked({});
    expect(titleOf(await silent.maria.modal())).toBe('First');
    expect(silent.told).toEqual([]);
    expect((await stacked({ notify_on_close: true })).told).toEqual([false]);
  });

  test('clears the whole stack where the view says so, and tells of each', async () => {
    const { maria, told } = await stacked({ notify_on_close: true, clear_on_close: true });
    expect(await maria.modal()).toBeNull();
    expect(told).toEqual([true, true]);
  });
});

test('a Home tab is kept for its person, and a stale hash does not replace it', async () => {
  const slack = await localSlack();
  const view = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
  const first = await slack.web.views.publish({ user_id: people.responder, view });
  expect(slack.home(people.responder)?.blocks).toMatchObject(view.blocks);
  const again = (hash: string | undefined) =>
    slack.web.apiCall('views.publish', { user_id: people.responder, view, hash });
  await again(first.view?.hash);
  expect(await errorOf(again(first.view?.hash))).toBe('hash_conflict');
});
