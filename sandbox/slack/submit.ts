/** The modal's two ways out: view_submission with the app's answer to it, and view_closed. */
import type { ModalView } from '@slack/types';
import { isRecord } from './blocks-check.ts';
import { checkView } from './blocks-surface.ts';
import type { Ack } from './deliver.ts';
import type { Placed } from './inputs.ts';
import { elementsOf, statefulValues } from './inputs.ts';
import type { Answer, Submit } from './page-api.ts';
import { asForm, viewClosed, viewSubmission } from './payloads.ts';
import { isRefusal } from './refusal.ts';
import type { State, StoredView } from './state.ts';
import { changed } from './state.ts';
import { newTrigger } from './triggers.ts';
import { closeAll, closeTop, pushView, replaceView, topView } from './views.ts';
import type { World } from './world.ts';
import { present, refused, whoIsThere } from './world.ts';

const TROUBLE = refused('We had some trouble connecting. Try again?');
const GONE = refused('That is not there any more.');
const FORM = 'application/x-www-form-urlencoded';

export async function submit(world: World, { user, viewId, values }: Submit): Promise<Answer> {
  const { state } = world;
  const who = whoIsThere(state, user);
  if ('notice' in who) return who;
  const view = topView(state, user);
  if (view === undefined || view.id !== viewId) return GONE;
  // The button turns into a spinner: a second click goes nowhere.
  if (view.busy) return present;
  view.values = statefulValues(view.view.blocks, values, view.values);
  view.errors = unfilled(view);
  view.busy = Object.keys(view.errors).length === 0;
  changed(state);
  if (!view.busy) return present;
  const payload = viewSubmission(state, who.person, view, newTrigger(state, user, view.id));
  const ack = await world.post.deliver('view_submission', FORM, asForm(payload));
  view.busy = false;
  const answer = ack.outcome === 'acked' ? carryOut(state, view, ack) : TROUBLE;
  changed(state);
  return answer;
}

/** What Slack's own client asks for before it sends anything. */
function unfilled(view: StoredView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const placed of elementsOf(view.view.blocks)) {
    const words = placed.input === undefined ? null : complaint(placed, view.values[placed.blockId]);
    if (words !== null) errors[placed.blockId] = words;
  }
  return errors;
}

function complaint(
  { element, input }: Placed,
  values: Readonly<Record<string, object>> | undefined,
): string | null {
  const { type: _type, ...held } = { type: '', ...values?.[element.action_id] };
  const value: unknown = Object.values(held)[0] ?? null;
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    return input?.optional === true ? null : 'Please complete this required field.';
  }
  if (typeof value !== 'string') return null;
  const { min_length, max_length, min_value, max_value } = element;
  if (typeof min_length === 'number' && value.length < min_length) {
    return `Use at least ${min_length} characters.`;
  }
  if (typeof max_length === 'number' && value.length > max_length) {
    return `Use no more than ${max_length} characters.`;
  }
  if (element.type !== 'number_input') return null;
  if (!/^-?\d+(\.\d+)?$/.test(value)) return 'Enter a number.';
  if (element.is_decimal_allowed !== true && value.includes('.')) return 'Enter a whole number.';
  if (typeof min_value === 'string' && Number(value) < Number(min_value))
    return `Enter ${min_value} or more.`;
  if (typeof max_value === 'string' && Number(value) > Number(max_value))
    return `Enter ${max_value} or less.`;
  return null;
}

/** `response_action`: https://docs.slack.dev/surfaces/modals#handling_submissions. No answer closes the view. */
function carryOut(state: State, view: StoredView, ack: Extract<Ack, { outcome: 'acked' }>): Answer {
  const body = readAnswer(ack.body);
  if (body === undefined) return TROUBLE;
  // The app may have closed or replaced it with views.update while it was asked.
  if (topView(state, view.user)?.id !== view.id) return present;
  switch (body?.response_action) {
    case undefined:
      closeTop(state, view.user);
      return present;
    case 'clear':
      closeAll(state, view.user);
      return present;
    case 'errors':
      return showErrors(view, body.errors);
    case 'update':
    case 'push':
      return nextView(state, view, body.response_action, body.view);
    default:
      return TROUBLE;
  }
}

/** Errors belong to input blocks: for any other block_id Slack shows only that something went wrong. */
function showErrors(view: StoredView, errors: unknown): Answer {
  const inputs = new Set(
    elementsOf(view.view.blocks)
      .filter((placed) => placed.input !== undefined)
      .map((placed) => placed.blockId),
  );
  const entries = isRecord(errors) ? Object.entries(errors) : [];
  if (entries.length === 0) return TROUBLE;
  if (entries.some(([blockId, words]) => !inputs.has(blockId) || typeof words !== 'string')) return TROUBLE;
  view.errors = Object.fromEntries(entries.map(([blockId, words]) => [blockId, String(words)]));
  return present;
}

function nextView(state: State, view: StoredView, action: 'update' | 'push', next: unknown): Answer {
  if (checkView(next, 'modal') !== null) return TROUBLE;
  if (action === 'push') return isRefusal(pushView(state, view.user, next as ModalView)) ? TROUBLE : present;
  replaceView(state, view, next as ModalView);
  return present;
}

/** Null for an empty answer, undefined for one that cannot be read. */
function readAnswer(body: string): Readonly<Record<string, unknown>> | null | undefined {
  if (body.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export async function close(
  world: World,
  { user, viewId }: { user: string; viewId: string },
): Promise<Answer> {
  const { state } = world;
  const who = whoIsThere(state, user);
  if ('notice' in who) return who;
  const view = topView(state, user);
  if (view === undefined || view.id !== viewId) return GONE;
  const clears = view.view.clear_on_close === true;
  const closed = clears
    ? (state.stacks.get(user) ?? []).map((id) => state.views.get(id)).filter((each) => each !== undefined)
    : [view];
  const payloads = closed
    .filter((each) => each.view.notify_on_close === true)
    .map((each) => viewClosed(state, who.person, each, clears));
  if (clears) closeAll(state, user);
  else closeTop(state, user);
  await Promise.all(payloads.map((payload) => world.post.deliver('view_closed', FORM, asForm(payload))));
  return present;
}
