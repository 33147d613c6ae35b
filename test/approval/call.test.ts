/** A call of the API goes through the same claim and the same last questions as a statement, and by no other way. */
import { describe, expect, test } from 'vitest';
import { callBill, givenFor } from '../../src/approval/call.ts';
import { start } from '../../src/approval/execute.ts';
import { fingerprintOf } from '../../src/approval/fingerprint.ts';
import { startGate } from '../../src/approval/gate.ts';
import { prepare } from '../../src/approval/prepare.ts';
import type { RestActions } from '../../src/check/rest-actions.ts';
import type { Row, SendResult } from '../../src/check/warehouse.ts';
import type { Reads } from '../../src/runbook/evidence.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { present, realRunbook } from '../runbook/fixtures.ts';
import { approved, asked, type Bench, bench, current, happen, ITEM, rowsRead } from './ports.ts';

const IDS = { group_id: '1000000000000001', member_id: '2000000000000002' };
const WISH = { group: 'fraud_analysts', member: 'anna.lind@examplebank.test' };

type Calls = RestActions & { readonly called: string[]; row: Row; onSend: () => Promise<SendResult> };

function calls(): Calls {
  const fake: Calls = {
    called: [],
    row: { ...WISH, ...IDS, is_external: false, members: 3, is_member: true },
    onSend: async () => ({ outcome: 'succeeded', rows: [], takenMs: 7 }),
    look: async () => rowsRead(fake.row),
    send: async (text, { guard }) => {
      if (!(await guard())) return { outcome: 'not_sent', message: 'The guard said no.' };
      fake.called.push(text);
      return fake.onSend();
    },
  };
  return fake;
}

async function removal(): Promise<Action> {
  return present((await realRunbook()).actions['remove-from-group']);
}

async function ready(): Promise<{ deps: Bench & { readonly actionsRest: Calls }; rest: Calls }> {
  const rest = calls();
  const deps = { ...bench(), actionsRest: rest };
  await approved(deps, { definition: JSON.stringify(await removal()), parameters: WISH });
  return { deps, rest };
}

test('what is approved, claimed and called are the same bytes, and no statement leaves', async () => {
  const { deps, rest } = await ready();
  const { prepared } = await current(deps);
  await start(deps, ITEM);
  expect(rest.called).toEqual([prepared?.bill.text]);
  expect(rest.called[0]).toContain(`/Groups/${IDS.group_id}\n`);
  expect(rest.called[0]).toContain(`members[value eq \\"${IDS.member_id}\\"]`);
  expect(prepared?.bill).toMatchObject({ via: 'rest', parameters: WISH });
  expect(deps.actions.sent).toEqual([]);
  expect((await current(deps)).status).toBe('succeeded');
  await start(deps, ITEM);
  expect(rest.called).toHaveLength(1);
});

test('that it is a call, and about whom by name, is part of the fingerprint', async () => {
  const { deps } = await ready();
  const bill = present((await current(deps)).prepared?.bill);
  const { via: _via, ...asSql } = bill;
  for (const other of [asSql, { ...bill, parameters: { ...bill.parameters, member: 'grace' } }])
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(bill));
});

test.each<[SendResult, object]>([
  [{ outcome: 'unknown', message: 'Reset.' }, { status: 'in_doubt' }],
  [
    { outcome: 'failed', errorClass: 'SCIM_403', message: 'No.' },
    { status: 'failed', ending: { reason: 'engine_refused' } },
  ],
  [
    { outcome: 'not_sent', message: 'No connection.' },
    { status: 'failed', ending: { reason: 'not_sent' } },
  ],
])('%o', async (result, expected) => {
  const { deps, rest } = await ready();
  rest.onSend = async () => result;
  await start(deps, ITEM);
  expect(await current(deps)).toMatchObject(expected);
  await start(deps, ITEM);
  expect(rest.called).toHaveLength(1);
});

test('a claim that was overtaken calls nothing', async () => {
  const { deps, rest } = await ready();
  const send: RestActions['send'] = async (...sending) => {
    await happen(deps.journal, { type: 'answer_lost', text: 'Given up.' });
    return rest.send(...sending);
  };
  await start({ ...deps, actionsRest: { ...rest, send } }, ITEM);
  expect(rest.called).toEqual([]);
});

describe('the last look', () => {
  test.each([
    ['the group', { group_id: '1000000000000009' }],
    ['the person', { member_id: '2000000000000009' }],
    ['the group, which is gone,', { group_id: null }],
  ])('%s that has come to be another one voids it', async (_what, change) => {
    const { deps, rest } = await ready();
    rest.row = { ...rest.row, ...change };
    expect(await startGate(deps, await current(deps))).toMatchObject({
      outcome: 'void',
      reason: 'evidence_moved',
    });
  });

  test('waits while the workspace does not answer, and calls nothing', async () => {
    const { deps, rest } = await ready();
    const look: RestActions['look'] = async () => ({ outcome: 'unavailable', message: 'Away.' });
    await start({ ...deps, actionsRest: { ...rest, look } }, ITEM);
    expect(rest.called).toEqual([]);
    expect((await current(deps)).status).toBe('approved');
  });
});

test('without a principal for calls nothing can be asked for', async () => {
  const deps = bench();
  await asked(deps, { definition: JSON.stringify(await removal()), parameters: WISH });
  await prepare(deps, ITEM);
  expect(await current(deps)).toMatchObject({ status: 'voided', ending: { reason: 'could_not_measure' } });
});

test.each(['', 'abc', '12/../34', '1"', null])(
  'an id that is none is called by nobody: %j',
  async (member_id) => {
    const reads = { now: rowsRead({ ...WISH, ...IDS, member_id }) };
    await expect(callBillOf(reads)).rejects.toThrow(/not known to the account/);
  },
);

test('what another read says of ids counts for nothing', async () => {
  const forged = rowsRead({ ...IDS, member_id: '6660000000000666' });
  const bill = await callBillOf({ before: forged, now: rowsRead({ ...WISH, ...IDS }) });
  expect(bill.text).toContain(IDS.member_id);
  expect(bill.text).not.toContain('666');
});

async function callBillOf(reads: Reads) {
  const action = await removal();
  const given = givenFor(action, { id: 'APR-7', requestedAtMs: 0 }, WISH, reads);
  if (given === null) throw new Error('It is no call.');
  return callBill(present(action.call), given);
}
