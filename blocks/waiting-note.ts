/** A request waits for somebody to decide: new messages that name who can, for a redrawn card notifies nobody. */
import type { RichTextElement } from '@slack/types';
import type { Approval, ApproverGroup, Told } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { bold, group, moment, note, person, words } from './kit.ts';

/** `turn`: the groups, by handle, from which the next yes may come. */
export type Waiting = { readonly approval: Approval; readonly turn: readonly string[] };

export function stillWaiting(waiting: Waiting, also: readonly Told[]): Message {
  const { id, title, target, expiresAtMs } = waiting.approval;
  return note(
    `${id} waits for a decision: ${title}, ${target}`,
    ...inTurn(waiting),
    words(', '),
    bold(`${id} waits for a decision`),
    words(`: ${title}, ${target}. It expires `),
    moment(expiresAtMs, '{time}'),
    words('.'),
    ...also.flatMap((told) => [words(' '), ...turnedTo(told, 'decided')]),
  );
}

/** `done`: what nobody has. */
export function turnedTo(told: Told, done: 'decided' | 'signed'): RichTextElement[] {
  if (told.kind === 'words') return [words(`Nobody has ${done}: turn to ${told.text}.`)];
  const named = told.kind === 'group' ? group(told.id) : person(told.id);
  return [named, words(`, nobody has ${done}: please do, or find somebody who does.`)];
}

/** Whoever asked for the change is asked in turn, and answers in the thread. */
export function question({ approval }: Waiting, by: string, text: string): Message {
  const { id, title, target, requester } = approval;
  return note(
    `${id}: a question about ${title}, ${target}. ${text}`,
    person(requester),
    words(', '),
    person(by),
    words(' asks about '),
    bold(id),
    words(`: ${text}`),
  );
}

/** One group has said yes, or one of several people. */
export function nextInTurn(waiting: Waiting, by: string): Message {
  const { id, title, target } = waiting.approval;
  return note(
    `${id} has a yes and waits for the next: ${title}, ${target}`,
    ...inTurn(waiting),
    words(', '),
    bold(`${id} waits for the next yes`),
    words(': '),
    person(by),
    words(` has approved ${title}, ${target}.`),
  );
}

export function nobodyCanApprove({ approval }: Waiting): Message {
  const { id, title, target, requester } = approval;
  const text = `nobody can approve ${title}, ${target} now. The card says which group is meant and why.`;
  return note(`${id}: ${text}`, person(requester), words(', '), bold(`${id}: `), words(text));
}

/** Whoever was added to the group learns of it from this: the card was posted before they were in it. */
export function somebodyCanApprove(waiting: Waiting): Message {
  const { id, title, target, requester, expiresAtMs } = waiting.approval;
  return note(
    `${id} can be approved now: ${title}, ${target}`,
    ...inTurn(waiting),
    words(', '),
    bold(`${id} can be approved now`),
    words(`: ${title}, ${target}. `),
    person(requester),
    words(' asks. It expires '),
    moment(expiresAtMs, '{time}'),
    words('.'),
  );
}

/** A group in which nobody can say yes is not called, unless that is all there is. */
function inTurn({ approval, turn }: Waiting): RichTextElement[] {
  const groups = (approval.prepared?.groups ?? []).filter(({ handle }) => turn.includes(handle));
  const eligibleIn = ({ handle, eligible }: ApproverGroup) =>
    approval.recounted?.eligible[handle] ?? eligible;
  const able = groups.filter((each) => eligibleIn(each) > 0);
  return anyOf(able.length > 0 ? able : groups);
}

/** Named so that Slack tells their people. */
export function anyOf(groups: readonly ApproverGroup[]): RichTextElement[] {
  return groups.flatMap(({ handle, id }, index) => [
    ...(index === 0 ? [] : [words(' or ')]),
    id === null ? bold(`@${handle}`) : group(id),
  ]);
}
