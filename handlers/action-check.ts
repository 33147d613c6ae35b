/** Run one check, from the card: which, then the form of what it asks for. */
import { chooseCheckModal } from '../blocks/check-modal.ts';
import { AppError } from '../src/errors.ts';
import type { PressArgs } from './args.ts';
import { checksByArea } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import { modalOpener, modalReplacer } from './open-modal.ts';
import { incidentIn, pressed } from './pressed.ts';
import { openCheckForm } from './request-form.ts';
import { metadataOf } from './sent.ts';

export const openChecks =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const { value, triggerId } = pressed(body, action);
    const incident = await deps.incidents.find(incidentIn(value.at(-1)));
    const groups = checksByArea(deps.runbook, incident.area);
    if (groups.every(({ checks }) => checks.length === 0))
      throw new AppError('not_found', 'The runbook has no checks.');
    await modalOpener(deps, client, triggerId)(chooseCheckModal(incident.id, groups));
  };

/** The choice was made: its form takes the place of the question. */
export const chooseCheck =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const check = deps.runbook.checks[pressed(body, action).value[0] ?? ''];
    if (check === undefined) throw new AppError('not_found', 'The runbook has no such check any more.');
    const { incident } = metadataOf(body.view?.private_metadata);
    const open = modalReplacer(deps, client, body.view?.id ?? '');
    await openCheckForm(deps, open, { incident, check, filled: {} });
  };
