/** An ordered list: one approval, each statement after the last one's outcome is stored, and nothing goes on by itself. */
import { describe, expect, test } from 'vitest';
import { start, watch } from '../../src/approval/execute.ts';
import { fingerprintOf } from '../../src/approval/fingerprint.ts';
import { isWhollyApplied, statementStates, statementsOf } from '../../src/approval/list.ts';
import { permit } from '../../src/approval/policy.ts';
import { reconcile } from '../../src/approval/reconcile.ts';
import { CLAIM_AGE_MAX_MS } from '../../src/approval/send.ts';
import { RUN_MARGIN_MS } from '../../src/approval/state.ts';
import { undoSuggestion } from '../../src/approval/undo.ts';
import type { SendResult } from '../../src/check/warehouse.ts';
import { AppError } from '../../src/errors.ts';
import type { Commit, Journal } from '../../src/journal/journal.ts';
import type { Json } from '../../src/journal/json.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { MINUTE_MS } from './fixtures.ts';
import { approved, type Bench, bench, current, happen, ITEM, memberFacts, restoreAction } from './ports.ts';

const RAN: SendResult = { outcome: 'succeeded', rows: [{ files: 3 }], takenMs: 40 };
const TEXTS = [
  'RESTORE TABLE `c`.`s`.`t` TO VERSION AS OF 24 /* APR-1 1/3 */',
  'OPTIMIZE `c`.`s`.`t` /* APR-1 2/3 */',
  'VACUUM `c`.`s`.`t` /* APR-1 3/3 */',
];

/** The engine shows the first `shown` of its statements. */
function listAction(shown = 0): Action {
  const action = restoreAction();
  const statements = [...action.statements, 'OPTIMIZE {table}', 'VACUUM {table}'];
  return { ...action, statements, reconcile: { ...action.reconcile, applied: `statement <= ${shown}` } };
}

async function ready(shown = 0): Promise<Bench> {
  const deps = bench();
  await approved(deps, { definition: JSON.stringify(listAction(shown)) });
  return deps;
}

const eventOf = (commit: Commit): string => (commit.event as { type: string }).type;
const unavailable = () => Promise.reject(new AppError('unavailable', 'The store is gone.'));

function changed(deps: Bench, change: (journal: Journal) => Partial<Journal>): Bench {
  return { ...deps, journal: { ...deps.journal, ...change(deps.journal) } };
}

/** The engine's answers in their order; after the last it succeeds. */
function answering(deps: Bench, ...answers: readonly SendResult[]): void {
  deps.actions.onSend = () => Promise.resolve(answers[deps.actions.sent.length - 1] ?? RAN);
}

const statesOf = async (deps: Bench) => statementStates(await current(deps)).map(({ state }) => state);

test('the bytes of all of them, each with its place in its tag, are under one fingerprint', async () => {
  const { prepared } = await current(await ready());
  const bill = prepared?.bill;
  if (bill === undefined) throw new Error('Nothing is prepared.');
  expect(statementsOf(bill)).toEqual(TEXTS);
  expect(prepared?.fingerprint).toBe(fingerprintOf(bill));
  const [, second = '', third = ''] = TEXTS;
  for (const more of [[third, second], [second], [second, third, third], [second, `${third} `]]) {
    expect(fingerprintOf({ ...bill, more })).not.toBe(prepared?.fingerprint);
  }
});

test('each leaves once, in order, when it is stored that the one before it has succeeded', async () => {
  const deps = await ready();
  const stored: unknown[] = [];
  deps.actions.onSend = async () => {
    const { status, done = [] } = await current(deps);
    stored.push([status, done.length, await statesOf(deps)]);
    return RAN;
  };
  await start(deps, ITEM);
  expect(deps.actions.sent).toEqual(TEXTS);
  expect(stored).toEqual([
    ['executing', 0, ['running', 'waiting', 'waiting']],
    ['executing', 1, ['done', 'running', 'waiting']],
    ['executing', 2, ['done', 'done', 'running']],
  ]);
  expect(await current(deps)).toMatchObject({
    status: 'succeeded',
    done: [{ takenMs: 40 }, { takenMs: 40 }],
  });
  expect(await statesOf(deps)).toEqual(['done', 'done', 'done']);
  await start(deps, ITEM);
  expect(deps.actions.sent).toHaveLength(3);
});

const NO: SendResult = { outcome: 'failed', errorClass: 'DELTA_X', message: 'No.' };
const LOST: SendResult = { outcome: 'unknown', message: 'Reset.' };
const AWAY: SendResult = { outcome: 'not_sent', message: 'No session.' };
const BEFORE = (number: number) => Array.from({ length: number - 1 }, () => RAN);

describe.each([1, 2, 3])('at statement %i', (number) => {
  const left = Array.from({ length: 3 - number }, () => 'not_sent');
  const done = BEFORE(number).map(() => 'done');

  test.each<[string, SendResult, string]>([
    ['failed', NO, 'failed'],
    ['failed', AWAY, 'not_sent'],
    ['in_doubt', LOST, 'in_doubt'],
  ])('the list ends %s, and nothing after it leaves: %o', async (status, answer, state) => {
    const deps = await ready();
    answering(deps, ...BEFORE(number), answer);
    await start(deps, ITEM);
    expect((await current(deps)).status).toBe(status);
    expect(await statesOf(deps)).toEqual([...done, state, ...left]);
    await watch(deps, ITEM);
    await start(deps, ITEM);
    await reconcile(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(number);
    expect((await current(deps)).status).toBe(status);
  });

  test('a bot that dies leaves that one in doubt, and the rest unsent', async () => {
    const deps = await ready();
    const dead = new Error('killed');
    deps.actions.onSend = () =>
      deps.actions.sent.length === number ? Promise.reject(dead) : Promise.resolve(RAN);
    await expect(start(deps, ITEM)).rejects.toBe(dead);
    await watch(deps, ITEM);
    expect(await statesOf(deps)).toEqual([...done, 'in_doubt', ...left]);
    await start(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(number);
  });

  test('settled as applied, it is undone as a whole only where it was the last', async () => {
    const deps = await ready();
    answering(deps, ...BEFORE(number), LOST);
    await start(deps, ITEM);
    const { revision } = await current(deps);
    await happen(deps.journal, { type: 'settled', by: 'U0SECOND', applied: true, note: 'Looked.', revision });
    const settled = await current(deps);
    expect(statementStates(settled).map(({ state }) => state)).toEqual([...done, 'done', ...left]);
    expect(isWhollyApplied(settled)).toBe(number === 3);
    expect(undoSuggestion(settled) !== null).toBe(number === 3);
  });

  test('what the engine shows is said of that one, and of those before it', async () => {
    const shown = await ready(3);
    answering(shown, ...BEFORE(number), LOST);
    await start(shown, ITEM);
    await reconcile(shown, ITEM);
    const seen = await current(shown);
    expect(seen.evidence?.applied).toBe('seen');
    expect(seen.evidence?.sentence).toMatch(new RegExp(`^Statement ${number}: It ran\\.`));
    const earlier = BEFORE(number).map((_answer, index) => index + 1);
    if (number > 1) expect(seen.evidence?.sentence).toContain(`It shows ${earlier.join(', ')}.`);

    const hidden = await ready(0);
    answering(hidden, ...BEFORE(number), LOST);
    await start(hidden, ITEM);
    await reconcile(hidden, ITEM);
    const unseen = await current(hidden);
    expect(unseen.evidence?.applied).toBe('not_seen');
    if (number > 1)
      expect(unseen.evidence?.sentence).toContain(`It does not show ${earlier.join(', ')}, which`);
  });
});

describe('between two of them', () => {
  test('an outcome that the store does not take stops the list, and the watch puts it in doubt', async () => {
    const deps = await ready();
    const broken = changed(deps, (journal) => ({
      commit: (commit) => (eventOf(commit) === 'statement_done' ? unavailable() : journal.commit(commit)),
    }));
    await start(broken, ITEM);
    expect(deps.actions.sent).toHaveLength(1);
    await watch(deps, ITEM);
    expect(await statesOf(deps)).toEqual(['in_doubt', 'not_sent', 'not_sent']);
  });

  test('an outcome that was taken and not answered is not taken for a second one', async () => {
    let lost = 0;
    const deps = await ready();
    const deaf = changed(deps, (journal) => ({
      commit: async (commit) => {
        const result = await journal.commit(commit);
        if (eventOf(commit) === 'statement_done' && (lost += 1) % 2 === 1) return unavailable();
        return result;
      },
    }));
    await start(deaf, ITEM);
    expect(deps.actions.sent).toEqual(TEXTS);
    expect((await current(deps)).status).toBe('succeeded');
  });

  test('an outcome on too few replicas stops the list, and says so', async () => {
    const deps = changed({ ...(await ready()), replicasMin: 1 }, (journal) => ({
      commit: async (commit) => {
        const result = await journal.commit(commit);
        return eventOf(commit) === 'statement_done' ? { outcome: 'not_durable', replicas: 0 } : result;
      },
    }));
    await start(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(1);
    expect(await statesOf(deps)).toEqual(['done', 'not_sent', 'not_sent']);
    expect((await current(deps)).ending?.text).toContain('reached 0 replicas');
  });

  test('what somebody else has put in doubt is not gone on with, and the answer is evidence', async () => {
    const deps = await ready();
    deps.actions.onSend = async () => {
      if (deps.actions.sent.length === 2)
        await happen(deps.journal, { type: 'answer_lost', text: 'Given up.' });
      return RAN;
    };
    await start(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(2);
    expect(await current(deps)).toMatchObject({ status: 'in_doubt', evidence: { applied: 'seen' } });
  });

  test.each<[string, (deps: Bench) => Bench]>([
    [
      'a lease that was lost',
      (deps) =>
        changed(deps, ({ lease }) => ({
          lease: async (key, ttlMs) => {
            const held = await lease(key, ttlMs);
            return held && { ...held, renew: async () => deps.actions.sent.length === 0 };
          },
        })),
    ],
    [
      'a store that answers too late',
      (deps) =>
        changed(deps, ({ load }) => ({
          load: async (ref) => {
            const stored = await load(ref);
            // The first load after the first send is the commit's; from then on each is slow.
            if (deps.actions.sent.length === 1) deps.clock.pass(CLAIM_AGE_MAX_MS + 1);
            return stored;
          },
        })),
    ],
    [
      'other bytes in the store',
      (deps) =>
        changed(deps, ({ load }) => ({
          load: async (ref) => {
            const stored = await load(ref);
            return stored && deps.actions.sent.length === 1
              ? {
                  ...stored,
                  state: JSON.parse(JSON.stringify(stored.state).replace('OPTIMIZE', 'DROP  TABLE')),
                }
              : stored;
          },
        })),
    ],
    [
      'an outcome that the store has forgotten',
      (deps) =>
        changed(deps, ({ load }) => ({
          load: async (ref) => {
            const stored = await load(ref);
            const { done: _forgotten, ...state } = (stored?.state ?? {}) as { readonly done?: Json };
            return stored && deps.actions.sent.length === 1 ? { ...stored, state } : stored;
          },
        })),
    ],
    [
      'a session that takes too long',
      (deps) => ({
        ...deps,
        actions: {
          ...deps.actions,
          send: (...sending) => {
            if (deps.actions.sent.length === 1) deps.clock.pass(20_001);
            return deps.actions.send(...sending);
          },
        },
      }),
    ],
  ])('%s sends no second one', async (_what, broken) => {
    const deps = await ready();
    await start(broken(deps), ITEM);
    expect(deps.actions.sent).toEqual(TEXTS.slice(0, 1));
    expect((await current(deps)).status).toBe('failed');
  });

  test('each has as long to run as the first, counted from when it could leave', async () => {
    const deps = await ready();
    deps.actions.onSend = async () => {
      deps.clock.pass(9 * MINUTE_MS);
      return deps.actions.sent.length === 3 ? LOST : RAN;
    };
    const claimedAtMs = deps.clock.now();
    const kept = changed(deps, () => ({
      lease: () => Promise.resolve({ renew: () => Promise.resolve(true), release: () => Promise.resolve() }),
    }));
    await start(kept, ITEM);
    const { claim } = await current(deps);
    expect(claim).toMatchObject({
      atMs: claimedAtMs,
      mayRunUntilMs: claimedAtMs + (18 + 10) * MINUTE_MS + RUN_MARGIN_MS,
    });
  });
});

test('whom a later statement names does not decide', async () => {
  const { prepared, ...request } = await current(await ready());
  if (prepared === null) throw new Error('Nothing is prepared.');
  const person = memberFacts('U0APPROVER');
  const group = { handle: 'data-approvers', outcome: 'known', id: 'S0DATA', members: [person.id] } as const;
  const may = (more: readonly string[]) =>
    permit(
      { ...request, seats: [], prepared: { ...prepared, bill: { ...prepared.bill, more } } },
      { act: 'approve', by: person.id },
      person,
      [group],
    );
  expect(may(['VACUUM t'])).toMatchObject({ ok: true });
  expect(may(['VACUUM t', `REVOKE SELECT ON TABLE t FROM \`${person.email}\``])).toEqual({
    ok: false,
    code: 'named_in_statement',
  });
});
