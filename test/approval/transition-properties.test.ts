/** What no order of events can bring about, tried by the thousand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApprovalEvent, ApprovalEventType } from '../../src/approval/events.ts';
import { APPROVAL_STATUSES, type Approval, type ApprovalStatus } from '../../src/approval/state.ts';
import { RULES, transition } from '../../src/approval/transition.ts';
import { ASKED_AT_MS, FINGERPRINT, good, MINUTE_MS, request, TOKEN, who } from './fixtures.ts';

/** The only ways from one state to another; staying is not listed. */
const WAYS: { readonly [from in ApprovalStatus]: readonly ApprovalStatus[] } = {
  pending: ['approved', 'rejected', 'expired', 'cancelled', 'voided'],
  approved: ['executing', 'expired', 'cancelled', 'voided'],
  executing: ['succeeded', 'failed', 'in_doubt'],
  in_doubt: ['resolved'],
  rejected: [],
  expired: [],
  cancelled: [],
  voided: [],
  succeeded: [],
  failed: [],
  resolved: [],
};

type Wild = {
  readonly type: ApprovalEventType;
  readonly by: string;
  readonly behind: number;
  readonly fingerprint: string;
  readonly token: string;
  readonly applied: boolean;
  readonly waitMs: number;
};

const mostly = <T>(right: T, wrong: T) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constant(wrong) });

const TYPES = Object.keys(RULES) as ApprovalEventType[];
/** Often enough in the order of a life, so that the late states are reached too. */
const LIFE: readonly ApprovalEventType[] = ['prepared', 'approved', 'approved', 'claimed'];
/** Left to chance alone, the last state of all would be missed now and then. */
const LIFE_IN_DOUBT: readonly ApprovalEventType[] = [...LIFE, 'answer_lost', 'settled'];

const wild = (type: fc.Arbitrary<ApprovalEventType>): fc.Arbitrary<Wild> =>
  fc.record({
    type,
    by: fc.constantFrom(who.requester, who.approver, who.second, who.other),
    behind: mostly(0, 1),
    fingerprint: mostly(FINGERPRINT, 'f'.repeat(64)),
    token: mostly(TOKEN, 'another'),
    applied: fc.boolean(),
    waitMs: fc.constantFrom(0, 1, MINUTE_MS, 9 * MINUTE_MS),
  });

const TAME: Omit<Wild, 'type'> = {
  by: who.approver,
  behind: 0,
  fingerprint: FINGERPRINT,
  token: TOKEN,
  applied: true,
  waitMs: 1,
};

const life = fc
  .tuple(
    fc.constantFrom(null, LIFE, LIFE_IN_DOUBT),
    fc.array(wild(fc.constantFrom(...TYPES)), { maxLength: 12 }),
    fc.array(wild(fc.constantFrom(...TYPES)), { maxLength: 20 }),
  )
  .chain(([order, early, late]) =>
    order === null
      ? fc.constant([...early, ...late])
      : fc.tuple(...order.map((type) => wild(fc.constant(type)))).map((ordered) => [...ordered, ...late]),
  );

/** A wild event's fields, where the event has them. */
function eventOf(wildEvent: Wild, approval: Approval): ApprovalEvent {
  const { type, by, behind, fingerprint, token, applied } = wildEvent;
  const event = good(type, approval.revision - behind);
  const fields = Object.entries({ by, fingerprint, token, applied }).filter(([name]) => name in event);
  return { ...event, ...Object.fromEntries(fields) };
}

/** Of a list with so many statements more. The number is right when the wild event comes from the card as it is. */
function listed(event: ApprovalEvent, more: readonly string[], { done = [] }: Approval): ApprovalEvent {
  if (event.type === 'statement_done') return { ...event, number: event.takenMs > 0 ? done.length + 1 : 1 };
  if (event.type !== 'prepared' || more.length === 0) return event;
  const { prepared } = event;
  return { ...event, prepared: { ...prepared, bill: { ...prepared.bill, more } } };
}

type Taken = { readonly before: Approval; readonly event: ApprovalEvent; readonly after: Approval };

/** Everything that was accepted, in order. What is refused changes nothing, because nothing is answered to change. */
function live(people: number, events: readonly Wild[], more: readonly string[] = []): Taken[] {
  const first = transition(
    null,
    { type: 'requested', request: { ...request, peopleNeeded: people } },
    ASKED_AT_MS,
  );
  if (!first.ok) throw new Error(first.code);
  let approval = frozen(first.state);
  let atMs = ASKED_AT_MS;
  const taken: Taken[] = [];
  for (const wildEvent of events) {
    atMs += wildEvent.waitMs;
    const event = listed(eventOf(wildEvent, approval), more, approval);
    const step = transition(approval, event, atMs);
    expect(transition(reread(approval), reread(event), atMs)).toEqual(step);
    if (!step.ok) continue;
    taken.push({ before: approval, event, after: step.state });
    approval = frozen(step.state);
  }
  return taken;
}

/** As it comes back from a store that keeps JSON. */
function reread<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A transition that wrote into its argument would throw. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

const lives = fc.tuple(fc.integer({ min: 1, max: 3 }), life);
const RUNS = { numRuns: 1_500 };

test('only the ways of the table are taken, nothing leads back, and every state is reached', () => {
  const seen = new Set<ApprovalStatus>();
  fc.assert(
    fc.property(lives, ([people, events]) => {
      for (const { before, after } of live(people, events)) {
        seen.add(after.status);
        if (before.status !== after.status) expect(WAYS[before.status]).toContain(after.status);
      }
    }),
    RUNS,
  );
  expect([...seen].sort()).toEqual([...APPROVAL_STATUSES].sort());
});

test('a request is claimed at most once', () => {
  fc.assert(
    fc.property(lives, ([people, events]) => {
      const taken = live(people, events);
      expect(taken.filter(({ event }) => event.type === 'claimed').length).toBeLessThanOrEqual(1);
      const tokens = new Set(taken.flatMap(({ after }) => after.claim?.token ?? []));
      expect(tokens.size).toBeLessThanOrEqual(1);
    }),
    RUNS,
  );
});

test('seats are at most as many as asked for, each of another person, never of the requester', () => {
  fc.assert(
    fc.property(lives, ([people, events]) => {
      for (const { after } of live(people, events)) {
        const sitting = after.seats.map(({ by }) => by);
        expect(sitting.length).toBeLessThanOrEqual(people);
        expect(new Set(sitting).size).toBe(sitting.length);
        expect(sitting).not.toContain(who.requester);
        if (['approved', 'executing'].includes(after.status)) expect(sitting).toHaveLength(people);
        expect(after.seats.every(({ fingerprint }) => fingerprint === FINGERPRINT)).toBe(true);
      }
    }),
    RUNS,
  );
});

test('a list succeeds when each of its statements has, in order, and what is done stays done', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 }),
      fc.array(
        wild(fc.constantFrom('statement_done', 'statement_done', 'succeeded', 'failed', 'answer_lost')),
      ),
      (extra, events) => {
        const more = Array.from({ length: extra }, (_none, index) => `VACUUM t /* APR-1 ${index + 2} */`);
        const begin = LIFE.map((type) => ({ ...TAME, type }));
        for (const { before, after } of live(1, [...begin, ...events], more)) {
          const [was, is] = [before.done ?? [], after.done ?? []];
          expect(is.slice(0, was.length)).toEqual(was);
          expect(is.length - was.length).toBeLessThanOrEqual(1);
          if (is.length > was.length)
            expect([before.status, after.status]).toEqual(['executing', 'executing']);
          expect(is.length).toBeLessThanOrEqual(extra);
          if (after.status === 'succeeded') expect(is).toHaveLength(extra);
          ends.add(`${after.status} after ${is.length} of ${extra + 1}`);
        }
      },
    ),
    RUNS,
  );
  for (const end of ['succeeded after 2 of 3', 'failed after 1 of 3', 'in_doubt after 2 of 3'])
    expect(ends).toContain(end);
});

/** They may leave the card as it is, and the buttons on it good. */
const UNSEEN: ReadonlySet<ApprovalEventType> = new Set([
  'attempt_refused',
  'evidence_found',
  'nudged',
  'recounted',
  'asked',
  'checking',
  'checking_over',
  'review_missed',
  'statement_done',
  'progressed',
]);

test('the revision never falls, and whatever a person has to see raises it', () => {
  fc.assert(
    fc.property(lives, ([people, events]) => {
      for (const { before, event, after } of live(people, events)) {
        const unseen = UNSEEN.has(event.type);
        const raised = after.revision - before.revision;
        expect(unseen ? [0, 1] : [1]).toContain(raised);
        if (before.status !== after.status) expect(raised).toBe(1);
      }
    }),
    RUNS,
  );
});

test('the state is JSON, and what was asked for and measured stays as it was', () => {
  fc.assert(
    fc.property(lives, ([people, events]) => {
      for (const { before, event, after } of live(people, events)) {
        expect(reread(after)).toEqual(after);
        expect(after).toMatchObject({ ...request, peopleNeeded: people });
        if (event.type !== 'prepared') expect(after.prepared).toEqual(before.prepared);
        expect(after.expiresAtMs).toBe(before.expiresAtMs);
      }
    }),
    RUNS,
  );
});
