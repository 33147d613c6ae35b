/**
 * The main job, in each of the four ways in which the bot can stand between Slack and its store: an intrusion is looked
 * into by words in the thread, access is taken away by four eyes and given back, the daily checklist is worked off, and
 * Home shows what is whose.
 */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Checklist } from '../../src/checklist/state.ts';
import { askAccess, declareIntrusion, heldBy, OUTSIDER, REVOKE, security } from '../support/access.ts';
import { cardSays, type Office, openOffice, PATIENCE_MS, sendForm, sentFor } from '../support/approvals.ts';
import { pressed } from '../support/checklists.ts';
import { asPerson } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';
import { inEveryWay } from '../support/ways.ts';

vi.setConfig({ testTimeout: 120_000 });

const PATIENT = { timeoutMs: PATIENCE_MS };
const HELD = ['SELECT', 'USE CATALOG', 'USE SCHEMA'];

inEveryWay((way) => {
  test('an intruder is found by a word in the thread, shut out by two people, and let in again exactly', async () => {
    const office = await openOffice({}, way);
    const { maria, david } = office;
    const aisha = security(office);
    await declareIntrusion(office);
    await david.say(rooms.incidents, '@Four Eyes check unauthorized-access', { threadTs: topOf(office) });
    await maria.waitFor(`${OUTSIDER} was refused`, PATIENT);
    await maria.press('Run checks');
    await maria.waitFor('Access to personal data: fail', PATIENT);

    const asked = await askAccess(office, maria, 'revoke');
    await aisha.openHome();
    await aisha.homeSays(asked.id, PATIENT);
    await aisha.press('Approve');
    await cardSays(office, asked, '✅ Done');
    expect(await heldBy(office)).toEqual([]);
    expect(sentFor(office, asked).map(({ text }) => text)).toEqual([`${REVOKE} /* ${asked.id} */`]);
    await maria.press('Undo', { in: 'Take away access to a catalog' });
    await maria.waitFor('Filled in for you', PATIENT);
    const back = await sendForm(office, maria, { reason: 'It was their penetration test' });
    await aisha.press('Approve', { in: `${back.id} Give access` });
    await cardSays(office, back, '✅ Done');
    expect(await heldBy(office)).toEqual(HELD);
    await aisha.homeSays('None. What you may decide', PATIENT);

    await maria.say(rooms.incidents, '@Four Eyes resolve it was a test', { threadTs: topOf(office) });
    await david.waitFor('INC-1 resolved', PATIENT);
  });

  test('the daily checklist is called for, worked off by its check and by hand, and stands on Home', async () => {
    const office = await openOffice({}, { ...way, checklists: true });
    const { maria, david } = office;
    await maria.say(rooms.dataPlatform, '/incident checklist daily');
    await maria.waitFor('📋 Daily checks: 0 of ', PATIENT);
    await pressed(office, () => maria.press('Run', { in: 'Check pipeline status' }));
    await maria.waitFor('1 flagged', PATIENT);
    await pressed(office, () => maria.press('Done', { in: 'Check pipeline status' }));
    await maria.waitFor('📋 Daily checks: 1 of ', PATIENT);
    await pressed(office, () => david.press('Take', { in: 'Daily checks' }));
    const taken = await vi.waitUntil(() => takenBy(office, people.approver), PATIENCE_MS);
    await david.openHome();
    await david.homeSays(taken, PATIENT);
    await maria.say(rooms.dataPlatform, '/incident checklist daily');
    await maria.waitFor('The current one is', PATIENT);
    expect(
      office.slack.messages(rooms.dataPlatform).filter(({ text }) => text.startsWith('Daily')),
    ).toHaveLength(1);
  });

  test('a bot that dies and comes back goes on: nothing is posted twice, nothing waits for ever', async () => {
    const office = await openOffice({}, way);
    await declareIntrusion(office);
    const asked = await askAccess(office, office.maria, 'revoke');
    await office.restart();
    const aisha = asPerson(office.slack, people.security);
    await aisha.press('Approve');
    await cardSays(office, asked, '✅ Done');
    expect(sentFor(office, asked)).toHaveLength(1);
    const cards = office.slack
      .messages(rooms.incidents)
      .filter((message) =>
        messageWords({ ...message, ephemeral: false } as never).includes('Suspicious access'),
      );
    expect(cards.filter(({ threadTs }) => threadTs === undefined)).toHaveLength(1);
  });
});

function topOf({ slack }: Office): string {
  const [card] = slack.messages(rooms.incidents);
  if (card === undefined) throw new Error('There is no card.');
  return card.ts;
}

async function takenBy({ journal }: Office, user: string): Promise<string | undefined> {
  const stored = await journal.load({ kind: 'checklist', id: 'CHK-1' });
  if (stored === null) return undefined;
  const { items } = stored.state as unknown as Checklist;
  return items.find(({ takenBy: who }) => who === user)?.text;
}
