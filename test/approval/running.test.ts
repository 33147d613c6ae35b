/** What happens while the engine is at it: somebody wants it cancelled, wherever they press, and the card tells how far it is. */
import { describe, expect, test } from 'vitest';
import { ATTEND_EVERY_MS } from '../../src/approval/attend.ts';
import { start, watch } from '../../src/approval/execute.ts';
import { statementStates } from '../../src/approval/list.ts';
import { permit } from '../../src/approval/policy.ts';
import type { Running, SendResult } from '../../src/check/warehouse.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { handTimers } from '../schedule/hand.ts';
import {
  ASKED_AT_MS,
  after,
  bill,
  glassBroken,
  good,
  MINUTE_MS,
  reached,
  refusalOf,
  who,
} from './fixtures.ts';
import { approved, type Bench, bench, current, happen, ITEM, memberFacts, restoreAction } from './ports.ts';

const GAVE_UP: SendResult = { outcome: 'cancelled', message: 'Operation was canceled' };
const RAN: SendResult = { outcome: 'succeeded', rows: [], takenMs: 40 };

/** The engine at a statement until the test says how it ended. */
type Engine = {
  readonly asked: () => number;
  readonly end: (result: SendResult) => void;
  readonly tells: (percent: number | null) => void;
  /** The time until the sender looks again passes, and what it then does. */
  readonly look: () => Promise<void>;
  readonly started: Promise<void>;
};

type At = { readonly deps: Bench; readonly engine: Engine };

/** `applied`: what the engine's traces are judged by. `refusals`: how often it cannot be asked to cancel. */
async function running(applied = 'false', refusals = 0, statements: readonly string[] = []): Promise<At> {
  const timers = handTimers();
  const deps = { ...bench(), timers };
  const action = restoreAction();
  const reconcile: Action['reconcile'] = { ...action.reconcile, applied };
  const listed = [...action.statements, ...statements];
  await approved(deps, { definition: JSON.stringify({ ...action, statements: listed, reconcile }) });
  let asked = 0;
  let percent: number | null = null;
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<SendResult>();
  const cancel: Running['cancel'] = async () => {
    asked += 1;
    if (asked <= refusals) throw new Error('It cannot be asked.');
  };
  deps.actions.onSend = async (_text, { onRunning }) => {
    if (deps.actions.sent.length > 1) return RAN;
    onRunning?.({ cancel, percent: () => percent });
    begun.resolve();
    return ended.promise;
  };
  const look = async () => {
    const waiting = timers.waiting().filter((delayMs) => delayMs === ATTEND_EVERY_MS).length;
    expect(waiting).toBe(1);
    timers.fire();
    await expect.poll(() => timers.waiting().filter((delayMs) => delayMs === ATTEND_EVERY_MS).length).toBe(1);
  };
  const tells = (told: number | null) => void (percent = told);
  return { deps, engine: { asked: () => asked, end: ended.resolve, tells, look, started: begun.promise } };
}

async function cancel({ deps }: At): Promise<void> {
  const { revision } = await current(deps);
  // As another replica commits it: nothing but the journal tells the one that sends.
  await happen(deps.journal, { type: 'cancel_asked', by: who.requester, revision });
}

describe('cancel while running', () => {
  test.each<[string, SendResult, string, object]>([
    [
      'the engine gives it up, and shows nothing of it',
      GAVE_UP,
      'false',
      { status: 'failed', ending: { reason: 'cancelled' } },
    ],
    ['the engine gives it up, and yet shows it', GAVE_UP, 'true', { status: 'in_doubt' }],
    ['the engine gives it up, and cannot be looked into', GAVE_UP, '1 / 0 == 1', { status: 'in_doubt' }],
    ['the engine finishes it all the same', RAN, 'false', { status: 'succeeded' }],
    [
      'the engine does not answer',
      { outcome: 'unknown', message: 'Reset.' },
      'false',
      { status: 'in_doubt' },
    ],
    [
      'the engine refuses it meanwhile',
      { outcome: 'failed', errorClass: 'X', message: 'No.' },
      'false',
      { status: 'failed', ending: { reason: 'engine_refused' } },
    ],
  ])('%s', async (_what, result, applied, expected) => {
    const at = await running(applied);
    const starting = start(at.deps, ITEM);
    await at.engine.started;
    await at.engine.look();
    expect(at.engine.asked()).toBe(0);
    await cancel(at);
    expect((await current(at.deps)).status).toBe('executing');
    await at.engine.look();
    await at.engine.look();
    expect(at.engine.asked()).toBe(1);
    at.engine.end(result);
    await starting;
    expect(await current(at.deps)).toMatchObject({ ...expected, cancelling: { by: who.requester } });
    await start(at.deps, ITEM);
    expect(at.deps.actions.sent).toHaveLength(1);
  });

  test('an engine that cannot be asked is asked again', async () => {
    const at = await running('false', 2);
    const starting = start(at.deps, ITEM);
    await at.engine.started;
    await cancel(at);
    for (let looks = 0; looks < 4; looks += 1) await at.engine.look();
    expect(at.engine.asked()).toBe(3);
    at.engine.end(GAVE_UP);
    await starting;
    expect((await current(at.deps)).status).toBe('failed');
  });

  test('of a list, what is under way is given up and nothing after it leaves', async () => {
    const at = await running('statement > 9', 0, ['OPTIMIZE {table}']);
    const starting = start(at.deps, ITEM);
    await at.engine.started;
    await cancel(at);
    await at.engine.look();
    at.engine.end(GAVE_UP);
    await starting;
    expect(statementStates(await current(at.deps)).map(({ state }) => state)).toEqual([
      'cancelled',
      'not_sent',
    ]);
    expect(at.deps.actions.sent).toHaveLength(1);
  });

  test('of a list, what is under way may end well, and still nothing after it leaves', async () => {
    const at = await running('statement > 9', 0, ['OPTIMIZE {table}']);
    const starting = start(at.deps, ITEM);
    await at.engine.started;
    await cancel(at);
    at.engine.end(RAN);
    await starting;
    expect(statementStates(await current(at.deps)).map(({ state }) => state)).toEqual(['done', 'not_sent']);
    expect(at.deps.actions.sent).toHaveLength(1);
  });

  test('asked before the first byte, nothing leaves', async () => {
    const at = await running();
    const send: Bench['actions']['send'] = async (...sending) => {
      await cancel(at);
      return at.deps.actions.send(...sending);
    };
    await start({ ...at.deps, actions: { ...at.deps.actions, send } }, ITEM);
    expect(at.deps.actions.sent).toEqual([]);
    expect(await current(at.deps)).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
  });

  test('a bot that dies after it was asked leaves it in doubt', async () => {
    const at = await running();
    const dead = new Error('killed');
    at.deps.actions.onSend = () => Promise.reject(dead);
    await expect(start(at.deps, ITEM)).rejects.toBe(dead);
    await cancel(at);
    await watch(at.deps, ITEM);
    expect(await current(at.deps)).toMatchObject({ status: 'in_doubt', cancelling: { by: who.requester } });
  });

  test('twice, or from a card that is not the current one, is refused', () => {
    const executing = reached('executing');
    const asked = good('cancel_asked', executing.revision);
    expect(refusalOf(executing, good('cancel_asked', executing.revision - 1), Date.now())).toBe('stale_card');
    const cancelling = { ...executing, cancelling: { by: who.requester, atMs: 1 } };
    expect(refusalOf(cancelling, asked, Date.now())).toBe('already_cancelling');
  });
});

describe('who may', () => {
  const members = [who.approver, who.second];
  const group = { handle: 'data-approvers', outcome: 'known', id: 'S0DATA', members } as const;
  const executing = reached('executing');
  const may = (by: string, changes = {}, request = executing) =>
    permit(request, { act: 'cancel_run', by }, memberFacts(by, changes), [group]);

  test.each([who.requester, who.approver, who.second])('%s', (by) => {
    expect(may(by)).toMatchObject({ ok: true });
  });

  test.each<[string, string, object, string]>([
    ['who is neither', who.other, {}, 'not_in_group'],
    ['the requester as a guest', who.requester, { isRestricted: true }, 'guest'],
    ['an approver who has left', who.approver, { isDeleted: true }, 'deactivated'],
    ['a bot', who.approver, { isBot: true }, 'bot'],
  ])('not %s', (_what, by, changes, code) => {
    expect(may(by, changes)).toEqual({ ok: false, code });
  });

  test('whoever broke the glass for it, and no longer as a guest', () => {
    const broken = glassBroken();
    const claimed = after(broken, [good('claimed'), ASKED_AT_MS + 6 * MINUTE_MS]);
    const moved = permit(claimed, { act: 'cancel_run', by: who.other }, memberFacts(who.other), []);
    expect(moved).toEqual({ ok: true, group: null });
    expect(may(who.other, { isRestricted: true }, claimed)).toEqual({ ok: false, code: 'guest' });
    expect(may(who.other, {}, { ...claimed, seats: [] })).toEqual({ ok: false, code: 'not_in_group' });
  });

  test('not an approver whom the statement is about', () => {
    const text = `REVOKE SELECT ON TABLE t FROM \`${memberFacts(who.approver).email}\``;
    const { prepared } = executing;
    const about = { ...executing, prepared: prepared && { ...prepared, bill: { ...bill, text } } };
    expect(may(who.approver, {}, about)).toEqual({ ok: false, code: 'named_in_statement' });
  });
});

test('how far it is goes to the card in steps, forward only, and not at all where the engine does not tell', async () => {
  const at = await running();
  const starting = start(at.deps, ITEM);
  await at.engine.started;
  const seen: unknown[] = [];
  const before = (await at.deps.journal.load(ITEM.ref))?.version ?? 0;
  for (const told of [null, 4, 12, 18, 55, 30, 99]) {
    at.engine.tells(told);
    await at.engine.look();
    seen.push((await current(at.deps)).percent ?? null);
  }
  expect(seen).toEqual([null, null, 10, 10, 50, 50, 90]);
  expect(((await at.deps.journal.load(ITEM.ref))?.version ?? 0) - before).toBe(3);
  at.engine.end(RAN);
  await starting;
  expect((await current(at.deps)).status).toBe('succeeded');
});
