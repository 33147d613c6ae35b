/** The items of a checklist: the buttons of the one at hand, and the menus of the others, which say the same. */
import { ITEM_MENU } from '../blocks/action-ids.ts';
import { skipModal } from '../blocks/modals.ts';
import { CHECKLIST_REFUSALS } from '../blocks/refusals.ts';
import type { ChecklistAnswer, ChecklistService } from '../src/checklist/service.ts';
import type { Item, Run } from '../src/checklist/state.ts';
import { AppError } from '../src/errors.ts';
import type { Asker } from '../src/incident/service.ts';
import { fillable } from '../src/runbook/filling.ts';
import { answerPress, checklistWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { openerFor } from './member-modal.ts';
import { type CarriedItem, itemIn, type Pressed, pressed } from './pressed.ts';
import { askerOf } from './request.ts';
import { openForm } from './request-form.ts';

type Change = (service: ChecklistService, asker: Asker, carried: CarriedItem) => Promise<ChecklistAnswer>;
type Pressing = (deps: HandlerDeps) => (args: PressArgs) => Promise<void>;

/** The last two parts of a value name the item; in a menu's option, what is chosen stands before them. */
const carriedBy = ({ value }: { readonly value: readonly string[] }) => itemIn(value.slice(-2));

const changing =
  (change: Change): Pressing =>
  (deps) =>
  async (args) => {
    await args.ack();
    await changeItem(deps, args, change);
  };

async function changeItem(
  { checklists }: HandlerDeps,
  { body, action, context, respond }: PressArgs,
  change: Change,
): Promise<void> {
  const press = pressed(body, action);
  const answer = await change(checklists, askerOf(context, press.userId), carriedBy(press));
  await answerPress(respond, threadOf(body), checklistWords(answer));
}

export const takeItem = changing((service, asker, { checklist, item }) =>
  service.take(asker, checklist, item),
);
export const itemDone = changing((service, asker, { checklist, item }) =>
  service.tick(asker, checklist, item),
);
/** Run looks at it by its check, or opens the form of its action: sending that is what asks for it. */
export const runItem: Pressing = (deps) => async (args) => {
  await args.ack();
  const press = pressed(args.body, args.action);
  const carried = await itemOf(deps.checklists, carriedBy(press));
  const { action } = carried.item;
  if (action != null) return askFor(deps, args, { ...carried, press, action });
  await changeItem(deps, args, (service, asker, { checklist, item }) =>
    service.runCheck(asker, checklist, item),
  );
};

type Asking = {
  readonly checklist: string;
  readonly item: Item;
  readonly press: Pressed;
  readonly action: Run;
};

async function askFor(deps: HandlerDeps, args: PressArgs, asking: Asking): Promise<void> {
  const { checklist, item, press, action } = asking;
  const open = await openerFor(deps, args, press, checklist);
  const refusal = await deps.checklists.whyNotAsked(askerOf(args.context, press.userId), checklist, item.id);
  if (refusal !== null) throw new AppError('refused', CHECKLIST_REFUSALS[refusal]);
  const known = deps.runbook.actions[action.id];
  if (known === undefined) throw new AppError('not_found', 'The runbook has no such action any more.');
  const origin = { kind: 'checklist', id: checklist, part: item.id } as const;
  const form = { origin, action: known, ...fillable(known.parameters, action.with), why: null, undoOf: null };
  await openForm(deps, open, form);
}

/** Skipping takes a reason: the modal asks for it. */
export const openSkip: Pressing = (deps) => async (args) => {
  await args.ack();
  const press = pressed(args.body, args.action);
  const carried = carriedBy(press);
  const open = await openerFor(deps, args, press, carried.checklist);
  const { checklist, item } = await itemOf(deps.checklists, carried);
  await open(skipModal(checklist, item.id, item.text));
};

/** Of an item that is not at hand the card does not say how it is done. */
const tellHow: Pressing =
  ({ checklists }) =>
  async ({ ack, body, action, respond, context }) => {
    await ack();
    const press = pressed(body, action);
    await checklists.admit(askerOf(context, press.userId));
    const { item } = await itemOf(checklists, carriedBy(press));
    await answerPress(respond, threadOf(body), howWords(item));
  };

function howWords({ text, how, check, action, links = [] }: Item): string {
  const ask = `Run opens the request for ${action?.id}, which somebody else approves. When it has succeeded, this is ticked; if it comes to nothing, it is flagged.`;
  const run = `Run looks at it, by the check ${check?.id}. A pass ticks it; anything else is flagged, for somebody to deal with.`;
  return `${text}: ${[...(how === null ? [] : [how]), ...(check === null ? [] : [run]), ...(action == null ? [] : [ask]), ...links.map(({ title, url }) => `${title}: ${url}`)].join(' ')}`;
}

export const itemMenu: Pressing = (deps) => {
  const choices = new Map<string, (args: PressArgs) => Promise<void>>([
    [ITEM_MENU.run, runItem(deps)],
    [ITEM_MENU.done, itemDone(deps)],
    [ITEM_MENU.take, takeItem(deps)],
    [ITEM_MENU.skip, openSkip(deps)],
    [ITEM_MENU.how, tellHow(deps)],
  ]);
  return async (args) => {
    const choice = choices.get(pressed(args.body, args.action).value[0] ?? '');
    if (choice === undefined) throw new AppError('invalid', 'This menu is of another version of the bot.');
    await choice(args);
  };
};

async function itemOf(checklists: ChecklistService, { checklist, item }: CarriedItem) {
  const { items } = await checklists.find(checklist);
  const found = items.find(({ id }) => id === item);
  if (found === undefined)
    throw new AppError('not_found', `${checklist} has no such item any more. Its card shows what there is.`);
  return { checklist, item: found };
}
