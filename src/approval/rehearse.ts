/**
 * What is approved in a drill is claimed and then not run: no session is opened, nothing under the principal that may
 * change things is asked. `send` would refuse it as well, right before the first byte.
 */
import type { Warehouse } from '../check/warehouse.ts';
import type { ApprovalEvent } from './events.ts';

export function rehearsed(token: string): ApprovalEvent {
  const text = 'This is a drill: it was approved, and that is where it ends.';
  return { type: 'failed', token, reason: 'not_sent', text };
}

type Principals = { readonly actions: Warehouse | null; readonly reader?: Warehouse };

/** In a drill SQL is measured by the principal that can only read. */
export function measuredFor<Deps extends Principals>(
  deps: Deps,
  { drill }: { readonly drill: boolean },
): Deps {
  return drill ? { ...deps, actions: deps.reader ?? null } : deps;
}
