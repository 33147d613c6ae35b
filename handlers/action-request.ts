/** Request action: the form of the action, or first the choice where the area has several. */
import { chooseActionModal, type OfferedAction, type RequestForm } from '../blocks/request-modal.ts';
import { incidentOrigin, originOf } from '../src/approval/origin.ts';
import type { Origin } from '../src/approval/state.ts';
import type { SuggestedAction } from '../src/check/suggested.ts';
import { AppError } from '../src/errors.ts';
import type { Incident } from '../src/incident/state.ts';
import { fillable } from '../src/runbook/filling.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import type { Action } from '../src/runbook/schema-actions.ts';
import { pressedOnCard } from './action-decide.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { pressedByMember, replacerFor } from './member-modal.ts';
import type { OpenModal } from './open-modal.ts';
import { pressed } from './pressed.ts';
import { openForm } from './request-form.ts';
import { metadataOf } from './sent.ts';

export const openRequest =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    await offerActions(deps, open, await deps.incidents.find(incident));
  };

/** The choice was made: its form takes the place of the question. */
export const chooseAction =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action } = args;
    await ack();
    const open = await replacerFor(deps, args);
    const chosen = deps.runbook.actions[pressed(body, action).value[0] ?? ''];
    if (chosen === undefined) throw new AppError('not_found', 'The runbook has no such action any more.');
    const { incident } = metadataOf(body.view?.private_metadata);
    await openForm(deps, open, suggestedForm(incident, chosen, await deps.incidents.suggested(incident)));
  };

/** A request that came to nothing, asked for again with what was filled in then. */
export const requestAgain =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { seen, open } = await pressedOnCard(deps, args);
    const old = await deps.approvals.find(seen.id);
    const known = deps.runbook.actions[old.action];
    if (known === undefined) throw new AppError('not_found', 'The runbook has no such action any more.');
    const filled = Object.fromEntries(
      Object.entries(old.parameters).map(([id, value]) => [id, String(value)]),
    );
    const form = { origin: originOf(old), action: known, filled, why: null, undoOf: old.undoOf };
    await openForm(deps, open, form);
  };

/** The way back from what was done, as a request of its own. */
export const openUndo =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { seen, open } = await pressedOnCard(deps, args);
    const { approval, suggestion } = await deps.approvals.undo(seen.id);
    const inverse = suggestion === null ? undefined : deps.runbook.actions[suggestion.action];
    if (suggestion === null || inverse === undefined)
      throw new AppError('not_found', 'The runbook knows no way back from this.');
    const form = {
      origin: originOf(approval),
      action: inverse,
      filled: suggestion.with,
      why: suggestion.say,
      undoOf: approval.id,
    };
    await openForm(deps, open, form);
  };

/** The form of the only action there is, or the choice; those that a check suggests come first, and say which. */
export async function offerActions(deps: HandlerDeps, open: OpenModal, incident: Incident): Promise<void> {
  const suggested = await deps.incidents.suggested(incident.id);
  const offered = offeredActions(deps.runbook, incident, suggested);
  const [first, second] = offered;
  if (first === undefined)
    throw new AppError('not_found', 'The runbook has no action for this incident’s area.');
  if (second === undefined) await openForm(deps, open, suggestedForm(incident.id, first.action, suggested));
  else await open(chooseActionModal(incident.id, offered));
}

/** With the values of the newest report that suggests this action; empty where none does. */
export function suggestedForm(
  incident: string,
  action: Action,
  suggested: readonly SuggestedAction[],
): RequestForm {
  const found = suggested.find((one) => one.action === action.id);
  return found === undefined
    ? { origin: incidentOrigin(incident), action, filled: {}, why: null, undoOf: null }
    : formFrom(incidentOrigin(incident), action, found.with, found.from);
}

/** Values that a result holds, each looked at by its type before a person sees it as filled in. */
export function formFrom(
  origin: Origin,
  action: Action,
  values: { readonly [parameter: string]: string },
  from: string,
): RequestForm {
  const filling = fillable(action.parameters, values);
  return { origin, action, ...filling, from, why: null, undoOf: null };
}

/** What is suggested, then the rest of the incident's area; all there is while nobody has said which area it is. */
function offeredActions(
  { areas, actions }: Runbook,
  incident: Incident,
  suggested: readonly SuggestedAction[],
): readonly OfferedAction[] {
  const area = areas.find(({ id }) => id === incident.area);
  const usual = area === undefined ? Object.keys(actions) : area.actions;
  const suggestedBy = new Map(suggested.map(({ action, from }) => [action, from]));
  return [...new Set([...suggestedBy.keys(), ...usual])].flatMap((id) => {
    const action = actions[id];
    return action === undefined ? [] : [{ action, suggestedBy: suggestedBy.get(id) ?? null }];
  });
}
