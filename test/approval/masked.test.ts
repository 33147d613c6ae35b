/** What a request keeps and says of what the platform told it: its state and its history are what Slack and the audit see. */
import { describe, expect, test } from 'vitest';
import { start } from '../../src/approval/execute.ts';
import { startGate } from '../../src/approval/gate.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { reconcile, verify } from '../../src/approval/reconcile.ts';
import type { Row, SendResult } from '../../src/check/warehouse.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import {
  approved,
  asked,
  type Bench,
  bench,
  current,
  happen,
  ITEM,
  restoreAction,
  rowsRead,
} from './ports.ts';

const JANE = 'jane.roe@customer.test';
const CARD = '4111 1111 1111 1111';
const OWNER = 'owner@bank.test';
const WORDS = `bad row: ${JANE}, ${CARD}`;
const MASKED = 'bad row: j…@customer.test, 411111…1111';

async function everythingOf(deps: Bench): Promise<string> {
  return JSON.stringify([await current(deps), await deps.journal.history(ITEM.ref)]);
}

async function expectMasked(deps: Bench, said: string): Promise<void> {
  const all = await everythingOf(deps);
  expect(all).toContain(said);
  expect(all).not.toMatch(/jane\.roe|1111 1111/);
}

type Changes = Omit<Partial<Action['evidence']>, 'reads'> & {
  readonly principal?: readonly string[];
  readonly personal?: readonly string[];
};

/** The small restore, whose history has further columns. */
function actionWith({ principal, personal, ...evidence }: Changes, rest: Partial<Action> = {}): Action {
  const action = restoreAction();
  const columns = { ...(principal && { principal }), ...(personal && { personal }) };
  const marked = <Part extends Action['verify'] | Action['reconcile'] | Action['evidence']>(
    part: Part,
  ): Part => ({
    ...part,
    reads: Object.fromEntries(
      Object.entries(part.reads).map(([name, read]) => [name, { ...read, ...columns }]),
    ),
  });
  return {
    ...action,
    verify: marked(action.verify),
    reconcile: marked(action.reconcile),
    ...rest,
    evidence: { ...marked(action.evidence), ...evidence },
  };
}

async function preparedWith(action: Action, row: Row): Promise<Bench> {
  const deps = bench();
  deps.actions.history = rowsRead({ version: 26, operation: 'WRITE', ...row });
  await asked(deps, { definition: JSON.stringify(action) });
  await prepare(deps, ITEM);
  return deps;
}

const ROW = { owner: OWNER, note: WORDS };
const history = 'reads.history.rows[0]';

describe('what was measured before', () => {
  test('is told masked, but whom the runbook declares', async () => {
    const show = [{ label: 'Owner', value: `{{ ${history}.owner }} · {{ ${history}.note }}` }];
    const warnings = [{ say: `Look: {{ ${history}.note }}` }];
    const action = actionWith({ principal: ['owner'], show }, { warnings });
    const deps = await preparedWith(action, ROW);
    const { prepared } = await current(deps);
    expect(prepared?.shown).toEqual([{ label: 'Owner', value: `${OWNER} · ${MASKED}` }]);
    expect(prepared?.warnings).toEqual([`Look: ${MASKED}`]);
    await expectMasked(deps, MASKED);
  });

  test('is kept as it is where it is compared or used later and names principals only; the rest of it masked', async () => {
    const facts = { current: `${history}.version`, owner: `${history}.owner`, note: `${history}.note` };
    const deps = await preparedWith(
      actionWith({ principal: ['owner'], facts, unchanged: ['current', 'owner'] }),
      ROW,
    );
    expect((await current(deps)).prepared?.facts).toEqual({ current: 26, owner: OWNER, note: MASKED });
  });

  test.each([
    ['the address of nobody who is declared', { facts: { current: `${history}.owner` } }],
    ['a card', { principal: ['owner'], facts: { current: `${history}.note` } }],
    ['a personal column', { personal: ['owner'], facts: { current: `${history}.owner + '!'` } }],
  ])('voids the request where it would have to be kept with %s in it', async (_what, changes) => {
    const deps = await preparedWith(actionWith({ ...changes, show: [{ label: 'x', value: 'y' }] }), ROW);
    const { status, ending } = await current(deps);
    expect({ status, reason: ending?.reason }).toEqual({ status: 'voided', reason: 'could_not_measure' });
    expect(ending?.text).toContain('“current” holds personal data, which is not kept');
    await expectMasked(deps, 'holds personal data');
  });

  test('is told masked where it speaks against the request, or was refused', async () => {
    const refuse = [{ when: 'true', say: `No: {{ ${history}.note }}` }];
    await expectMasked(await preparedWith(actionWith({ refuse }), ROW), `No: ${MASKED}`);
    const deps = bench();
    deps.actions.history = { outcome: 'refused', errorClass: 'X', message: WORDS };
    await asked(deps);
    await prepare(deps, ITEM);
    await expectMasked(deps, MASKED);
  });

  test('is told masked where the request itself is wrong', async () => {
    const action = { ...restoreAction(), id: WORDS, statements: Array.from({ length: 21 }, () => 'A') };
    const { ending } = await current(await preparedWith(action, ROW));
    expect(ending?.text).toContain(`${MASKED} has 21 statements`);
  });

  test('is compared as it is: two that look the same when they are masked are two', async () => {
    const facts = { current: `${history}.owner` };
    const definition = JSON.stringify(
      actionWith({ principal: ['owner'], facts, show: [{ label: 'x', value: 'y' }] }),
    );
    const deps = bench();
    deps.actions.history = rowsRead({ version: 26, owner: 'jane@bank.test', note: '' });
    const approval = await approved(deps, { definition });
    deps.actions.history = rowsRead({ version: 26, owner: 'john@bank.test', note: '' });
    expect(await startGate(deps, approval)).toMatchObject({
      outcome: 'void',
      text: 'Since it was asked for, current was "jane@bank.test" and is "john@bank.test".',
    });
    deps.actions.history = rowsRead({ version: 26, owner: WORDS, note: '' });
    expect(await startGate(deps, approval)).toMatchObject({
      text: expect.stringContaining(MASKED) as string,
    });
  });
});

describe('what the engine answers', () => {
  test.each<[string, SendResult, string]>([
    ['that it ran', { outcome: 'succeeded', rows: [{ note: WORDS, [JANE]: 1 }], takenMs: 1 }, MASKED],
    ['that it failed', { outcome: 'failed', errorClass: 'X', message: WORDS }, MASKED],
    ['nothing, for it was not sent', { outcome: 'not_sent', message: WORDS }, MASKED],
    ['nothing that could be read', { outcome: 'unknown', message: WORDS }, MASKED],
  ])('is kept masked: %s', async (_what, answer, said) => {
    const deps = bench();
    await approved(deps);
    deps.actions.onSend = () => Promise.resolve(answer);
    await start(deps, ITEM);
    await expectMasked(deps, said);
  });

  test('is kept masked when it comes after somebody gave it up', async () => {
    const deps = bench();
    await approved(deps);
    deps.actions.onSend = async () => {
      await happen(deps.journal, { type: 'answer_lost', text: 'Lost.' });
      return { outcome: 'failed', errorClass: 'X', message: WORDS };
    };
    await start(deps, ITEM);
    await expectMasked(deps, `The engine answered late: ${MASKED}`);
  });

  test('names whom the request names', async () => {
    const deps = bench();
    const { table } = restoreAction().parameters;
    const user = { id: 'user', type: 'principal', label: 'User' } as const;
    const definition = JSON.stringify({
      ...restoreAction(),
      parameters: { ...restoreAction().parameters, table, user },
    });
    await approved(deps, { definition, parameters: { table: 'c.s.t', version: 24, user: OWNER } });
    deps.actions.onSend = () =>
      Promise.resolve({ outcome: 'failed', errorClass: 'X', message: `no ${OWNER}; ${WORDS}` });
    await start(deps, ITEM);
    await expectMasked(deps, `no ${OWNER}; ${MASKED}`);
  });
});

describe('what is seen afterwards', () => {
  const verifying = {
    pass: 'true',
    say: { pass: `{{ ${history}.owner }}: {{ ${history}.note }}`, fail: 'No.' },
  };
  const reconciling = {
    applied: 'true',
    say: { applied: `{{ ${history}.owner }}: {{ ${history}.note }}`, not_seen: 'No.' },
  };

  async function afterSending(answer: SendResult): Promise<Bench> {
    const action = actionWith({ principal: ['owner'] });
    const definition = JSON.stringify({
      ...action,
      verify: { ...action.verify, ...verifying },
      reconcile: { ...action.reconcile, ...reconciling },
    });
    const deps = bench();
    deps.actions.history = rowsRead({ version: 26, operation: 'RESTORE', ...ROW });
    await approved(deps, { definition });
    deps.actions.onSend = () => Promise.resolve(answer);
    await start(deps, ITEM);
    return deps;
  }

  test('verifying says it masked, but whom the runbook declares', async () => {
    const deps = await afterSending({ outcome: 'succeeded', rows: [], takenMs: 1 });
    await verify(deps, ITEM);
    await expectMasked(deps, `${OWNER}: ${MASKED}`);
  });

  test('and so does what is found of a lost answer', async () => {
    const deps = await afterSending({ outcome: 'unknown', message: 'Lost.' });
    await reconcile(deps, ITEM);
    await expectMasked(deps, `${OWNER}: ${MASKED}`);
  });
});
