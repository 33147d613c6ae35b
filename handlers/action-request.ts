/** Request action: the form of the action, or first the choice where the area has several. */
import { chooseActionModal, type RequestForm } from '../blocks/request-modal.ts';
import { AppError } from '../src/errors.ts';
import type { Incident } from '../src/incident/state.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import type { Action } from '../src/runbook/schema-actions.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { approvalIn, incidentIn, pressed } from './pressed.ts';
import { openForm, replaceByForm } from './request-form.ts';
import { metadataOf } from './sent.ts';

export const openRequest =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const { value, triggerId } = pressed(body, action);
    const incident = await deps.incidents.find(incidentIn(value[0]));
    const offered = offeredActions(deps.runbook, incident);
    const [first, second] = offered;
    if (first === undefined)
      throw new AppError('not_found', 'The runbook has no action for this incident’s area.');
    if (second === undefined) return openForm(deps, client, triggerId, emptyForm(incident.id, first));
    await client.views.open({ trigger_id: triggerId, view: chooseActionModal(incident.id, offered) });
  };

/** The choice was made: its form takes the place of the question. */
export const chooseAction =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const chosen = deps.runbook.actions[pressed(body, action).value[0] ?? ''];
    if (chosen === undefined) throw new AppError('not_found', 'The runbook has no such action any more.');
    const { incident } = metadataOf(body.view?.private_metadata);
    await replaceByForm(deps, client, body.view?.id ?? '', emptyForm(incident, chosen));
  };

/** A request that came to nothing, asked for again with what was filled in then. */
export const requestAgain =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    const old = await deps.approvals.find(approvalIn(press).id);
    const known = deps.runbook.actions[old.action];
    if (known === undefined) throw new AppError('not_found', 'The runbook has no such action any more.');
    const filled = Object.fromEntries(
      Object.entries(old.parameters).map(([id, value]) => [id, String(value)]),
    );
    const form = { incident: old.incident, action: known, filled, why: null, undoOf: old.undoOf };
    await openForm(deps, client, press.triggerId, form);
  };

/** The way back from what was done, as a request of its own. */
export const openUndo =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client }: PressArgs): Promise<void> => {
    await ack();
    const press = pressed(body, action);
    const { approval, suggestion } = await deps.approvals.undo(approvalIn(press).id);
    const inverse = suggestion === null ? undefined : deps.runbook.actions[suggestion.action];
    if (suggestion === null || inverse === undefined)
      throw new AppError('not_found', 'The runbook knows no way back from this.');
    const form = {
      incident: approval.incident,
      action: inverse,
      filled: suggestion.with,
      why: suggestion.say,
      undoOf: approval.id,
    };
    await openForm(deps, client, press.triggerId, form);
  };

function emptyForm(incident: string, action: Action): RequestForm {
  return { incident, action, filled: {}, why: null, undoOf: null };
}

/** Those of the incident's area; all of them while nobody has said which area it is. */
function offeredActions(runbook: Runbook, incident: Incident): Action[] {
  const area = runbook.areas.find(({ id }) => id === incident.area);
  const all = Object.values(runbook.actions);
  return area === undefined ? all : all.filter(({ id }) => area.actions.includes(id));
}
