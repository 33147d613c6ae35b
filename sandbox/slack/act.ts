/** A press on an element of a message, a modal or the Home tab: block_actions. */
import type { Ack } from './deliver.ts';
import type { User } from './fixture.ts';
import type { Placed } from './inputs.ts';
import { actionOf, elementsOf, selectedValue, statefulValues } from './inputs.ts';
import { findMessage } from './messages.ts';
import type { Act, Answer, Values } from './page-api.ts';
import { asForm, messageActions, viewActions } from './payloads.ts';
import { newResponsePath } from './response-urls.ts';
import type { StoredHome } from './state.ts';
import { changed } from './state.ts';
import { newTrigger } from './triggers.ts';
import { topView } from './views.ts';
import type { World } from './world.ts';
import { present, refused, whoIsIn, whoIsThere } from './world.ts';

/** Nothing was sent to the app. */
export const GONE_NOTICE = 'That is not there any more.';

const GONE = refused(GONE_NOTICE);

export async function act(world: World, press: Act): Promise<Answer> {
  const who = whoIsThere(world.state, press.user);
  if ('notice' in who) return who;
  return 'viewId' in press.place
    ? actInView(world, who.person, press, press.place.viewId)
    : actOnMessage(world, press, press.place);
}

async function actOnMessage(
  world: World,
  press: Act,
  place: { channel: string; ts: string },
): Promise<Answer> {
  const { state } = world;
  const here = whoIsIn(state, press.user, place.channel);
  if ('notice' in here) return here;
  const message = findMessage(state, place.channel, place.ts);
  if (message === undefined || (message.to !== undefined && message.to !== press.user)) return GONE;
  const placed = find(message.blocks, press);
  if (placed === undefined || !message.fromApp) return GONE;
  const before = message.values.get(press.user) ?? {};
  const values = statefulValues(message.blocks, sentValues(placed, press), before);
  const action = actionOf(placed, values, press.selected, actionTs(world));
  if (action === null) return GONE;
  message.values.set(press.user, values);
  const context = { user: press.user, channel: place.channel, messageTs: message.ts };
  const thread = message.threadTs === undefined ? {} : { threadTs: message.threadTs };
  const payload = messageActions(
    state,
    { ...here, message, action, values },
    {
      triggerId: newTrigger(state, press.user),
      responseUrl: world.url() + newResponsePath(state, { ...context, ...thread }),
    },
  );
  return answerTo(await deliver(world, payload));
}

async function actInView(world: World, person: User, press: Act, viewId: string): Promise<Answer> {
  const { state } = world;
  const home = state.homes.get(person.id);
  if (home?.id === viewId) return actInHome(world, person, press, home);
  const view = topView(state, person.id);
  if (view === undefined || view.id !== viewId) return GONE;
  const placed = find(view.view.blocks, press);
  if (placed === undefined) return GONE;
  const values = statefulValues(view.view.blocks, sentValues(placed, press), view.values);
  const action = actionOf(placed, values, press.selected, actionTs(world));
  if (action === null) return GONE;
  view.values = values;
  view.busy = true;
  changed(state);
  const ids = { triggerId: newTrigger(state, person.id, view.id) };
  const ack = await deliver(world, viewActions(state, { person, view, action }, ids));
  view.busy = false;
  changed(state);
  return answerTo(ack);
}

/** No modal on top means no spinner over it all: the button alone waits. */
async function actInHome(world: World, person: User, press: Act, home: StoredHome): Promise<Answer> {
  const { state } = world;
  const placed = find(home.view.blocks, press);
  if (placed === undefined) return GONE;
  const values = statefulValues(home.view.blocks, sentValues(placed, press), home.values);
  const action = actionOf(placed, values, press.selected, actionTs(world));
  if (action === null) return GONE;
  home.values = values;
  const ids = { triggerId: newTrigger(state, person.id) };
  return answerTo(await deliver(world, viewActions(state, { person, view: home, action }, ids)));
}

function find(blocks: readonly unknown[], press: Act): Placed | undefined {
  return elementsOf(blocks).find(
    ({ blockId, element }) => blockId === press.blockId && element.action_id === press.actionId,
  );
}

/** All inputs as the browser has them, and on top what was chosen just now. */
function sentValues({ blockId, element }: Placed, press: Act): Values {
  if (press.selected === undefined) return press.values ?? {};
  const chosen = selectedValue(element, press.selected);
  return { ...press.values, [blockId]: { ...press.values?.[blockId], [element.action_id]: chosen } };
}

function actionTs(world: World): string {
  return (world.state.now() / 1_000).toFixed(6);
}

function deliver(world: World, payload: Record<string, unknown>): Promise<Ack> {
  return world.post.deliver('block_actions', 'application/x-www-form-urlencoded', asForm(payload));
}

/** A press leaves a warning sign beside the element when the app did not take it. */
function answerTo(ack: Ack): Answer {
  if (ack.outcome === 'acked') return present;
  if (ack.outcome === 'http_error') return refused(`This app responded with Status Code ${ack.status}.`);
  return refused('We had some trouble connecting. Try again?');
}
