/** trigger_ids: short-lived, for one person, exchanged for one view. */
import { randomBytes } from 'node:crypto';
import { TRIGGER_MS } from './limits.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { State, Trigger } from './state.ts';

export function newTrigger(state: State, user: string, viewId?: string): string {
  const id = `${state.lastTsMicros}.${state.triggers.size + 1}.${randomBytes(16).toString('hex')}`;
  state.triggers.set(id, {
    user,
    expiresAt: state.now() + TRIGGER_MS,
    ...(viewId === undefined ? {} : { viewId }),
    used: false,
  });
  return id;
}

export function exchangeTrigger(state: State, id: string): Trigger | Refusal {
  const trigger = state.triggers.get(id);
  if (trigger === undefined) return refuse('invalid_trigger_id');
  if (trigger.used) return refuse('exchanged_trigger_id');
  if (state.now() > trigger.expiresAt) return refuse('expired_trigger_id');
  trigger.used = true;
  return trigger;
}
