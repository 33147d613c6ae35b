/** The buttons of the Home tab that stand nowhere else. */
import type { PressArgs } from './args.ts';
import { openDeclareForm } from './declare-form.ts';
import type { HandlerDeps } from './deps.ts';
import { modalOpener } from './open-modal.ts';

export const openDeclare =
  (deps: HandlerDeps) =>
  async ({ ack, body, client }: PressArgs): Promise<void> => {
    await ack();
    await openDeclareForm(deps, modalOpener(deps, client, body.trigger_id), body.user.id);
  };

/** Whatever was pressed on Home has it drawn again (home-press.ts): this button asks for nothing else. */
export const refreshHome =
  () =>
  async ({ ack }: PressArgs): Promise<void> => {
    await ack();
  };
