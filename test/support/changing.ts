/** Any action of the runbook, asked for by Maria and approved by whoever may. */
import { expect } from 'vitest';
import {
  type Asked,
  approvalOf,
  cardSays,
  type Office,
  PATIENCE_MS,
  sendForm,
  sentFor,
} from './approvals.ts';
import { ACTIONS } from './bot.ts';
import type { Given, PersonClient } from './person.ts';
import { openRequest } from './requesting.ts';
import { messageWords } from './screen.ts';

export type Inputs = { readonly [label: string]: Given };

/** Filled in, sent, and on its card. */
export async function askFor(office: Office, title: string, inputs: Inputs): Promise<Asked> {
  await openRequest(office.maria, title, { in: 'Command: ' });
  await office.maria.fill(inputs);
  return sendForm(office, office.maria, { reason: 'The runbook says so' });
}

/** What the card says while it waits. */
export async function pendingCard(office: Office, asked: Asked): Promise<string> {
  return messageWords(await cardSays(office, asked, '⏳ Approval needed'));
}

/** Approved; what the card says when it has run, and that what ran was what was shown, once. */
export async function approved(office: Office, asked: Asked, approver: PersonClient): Promise<string> {
  await approver.press('Approve', { in: asked.id });
  const done = messageWords(await cardSays(office, asked, '✅ Done'));
  const { prepared, verification } = await approvalOf(office, asked);
  expect(verification).toMatchObject({ outcome: 'verified' });
  expect(
    sentFor(office, asked).map(({ text, principal, outcome }) => ({ text, principal, outcome })),
  ).toEqual([{ text: prepared?.bill.text, principal: ACTIONS, outcome: 'succeeded' }]);
  return done;
}

/** The undo's form, filled in by the bot, sent as it is. */
export async function askBack(office: Office, asked: Asked): Promise<Asked> {
  await office.maria.press('Undo', { in: asked.id });
  await office.maria.waitFor('Filled in for you', { timeoutMs: PATIENCE_MS });
  const back = await sendForm(office, office.maria, { reason: 'Back as it was' });
  expect(await approvalOf(office, back)).toMatchObject({ undoOf: asked.id });
  return back;
}

export function expectAllOf(words: string, expected: readonly string[]): void {
  for (const each of expected) expect(words).toContain(each);
}
