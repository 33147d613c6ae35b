/** Declare an incident, from anywhere in Slack. */
import { declareModal } from '../blocks/modals.ts';
import { areaChoices, severityChoices } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import { chosenAnywhere } from './shortcut-payload.ts';
import type { ShortcutArgs } from './shortcut-timeline.ts';

export const declareAnywhere =
  ({ runbook }: HandlerDeps) =>
  async ({ ack, body, client }: ShortcutArgs): Promise<void> => {
    await ack();
    const { trigger_id } = chosenAnywhere(body);
    const view = declareModal(severityChoices(runbook), areaChoices(runbook));
    await client.views.open({ trigger_id, view });
  };
