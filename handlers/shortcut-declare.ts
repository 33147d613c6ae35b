/** Declare an incident, from anywhere in Slack, or from a message, which becomes the first thing in its timeline. */
import { TITLE_CHARACTERS_MAX } from '../blocks/limits.ts';
import { openDeclareForm } from './declare-form.ts';
import type { HandlerDeps } from './deps.ts';
import { modalOpener } from './open-modal.ts';
import { chosenAnywhere, chosenMessage } from './shortcut-payload.ts';
import type { ShortcutArgs } from './shortcut-timeline.ts';

export const declareAnywhere =
  (deps: HandlerDeps) =>
  async ({ ack, body, client }: ShortcutArgs): Promise<void> => {
    await ack();
    const { trigger_id, user } = chosenAnywhere(body);
    await openDeclareForm(deps, modalOpener(deps, client, trigger_id), user.id);
  };

export const declareFromMessage =
  (deps: HandlerDeps) =>
  async ({ ack, body, client }: ShortcutArgs): Promise<void> => {
    await ack();
    const { userId, triggerId, message } = chosenMessage(body);
    const [first = ''] = message.text.split('\n');
    const title = [...first].slice(0, TITLE_CHARACTERS_MAX).join('');
    await openDeclareForm(deps, modalOpener(deps, client, triggerId), userId, { title, message });
  };
