/** Who may do what with a checklist, and that every press and every word is answered: late ones, double ones, odd ones. */
import { expect, test } from 'vitest';
import { bankFixture, type Fixture, people, rooms } from '../../sandbox/slack/fixture.ts';
import { cards, openDaily, pressed, stateOf, toNextSlotMs } from '../support/checklists.ts';
import { pageClient } from '../support/page-client.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { targetsOf } from '../support/screen.ts';
import { PATIENT, until } from './trouble-steps.ts';

const LONG_MS = 120_000;

const told = (person: PersonClient, words: string) =>
  until(`they are told: ${words}`, async () =>
    (await person.ephemerals()).some((all) => all.includes(words)),
  );

test(
  'by command and by mention: the current one is posted once, and who asks again is led there',
  async () => {
    const { world, maria, david } = await openDaily();
    await maria.say(rooms.incidents, '/incident checklist daily');
    await told(maria, 'CHK-1 is posted in the checklists’ channel.');
    await maria.waitFor('Daily checks: 0 of 4 done', PATIENT);
    await world.bot.idle();
    await david.say(rooms.incidents, '@Four Eyes checklist Daily');
    await told(david, 'The current one is CHK-1.');
    expect(cards(world)).toHaveLength(1);

    for (const [line, answer] of [
      ['/incident checklist', 'Name one checklist: daily.'],
      ['/incident checklist dialy', 'There is no checklist “dialy”. Did you mean "daily"? There are: daily.'],
      ['/incident checklist constructor', 'There is no checklist “constructor”.'],
      ['/incident checklist daily weekly', 'Name one checklist: daily.'],
    ] as const) {
      await maria.say(rooms.incidents, line);
      await told(maria, answer);
    }
    const guest = asPerson(world.slack, people.guest);
    await guest.say(rooms.incidents, '/incident checklist daily');
    await told(guest, 'Only full members of this workspace can do this');
    await world.advance(toNextSlotMs(world) + 1_000);
    await until('the schedule goes on', () => cards(world).length === 2);
  },
  LONG_MS,
);

test(
  'who presses after somebody else, or too early, or on what has gone over, is told so alone',
  async () => {
    const { world, maria, david } = await openDaily();
    await world.advance(toNextSlotMs(world) + 1_000);
    await maria.waitFor('Daily checks: 0 of 4 done', PATIENT);
    await world.bot.idle();
    await pressed(world, () => maria.press('Take'));
    await pressed(world, () => maria.press('Take'));
    await told(maria, 'You have it already.');
    // Both have the same card before them.
    await world.bot.idle();
    const done = await buttonOf(maria, 'Done');
    const asDavid = pageClient(world.slack.url, people.approver);
    await Promise.all([maria.press('Done'), asDavid.post('/ui/act', done)]);
    await world.bot.idle();
    const history = await world.journal.history({ kind: 'checklist', id: 'CHK-1' });
    const ticks = history.filter(({ event }) => (event as { readonly type: string }).type === 'ticked');
    expect(ticks).toHaveLength(1);
    await pressed(world, () => maria.choose('Review error logs', 'Skip'));
    await maria.waitUntil((screen) => screen.modal, PATIENT);
    await pressed(world, () => david.choose('Review error logs', 'Done'));
    await maria.fill({ 'Why is it left out?': 'Nothing ran.' });
    await maria.submit();
    await maria.waitFor('Somebody was faster: it is done already.', PATIENT);
    await maria.dismiss();

    await pressed(world, () => maria.choose('Monitor cost dashboard', 'Skip'));
    await maria.waitUntil((screen) => screen.modal, PATIENT);
    await world.advance(toNextSlotMs(world) + 1_000);
    await until('it has gone over', async () => (await stateOf(world, 'CHK-1')).status === 'carried');
    await maria.fill({ 'Why is it left out?': 'Too late.' });
    await maria.submit();
    await maria.waitFor('The next checklist has this item now.', PATIENT);
    const { items } = await stateOf(world, 'CHK-1');
    expect(items.map(({ mark }) => mark)).toEqual(['done', 'carried', 'done', 'carried']);
  },
  LONG_MS,
);

test(
  'a guest changes nothing by any button, menu or form, and is told why each time',
  async () => {
    const { world, maria } = await openDaily({ fixture: withGuest });
    await world.advance(toNextSlotMs(world) + 1_000);
    await until('it is posted', () => cards(world).length === 1);
    await world.bot.idle();
    const before = await stateOf(world, 'CHK-1');
    const guest = asPerson(world.slack, people.guest);
    const answers = async (): Promise<number> =>
      (await guest.ephemerals()).filter((words) => words.includes('Only full members of this workspace'))
        .length;
    const acts = [
      () => guest.press('Run'),
      () => guest.press('Take'),
      () => guest.press('Done'),
      ...['Run', 'Take', 'Done', 'How?'].map((option) => () => guest.choose('Review error logs', option)),
    ];
    for (const [index, act] of acts.entries()) {
      expect(await act()).toEqual({ ok: true });
      await until('the guest is told', async () => (await answers()) === index + 1);
    }
    await pressed(world, () => guest.choose('Monitor cost dashboard', 'Skip'));
    await guest.waitUntil((screen) => screen.modal, PATIENT);
    await guest.fill({ 'Why is it left out?': 'Because.' });
    await guest.submit();
    await guest.waitFor('Only full members of this workspace', PATIENT);
    await world.bot.idle();
    expect(await stateOf(world, 'CHK-1')).toEqual(before);
    expect(await maria.sees('Daily checks: 0 of 4 done')).toBe(true);
  },
  LONG_MS,
);

/** Where checklists are posted a guest may be, too. */
const withGuest: Fixture = {
  ...bankFixture,
  rooms: bankFixture.rooms.map((room) =>
    room.id === rooms.dataPlatform ? { ...room, members: [...room.members, people.guest] } : room,
  ),
};

/** What a press on the card as it is now sends, however the card is redrawn after that. */
async function buttonOf(person: PersonClient, label: string) {
  const screen = await person.screen();
  const target = targetsOf(screen, 'Daily checks').find((each) => each.label === label);
  if (target === undefined) throw new Error(`Nothing says ${label}.`);
  return { place: target.place, blockId: target.blockId, actionId: target.element.action_id };
}
