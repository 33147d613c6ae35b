/** What was given for a while and cannot be seen any more: on whose word it ends, when not, and what that leaves behind. */
import { describe, expect, test, vi } from 'vitest';
import { ALARM_AFTER_MS } from '../../src/approval/box-state.ts';
import { close, lookAgain } from '../../src/approval/closing.ts';
import { decide } from '../../src/approval/decide.ts';
import { approvalDocument, approvalRef, OVERDUE_INDEX } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { boxesBehind, covers, givesIndex } from '../../src/approval/given.ts';
import { permit, precheck } from '../../src/approval/policy.ts';
import type { Approval } from '../../src/approval/state.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import { boxBench, itemOf, JANE, meanwhile, ON_TABLE, openBank } from './box-bench.ts';
import { boxed, boxedGood, ENDS_AT_MS, KEYS } from './box-fixtures.ts';
import { after, GROUP, MINUTE_MS, refusalOf, who } from './fixtures.ts';
import { memberFacts } from './ports.ts';

vi.setConfig({ testTimeout: 30_000 });

const bank = openBank();
const HOUR_MS = 60 * MINUTE_MS;
const event = (type: ApprovalEvent['type'], changes: object = {}) =>
  ({ ...boxedGood(type, 0), ...changes }) as ApprovalEvent;
const unseen = event('closing_looked', { seen: 'could_not_see', sentence: 'No table.' });
const there = event('closing_looked', { seen: 'there', sentence: 'It is there.' });
const overdue = event('closing_overdue');
const LATE_MS = ENDS_AT_MS + ALARM_AFTER_MS;
const settled = (approval: Approval) => event('box_settled', { revision: approval.revision });

const alarmed = after(boxed(), [unseen, ENDS_AT_MS + 1], [overdue, LATE_MS]);
const CARD = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };
const press = (approval: Approval, by: string) => ({
  act: 'settle_box' as const,
  by,
  revision: approval.revision,
  fingerprint: approval.prepared?.fingerprint ?? '',
  from: CARD,
});

describe('by whom', () => {
  const group = { ...GROUP, outcome: 'known' as const, members: [who.approver, who.requester] };

  test.each([
    ['who may approve it', who.approver, null],
    ['somebody else', who.other, 'not_in_group'],
    ['who asked for it, in the group or not', who.requester, 'requester'],
  ])('%s', (_who, by, refused) => {
    const cheap = precheck(alarmed, press(alarmed, by), [CARD], LATE_MS);
    const permission = permit(alarmed, { act: 'settle_box', by }, memberFacts(by), [group]);
    expect(permission.ok ? null : permission.code).toBe(refused);
    expect(cheap).toBe(by === who.requester ? 'requester' : null);
  });

  test('not whom the statement names', () => {
    const jane = memberFacts(who.approver, { email: 'jane' });
    expect(permit(alarmed, { act: 'settle_box', by: who.approver }, jane, [group])).toMatchObject({
      code: 'named_in_statement',
    });
  });

  test('and only once somebody was told that it could not be taken back', () => {
    const early = after(boxed(), [unseen, ENDS_AT_MS + 1]);
    expect(precheck(early, press(early, who.approver), [CARD], LATE_MS)).toBe('not_open');
    expect(refusalOf(early, settled(early), LATE_MS)).toBe('not_yet');
  });
});

describe('settled', () => {
  const half = after(alarmed, [settled(alarmed), LATE_MS + 1]);
  const whole = after(
    half,
    [{ ...unseen, number: 2 } as ApprovalEvent, LATE_MS + 2],
    [settled(half), LATE_MS + 3],
  );

  test('is one piece at a time, each by its own look', () => {
    expect(half.box?.ends).toMatchObject([
      { how: 'settled', by: who.approver, sentence: 'The table is gone.' },
      null,
    ]);
    expect(refusalOf(half, settled(half), LATE_MS + 2)).toBe('still_there');
    expect(whole.box?.ends).toMatchObject([{ how: 'settled' }, { how: 'settled' }]);
    expect(refusalOf(whole, settled(whole), LATE_MS + 4)).toBe('no_box');
  });

  test('is for the card that was seen, and never for what the bot sees, or may be taking back at this moment', () => {
    expect(refusalOf(alarmed, settled(boxed('pending')), LATE_MS + 1)).toBe('stale_card');
    const seen = after(boxed(), [there, ENDS_AT_MS + 1], [overdue, LATE_MS]);
    expect(refusalOf(seen, settled(seen), LATE_MS + 1)).toBe('still_there');
    const sending = after(alarmed, [event('closing_claimed'), LATE_MS + 1]);
    expect(refusalOf(sending, settled(sending), LATE_MS + 2)).toBe('other_claim');
    const answered = after(sending, [event('closing_answered'), LATE_MS + 3]);
    expect(refusalOf(answered, settled(answered), LATE_MS + 4)).toBeNull();
  });

  test('nothing is alarmed, tried or listed any more, and it covers nothing', () => {
    const { due = [], indexes = {} } = approvalDocument.consequences({
      before: half,
      after: whole,
      event: settled(half),
      seq: 12,
      atMs: LATE_MS + 3,
    });
    expect(due.map(({ name }) => name)).toEqual(['verify']);
    expect(Object.keys(indexes)).not.toContain(OVERDUE_INDEX);
    expect(Object.keys(indexes)).not.toContain(givesIndex(KEYS[0]));
    for (const key of KEYS) {
      expect(covers(whole, boxed(), key, ENDS_AT_MS - 1)).toBe(false);
      expect(boxesBehind([whole], key)).toEqual([]);
    }
  });
});

/** Its table is gone, as far as the bot can see, while `gone` says so. */
function withoutTable(is: { gone: boolean }): (warehouse: Warehouse) => Warehouse {
  const refused = { errorClass: 'TABLE_OR_VIEW_NOT_FOUND', message: 'No table.' };
  return (warehouse) => ({
    ...warehouse,
    read: (statement, limits) =>
      is.gone && statement.text.startsWith('SHOW GRANTS')
        ? Promise.resolve({ outcome: 'refused', ...refused })
        : warehouse.read(statement, limits),
    send: (text, limits) =>
      is.gone && text.startsWith('REVOKE')
        ? Promise.resolve({ outcome: 'failed', ...refused })
        : warehouse.send(text, limits),
  });
}

async function overdueBox() {
  const table = { gone: false };
  const bench = await boxBench(bank(), withoutTable(table));
  await bench.give('APR-1');
  table.gone = true;
  bench.clock.pass(4 * HOUR_MS);
  await close(bench, itemOf('APR-1', 'close'));
  bench.clock.pass(ALARM_AFTER_MS);
  await bench.happen('APR-1', overdue);
  return { ...bench, table };
}

describe('the look before it', () => {
  test('is taken at once, whatever its turn, and not once more within moments', async () => {
    const bench = await overdueBox();
    const looks = async () => (await bench.of('APR-1')).box?.looked?.count;
    const before = (await looks()) ?? 0;
    await lookAgain(bench, 'APR-1');
    expect(await looks()).toBe(before + 1);
    await lookAgain(bench, 'APR-1');
    expect(await looks()).toBe(before + 1);
    bench.clock.pass(11_000);
    await lookAgain(bench, 'APR-1');
    expect((await bench.of('APR-1')).box?.looked).toMatchObject({ count: before + 2, seen: 'could_not_see' });
  });

  test('ends it where it is gone, and takes back what is there all the same', async () => {
    const gone = await overdueBox();
    await meanwhile(bank(), `REVOKE SELECT ${ON_TABLE} FROM \`${JANE}\``);
    gone.table.gone = false;
    await lookAgain(gone, 'APR-1');
    expect((await gone.of('APR-1')).box?.ends).toMatchObject([{ how: 'gone' }]);
    const bench = await overdueBox();
    bench.table.gone = false;
    await lookAgain(bench, 'APR-1');
    expect((await bench.of('APR-1')).box?.ends).toMatchObject([{ how: 'gone' }]);
    expect(await bench.held()).toEqual([]);
  });

  test('does not come before its end', async () => {
    const bench = await boxBench(bank());
    await bench.give('APR-1');
    await lookAgain(bench, 'APR-1');
    expect((await bench.of('APR-1')).box).toMatchObject({ looked: null, ends: [null] });
    expect(await bench.held()).toEqual(['SELECT']);
  });
});

test('decided by an approver it is in the audit with who and why, and the same request again does nothing more', async () => {
  const bench = await overdueBox();
  await lookAgain(bench, 'APR-1');
  const approval = await bench.of('APR-1');
  await bench.journal.outbox.take(bench.clock.now(), 50, 0);
  const [row] = await bench.journal.outbox.take(bench.clock.now(), 1, 0);
  const post = { ref: approvalRef('APR-1'), view: 'approval-card', ...CARD, digest: '' };
  await bench.journal.outbox.done(row?.rowId ?? '', post);
  const deps = {
    ...bench,
    wallClockMs: bench.clock.now,
    timers: { after: () => () => undefined },
    monotonicMs: () => 0,
  };
  const decision = { act: 'settle_box', note: 'I dropped it myself.' } as const;
  const asked = await decide(deps as never, 'APR-1', press(approval, who.requester), decision, 'r1');
  expect(asked).toMatchObject({ outcome: 'refused', code: 'requester' });
  for (let times = 0; times < 2; times += 1)
    expect(await decide(deps as never, 'APR-1', press(approval, who.approver), decision, 'r2')).toMatchObject(
      {
        outcome: 'decided',
      },
    );
  expect((await bench.of('APR-1')).box?.ends).toMatchObject([
    { how: 'settled', by: who.approver, sentence: 'I dropped it myself.' },
  ]);
  const entries = (await bench.journal.history(approvalRef('APR-1'))).map(
    ({ event: happened }) => happened as ApprovalEvent,
  );
  expect(entries.filter(({ type }) => type === 'box_settled')).toMatchObject([
    { by: who.approver, note: 'I dropped it myself.' },
  ]);
  const due = await bench.journal.due(bench.clock.now() + 30 * 24 * HOUR_MS, 50, 0);
  expect(due.filter(({ ref, name }) => ref.id === 'APR-1' && name !== 'verify')).toEqual([]);
});
