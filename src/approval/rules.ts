/** What every rule of the table is made of: a change that is accepted, or the word for why not. */
import type { Refusal, Step } from '../journal/document.ts';
import type { ApprovalEvent, ApprovalEventType, ApprovalRefusal } from './events.ts';
import type { Approval } from './state.ts';

export type Of<Type extends ApprovalEventType> = Extract<ApprovalEvent, { type: Type }>;

export type Result = Step<Approval, ApprovalRefusal>;

export function refuse(code: ApprovalRefusal): Refusal<ApprovalRefusal> {
  return { ok: false, code };
}

/** Every change that a person has to see makes the buttons of older cards stale. */
export function accept(approval: Approval, change: Partial<Approval>): Result {
  const checked = approval.checking === undefined ? {} : { checking: null };
  return { ok: true, state: { ...approval, ...checked, ...change, revision: approval.revision + 1 } };
}

/** A change that nobody has to see before they press: the buttons of the card stay good. */
export function note(approval: Approval, change: Partial<Approval>): Result {
  return { ok: true, state: { ...approval, ...change } };
}
