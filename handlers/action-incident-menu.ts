/** The rest of an incident card's actions. The option says which, then of which incident. */
import { MENU } from '../blocks/action-ids.ts';
import { severityModal } from '../blocks/modals.ts';
import { AppError } from '../src/errors.ts';
import { openAlert } from './action-alert.ts';
import { openChecks } from './action-check.ts';
import { filePostmortem, openReopen } from './action-incident-after.ts';
import { openResolve } from './action-incident-resolve.ts';
import { openRoles, takeCommand } from './action-roles.ts';
import { openTimeline } from './action-timeline.ts';
import type { PressArgs } from './args.ts';
import { severityChoices } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentIn, pressed } from './pressed.ts';
import { openNote } from './view-note.ts';

export const incidentMenu = (deps: HandlerDeps) => {
  const choices = new Map<string, (args: PressArgs) => Promise<void>>([
    [MENU.takeCommand, takeCommand(deps)],
    [MENU.roles, openRoles(deps)],
    [MENU.addNote, openNote(deps)],
    [MENU.timeline, openTimeline(deps)],
    [MENU.postmortemFile, filePostmortem(deps)],
    [MENU.changeSeverity, openSeverity(deps)],
    [MENU.resolve, openResolve(deps)],
    [MENU.runOneCheck, openChecks(deps)],
    [MENU.alert, openAlert(deps)],
    [MENU.reopen, openReopen(deps)],
  ]);
  return async (args: PressArgs): Promise<void> => {
    const choice = choices.get(pressed(args.body, args.action).value[0] ?? '');
    if (choice === undefined) throw new AppError('invalid', 'This menu is of another version of the bot.');
    await choice(args);
  };
};

const openSeverity =
  ({ incidents, runbook }: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const { value, triggerId } = pressed(body, action);
    const { id, severity } = await incidents.find(incidentIn(value[1]));
    await client.views.open({
      trigger_id: triggerId,
      view: severityModal(id, severity, severityChoices(runbook)),
    });
  };
