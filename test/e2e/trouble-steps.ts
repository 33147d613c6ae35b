/** The steps of the first story, for tests in which something goes wrong on the way. */
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Approval } from '../../src/approval/state.ts';
import { read } from '../../src/journal/document.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { World } from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { openRequest } from '../support/requesting.ts';

export const TABLE = 'banking_catalog.banking_bronze.transactions';
export const RESTORE = `RESTORE TABLE \`${TABLE.replaceAll('.', '`.`')}\` TO VERSION AS OF 24 /* APR-1 */`;
export const STALE = 'The newest row is 9.0 hours old; it should be under 2 hours.';
export const RESTORED = 'Restored: version 26 holds the contents of version 24';

/** One check a run, so that what is counted is one report. */
export const onlyFreshness = (runbook: Runbook): Runbook => ({
  ...runbook,
  areas: runbook.areas.map((area) => ({ ...area, checks: ['table-freshness'] })),
});

/** The machine may be busy; what is waited for here comes by itself. */
export const PATIENT = { timeoutMs: 30_000 } as const;

export const maria = (world: Pick<World, 'slack'>): PersonClient => asPerson(world.slack, people.responder);
export const david = (world: Pick<World, 'slack'>): PersonClient => asPerson(world.slack, people.approver);

export async function declare(person: PersonClient): Promise<void> {
  await person.say(rooms.dataPlatform, '/incident P1 Transactions table is stale');
  await person.waitFor('P1 · Transactions table is stale', PATIENT);
}

export async function press(person: PersonClient, label: string): Promise<void> {
  const answer = await person.press(label);
  if (!answer.ok) throw new Error(`${label} could not be pressed: ${answer.notice}`);
}

/** Until the modal has been taken; the card comes later. */
export async function request(person: PersonClient): Promise<void> {
  await openRequest(person);
  await person.fill({ 'Version to restore': 24, 'Why? The approver decides on this.': 'A bad backfill' });
  const answer = await person.submit();
  if (!answer.ok) throw new Error(`The request was not taken: ${answer.notice}`);
}

/** From the declaration to a card that can be approved. */
export async function askForRestore(world: World): Promise<{ maria: PersonClient; david: PersonClient }> {
  const asker = maria(world);
  const approver = david(world);
  await declare(asker);
  await request(asker);
  await approver.waitFor(RESTORE.slice(0, RESTORE.indexOf('APR-')), PATIENT);
  // Whichever bot has posted it knows where the card stands a moment after that is to be seen.
  await until('nothing is owed', async () => (await world.journal.outbox.stats()).waiting === 0);
  return { maria: asker, david: approver };
}

export function restoresSent(world: Pick<World, 'lakehouse'>): readonly string[] {
  return world.lakehouse.received.filter(({ text }) => text.startsWith('RESTORE')).map(({ text }) => text);
}

export async function approvalIn(journal: Journal, id = 'APR-1'): Promise<Approval> {
  const stored = await read<Approval>(journal, { kind: 'approval', id });
  if (stored === null) throw new Error(`There is no ${id}.`);
  return stored.state;
}

/** What stands in the incidents channel and its threads, oldest first, by the first line of each. */
export function linesIn(world: Pick<World, 'slack'>): readonly string[] {
  return world.slack.messages(rooms.incidents).map(({ text }) => text);
}

/** Looks until it holds: for what no person can see. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + PATIENT.timeoutMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAtMs) throw new Error(`It never came to that: ${what}.`);
    await new Promise<void>((resolve) => void setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const LOOK_EVERY_MS = 10;
