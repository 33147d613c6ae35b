/** Calling somebody in: by a command, from the card, by the button under a report, once each, and part of the history. */
import { expect, test } from 'vitest';
import { groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { mentions } from '../blocks/look.ts';
import { openWorld, type World } from '../support/bot.ts';
import { replay } from '../support/forged.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';
import { declare, maria as mariaIn, PATIENT } from './trouble-steps.ts';

/** As a bank fills it in: one contact is a group, one a person, the others are reached by other ways. */
function filledIn(shipped: Runbook): Runbook {
  const { contacts } = shipped;
  const named = {
    'security-team': { ...contacts['security-team'], slack_group: 'security-approvers' },
    'on-call': { ...contacts['on-call'], slack_user: people.secondApprover },
  };
  return { ...shipped, contacts: { ...contacts, ...named } as Runbook['contacts'] };
}

async function opened(): Promise<{ world: World; maria: PersonClient }> {
  const world = await openWorld({ rateLimits: false, runbook: filledIn });
  return { world, maria: mariaIn(world) };
}

async function alertsIn(world: World): Promise<readonly string[]> {
  await world.bot.idle();
  const entries = await world.journal.history({ kind: 'incident', id: 'INC-1' }, 1, 100);
  return entries.flatMap(({ event }) => {
    const known = event as IncidentEvent;
    return known.type === 'alerted' ? [`${known.contact} ${known.words ?? ''}`.trim()] : [];
  });
}

test('a command names a group in a new message, says how one is reached whom Slack does not have, and each once', async () => {
  const { world, maria } = await opened();
  await declare(maria);
  await maria.say(rooms.incidents, '/incident alert security-team <!channel> keys are *stolen*');
  await maria.waitFor('The thread of INC-1 calls in Security team', PATIENT);
  const called = await maria.waitFor('you are needed', PATIENT);
  expect(messageWords(called as never)).toContain(': <!channel> keys are *stolen*');
  expect(mentions((called as { blocks: unknown }).blocks)).toEqual([
    `usergroup:${groups['security-approvers']}`,
    `user:${people.responder}`,
  ]);
  await maria.say(rooms.incidents, '/incident alert inc-1 Security-Team again');
  await maria.waitFor('They were alerted within the last minute', PATIENT);
  await maria.say(rooms.incidents, '/incident alert cloud-operations');
  await maria.waitFor('is to be told by hand, mail cloudops@bank.com, ticket https://...', PATIENT);
  await maria.say(rooms.incidents, '/incident alert securty-team');
  await maria.waitFor('The runbook has no contact “securty-team”. Did you mean security-team?', PATIENT);
  await maria.say(rooms.incidents, '/incident alert');
  await maria.waitFor('Contacts: on-call (On-call engineer), data-engineering-lead', PATIENT);
  const [command] = world.slack.deliveries.filter(({ body }) => body.includes('cloud-operations'));
  await world.advance(2 * 60_000);
  if (command !== undefined) await replay(world.appUrl(), command);
  expect(await alertsIn(world)).toEqual(['security-team <!channel> keys are *stolen*', 'cloud-operations']);
}, 60_000);

/** What the menus in the channel offer. */
function listsOf({ messages }: { readonly messages: readonly { readonly blocks: unknown }[] }): string {
  return JSON.stringify(messages.map(({ blocks }) => blocks));
}

test('from the card by a form, from the thread by words, and by the button under a report that points to it', async () => {
  const { world, maria } = await opened();
  await maria.say(rooms.incidents, '/incident P1 Unauthorized access to customers');
  await maria.waitFor('P1 · Unauthorized access to customers', PATIENT);
  await maria.choose('P1 · Unauthorized access to customers', 'Take command');
  await maria.waitUntil((now) => listsOf(now).includes('Join or hand over'), PATIENT);
  await maria.choose('P1 · Unauthorized access to customers', 'Join or hand over');
  await maria.waitFor('Give a role to', PATIENT);
  await maria.press('Alert somebody');
  await maria.waitFor('Who is needed?', PATIENT);
  await maria.fill({ 'Who is needed?': 'On-call engineer' });
  await maria.submit();
  await maria.waitFor('Done. The thread calls them in', PATIENT);
  await maria.dismiss();
  const card = (await maria.waitFor('P1 · Unauthorized access', PATIENT)) as { readonly ts: string };
  await maria.say(rooms.incidents, '@Four Eyes alert data-engineering-lead', { threadTs: card.ts });
  await maria.waitFor('phone XXX-XXXX', PATIENT);
  await maria.say(rooms.incidents, '/incident check unauthorized-access');
  await maria.waitFor('INC-1 · unauthorized-access', PATIENT);
  await maria.press('Alert Security team');
  await maria.waitFor(/you are needed.*Unauthorized access: .* was refused/s, PATIENT);
  const alerts = await alertsIn(world);
  expect(alerts.slice(0, 2)).toEqual(['on-call', 'data-engineering-lead']);
  expect(alerts[2]).toMatch(/^security-team Unauthorized access: /);
}, 60_000);

test('guests call in nobody, and what names no incident, no contact or too much is told, and calls nobody', async () => {
  const { world, maria } = await opened();
  const leo = asPerson(world.slack, people.guest);
  await maria.say(rooms.incidents, '/incident alert security-team');
  await maria.waitFor('No incident is open.', PATIENT);
  await declare(maria);
  await leo.say(rooms.incidents, '/incident alert security-team');
  await leo.waitFor('Only full members of this workspace can do this', PATIENT);
  await maria.say(rooms.incidents, `/incident alert security-team ${'x'.repeat(501)}`);
  await maria.waitFor('1 characters too long', PATIENT);
  await maria.say(rooms.incidents, '/incident alert constructor');
  await maria.waitFor('The runbook has no contact “constructor”.', PATIENT);
  expect(await alertsIn(world)).toEqual([]);
}, 60_000);
