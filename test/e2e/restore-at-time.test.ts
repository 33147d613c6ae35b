import { expect, test, vi } from 'vitest';
import {
  type Asked,
  approvalOf,
  buttonsOf,
  cardSays,
  declare,
  expectNothingRan,
  type Office,
  openOffice,
  PATIENCE_MS,
  QUOTED,
  sendForm,
  sentFor,
} from '../support/approvals.ts';
import { openRequest, RESTORE_TABLE } from '../support/requesting.ts';

vi.setConfig({ testTimeout: 120_000 });

const INPUT = 'Version to restore';

async function openForm({ maria }: Office): Promise<void> {
  await openRequest(maria, RESTORE_TABLE, { in: 'Command: ' });
}

async function requestAt(office: Office, time: string): Promise<Asked> {
  await openForm(office);
  await office.maria.fill({ [INPUT]: time });
  return sendForm(office, office.maria, {});
}

test('a table is restored to a time: the card says which version that was, and the version is what is sent', async () => {
  const office = await openOffice();
  await declare(office);
  const asked = await requestAt(office, '15m ago');
  await cardSays(
    office,
    asked,
    /Asked for: \n*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0\d:00 Europe\/Berlin → version 24\n/,
  );
  await cardSays(office, asked, '25 now → contents of 24');
  const { parameters, target, prepared } = await approvalOf(office, asked);
  expect(parameters).toMatchObject({ version: 24 });
  expect(target).toMatch(/, 24$/);

  await office.david.press('Approve');
  await cardSays(office, asked, 'Restored: version 26 holds the contents of version 24.');
  const [sent] = sentFor(office, asked);
  expect(sent?.text).toBe(prepared?.bill.text);
  expect(sent?.text).toMatch(
    new RegExp(
      `^RESTORE TABLE ${QUOTED} TO VERSION AS OF 24 /\\* as of [\\dT:-]+Z \\*/ /\\* ${asked.id} \\*/$`,
    ),
  );

  await office.maria.press('Undo', { in: 'Restored: version 26' });
  await office.maria.waitFor('Filled in for you', { timeoutMs: PATIENCE_MS });
  const back = await sendForm(office, office.maria, { reason: 'It was right after all' });
  await cardSays(office, back, '26 now → contents of 25');
  expect(await approvalOf(office, back)).toMatchObject({ undoOf: asked.id, parameters: { version: 25 } });
});

test('a time that means the newest version, or lies before the oldest, or cannot be read any more is refused with the reason', async () => {
  const office = await openOffice();
  await declare(office);
  const newest = await requestAt(office, '5m ago');
  await cardSays(
    office,
    newest,
    /→ version 25\. The table is at version 25 already: there is nothing to restore\./,
  );
  const before = await requestAt(office, '400d ago');
  await cardSays(
    office,
    before,
    /The table's history begins with version 0, written .* Europe\/Berlin: what it was at/,
  );
  office.lakehouse.faults.add({
    kind: 'error',
    match: /VERSION AS OF 24/,
    errorClass: 'DELTA_FILE_NOT_FOUND',
    sqlState: '42K03',
    message: 'File part-0.parquet referenced in the transaction log cannot be found.',
  });
  const vacuumed = await requestAt(office, '15m ago');
  await cardSays(
    office,
    vacuumed,
    /Version 24 can no longer be read, so it cannot be restored either; VACUUM may have/,
  );
  for (const asked of [newest, before, vacuumed]) {
    expect(buttonsOf(office, asked)).toEqual([]);
    await expectNothingRan(office, asked);
  }
});

test.each([
  [
    'in the future',
    '2099-01-01 10:00 Europe/Berlin',
    '2099-01-01 10:00 +01:00 Europe/Berlin is in the future.',
  ],
  ['without its zone', '2026-01-31 10:00', 'Give date, time and zone'],
  ['with SQL behind it', '24; DROP TABLE x', 'A version is a whole number'],
  ['that would ping', '<!channel>', 'A version is a whole number'],
  ['with a character that cannot be seen', '15m\u200b ago', 'U+200B ZERO WIDTH SPACE'],
  ['of three thousand digits', '9'.repeat(3_000), 'At most 1000 characters'],
])('a time %s is refused beside the input, and nothing is lost', async (_, typed, words) => {
  const office = await openOffice();
  const { maria } = office;
  await declare(office);
  await openForm(office);
  await maria.fill({ [INPUT]: typed, 'Why? The approver decides on this.': 'A bad job' });
  await maria.submit();
  await maria.waitFor(words, { timeoutMs: PATIENCE_MS });
  expect(await office.journal.find('approval', 'live', { limit: 10 })).toMatchObject({ ids: [] });
  await maria.fill({ [INPUT]: '24' });
  expect(await maria.submit()).toEqual({ ok: true });
});
