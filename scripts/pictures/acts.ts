/** What people do in the pictures' nights: declared, asked for, pressed, by the words on the page. */
import { rooms } from '../../sandbox/slack/fixture.ts';
import type { Given, PersonClient } from '../../test/support/person.ts';
import { messageWords, modalWords } from '../../test/support/screen.ts';

const PATIENT = { timeoutMs: 30_000 } as const;
const AGAIN_AFTER_MS = 4_000;
const TRIES_MAX = 6;
const BEHIND_MS = 200;

export const RESTORE = 'Restore a table to an earlier version';
export const REVOKE = 'Take away access to a catalog';

export async function says(who: PersonClient, text: string, answer: string): Promise<void> {
  // Where the clock has just gone ahead the bot turns a request away as one of another time, until it has read the new one.
  for (let left = TRIES_MAX; left > 0 && !(await who.say(rooms.incidents, text)).ok; left -= 1)
    await pause(BEHIND_MS);
  await who.waitFor(answer, PATIENT);
}

export function sees(who: PersonClient, words: string): Promise<unknown> {
  return who.waitFor(words, PATIENT);
}

/** Until a message on which all of it stands is there. */
export function seesAll(who: PersonClient, ...words: readonly string[]): Promise<unknown> {
  return who.waitUntil(
    ({ messages }) => messages.some((each) => words.every((part) => messageWords(each).includes(part))),
    PATIENT,
  );
}

/** A press on a card that is redrawn under the finger, or not posted for good yet, is made again, as a person would. */
export async function presses(
  who: PersonClient,
  label: string,
  within: string,
  then: () => Promise<unknown>,
): Promise<void> {
  for (let left = TRIES_MAX; ; left -= 1) {
    const pressed = await who.press(label, { in: within }).catch((error: unknown) => error);
    const came = await Promise.race([then().then(() => true), pause(AGAIN_AFTER_MS)]);
    if (came) return;
    if (left === 1) throw new Error(`"${label}" beside "${within}" did nothing.`, { cause: pressed });
  }
}

const pause = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(resolve, ms, false));

export async function opens(who: PersonClient, label: string, within: string, form: string): Promise<void> {
  await presses(who, label, within, () =>
    who.waitUntil(({ modal }) => modal !== null && modalWords(modal).includes(form), PATIENT),
  );
}

/** Writes into the form that is open, and leaves it open. */
export function fillsIn(who: PersonClient, inputs: { readonly [label: string]: Given }): Promise<void> {
  return who.fill(inputs);
}

/** Sends the form that is open; where it answers in its place, that is put away. */
export async function sends(who: PersonClient, inputs: { readonly [label: string]: Given }): Promise<void> {
  await who.fill(inputs);
  await who.submit();
  await who.waitUntil(({ modal }) => {
    const [error] = Object.values(modal?.errors ?? {});
    if (error !== undefined) throw new Error(`The form was not taken: ${error}`);
    return modal === null || !('submit' in modal.view);
  }, PATIENT);
  if ((await who.modal()) !== null) await who.dismiss();
}

export const WHY = 'Why? The approver decides on this.';

/** Asked for from the card of the incident with that title; ends once the request's own card is there to be decided. */
export async function asksForRestore(
  who: PersonClient,
  title: string,
  request: string,
  inputs: { readonly [label: string]: Given },
): Promise<void> {
  await opens(who, 'Request action', title, 'What should be done?');
  await opens(who, RESTORE, 'What should be done?', 'Version to restore');
  await sends(who, inputs);
  await seesAll(who, request, 'Approval needed');
}
