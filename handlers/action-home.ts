/** The buttons of the Home tab that stand nowhere else. */
import type { PressArgs } from './args.ts';
import { declareOpener, openDeclareForm } from './declare-form.ts';
import type { HandlerDeps } from './deps.ts';

export const openDeclare =
  (deps: HandlerDeps) =>
  async ({ ack, body, client, context }: PressArgs): Promise<void> => {
    await ack();
    const trigger = { client, context, triggerId: body.trigger_id };
    await openDeclareForm(deps, await declareOpener(deps, trigger, body.user.id));
  };

/** Whatever was pressed on Home has it drawn again (home-press.ts): this button asks for nothing else. */
export const refreshHome =
  () =>
  async ({ ack }: PressArgs): Promise<void> => {
    await ack();
  };
