/** The numbers as a private table, and as a chart for all: by what people type and press, and what they then see. */
import { expect, test } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { StoredMessage } from '../../sandbox/slack/state.ts';
import { decode } from '../../scripts/pictures/palette.ts';
import { openWorld, type World } from '../support/bot.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

const { incidents, dataPlatform } = rooms;
const MINUTE_MS = 60_000;
const POST = 'Post as a chart';
/** The thread in which a picture is drawn takes a second, and several on a busy machine. */
const PATIENT = { timeoutMs: 30_000 };

/** Declared, acknowledged and resolved, each so many minutes after the one before. */
async function live(world: World, who: PersonClient, severity: string, title: string): Promise<string> {
  await who.say(incidents, `/incident ${severity} ${title}`);
  const { ts } = await who.waitUntil(({ messages }) =>
    messages.find(
      (message) => !message.ephemeral && messageWords(message).includes(`${severity} · ${title}`),
    ),
  );
  await world.advance(10 * MINUTE_MS);
  await who.press('Acknowledge', { in: title });
  await seen(who, title, 'Responded');
  await world.advance(50 * MINUTE_MS);
  await who.say(incidents, `@Four Eyes resolve it was started again`, { threadTs: ts });
  await seen(who, title, 'Resolved');
  return ts;
}

const seen = (who: PersonClient, title: string, words: string) =>
  who.waitUntil(({ messages }) =>
    messages.find((message) => {
      const text = messageWords(message);
      return !message.ephemeral && text.includes(`· ${title}`) && text.includes(words);
    }),
  );

const chartsIn = (world: World): readonly StoredMessage[] =>
  world.slack.messages(incidents).filter(({ files }) => files?.some(({ image }) => image !== null));

test('who asks gets the table alone, and by its button a chart for all, once, where it was asked for', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  await live(world, maria, 'P1', 'Fraud scores are old');
  const thread = await live(world, maria, 'P0', 'No payment is taken');

  await maria.say(incidents, '/incident stats week');
  await maria.waitFor('2 resolved in the last 7 days; in 2 somebody had responded in time.');
  expect(await david.sees('resolved in the last 7 days')).toBe(false);
  await Promise.all([maria.press(POST), maria.press(POST)]);
  await maria.waitFor('incidents-7-days.png is in the incidents channel.', PATIENT);
  const [chart] = chartsIn(world);
  expect(chart?.threadTs).toBeUndefined();
  await david.waitFor(/2 resolved in the last 7 days; in 2 [\s\S]*Asked for by/);
  expect(chart?.files).toMatchObject([{ title: 'Incidents of the last 7 days', image: 'image/png' }]);
  expect(chart?.files?.[0]?.altText).toContain('All (2): acknowledged after 10 min / 10 min, ');
  expect(decode(chart?.files?.[0]?.bytes ?? Buffer.alloc(0))).toMatchObject({ width: 1_080 });
  // Its table stays, without the button; the second press was told, and posted nothing.
  await maria.waitFor('The chart is being drawn.');
  await expect(maria.press(POST)).rejects.toThrow(POST);
  expect((await maria.ephemerals()).join()).toContain('10 min / 10 min');
  expect(chartsIn(world)).toHaveLength(1);

  await maria.say(incidents, '@Four Eyes stats', { threadTs: thread });
  await maria.waitFor('2 resolved in the last 30 days');
  await maria.press(POST);
  await maria.waitFor('incidents-30-days.png is in this thread.', PATIENT);
  expect(chartsIn(world).at(-1)?.threadTs).toBe(thread);

  // From elsewhere it goes where an incident's numbers are everybody's to read.
  await maria.say(dataPlatform, '/incident stats 3 days');
  await maria.waitFor('2 resolved in the last 3 days');
  await maria.press(POST);
  await maria.waitFor('incidents-3-days.png is in the incidents channel.', PATIENT);
  expect(chartsIn(world)).toHaveLength(3);
  expect(world.slack.messages(dataPlatform).some(({ files }) => files !== undefined)).toBe(false);
}, 90_000);

test('where Slack takes no file the table stays with its button, and a line says why', async () => {
  const world = await openWorld({ rateLimits: false });
  const maria = asPerson(world.slack, people.responder);
  await live(world, maria, 'P1', 'Fraud scores are old');
  await maria.say(incidents, '/incident stats quarter');
  await maria.waitFor('1 resolved in the last 91 days');

  const refusing = world.slack.faults.add({
    method: 'files.getUploadURLExternal',
    kind: 'error',
    error: 'file_uploads_disabled',
  });
  await maria.press(POST);
  await maria.waitFor('Slack does not take incidents-91-days.png (file_uploads_disabled).', PATIENT);
  refusing();
  world.slack.faults.add({ method: 'files.completeUploadExternal', kind: 'reset_after', times: 1 });
  await maria.press(POST);
  await maria.waitFor(
    'Slack did not say whether it took incidents-91-days.png. Look into the incidents',
    PATIENT,
  );
  expect(chartsIn(world)).toHaveLength(1);

  await maria.say(incidents, '/incident stats 400');
  await maria.waitFor('from 1 to 366, as in: stats 30. Or one of: day, week, month, quarter, year.');
  await world.advance(2 * 24 * 60 * MINUTE_MS);
  await maria.say(incidents, '/incident stats day');
  await maria.waitFor('No incident was resolved in the last day.');
  await expect(maria.press(POST, { in: 'No incident was resolved' })).rejects.toThrow(POST);
}, 90_000);
