import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { asPerson } from '../support/person.ts';
import { boltApp, localSlack } from '../support/slack-with-bolt.ts';

test('a command, a card, a button, a modal and an ephemeral make the round trip through Bolt', async () => {
  const slack = await localSlack();
  await boltApp(slack, (app) => {
    app.command('/incident', async ({ ack, command, client }) => {
      await ack();
      await client.chat.postMessage({
        channel: command.channel_id,
        text: command.text,
        blocks: [
          { type: 'section', text: { type: 'mrkdwn', text: `*${command.text}*` } },
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                text: { type: 'plain_text', text: 'Add note' },
                action_id: 'note',
                value: 'INC-1',
              },
            ],
          },
        ],
      });
    });
    app.action('note', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({
        trigger_id: 'trigger_id' in body ? body.trigger_id : '',
        view: {
          type: 'modal',
          callback_id: 'note',
          title: { type: 'plain_text', text: 'Add note' },
          submit: { type: 'plain_text', text: 'Add' },
          private_metadata: 'INC-1',
          blocks: [
            {
              type: 'input',
              block_id: 'words',
              label: { type: 'plain_text', text: 'Note' },
              element: { type: 'plain_text_input', action_id: 'words' },
            },
          ],
        },
      });
    });
    app.view('note', async ({ ack, view, body, client }) => {
      const words = view.state.values.words?.words?.value ?? '';
      if (words === 'bad') {
        await ack({ response_action: 'errors', errors: { words: 'Say more.' } });
        return;
      }
      await ack();
      await client.chat.postEphemeral({
        channel: rooms.incidents,
        user: body.user.id,
        text: `Noted: ${words}`,
      });
    });
  });
  const maria = asPerson(slack, people.responder);
  const david = asPerson(slack, people.approver);

  expect(await maria.say(rooms.incidents, '/incident P1 Table is stale')).toEqual({ ok: true });
  await maria.waitFor('P1 Table is stale');
  expect(await maria.press('Add note', { in: 'stale' })).toEqual({ ok: true });
  await maria.waitUntil((screen) => screen.modal);
  await maria.submit();
  expect(await maria.sees('Please complete this required field.')).toBe(true);
  await maria.fill({ Note: 'bad' });
  await maria.submit();
  expect(await maria.sees('Say more.')).toBe(true);
  await maria.fill({ Note: 'looks late' });
  await maria.submit();
  await maria.waitFor('Noted: looks late');

  expect(await maria.modal()).toBeNull();
  expect(await maria.ephemerals()).toEqual(['Noted: looks late']);
  expect(await david.ephemerals()).toEqual([]);
  expect(await david.sees('P1 Table is stale')).toBe(true);
});
