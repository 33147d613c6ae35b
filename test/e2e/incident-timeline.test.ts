/** What people say and pin becomes the timeline: read on a phone, whole as a file, and the source of the post-mortem. */
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Message } from '../../sandbox/slack/page-api.ts';
import type { StoredMessage } from '../../sandbox/slack/state.ts';
import { openWorld, type World } from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

const { incidents, dataPlatform } = rooms;
const DAY_MS = 24 * 60 * 60_000;

async function declare(world: World, who: PersonClient, severity: string, title: string): Promise<string> {
  await who.say(incidents, `/incident ${severity} ${title}`);
  const card = await who.waitUntil(({ messages }) =>
    messages.find(
      (message) => !message.ephemeral && messageWords(message).includes(`${severity} · ${title}`),
    ),
  );
  // It knows whose thread that is a moment after the card is to be seen.
  await world.bot.idle();
  return card.ts;
}

/** Somebody says it in the thread; its ts. */
async function reply(world: World, who: PersonClient, threadTs: string, text: string): Promise<string> {
  await who.say(incidents, text, { threadTs });
  const said = world.slack
    .messages(incidents)
    .findLast((message) => message.threadTs === threadTs && message.user === who.id);
  return said?.ts ?? '';
}

const isTimeline = ({ text }: { readonly text: string }) => text.startsWith('Timeline of INC-1');

async function timelineOf(who: PersonClient): Promise<string> {
  const before = (await who.screen()).messages.filter(isTimeline).length;
  await who.say(incidents, '/incident timeline INC-1');
  const shown = await who.waitUntil(({ messages }) => messages.filter(isTimeline)[before]);
  return messageWords(shown);
}

const filesOf = (world: World, name: string): readonly StoredMessage[] =>
  world.slack.messages(incidents).filter((message) => message.files?.some((file) => file.name === name));

const fileOf = (world: World, name: string): StoredMessage | undefined => filesOf(world, name)[0];

test('notes, pins, edits and removals, each once and at its own time', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  const thread = await declare(world, maria, 'P1', 'Transactions table is stale');

  const remark = await reply(world, david, thread, 'It was the loud <job> & *nothing* else');
  world.slack.react(people.responder, incidents, remark, 'eyes');
  world.slack.react(people.responder, incidents, remark, 'pushpin');
  await maria.waitFor('It is in the timeline of INC-1.');
  world.slack.react(people.approver, incidents, remark, 'pushpin');
  await david.waitFor('It is in the timeline already.');
  world.slack.edit(incidents, remark, 'It was the load job');
  await expect
    .poll(() => timelineOf(maria), { timeout: 30_000 })
    .toContain('said (edited): \nIt was the load job');

  const second = await reply(world, david, thread, 'A mistake');
  world.slack.react(people.approver, incidents, second, 'pushpin');
  await expect.poll(() => timelineOf(maria), { timeout: 30_000 }).toContain('A mistake');
  world.slack.remove(incidents, second);
  await expect.poll(() => timelineOf(maria), { timeout: 30_000 }).not.toContain('A mistake');
  world.slack.unreact(people.responder, incidents, remark, 'pushpin');
  await expect.poll(() => timelineOf(maria), { timeout: 30_000 }).not.toContain('load job');

  // What the bot says, what stands elsewhere, and what guests press.
  await maria.say(incidents, '/incident note 20m ago the load stopped <!channel>');
  await david.waitFor('the load stopped <!channel>');
  const own = world.slack
    .messages(incidents)
    .findLast((message) => message.fromApp && message.threadTs === thread);
  world.slack.react(people.responder, incidents, own?.ts ?? '', 'pushpin');
  await maria.waitFor('What apps say here needs no pin');
  world.slack.react(people.responder, incidents, thread, 'pushpin');
  world.slack.react(people.guest, incidents, remark, 'pushpin');
  const leo = asPerson(world.slack, people.guest);
  await leo.waitFor('Only full members of this workspace can do this');

  await maria.press('Add note', { in: 'P1 · Transactions table is stale' });
  await maria.waitFor('What happened?');
  await maria.fill({ 'What happened?': 'The job was started again', 'When, if not now?': 'soon' });
  await maria.submit();
  await maria.waitFor('or 20m ago, 2h ago, 14:05');
  await maria.fill({ 'When, if not now?': '' });
  await maria.submit();
  await david.waitFor('The job was started again');
  const shown = await timelineOf(maria);
  expect(shown).toMatch(/the load stopped <!channel>[\s\S]*declared it P1[\s\S]*The job was started again/);
  expect(await leo.sees('The job was started again')).toBe(true);
}, 60_000);

test('from a channel that the bot is not in it is shown and asked about first; all of it is a file, and the post-mortem', async () => {
  const world = await openWorld({ rateLimits: false });
  world.slack.setRoom(dataPlatform, { members: [people.responder, people.approver] });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  const thread = await declare(world, maria, 'P1', 'Transactions table is stale');
  await declare(world, david, 'P3', 'A typo');
  await david.say(dataPlatform, 'We moved the landing zone at noon');
  await maria.shortcut('Add to timeline', { on: 'landing zone' });
  await maria.waitFor('Is that right?');
  expect(world.slack.messages(incidents).some(({ text }) => text.includes('landing zone'))).toBe(false);
  await maria.choose('Which incident', 'INC-1 · P1 Transactions table is stale');
  await maria.submit();
  await david.waitFor(/landing zone at noon[\s\S]*added by/);

  const inThread = (text: string) => maria.say(incidents, `@Four Eyes ${text}`, { threadTs: thread });
  for (let number = 1; number <= 13; number += 1) await inThread(`note step ${number}`);
  const noted = async () =>
    (await maria.ephemerals()).filter((words) => words.includes('It is in the timeline of INC-1.'));
  await expect.poll(noted, { timeout: 30_000 }).toHaveLength(13);
  expect(await timelineOf(maria)).toContain('15 entries, page 2 of 2');
  await maria.press('Earlier');
  await maria.waitFor('15 entries, page 1 of 2');
  await maria.press('As a file');
  await maria.waitFor('INC-1-timeline.txt is in the thread of INC-1.');
  const file = fileOf(world, 'INC-1-timeline.txt');
  expect(file?.threadTs).toBe(thread);
  const lines = file?.files?.[0]?.text.split('\n').filter((line) => /^\d{4}-/.test(line)) ?? [];
  expect(lines).toHaveLength(15);
  expect(lines[0]).toMatch(/🟠 Maria Keller declared it P1: Transactions table is stale$/);
  expect(lines[1]).toMatch(
    /📌 David Okafor said: We moved the landing zone at noon · added by Maria Keller$/,
  );
  expect(lines[14]).toMatch(/📝 Maria Keller: step 13$/);

  await inThread('resolve the job was started again');
  await maria.waitFor('INC-1 is resolved.');
  await world.advance(DAY_MS + 1_000);
  await maria.waitFor('the post-mortem of INC-1 is not written yet');
  await inThread('postmortem file');
  await maria.waitFor('INC-1-post-mortem.md is in the thread of INC-1.');
  const written = fileOf(world, 'INC-1-post-mortem.md')?.files?.[0]?.text ?? '';
  expect(written).toContain('# Post-mortem of INC-1: Transactions table is stale');
  expect(written).toContain('David Okafor said: We moved the landing zone at noon');

  // The same on a canvas, which is written anew where it is, and replaced by the file where there is none to be had.
  const title = 'Transactions table is stale';
  const seenBy = (who: PersonClient, words: string) =>
    who.waitUntil(({ messages }) =>
      messages.flatMap(({ canvases }) => canvases).find(({ markdown }) => markdown.includes(words)),
    );
  await inThread('postmortem canvas');
  await maria.waitFor('The post-mortem of INC-1 is on a canvas; the card links it.');
  await david.waitFor('put the post-mortem on a ');
  const first = await seenBy(david, 'David Okafor said: We moved the landing zone at noon');
  expect(first.title).toBe('Post-mortem of INC-1');
  expect(first.markdown).toMatch(/^# Transactions table is stale\n\nAs of \d{4}-\d\d-\d\d /);
  await david.waitFor('Post-mortem: ');
  await inThread('note the alert is there now');
  await maria.waitFor('the alert is there now');
  await maria.press('Update canvas', { in: `P1 · ${title}` });
  await maria.waitFor('The canvas of INC-1 stands as of now; the card links it.');
  expect(await seenBy(david, 'Maria Keller: the alert is there now')).toMatchObject({ id: first.id });
  expect(world.slack.canvases()).toHaveLength(1);

  world.slack.removeCanvas(first.id);
  const back = world.slack.faults.add({
    method: 'canvases.create',
    kind: 'error',
    error: 'canvas_disabled_user_team',
  });
  await maria.press('Update canvas', { in: `P1 · ${title}` });
  await maria.waitFor(/Canvases are switched off for this workspace.*INC-1-post-mortem.md is in the thread/);
  expect(filesOf(world, 'INC-1-post-mortem.md')).toHaveLength(2);
  back();
  await maria.press('Update canvas', { in: `P1 · ${title}` });
  const isNote = (message: Message) => messageWords(message).includes('put the post-mortem on a ');
  const notes = await david.waitUntil(({ messages }) => {
    const all = messages.filter(isNote);
    return all.at(-1)?.canvases.some(({ id }) => id !== first.id) === true && all;
  });
  // Told once for each that was made, and not when one was written anew.
  expect(notes).toHaveLength(2);
  expect(world.slack.canvases().map(({ id }) => id)).toEqual(notes.at(-1)?.canvases.map(({ id }) => id));
}, 60_000);
