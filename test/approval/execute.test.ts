/** At most once, and only what was approved: the claim, the last question before the first byte, and every lost answer. */
import { describe, expect, test } from 'vitest';
import { start, watch } from '../../src/approval/execute.ts';
import { fingerprintOf } from '../../src/approval/fingerprint.ts';
import { CLAIM_AGE_MAX_MS } from '../../src/approval/send.ts';
import type { Approval } from '../../src/approval/state.ts';
import type { SendResult } from '../../src/check/warehouse.ts';
import { AppError } from '../../src/errors.ts';
import type { Commit, Journal } from '../../src/journal/journal.ts';
import { MINUTE_MS, who } from './fixtures.ts';
import { approved, type Bench, bench, current, happen, ITEM } from './ports.ts';

const unavailable = () => Promise.reject(new AppError('unavailable', 'The store is gone.'));
const eventOf = (commit: Commit): string => (commit.event as { type: string }).type;

/** The journal with some of its methods put in the place of its own. */
function changed(deps: Bench, change: (journal: Journal) => Partial<Journal>): Bench {
  return { ...deps, journal: { ...deps.journal, ...change(deps.journal) } };
}

async function ready(): Promise<Bench> {
  const deps = bench();
  await approved(deps);
  return deps;
}

test('an approved request is claimed, sent once with its tag, and its answer kept', async () => {
  const deps = await ready();
  await start(deps, ITEM);
  const done = await current(deps);
  expect(deps.actions.sent).toEqual(['RESTORE TABLE `c`.`s`.`t` TO VERSION AS OF 24 /* APR-1 */']);
  expect(done).toMatchObject({ status: 'succeeded', claim: { token: 'token-1' } });
  expect(done.result).toMatchObject({ rows: [{ label: 'num restored files', value: '3' }], takenMs: 40 });
  await start(deps, ITEM);
  expect(deps.actions.sent).toHaveLength(1);
});

test('the claim is in the store before the first byte leaves', async () => {
  const deps = await ready();
  const stored: unknown[] = [];
  deps.actions.onSend = async () => {
    const { status, claim } = await current(deps);
    stored.push(status, claim?.token);
    return { outcome: 'succeeded', rows: [], takenMs: 1 };
  };
  await start(deps, ITEM);
  expect(stored).toEqual(['executing', 'token-1']);
});

test.each<[string, Partial<Approval>]>([
  ['pending', { status: 'pending' }],
  ['voided', { status: 'voided' }],
  ['executing', { status: 'executing' }],
  ['in doubt', { status: 'in_doubt' }],
])('what is %s is not started', async (_name, state) => {
  const deps = changed(await ready(), (journal) => ({
    load: async (ref) => {
      const stored = await journal.load(ref);
      return stored === null
        ? null
        : { ...stored, state: { ...(stored.state as object), ...state } as never };
    },
  }));
  await start(deps, ITEM);
  expect(deps.actions.sent).toEqual([]);
});

describe('the last question before the first byte', () => {
  /** `between` happens after the session was opened and before the guard is asked. */
  async function sentAfter(deps: Bench, between: () => Promise<void>): Promise<Approval> {
    const actions = {
      ...deps.actions,
      send: async (...sending: Parameters<Bench['actions']['send']>) => {
        await between();
        return deps.actions.send(...sending);
      },
    };
    await start({ ...deps, actions }, ITEM);
    return current(deps);
  }

  test('a claim that was overtaken sends nothing', async () => {
    const deps = await ready();
    const after = await sentAfter(deps, () =>
      happen(deps.journal, { type: 'answer_lost', text: 'Given up.' }),
    );
    expect(deps.actions.sent).toEqual([]);
    expect(after).toMatchObject({ status: 'in_doubt', evidence: { applied: 'not_seen' } });
  });

  test('a session that took too long to open sends nothing, even where the lease was kept', async () => {
    const deps = await ready();
    const kept = changed(deps, () => ({
      lease: () => Promise.resolve({ renew: () => Promise.resolve(true), release: () => Promise.resolve() }),
    }));
    const after = await sentAfter(kept, () => Promise.resolve(deps.clock.pass(20_001)));
    expect(deps.actions.sent).toEqual([]);
    expect(after).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
  });

  test('a claim is as old as it is in the store, however late its answer came: past its time nothing is sent', async () => {
    const deps = await ready();
    const stalled = changed(deps, (journal) => ({
      lease: () => Promise.resolve({ renew: () => Promise.resolve(true), release: () => Promise.resolve() }),
      commit: async (commit) => {
        const result = await journal.commit(commit);
        if (eventOf(commit) === 'claimed') deps.clock.pass(11_000);
        return result;
      },
    }));
    const after = await sentAfter(stalled, () => Promise.resolve(deps.clock.pass(19_500)));
    expect(deps.actions.sent).toEqual([]);
    expect(after).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
  });

  test.each([
    [CLAIM_AGE_MAX_MS, 1],
    [CLAIM_AGE_MAX_MS + 1, 0],
  ])('a store that answers after %i ms: %i are sent', async (tookMs, sent) => {
    const deps = await ready();
    let asked = false;
    const slow = changed(deps, (journal) => ({
      load: async (ref) => {
        const stored = await journal.load(ref);
        if (asked) deps.clock.pass(tookMs);
        asked = false;
        return stored;
      },
    }));
    await sentAfter(slow, () => Promise.resolve(void (asked = true)));
    expect(deps.actions.sent).toHaveLength(sent);
    expect((await current(deps)).status).toBe(sent === 1 ? 'succeeded' : 'failed');
  });

  test('a lease that was lost sends nothing', async () => {
    const deps = await ready();
    const lost = changed(deps, (journal) => ({
      lease: async (key, ttlMs) => {
        const lease = await journal.lease(key, ttlMs);
        return lease === null ? null : { ...lease, renew: () => Promise.resolve(false) };
      },
    }));
    expect(await sentAfter(lost, () => Promise.resolve())).toMatchObject({ ending: { reason: 'not_sent' } });
    expect(deps.actions.sent).toEqual([]);
  });

  test.each<[string, (approval: Approval) => object]>([
    [
      'other bytes',
      ({ prepared }) => ({ prepared: withBill(prepared, { text: 'DROP TABLE t /* APR-1 */' }) }),
    ],
    ['another principal', ({ prepared }) => ({ prepared: withBill(prepared, { principal: 'root' }) })],
    ['the claim of another', ({ claim }) => ({ claim: { ...claim, token: 'another' } })],
    ['a drill', () => ({ drill: true })],
  ])('%s in the store by then send nothing', async (_name, forge) => {
    const deps = await ready();
    let forged = false;
    const tampered = changed(deps, (journal) => ({
      load: async (ref) => {
        const stored = await journal.load(ref);
        if (!forged || stored === null) return stored;
        const state = stored.state as unknown as Approval;
        return { ...stored, state: { ...state, ...forge(state) } as never };
      },
    }));
    await sentAfter(tampered, () => Promise.resolve(void (forged = true)));
    expect(deps.actions.sent).toEqual([]);
  });

  test('a store that does not answer sends nothing', async () => {
    const deps = await ready();
    let gone = false;
    const broken = changed(deps, (journal) => ({
      load: (ref) => (gone ? ((gone = false), unavailable()) : journal.load(ref)),
    }));
    const after = await sentAfter(broken, () => Promise.resolve(void (gone = true)));
    expect(deps.actions.sent).toEqual([]);
    expect(after).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
  });
});

function withBill(prepared: Approval['prepared'], change: object): Approval['prepared'] {
  if (prepared === null) return null;
  const bill = { ...prepared.bill, ...change };
  return { ...prepared, bill, fingerprint: fingerprintOf(bill) };
}

describe('the claim', () => {
  test('on too few replicas is a failure with nothing sent, though it stands in the store', async () => {
    const commits: Commit[] = [];
    const deps = changed({ ...(await ready()), replicasMin: 1 }, (journal) => ({
      commit: async (commit) => {
        commits.push(commit);
        const result = await journal.commit(commit);
        return eventOf(commit) === 'claimed' ? { outcome: 'not_durable', replicas: 0 } : result;
      },
    }));
    await start(deps, ITEM);
    expect(deps.actions.sent).toEqual([]);
    expect(await current(deps)).toMatchObject({
      status: 'failed',
      ending: { reason: 'not_sent', text: 'The claim reached 0 replicas, which is too few.' },
    });
    expect(commits.find((commit) => eventOf(commit) === 'claimed')?.replicasMin).toBe(1);
  });

  test('is not taken by the store once it is too late to start', async () => {
    const deps = await ready();
    const { startByMs } = await current(deps);
    const slow = changed(deps, (journal) => ({
      commit: (commit) => {
        if (eventOf(commit) === 'claimed') deps.clock.pass(10 * MINUTE_MS);
        return journal.commit(commit);
      },
    }));
    await start(slow, ITEM);
    expect(deps.clock.now()).toBeGreaterThanOrEqual(startByMs ?? Infinity);
    expect(deps.actions.calls).not.toContain('send');
    expect(await current(deps)).toMatchObject({ status: 'approved', claim: null });
  });

  test('whose answer was lost is looked up: what is in the store counts', async () => {
    const deps = changed(await ready(), (journal) => ({
      commit: async (commit) => {
        const result = await journal.commit(commit);
        if (eventOf(commit) === 'claimed') throw new AppError('outcome_unknown', 'The answer was lost.');
        return result;
      },
    }));
    await start(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(1);
    expect((await current(deps)).status).toBe('succeeded');
  });

  test('of which nobody can say whether it was taken sends nothing, and is a failure where it was', async () => {
    const deps = changed(await ready(), (journal) => ({
      commit: async (commit) => {
        const result = await journal.commit(commit);
        if (eventOf(commit) === 'claimed') throw new AppError('unavailable', 'No answer.');
        return result;
      },
    }));
    await start(deps, ITEM);
    expect(deps.actions.sent).toEqual([]);
    expect(await current(deps)).toMatchObject({ status: 'failed', ending: { reason: 'not_sent' } });
  });
});

describe('the outcome', () => {
  test.each<[SendResult, object]>([
    [
      { outcome: 'failed', errorClass: 'DELTA_X', message: 'No.' },
      { status: 'failed', ending: { reason: 'engine_refused', text: 'DELTA_X: No.' } },
    ],
    [
      { outcome: 'not_sent', message: 'No session.' },
      { status: 'failed', ending: { reason: 'not_sent' } },
    ],
    [
      { outcome: 'unknown', message: 'Reset.' },
      { status: 'in_doubt', result: null },
    ],
  ])('%o', async (result, expected) => {
    const deps = await ready();
    deps.actions.onSend = () => Promise.resolve(result);
    await start(deps, ITEM);
    expect(await current(deps)).toMatchObject(expected);
    await start(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(1);
  });

  test('is told to the store until it takes it', async () => {
    let failures = 5;
    const deps = changed(await ready(), (journal) => ({
      commit: (commit) =>
        eventOf(commit) === 'succeeded' && failures-- > 0 ? unavailable() : journal.commit(commit),
    }));
    await start(deps, ITEM);
    expect(await current(deps)).toMatchObject({ status: 'succeeded', result: { takenMs: 40 } });
    expect(failures).toBe(-1);
    expect(deps.actions.sent).toHaveLength(1);
  });

  test('that the store never takes is left to the watch, which puts it in doubt', async () => {
    const deps = await ready();
    const broken = changed(deps, (journal) => ({
      commit: (commit) => (eventOf(commit) === 'succeeded' ? unavailable() : journal.commit(commit)),
    }));
    await start(broken, ITEM);
    expect((await current(deps)).status).toBe('executing');
    await watch(deps, ITEM);
    expect(await current(deps)).toMatchObject({ status: 'in_doubt' });
    await start(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(1);
  });

  test.each<[SendResult, string]>([
    [{ outcome: 'succeeded', rows: [], takenMs: 1 }, 'seen'],
    [{ outcome: 'failed', errorClass: 'X', message: 'No.' }, 'not_seen'],
    [{ outcome: 'unknown', message: 'Reset.' }, 'could_not_see'],
  ])('that arrives when it was given up for lost is evidence: %o', async (result, applied) => {
    const deps = await ready();
    deps.actions.onSend = async () => {
      await happen(deps.journal, { type: 'answer_lost', text: 'Given up.' });
      return result;
    };
    await start(deps, ITEM);
    expect(await current(deps)).toMatchObject({ status: 'in_doubt', result: null, evidence: { applied } });
  });
});

describe('the gate', () => {
  test('an approver of whom Slack says nothing makes it wait, not run and not end', async () => {
    const deps = await ready();
    deps.directory.people.set(who.approver, 'unknown');
    await start(deps, ITEM);
    expect(deps.actions.sent).toEqual([]);
    expect((await current(deps)).status).toBe('approved');
    expect(deps.logged).toEqual(['An approved request waits to start']);
  });

  test('an approver who left makes it void', async () => {
    const deps = await ready();
    deps.directory.list = { outcome: 'known', members: [], begunAtMs: 0 };
    await start(deps, ITEM);
    expect(deps.actions.sent).toEqual([]);
    expect(await current(deps)).toMatchObject({ status: 'voided', ending: { reason: 'approver_left' } });
  });

  test('without a principal for changes nothing is sent', async () => {
    const deps = await ready();
    await start({ ...deps, actions: null }, ITEM);
    expect((await current(deps)).status).toBe('approved');
  });
});

describe('the watch', () => {
  test('leaves alone what somebody is sending, and puts in doubt what nobody is', async () => {
    const deps = await ready();
    const seen: string[] = [];
    deps.actions.onSend = async () => {
      await watch(deps, ITEM);
      seen.push((await current(deps)).status);
      return { outcome: 'succeeded', rows: [], takenMs: 1 };
    };
    await start(deps, ITEM);
    expect(seen).toEqual(['executing']);
    expect((await current(deps)).status).toBe('succeeded');
  });

  test('a start that finds the lease held does nothing', async () => {
    const deps = await ready();
    const lease = await deps.journal.lease('execute/APR-1', MINUTE_MS);
    await start(deps, ITEM);
    expect(deps.actions.sent).toEqual([]);
    await lease?.release();
    await start(deps, ITEM);
    expect(deps.actions.sent).toHaveLength(1);
  });
});
