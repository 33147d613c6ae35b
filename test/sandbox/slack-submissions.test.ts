import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { asPerson } from '../support/person.ts';
import { boltApp, localSlack } from '../support/slack-with-bolt.ts';

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

function titleOf(place: { readonly view?: object | undefined } | null): string {
  return (place?.view as ModalView | undefined)?.title.text ?? 'no modal';
}

describe("the app's answer to a submission", () => {
  type Answer = Readonly<Record<string, unknown>> | undefined;

  async function submitted(answer: Answer) {
    const slack = await localSlack();
    let seen: unknown;
    await boltApp(slack, (app) => {
      app.command('/incident', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({
          trigger_id: body.trigger_id,
          view: modal('Form', { private_metadata: 'INC-1' }),
        });
      });
      app.view('form', async ({ ack, body }) => {
        seen = body;
        await ack(answer as never);
      });
    });
    const maria = asPerson(slack, people.responder);
    await maria.say(incidents, '/incident');
    await maria.waitFor('Form');
    await maria.fill({ Note: 'words' });
    const notice = await maria.submit();
    return { maria, notice, seen };
  }

  test('that is empty closes the modal; the app has got the values, the metadata and the ids', async () => {
    const { maria, notice, seen } = await submitted(undefined);
    expect(notice).toEqual({ ok: true });
    expect(await maria.modal()).toBeNull();
    expect(seen).toMatchObject({
      type: 'view_submission',
      user: { id: people.responder, name: 'maria.keller' },
      view: {
        private_metadata: 'INC-1',
        callback_id: 'form',
        state: { values: { note: { note: { type: 'plain_text_input', value: 'words' } } } },
        previous_view_id: null,
      },
    });
    const { view } = seen as { view: { id: string; root_view_id: string; hash: string } };
    expect(view.root_view_id).toBe(view.id);
    expect(view.hash).toMatch(/^\d+\.[0-9a-f]+$/);
  });

  test('may be another view in its place', async () => {
    const { maria } = await submitted({ response_action: 'update', view: modal('Instead') });
    expect(titleOf(await maria.modal())).toBe('Instead');
  });

  test('may be a view on top', async () => {
    const { maria } = await submitted({ response_action: 'push', view: modal('On top') });
    await maria.dismiss();
    expect(titleOf(await maria.modal())).toBe('Form');
  });

  test('may close all', async () => {
    const { maria } = await submitted({ response_action: 'clear' });
    expect(await maria.modal()).toBeNull();
  });

  test('with errors shows them at their inputs', async () => {
    const { maria } = await submitted({ response_action: 'errors', errors: { note: 'Not enough.' } });
    expect((await maria.modal())?.errors).toEqual({ note: 'Not enough.' });
  });

  test.each([
    ['errors for a block that is no input', { response_action: 'errors', errors: { other: 'What?' } }],
    ['no errors at all', { response_action: 'errors', errors: {} }],
    ['a view that Slack would refuse', { response_action: 'update', view: { type: 'modal', blocks: [] } }],
    ['an action that does not exist', { response_action: 'explode' }],
  ])('with %s leaves the modal and a word of trouble', async (_what, answer) => {
    const { maria, notice } = await submitted(answer);
    expect(notice).toEqual({ ok: false, notice: 'We had some trouble connecting. Try again?' });
    expect(titleOf(await maria.modal())).toBe('Form');
  });
});

test('what is asked of an input is asked before the app hears of it', async () => {
  const slack = await localSlack();
  const blocks = [
    { ...note, element: { ...note.element, min_length: 3, max_length: 5 } },
    {
      type: 'input' as const,
      block_id: 'number',
      label: plain('Version'),
      element: {
        type: 'number_input' as const,
        action_id: 'n',
        is_decimal_allowed: false,
        min_value: '1',
        max_value: '9',
      },
    },
    { ...note, block_id: 'maybe', label: plain('Maybe'), optional: true },
  ];
  await boltApp(slack, (app) => {
    app.command('/incident', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal('Form', { blocks }) });
    });
    app.view('form', ({ ack }) => ack());
  });
  const maria = asPerson(slack, people.responder);
  const complaints = async (Note: string, Version: string) => {
    await maria.fill({ Note, Version });
    await maria.submit();
    return (await maria.modal())?.errors;
  };
  await maria.say(incidents, '/incident');
  await maria.waitFor('Form');
  expect(await complaints('ab', '0')).toEqual({
    note: 'Use at least 3 characters.',
    number: 'Enter 1 or more.',
  });
  expect(await complaints('abcdef', '10')).toEqual({
    note: 'Use no more than 5 characters.',
    number: 'Enter 9 or less.',
  });
  expect(await complaints('abc', '1.5')).toEqual({ number: 'Enter a whole number.' });
  expect(await complaints('abc', 'many')).toEqual({ number: 'Enter a number.' });
  expect(slack.deliveries.filter((delivery) => delivery.kind === 'view_submission')).toEqual([]);
  expect(await complaints('abc', '9')).toBeUndefined();
});

test('a second click while the app is thinking goes nowhere, and the modal shows that it is busy', async () => {
  const slack = await localSlack();
  const thought = Promise.withResolvers<void>();
  await boltApp(slack, (app) => {
    app.command('/incident', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal('Form') });
    });
    app.view('form', async ({ ack }) => {
      await thought.promise;
      await ack();
    });
  });
  const maria = asPerson(slack, people.responder);
  await maria.say(incidents, '/incident');
  await maria.waitFor('Form');
  await maria.fill({ Note: 'words' });
  const first = maria.submit();
  await maria.waitUntil((screen) => screen.modal?.busy);
  expect(await maria.submit()).toEqual({ ok: true });
  thought.resolve();
  await first;
  expect(await maria.modal()).toBeNull();
  expect(slack.deliveries.filter((delivery) => delivery.kind === 'view_submission')).toHaveLength(1);
});
