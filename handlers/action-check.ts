/** Run one check, from the card: which, then the form of what it asks for. */
import { chooseCheckModal } from '../blocks/check-modal.ts';
import { AppError } from '../src/errors.ts';
import type { PressArgs } from './args.ts';
import { checksByArea } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import { pressedByMember, replacerFor } from './member-modal.ts';
import { pressed } from './pressed.ts';
import { openCheckForm } from './request-form.ts';
import { metadataOf } from './sent.ts';

export const openChecks =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident: id, open } = await pressedByMember(deps, args);
    const incident = await deps.incidents.find(id);
    const groups = checksByArea(deps.runbook, incident.area);
    if (groups.every(({ checks }) => checks.length === 0))
      throw new AppError('not_found', 'The runbook has no checks.');
    await open(chooseCheckModal(incident.id, groups));
  };

/** The choice was made: its form takes the place of the question. */
export const chooseCheck =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action } = args;
    await ack();
    const open = await replacerFor(deps, args);
    const check = deps.runbook.checks[pressed(body, action).value[0] ?? ''];
    if (check === undefined) throw new AppError('not_found', 'The runbook has no such check any more.');
    const { incident } = metadataOf(body.view?.private_metadata);
    await openCheckForm(deps, open, { incident, check, filled: {} });
  };
