/** The buttons of the Home tab that stand nowhere else. */
import { declareModal } from '../blocks/modals.ts';
import type { PressArgs } from './args.ts';
import { areaChoices, severityChoices } from './choices.ts';
import type { HandlerDeps } from './deps.ts';

export const openDeclare =
  ({ runbook }: HandlerDeps) =>
  async ({ ack, body, client }: PressArgs): Promise<void> => {
    await ack();
    const view = declareModal(severityChoices(runbook), areaChoices(runbook));
    await client.views.open({ trigger_id: body.trigger_id, view });
  };

/** Whatever was pressed on Home has it drawn again (home-press.ts): this button asks for nothing else. */
export const refreshHome =
  () =>
  async ({ ack }: PressArgs): Promise<void> => {
    await ack();
  };
