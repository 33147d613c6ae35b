import { expect, test, vi } from 'vitest';
import { isRecord } from '../../sandbox/slack/blocks-check.ts';
import { groups, people, rooms } from '../../sandbox/slack/fixture.ts';
import {
  approvalOf,
  cardNow,
  cardSays,
  declare,
  expectNothingRan,
  GOOD_VERSION,
  type Office,
  openOffice,
  PATIENCE_MS,
  QUOTED,
  request,
} from '../support/approvals.ts';
import { asPerson } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const HOSTILE = `\`\`\`; *bold* _it_ ~no~ <!channel> <!here> <@${people.security}> <!subteam^${groups['security-approvers']}> <https://evil.example|Approve> https://evil.example :rotating_light: &lt;!everyone&gt;`;
const BIDI = '\u202etxet\u202c\u200b';

/** Every object of a block tree. */
function partsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (!isRecord(value)) return [];
  return [value, ...Object.values(value).flatMap(partsOf)];
}

/** What in the bot's messages would ping, link or be read as mark-up. */
function alive({ slack }: Office) {
  const ours = slack.messages(rooms.incidents).filter(({ fromApp }) => fromApp);
  const parts = ours.flatMap(({ blocks }) => partsOf(blocks));
  const ofType = (...types: string[]) => parts.filter(({ type }) => types.includes(String(type)));
  return {
    people: new Set(ofType('user').map((part) => part['user_id'])),
    groups: new Set(ofType('usergroup').map((part) => part['usergroup_id'])),
    others: ofType('broadcast', 'channel', 'link', 'emoji', 'color', 'mrkdwn', 'markdown', 'image'),
    expanded: parts.filter((part) => part['emoji'] === true || part['url'] !== undefined),
    marked: ours.map(({ text }) => text).filter((text) => /[<>]/.test(text)),
  };
}

const ASKED_AND_DECIDES = {
  people: new Set([people.responder]),
  groups: new Set([groups['data-approvers']]),
};

test('whatever is typed into a title and a reason is text: it pings nobody, links nowhere, formats nothing', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  const title = 'Stale <!channel> `x` <@U06SECU5E2Q> transactions *now*';
  await declare(office, title);
  const asked = await request(office, maria, { version: GOOD_VERSION, reason: `${HOSTILE} ${BIDI}` });

  const { people: named, groups: called, ...rest } = alive(office);
  expect({ people: named, groups: called }).toEqual(ASKED_AND_DECIDES);
  expect(rest).toEqual({ others: [], expanded: [], marked: [] });

  const words = messageWords(await cardSays(office, asked, '⏳ Approval needed'));
  expect(words).toContain('```; *bold* _it_ ~no~');
  expect(words).toContain('<U+202E>txet');
  expect(words).not.toMatch(/[\u202a-\u202e\u200b]/);
  const lockScreen = cardNow(office, asked).text;
  expect(lockScreen).toContain('```; *bold* _it_ ~no~');
  expect(lockScreen).not.toMatch(/[<>]|[\u202a-\u202e]/);
  const statements = partsOf(cardNow(office, asked).blocks).filter(
    ({ type }) => type === 'rich_text_preformatted',
  );
  expect(statements.map(({ elements }) => elements)).toEqual([
    [{ type: 'text', text: `RESTORE TABLE ${QUOTED} TO VERSION AS OF 24 /* APR-1 */` }],
  ]);

  await david.press('Reject');
  await david.waitUntil((screen) => screen.modal);
  await david.fill({ 'Why? The requester reads this.': `No: ${HOSTILE} ${BIDI}` });
  await david.submit();
  await cardSays(office, asked, '🚫 Rejected');
  await maria.waitFor(/APR-1: \n*rejected: No: ```/, { timeoutMs: PATIENCE_MS });
  const after = alive(office);
  expect(after.people).toEqual(new Set([people.responder, people.approver]));
  expect({ ...after, people: null, groups: null }).toEqual({
    people: null,
    groups: null,
    others: [],
    expanded: [],
    marked: [],
  });
  const security = asPerson(office.slack, people.security);
  expect(await security.ephemerals()).toEqual([]);
  await expectNothingRan(office, asked);
});

test('a reason of five hundred characters is read to its last one beside the whole statement', async () => {
  const office = await openOffice();
  await declare(office);
  const reason = `${'A long story about a job. '.repeat(20).slice(0, 497)}END`;
  expect(reason).toHaveLength(500);
  const asked = await request(office, office.maria, { version: GOOD_VERSION, reason });

  const card = cardNow(office, asked);
  expect((await approvalOf(office, asked)).reason).toBe(reason);
  expect(JSON.stringify(card.blocks)).toContain(reason);
  expect(JSON.stringify(card.blocks)).toContain('TO VERSION AS OF 24 /* APR-1 */');
  expect(card.text.length).toBeLessThanOrEqual(300);
});

test('what an engine says in its refusal is text as well', async () => {
  const office = await openOffice();
  await declare(office);
  const asked = await request(office, office.maria, { version: GOOD_VERSION });
  office.lakehouse.faults.add({
    kind: 'error',
    match: /^RESTORE/,
    errorClass: 'DELTA_STORAGE',
    message: `[DELTA_STORAGE] <!channel> \`\`\` <@${people.security}> <https://evil.example|log in>`,
    sqlState: 'XX000',
  });
  await office.david.press('Approve');
  await cardSays(office, asked, '❌ Failed');
  await office.maria.waitFor(/APR-1: \n*the engine refused it\. \[DELTA_STORAGE\]/);
  const { people: named, groups: _groups, ...rest } = alive(office);
  expect(named).toEqual(new Set([people.responder, people.approver]));
  expect(rest).toEqual({ others: [], expanded: [], marked: [] });
});
