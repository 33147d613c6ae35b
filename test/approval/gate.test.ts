/** The last look before something is sent. */
import { describe, expect, test } from 'vitest';
import { type Gate, startGate } from '../../src/approval/gate.ts';
import { who } from './fixtures.ts';
import { approved, type Bench, bench, memberFacts, rowsRead } from './ports.ts';

async function gateAfter(change: (deps: Bench) => void, people = 1): Promise<Gate> {
  const deps = bench();
  const approval = await approved(deps, { peopleNeeded: people });
  change(deps);
  return startGate(deps, approval);
}

test('it opens while nothing has changed, on a group list whose call began at the gate', async () => {
  const deps = bench();
  const approval = await approved(deps);
  deps.clock.pass(7_000);
  deps.directory.begunAfter.length = 0;
  expect(await startGate(deps, approval)).toEqual({ outcome: 'open' });
  expect(deps.directory.begunAfter).toEqual([deps.monotonicMs()]);
});

describe('the people', () => {
  test.each<[string, (deps: Bench) => void]>([
    [
      'left the group',
      (deps) => void (deps.directory.list = { outcome: 'known', members: [who.second], begunAtMs: 0 }),
    ],
    [
      'left the company',
      (deps) =>
        void deps.directory.people.set(
          who.approver,
          memberFacts(who.approver, { isDeleted: true, isFullMember: false }),
        ),
    ],
    [
      'became a guest',
      (deps) =>
        void deps.directory.people.set(
          who.approver,
          memberFacts(who.approver, { isRestricted: true, isFullMember: false }),
        ),
    ],
    [
      'approved for a handle that now means another group',
      (deps) =>
        void (deps.directory.answer = {
          outcome: 'found',
          id: 'S0MOVED',
          handle: 'data-approvers',
          isDisabled: false,
        }),
    ],
    [
      'approved for a group that was disabled',
      (deps) =>
        void (deps.directory.answer = {
          outcome: 'found',
          id: 'S0DATA',
          handle: 'data-approvers',
          isDisabled: true,
        }),
    ],
    ['approved for a group that is gone', (deps) => void (deps.directory.answer = { outcome: 'missing' })],
  ])('it is void when an approver %s', async (_name, change) => {
    expect(await gateAfter(change)).toMatchObject({ outcome: 'void', reason: 'approver_left' });
  });

  test('one of two is enough to make it void', async () => {
    const gate = await gateAfter((deps) => {
      deps.directory.list = { outcome: 'known', members: [who.approver], begunAtMs: 0 };
    }, 2);
    expect(gate).toMatchObject({ outcome: 'void', reason: 'approver_left' });
  });

  test.each<[string, (deps: Bench) => void]>([
    ['who an approver is', (deps) => void deps.directory.people.set(who.approver, 'unknown')],
    ['who is in the group', (deps) => void (deps.directory.list = { outcome: 'unreachable' })],
    ['what the handle means', (deps) => void (deps.directory.answer = { outcome: 'unreachable' })],
  ])('it waits while Slack does not say %s', async (_name, change) => {
    expect(await gateAfter(change)).toMatchObject({ outcome: 'wait' });
  });
});

describe('the target', () => {
  test.each([
    ['principal', { principal: 'svc-other', warehouse: '/sql/1.0/warehouses/w' }],
    ['warehouse', { principal: 'svc-actions', warehouse: '/sql/1.0/warehouses/other' }],
  ])('it is void under another %s than was approved', async (_name, identity) => {
    const gate = await gateAfter((deps) => void (deps.actions.who = identity));
    expect(gate).toMatchObject({ outcome: 'void', reason: 'fingerprint_differs' });
  });

  test('it waits while the warehouse does not say who it runs as', async () => {
    const deps = bench();
    const approval = await approved(deps);
    const actions = { ...deps.actions, identity: () => Promise.reject(new Error('down')) };
    expect(await startGate({ ...deps, actions }, approval)).toMatchObject({ outcome: 'wait' });
  });

  test.each(['text', 'warehouse', 'principal', 'drill'] as const)(
    'it is void when the stored %s is not what the fingerprint is of',
    async (field) => {
      const deps = bench();
      const approval = await approved(deps);
      const { prepared } = approval;
      if (prepared === null) throw new Error('not prepared');
      const bill = { ...prepared.bill, [field]: field === 'drill' ? true : `${prepared.bill[field]} ` };
      const gate = await startGate(deps, { ...approval, prepared: { ...prepared, bill } });
      expect(gate).toMatchObject({ outcome: 'void', reason: 'fingerprint_differs' });
    },
  );
});

describe('the evidence', () => {
  test('it is void when the table has moved on, and says from what to what', async () => {
    const gate = await gateAfter((deps) => {
      deps.actions.history = rowsRead({ version: 27, operation: 'WRITE' });
    });
    expect(gate).toEqual({
      outcome: 'void',
      reason: 'evidence_moved',
      text: 'Since it was asked for, current was 26 and is 27.',
    });
  });

  test('it waits while the table cannot be measured', async () => {
    const gate = await gateAfter((deps) => {
      deps.actions.history = { outcome: 'timed_out', afterMs: 60_000 };
    });
    expect(gate).toMatchObject({ outcome: 'wait' });
  });

  test('what is certain goes before what could not be asked', async () => {
    const gate = await gateAfter((deps) => {
      deps.directory.list = { outcome: 'unreachable' };
      deps.actions.history = rowsRead({ version: 27, operation: 'WRITE' });
    });
    expect(gate).toMatchObject({ outcome: 'void', reason: 'evidence_moved' });
  });
});
