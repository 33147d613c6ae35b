/**
 * Two who decide, one who takes back, and the deadline that starts it, at once and on two replicas: every answer from
 * outside comes in any order. What was answered must be what the audit says, and what was sent what the audit allows.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decided, Decision } from '../../src/approval/decide.ts';
import { approvalRef } from '../../src/approval/document.ts';
import { start } from '../../src/approval/execute.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { approvalService } from '../../src/approval/service.ts';
import type { Approval } from '../../src/approval/state.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { casesOf } from '../sim/checker/history.ts';
import { journalOver } from '../sim/journal-port.ts';
import { type MemoryStore, memoryStore } from '../sim/memory-store.ts';
import { request, who } from './fixtures.ts';
import { asked, type Bench, benchOn, current, ITEM, testClock } from './ports.ts';

const RUNS = 100;
const POST = { channel: request.channel, ts: '1767582000.000001' };
const ref = approvalRef(request.id);
const runbook = runbookOf(parsed(SMALL));

function plainly(store: MemoryStore, now: () => number): Journal {
  return journalOver(
    store,
    now,
    (_what, _isRead, effect) => Promise.resolve(effect()),
    (_commit, effect) => Promise.resolve(effect()),
  );
}

/** A replica of its own, whose every answer from the store, from Slack and from the engine waits for its turn. */
function replica(shared: Bench, scheduler: fc.Scheduler): Bench {
  const late = <In extends unknown[], Out>(ask: (...args: In) => Promise<Out>) =>
    scheduler.scheduleFunction(ask);
  const { journal, directory, actions } = shared;
  const { load, commit, usedBy, lease, posts, history } = journal;
  return {
    ...shared,
    journal: {
      ...journal,
      load: late(load),
      commit: late(commit),
      usedBy: late(usedBy),
      lease: late(lease),
      posts: late(posts),
      history: late(history),
    },
    directory: { ...directory, person: late(directory.person), members: late(directory.members) },
    actions: { ...actions, read: late(actions.read) },
  };
}

type Deed = 'approve' | 'approve too' | 'reject' | 'cancel' | 'cancel later' | 'start';

/** `cancel` is of the card as it was at first, `cancel later` of the card as it is then. */
async function perform(deed: Deed, on: Bench, atFirst: Approval, token: string): Promise<Decided | null> {
  if (deed === 'start') {
    await start({ ...on, newToken: () => token }, ITEM);
    return null;
  }
  const decision: Decision =
    deed === 'reject'
      ? { act: 'reject', reason: 'No' }
      : deed.startsWith('cancel')
        ? { act: 'cancel' }
        : { act: 'approve', comment: null };
  const by = { approve: who.approver, 'approve too': who.second, reject: who.second }[deed as 'approve'];
  const seen = deed === 'cancel later' ? await current(on) : atFirst;
  const press = {
    act: decision.act,
    by: by ?? who.requester,
    revision: seen.revision,
    fingerprint: seen.prepared?.fingerprint ?? '',
    from: POST,
  };
  const service = approvalService({
    ...on,
    runbook,
    actionsConfigured: true,
    own: on.own,
    zone: on.zone,
    wallClockMs: on.clock.now,
  });
  return service.decide(request.id, press, decision, `${deed}/${token}`);
}

const deeds = fc.array(
  fc.constantFrom<Deed>(
    'approve',
    'approve',
    'approve too',
    'reject',
    'cancel',
    'cancel later',
    'start',
    'start',
  ),
  { minLength: 2, maxLength: 7 },
);

test('what is answered, written down and sent is one story, in whatever order it comes', {
  timeout: 60_000,
}, async () => {
  let sentAtAll = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      deeds,
      fc.integer({ min: 1, max: 2 }),
      async (scheduler, wished, people) => {
        const clock = testClock();
        const store = memoryStore(clock.now);
        const shared = benchOn(plainly(store, clock.now), clock);
        await asked(shared, { peopleNeeded: people });
        await prepare(shared, ITEM);
        await shared.journal.outbox.done('000000000000999', {
          ...POST,
          ref,
          view: 'approval-card',
          digest: '',
        });
        const atFirst = await current(shared);
        const replicas = [replica(shared, scheduler), replica(shared, scheduler)];
        const work = wished.map((deed, index) =>
          perform(deed, replicas[index % 2] as Bench, atFirst, `t${index}`),
        );
        const answers = await scheduler.waitFor(Promise.all(work));
        expectOneStory(store, wished, answers);
        // Whatever is approved by now is started by the deadline, which comes again.
        await start(shared, ITEM);
        sentAtAll += shared.actions.sent.length;
        expectSentAsAllowed(store, shared);
      },
    ),
    { numRuns: RUNS },
  );
  expect(sentAtAll).toBeGreaterThan(0);
});

function entriesOf(store: MemoryStore) {
  return store.documents().flatMap(({ entries }) => entries);
}

function expectOneStory(
  store: MemoryStore,
  wished: readonly Deed[],
  answers: readonly (Decided | null)[],
): void {
  const written = entriesOf(store).map(({ entry }) => (entry.event as { readonly type: string }).type);
  answers.forEach((answer, index) => {
    if (answer === null) return;
    const use = store.usedBy(`${wished[index]}/t${index}`);
    const type = written[(use?.version ?? 0) - 1];
    expect(type).toBe(
      answer.outcome === 'refused' ? 'attempt_refused' : typeOf(wished[index] as Exclude<Deed, 'start'>),
    );
  });
}

function typeOf(deed: Exclude<Deed, 'start'>): string {
  if (deed === 'reject') return 'rejected';
  return deed.startsWith('cancel') ? 'cancelled' : 'approved';
}

function expectSentAsAllowed(store: MemoryStore, { actions }: Bench): void {
  const [found] = casesOf({ entries: entriesOf(store) });
  expect(found?.problems).toEqual([]);
  const isYes = found?.decidedYes !== null && found?.status === 'succeeded';
  expect(actions.sent).toHaveLength(isYes ? 1 : 0);
  expect(found?.claims.length).toBe(actions.sent.length);
}
