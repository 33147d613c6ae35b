import { expect, test } from 'vitest';
import { startGate } from '../../src/approval/gate.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { ownPrincipals, refusedPrincipals } from '../../src/approval/principals.ts';
import { AppError } from '../../src/errors.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { approved, asked, type Bench, bench, current, ITEM, OWN, restoreAction } from './ports.ts';

/** The action of the tests, asking for a principal as well. */
function aboutSomebody(): Action {
  const action = restoreAction();
  const who = { type: 'principal', id: 'who', label: 'Who' } as const;
  return {
    ...action,
    parameters: { ...action.parameters, who },
    statements: ['REVOKE ALL PRIVILEGES ON TABLE {table} FROM {who}'],
    evidence: {
      ...action.evidence,
      reads: {
        ...action.evidence.reads,
        grants: { statement: 'SHOW GRANTS {who} ON TABLE {table}', rowsMax: 10, mayFail: false },
      },
    },
  };
}

const parametersFor = (who: string) => ({ table: 'c.s.t', version: 24, who });

async function askedAbout(deps: Bench, who: string): Promise<void> {
  await asked(deps, { definition: JSON.stringify(aboutSomebody()), parameters: parametersFor(who) });
}

const NEVER = [
  ...OWN,
  'SVC-Reader',
  ' svc-ACTIONS ',
  'account users',
  'Account  Users',
  'USERS',
  'admins',
  ' Admins',
];

test.each(NEVER)('%j is never whom an action is about', (who) => {
  expect(refusedPrincipals(aboutSomebody().parameters, parametersFor(who), OWN)).toEqual({
    who: expect.stringContaining('never changed from here'),
  });
});

test('anybody else is, and a name that stands elsewhere in the request is no principal', () => {
  const values = { ...parametersFor('jane@bank.example'), table: 'users' };
  expect(refusedPrincipals(aboutSomebody().parameters, values, OWN)).toEqual({});
});

test.each(NEVER)('a stored request about %j is void when it is measured', async (who) => {
  const deps = bench();
  await askedAbout(deps, who);
  await prepare(deps, ITEM);
  const { status, ending, prepared } = await current(deps);
  expect({ status, reason: ending?.reason, prepared }).toEqual({
    status: 'voided',
    reason: 'refused_by_evidence',
    prepared: null,
  });
  expect(deps.actions.calls).toEqual([]);
});

test.each(NEVER)('a request about %j does not get past the last look', async (who) => {
  const deps = bench();
  const approval = await approved(deps);
  const changed = {
    ...approval,
    definition: JSON.stringify(aboutSomebody()),
    parameters: parametersFor(who),
  };
  expect(await startGate(deps, changed)).toMatchObject({
    outcome: 'void',
    text: expect.stringContaining('never changed from here'),
  });
});

test('while nobody says who the bot is, nothing about a principal is measured or started', async () => {
  const unknown = {
    all: () => Promise.reject(new AppError('unavailable', 'no session')),
    soon: () => Promise.resolve([]),
  };
  const deps = { ...bench(), own: unknown };
  await askedAbout(deps, 'jane@bank.example');
  await expect(prepare(deps, ITEM)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await current(deps)).toMatchObject({ status: 'pending', prepared: null });

  const ready = bench();
  const approval = await approved(ready);
  const about = {
    ...approval,
    definition: JSON.stringify(aboutSomebody()),
    parameters: parametersFor('jane@bank.example'),
  };
  expect(await startGate({ ...ready, own: unknown }, about)).toMatchObject({ outcome: 'wait' });
});

test('each warehouse is asked once who it runs as, and again only after it did not say', async () => {
  let asks = 0;
  const failing = { fail: true };
  const identity = (principal: string) => ({
    identity: () => {
      asks += 1;
      return failing.fail
        ? Promise.reject(new AppError('unavailable', 'no session'))
        : Promise.resolve({ principal, warehouse: 'w' });
    },
  });
  const own = ownPrincipals([identity('a'), identity('b')], { after: () => () => undefined });
  await expect(own.all()).rejects.toMatchObject({ code: 'unavailable' });
  expect(await own.soon()).toEqual([]);
  failing.fail = false;
  asks = 0;
  expect(await own.all()).toEqual(['a', 'b']);
  expect(await own.soon()).toEqual(['a', 'b']);
  expect(asks).toBe(2);
});

test('a form does not wait for a warehouse that takes its time', async () => {
  const never = new Promise<never>(() => undefined);
  const quick = { identity: () => Promise.resolve({ principal: 'a', warehouse: 'w' }) };
  const timers = { after: (_ms: number, run: () => void) => (setImmediate(run), () => undefined) };
  expect(await ownPrincipals([quick, { identity: () => never }], timers).soon()).toEqual(['a']);
});
