/** An ordered list from the request to its end: on the card, in the journal, at the lakehouse. */
import { expect, test, vi } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import {
  type Asked,
  approvalOf,
  buttonsOf,
  cardNow,
  cardSays,
  GOOD_VERSION,
  type Office,
  openOffice,
  PATIENCE_MS,
  QUOTED,
  requested,
  versionNow,
} from '../support/approvals.ts';
import { listedRestore } from '../support/listed.ts';
import { wordsOf } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const GRANTEE = 'svc-reporting@examplebank.test';

const sent = (id: string) => [
  `RESTORE TABLE ${QUOTED} TO VERSION AS OF ${GOOD_VERSION} /* ${id} 1/3 */`,
  `GRANT SELECT ON TABLE ${QUOTED} TO \`${GRANTEE}\` /* ${id} 2/3 */`,
  `GRANT MODIFY ON TABLE ${QUOTED} TO \`${GRANTEE}\` /* ${id} 3/3 */`,
];

function receivedFor({ lakehouse }: Office, { id }: Asked): readonly string[] {
  return lakehouse.received.filter(({ text }) => text.includes(`/* ${id} `)).map(({ text }) => text);
}

test('one approval is for all of it, shown whole and numbered, and each statement says what it did', async () => {
  const office = await openOffice({}, listedRestore());
  const asked = await requested(office);
  const shown = wordsOf(cardNow(office, asked).blocks);
  for (const text of sent(asked.id)) expect(shown).toContain(text);
  expect(shown).toContain('3 of 3');
  await office.david.press('Approve');
  await cardSays(office, asked, '✅ Done');
  expect(receivedFor(office, asked)).toEqual(sent(asked.id));
  expect(wordsOf(cardNow(office, asked).blocks)).toMatch(
    /1 of 3.*✅.*num removed files.*2 of 3.*✅.*3 of 3.*✅/s,
  );
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'succeeded',
    seats: [{ by: people.approver }],
  });
});

test('the first failure ends it: what ran is said to have run, the rest is not sent', async () => {
  const office = await openOffice({}, listedRestore());
  const asked = await requested(office);
  const refusal = {
    kind: 'error',
    errorClass: 'PERMISSION_DENIED',
    message: '[PERMISSION_DENIED] No.',
  } as const;
  office.lakehouse.faults.add({ ...refusal, sqlState: '42501', match: /^GRANT SELECT/ });
  await office.david.press('Approve');
  await cardSays(office, asked, '❌ Stopped at 2 of 3');
  await office.maria.waitFor(/stopped at statement 2 of 3\. \[PERMISSION_DENIED\]/, {
    timeoutMs: PATIENCE_MS,
  });
  expect(receivedFor(office, asked)).toEqual(sent(asked.id).slice(0, 2));
  expect(wordsOf(cardNow(office, asked).blocks)).toMatch(
    /1 of 3.*✅.*2 of 3.*❌ failed.*3 of 3.*– not sent/s,
  );
  expect(Number(await versionNow(office))).toBe(26);
  expect(buttonsOf(office, asked)).toEqual([]);
});

test.each([
  [1, /^RESTORE/, 'cut_after', 'Statement 1: It is there.'],
  [2, /^GRANT SELECT/, 'cut_before', 'Statement 2: It is not there. It shows 1.'],
  [3, /^GRANT MODIFY/, 'cut_after', 'Statement 3: It is there. It shows 1, 2.'],
] as const)(
  'an answer that is lost at statement %i leaves it in doubt, and nothing after it leaves',
  async (number, match, kind, says) => {
    const office = await openOffice({}, listedRestore());
    const asked = await requested(office);
    office.lakehouse.faults.add({ kind, match });
    await office.david.press('Approve');
    await cardSays(office, asked, `❓ In doubt at ${number} of 3`);
    await cardSays(office, asked, says);
    expect(receivedFor(office, asked)).toEqual(sent(asked.id).slice(0, number));
    await office.restart();
    await office.advance(60_000);
    expect(receivedFor(office, asked)).toEqual(sent(asked.id).slice(0, number));
    await cardSays(office, asked, `❓ In doubt at ${number} of 3`);
  },
);
