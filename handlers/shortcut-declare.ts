/** Declare an incident, from anywhere in Slack, or from a message, which becomes the first thing in its timeline. */
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { declareOpener, openDeclareForm } from './declare-form.ts';
import type { HandlerDeps } from './deps.ts';
import { chosenAnywhere, chosenMessage } from './shortcut-payload.ts';
import type { ShortcutArgs } from './shortcut-timeline.ts';

export const declareAnywhere =
  (deps: HandlerDeps) =>
  async ({ ack, body, client, context }: ShortcutArgs): Promise<void> => {
    await ack();
    const { trigger_id: triggerId, user } = chosenAnywhere(body);
    await openDeclareForm(deps, await declareOpener(deps, { client, context, triggerId }, user.id));
  };

export const declareFromMessage =
  (deps: HandlerDeps) =>
  async ({ ack, body, client, context }: ShortcutArgs): Promise<void> => {
    await ack();
    const { userId, triggerId, message } = chosenMessage(body);
    const [first = ''] = message.text.split('\n');
    const title = [...first].slice(0, TITLE_CHARACTERS_MAX).join('');
    const open = await declareOpener(deps, { client, context, triggerId }, userId);
    await openDeclareForm(deps, open, { title, message });
  };
