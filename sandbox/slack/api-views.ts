/** views.*: modals and the Home tab. */
import type { HomeView, ModalView } from '@slack/types';
import type { Call, Method } from './api-method.ts';
import { anyToken } from './api-method.ts';
import { json, text } from './args.ts';
import { checkView } from './blocks-surface.ts';
import { homeObject, publishHome } from './homes.ts';
import type { ApiAnswer, Refusal } from './refusal.ts';
import { isRefusal, missing, refuse } from './refusal.ts';
import type { Trigger } from './state.ts';
import { exchangeTrigger } from './triggers.ts';
import { findView, openView, pushView, replaceView, viewObject } from './views.ts';

/** The view is looked at first: one that is refused costs no trigger. */
function readModal({ args, state }: Call, replacing?: string): ModalView | Refusal {
  const view = json(args, 'view');
  if (view === undefined) return missing('view');
  const fault = checkView(view, 'modal');
  if (fault !== null) return refuse(fault.error, fault.problems);
  const modal = view as ModalView;
  const taken = modal.external_id ? findView(state, { externalId: modal.external_id }) : undefined;
  if (taken !== undefined && taken.id !== replacing) return refuse('duplicate_external_id');
  return modal;
}

function readTrigger({ args, state }: Call): Trigger | Refusal {
  const id = text(args, 'trigger_id');
  return id === undefined ? missing('trigger_id') : exchangeTrigger(state, id);
}

function open(call: Call): ApiAnswer {
  const view = readModal(call);
  if (isRefusal(view)) return view;
  const trigger = readTrigger(call);
  if (isRefusal(trigger)) return trigger;
  return { ok: true, view: viewObject(call.state, openView(call.state, trigger.user, view)) };
}

function push(call: Call): ApiAnswer {
  const view = readModal(call);
  if (isRefusal(view)) return view;
  const trigger = readTrigger(call);
  if (isRefusal(trigger)) return trigger;
  if (trigger.viewId === undefined || !call.state.views.has(trigger.viewId)) return refuse('not_found');
  const stored = pushView(call.state, trigger.user, view);
  return isRefusal(stored) ? stored : { ok: true, view: viewObject(call.state, stored) };
}

function update(call: Call): ApiAnswer {
  const { args, state } = call;
  const viewId = text(args, 'view_id');
  const externalId = text(args, 'external_id');
  if (viewId === undefined && externalId === undefined) return missing('view_id');
  const stored = findView(state, {
    ...(viewId === undefined ? {} : { viewId }),
    ...(externalId === undefined ? {} : { externalId }),
  });
  if (stored === undefined) return refuse('not_found');
  const view = readModal(call, stored.id);
  if (isRefusal(view)) return view;
  const hash = text(args, 'hash');
  if (hash !== undefined && hash !== stored.hash) return refuse('hash_conflict');
  replaceView(state, stored, view);
  return { ok: true, view: viewObject(state, stored) };
}

function publish(call: Call): ApiAnswer {
  const { args, state } = call;
  const user = text(args, 'user_id');
  if (user === undefined) return missing('user_id');
  if (!call.hasHome) return refuse('not_enabled');
  const person = state.users.get(user);
  if (person === undefined || person.isBot === true) return refuse('user_not_found');
  const view = json(args, 'view');
  if (view === undefined) return missing('view');
  const fault = checkView(view, 'home');
  if (fault !== null) return refuse(fault.error, fault.problems);
  const hash = text(args, 'hash');
  const before = state.homes.get(user);
  if (hash !== undefined && hash !== before?.hash) return refuse('hash_conflict');
  return { ok: true, view: homeObject(state, publishHome(state, user, view as HomeView)) };
}

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': { scopes: anyToken, tier: 4, run: open },
  'views.push': { scopes: anyToken, tier: 4, run: push },
  'views.update': { scopes: anyToken, tier: 4, run: update },
  'views.publish': { scopes: anyToken, tier: 4, run: publish },
};
