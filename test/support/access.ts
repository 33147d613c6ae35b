/** Requests to take access away or to give it, as people make them on an incident about security. */
import { expect } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { type Asked, type Office, PATIENCE_MS, sendForm, type Wish } from './approvals.ts';
import { asPerson, type Given, type PersonClient } from './person.ts';
import { openRequest } from './requesting.ts';

/** Has grants on the catalog and on a table, and more by a group. */
export const OUTSIDER = 'r.vance@contractor.test';
export const CATALOG = 'banking_catalog';
export const REVOKE = `REVOKE ALL PRIVILEGES ON CATALOG \`${CATALOG}\` FROM \`${OUTSIDER}\``;
export const WHO = 'Person, group or service';

const TITLES = {
  revoke: 'Take away access to a catalog',
  grant: 'Give access to a catalog',
  add: 'Add somebody to a group',
  remove: 'Remove somebody from a group',
} as const;

/** May approve what is about access. */
export function security({ slack }: Office): PersonClient {
  return asPerson(slack, people.security);
}

export async function declareIntrusion({ maria, bot }: Office): Promise<void> {
  await maria.say(rooms.incidents, '/incident P0 Suspicious access to customer data');
  await maria.waitFor('Respond by', { timeoutMs: PATIENCE_MS });
  await bot.idle();
}

export async function openAccessForm(
  who: PersonClient,
  what: keyof typeof TITLES,
  inputs: { readonly [label: string]: Given },
): Promise<void> {
  await openRequest(who, TITLES[what], { in: 'Command: ' });
  await who.fill(inputs);
}

export async function askAccess(
  office: Office,
  who: PersonClient,
  what: keyof typeof TITLES,
  inputs: { readonly [label: string]: Given } = { [WHO]: OUTSIDER },
  wish: Wish = { reason: 'Refused fourteen times in an hour from outside' },
): Promise<Asked> {
  await openAccessForm(who, what, inputs);
  return sendForm(office, who, wish);
}

/** What the lakehouse itself says that somebody holds directly on the catalog. */
export async function heldBy({ lakehouse }: Office, principal = OUTSIDER): Promise<readonly string[]> {
  const rows = await lakehouse.query(`SHOW GRANTS \`${principal}\` ON CATALOG ${CATALOG}`);
  return rows.map(({ actionType }) => (typeof actionType === 'string' ? actionType : '?')).toSorted();
}

/** Somebody else changes grants, past the bot. */
export async function meanwhile(office: Office, statement: string): Promise<void> {
  expect(await office.change(`${statement} /* somebody else */`)).toBe('succeeded');
}
