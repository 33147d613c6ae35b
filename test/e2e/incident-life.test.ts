/** An incident from somebody's remark to closed and back, by what people press and type. */
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Incident } from '../../src/incident/state.ts';
import { openWorld, type World } from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords, modalWords } from '../support/screen.ts';

const { incidents, dataPlatform } = rooms;
const DAY_MS = 24 * 60 * 60_000;

async function incident(world: World, id: string): Promise<Incident> {
  const stored = await world.journal.load({ kind: 'incident', id });
  return stored?.state as unknown as Incident;
}

/** Until the card of that title says so. */
const card = (who: PersonClient, title: string, words: string) =>
  who.waitUntil(({ messages }) =>
    messages.find((message) => {
      const text = messageWords(message);
      return !message.ephemeral && message.isBot && text.includes(`· ${title}`) && text.includes(words);
    }),
  );

test('from a remark to closed, documented, and open again', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  const tomas = asPerson(world.slack, people.commander);
  const title = 'Payments of !channel *today* are missing';

  await david.say(dataPlatform, 'Payments of <!channel> *today* are missing\nsince nine');
  await maria.shortcut('Open an incident', { on: 'are missing' });
  await maria.waitFor(' said, ');
  await maria.fill({ Severity: 'P1 High · respond within 1 h', 'What is affected?': 'payments' });
  await maria.submit();
  await card(maria, title, 'Affected: payments');
  await maria.press('Take command', { in: title });

  // The same again, by somebody else: asked first, and joined.
  await david.say(incidents, '/incident P0 Missing payments of today');
  expect((await incident(world, 'INC-1')).commander).toBe(people.responder);
  await david.say(incidents, `/incident P0 ${title}`);
  await david.waitFor('Is it this one?');
  await david.press('Join INC-1');
  await david.waitFor('Done. The card shows it.');
  await card(maria, title, 'Responding:');

  await maria.say(incidents, '/incident assign INC-1 @aisha.rahman communications');
  await maria.waitFor('is in charge of communications now');
  await maria.say(incidents, '/incident handover INC-1 @tomas.lindqvist');
  await tomas.waitFor('has the command of INC-1 now');
  expect(await incident(world, 'INC-1')).toMatchObject({
    commander: people.commander,
    roles: { communications: people.security, responders: [people.approver, people.responder] },
  });
  await maria.say(incidents, '/incident handover INC-1 @david.okafor');
  await maria.waitFor('Somebody else is in command');

  await maria.say(incidents, '/incident status INC-1 mitigated');
  await maria.waitFor('INC-1 is mitigated now.');
  await maria.say(incidents, '/incident resolve INC-1 “the load was started again”');
  await card(maria, title, 'the load was started again');
  await maria.press('Close', { in: title });
  await maria.waitFor('Closing is for the incident’s commander');
  await tomas.press('Close', { in: title });
  await tomas.waitFor('Its post-mortem is missing');

  // Of two who write at once the later one is told, and keeps what they typed.
  await maria.press('Post-mortem', { in: title });
  await maria.waitFor('What did it mean, and for whom?');
  await david.press('Post-mortem', { in: title });
  await david.waitFor('What did it mean, and for whom?');
  await david.fill({
    'What led to it?': 'A job without an alert.',
    'One more thing to do, so that it does not happen again': 'Alert on it',
  });
  await david.submit();
  await david.waitFor('Who does it?');
  await david.fill({
    'Who does it': 'Maria Keller',
    'By when': new Date(world.nowMs() + DAY_MS).toISOString().slice(0, 10),
  });
  await david.submit();
  await david.waitFor('To do for ');
  await maria.fill({ 'What led to it?': 'Something else.' });
  await maria.submit();
  await maria.waitFor('Somebody has written it while this was open');
  await maria.dismiss();
  expect((await incident(world, 'INC-1')).postmortem).toMatchObject({
    impact: 'payments',
    items: [{ text: 'Alert on it', owner: people.responder }],
  });
  await tomas.press('Close', { in: title });
  await card(tomas, title, 'Closed');
  await maria.say(incidents, '/incident reopen INC-1 it is back');
  await maria.waitFor('Reopening is for the incident’s commander');
  await tomas.press('Reopen', { in: title });
  await tomas.waitFor('Why is it not over?');
  await tomas.fill({ 'Why is it not over?': 'It is back' });
  await tomas.submit();
  await card(maria, title, 'It is back');
  expect(await incident(world, 'INC-1')).toMatchObject({ status: 'investigating', resolution: null });
  await maria.say(incidents, '/incident mine');
  await maria.waitFor(/INC-1.*Investigating/s);
}, 60_000);

test('asked by a mention it is asked back too, and declared anyway by whoever said it', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  await maria.say(incidents, '/incident P1 Fraud model offline');
  await card(maria, 'Fraud model offline', 'Respond by');
  await david.say(dataPlatform, '@Four Eyes P0 fraud model is offline');
  await david.waitFor('Nothing was declared yet. Is it this one?');
  expect(await incident(world, 'INC-2')).toBeUndefined();
  // Twice, faster than the answer takes the place of the question.
  await Promise.all([david.press('Declare anyway'), david.press('Declare anyway')]);
  await david.waitFor('INC-2 is declared.');
  await world.bot.idle();
  expect(await david.sees('Is it this one?')).toBe(false);
  expect(await incident(world, 'INC-3')).toBeUndefined();
  expect(await incident(world, 'INC-2')).toMatchObject({ severity: 'P0', declaredBy: people.approver });
}, 90_000);

test('from anywhere in Slack the form opens, and says what is open; a guest is told whom it is for, and sees none', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const leo = asPerson(world.slack, people.guest);
  await maria.say(incidents, '/incident P1 Fraud model offline');
  await card(maria, 'Fraud model offline', 'Respond by');
  await maria.shortcut('Declare an incident');
  await maria.waitFor('Open now: INC-1 P1 Fraud model offline');
  await leo.shortcut('Declare an incident');
  await leo.waitFor('Only full members of this workspace can do this');
  expect(await leo.sees('What is wrong?')).toBe(false);
}, 90_000);

test('a guest is told nothing of it by any form or word, though the channel shows them its card', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const leo = asPerson(world.slack, people.guest);
  const title = 'Fraud model offline';
  const turnedAway = 'Only full members of this workspace can do this';
  await maria.say(incidents, `/incident P1 ${title}`);
  await card(maria, title, 'Respond by');
  const answered = async (ask: () => Promise<unknown>): Promise<void> => {
    await ask();
    await leo.waitUntil(({ modal }) => modal !== null && modalWords(modal).includes(turnedAway));
    await leo.dismiss();
  };
  await answered(() => leo.press('Add note', { in: title }));
  await answered(() => leo.press('Resolve', { in: title }));
  await answered(() => leo.press('Change severity', { in: title }));
  await answered(() => leo.press('Request action', { in: title }));
  await answered(() => leo.press('Run one check', { in: title }));
  await answered(() => leo.say(incidents, '/incident action INC-1'));
  await answered(() => leo.say(incidents, '/incident resolve INC-1'));
  await answered(() => leo.say(incidents, '/incident note INC-1'));
  await answered(() => leo.say(incidents, '/incident action INC-1 restore-table'));
  await maria.say(incidents, '/incident resolve INC-1 secret cause');
  await card(maria, title, 'secret cause');
  await answered(() => leo.press('Post-mortem', { in: title }));
  await answered(() => leo.press('Reopen', { in: title }));
  await answered(() => leo.press('Alert somebody', { in: title }));
  await answered(() => leo.say(incidents, '/incident postmortem INC-1'));
  await leo.press('Make canvas', { in: title });
  await leo.waitFor(turnedAway);

  await maria.say(incidents, '/incident P1 Dashboards are slow');
  await maria.say(incidents, '/incident P2 Payments are late');
  await card(maria, 'Payments are late', 'Respond by');
  const words = [
    'ack',
    'postmortem INC-2',
    'postmortem INC-1 canvas',
    'action x',
    'sev P0',
    'check x',
    'procedure x',
    'checklist x',
  ];
  for (const line of words) await leo.say(incidents, `/incident ${line}`);
  const told = () => leo.ephemerals().then((all) => all.filter((text) => text.includes(turnedAway)));
  await expect.poll(told, { timeout: 30_000 }).toHaveLength(words.length + 1);
  expect(await leo.ephemerals()).toHaveLength(words.length + 1);
  expect(world.slack.canvases()).toEqual([]);
}, 90_000);
