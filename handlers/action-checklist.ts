/** The items of a checklist: the buttons of the one at hand, and the menus of the others, which say the same. */
import { ITEM_MENU } from '../blocks/action-ids.ts';
import { skipModal } from '../blocks/modals.ts';
import type { ChecklistAnswer, ChecklistService } from '../src/checklist/service.ts';
import type { Item } from '../src/checklist/state.ts';
import { AppError } from '../src/errors.ts';
import type { Asker } from '../src/incident/service.ts';
import { answerPress, checklistWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { type CarriedItem, itemIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';

type Change = (service: ChecklistService, asker: Asker, carried: CarriedItem) => Promise<ChecklistAnswer>;
type Pressing = (deps: HandlerDeps) => (args: PressArgs) => Promise<void>;

/** The last two parts of a value name the item; in a menu's option, what is chosen stands before them. */
const carriedBy = ({ value }: { readonly value: readonly string[] }) => itemIn(value.slice(-2));

const changing =
  (change: Change): Pressing =>
  ({ checklists }) =>
  async ({ ack, body, action, context, respond }) => {
    await ack();
    const press = pressed(body, action);
    const answer = await change(checklists, askerOf(context, press.userId), carriedBy(press));
    await answerPress(respond, threadOf(body), checklistWords(answer));
  };

export const takeItem = changing((service, asker, { checklist, item }) =>
  service.take(asker, checklist, item),
);
export const itemDone = changing((service, asker, { checklist, item }) =>
  service.tick(asker, checklist, item),
);
export const runItem = changing((service, asker, { checklist, item }) =>
  service.runCheck(asker, checklist, item),
);

/** Skipping takes a reason: the modal asks for it. */
export const openSkip: Pressing =
  ({ checklists }) =>
  async ({ ack, body, action, client }) => {
    await ack();
    const press = pressed(body, action);
    const { checklist, item } = await itemOf(checklists, carriedBy(press));
    await client.views.open({
      trigger_id: press.triggerId,
      view: skipModal(checklist, item.id, item.text),
    });
  };

/** Of an item that is not at hand the card does not say how it is done. */
const tellHow: Pressing =
  ({ checklists }) =>
  async ({ ack, body, action, respond }) => {
    await ack();
    const press = pressed(body, action);
    await checklists.admit(press.userId);
    const { item } = await itemOf(checklists, carriedBy(press));
    await answerPress(respond, threadOf(body), howWords(item));
  };

function howWords({ text, how, check }: Item): string {
  const run = `Run looks at it, by the check ${check?.id}. A pass ticks it; anything else is flagged, for somebody to deal with.`;
  return `${text}: ${[...(how === null ? [] : [how]), ...(check === null ? [] : [run])].join(' ')}`;
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
