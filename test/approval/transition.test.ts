/** The rules behind the cells of the table: when an event that may come is still refused, and what it leaves behind. */
import { describe, expect, test } from 'vitest';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { PENDING_TTL_MS, REFUSED_ATTEMPTS_MAX, RUN_MARGIN_MS } from '../../src/approval/state.ts';
import {
  ASKED_AT_MS,
  after,
  bill,
  FINGERPRINT,
  good,
  MINUTE_MS,
  outcomeOf,
  prepared,
  RUN_TIMEOUT_MS,
  reached,
  refusalOf,
  TOKEN,
  who,
} from './fixtures.ts';

const SOON_MS = ASKED_AT_MS + 5 * MINUTE_MS;

function alter(event: ApprovalEvent, changes: object): ApprovalEvent {
  return { ...event, ...changes };
}

describe('deciding', () => {
  const pending = reached('pending');

  test.each(['approved', 'rejected', 'cancelled'] as const)(
    'a card of another revision decides nothing: %s',
    (type) => {
      expect(refusalOf(pending, good(type, pending.revision - 1), SOON_MS)).toBe('stale_card');
      expect(refusalOf(pending, good(type, pending.revision + 1), SOON_MS)).toBe('stale_card');
    },
  );

  test('a yes to other bytes than those that were prepared is refused', () => {
    const event = alter(good('approved'), { fingerprint: FINGERPRINT.replace(/^./, 'z') });
    expect(refusalOf(pending, event, SOON_MS)).toBe('fingerprint_differs');
  });

  test('the requester has no seat', () => {
    expect(refusalOf(pending, alter(good('approved'), { by: who.requester }), SOON_MS)).toBe('requester');
  });

  test.each([
    ['change', 60],
    ['destructive', 30],
  ] as const)('a %s request can be decided for %i minutes, and not at the last of them', (risk, minutes) => {
    const request = reached('pending', { risk });
    const expiresAtMs = ASKED_AT_MS + minutes * MINUTE_MS;
    expect(PENDING_TTL_MS[risk]).toBe(minutes * MINUTE_MS);
    expect(outcomeOf(request, good('approved'), expiresAtMs - 1)).toBe('=approved');
    expect(outcomeOf(request, good('approved'), expiresAtMs)).toBe('too_late');
    expect(outcomeOf(request, good('rejected'), expiresAtMs - 1)).toBe('=rejected');
    expect(outcomeOf(request, good('rejected'), expiresAtMs)).toBe('too_late');
    expect(outcomeOf(request, good('expired'), expiresAtMs - 1)).toBe('not_yet');
    expect(outcomeOf(request, good('expired'), expiresAtMs)).toBe('=expired');
  });

  test('what was measured after the expiry is not offered for a decision', () => {
    const measuring = reached('measuring');
    expect(outcomeOf(measuring, good('prepared'), measuring.expiresAtMs - 1)).toBe('=pending');
    expect(outcomeOf(measuring, good('prepared'), measuring.expiresAtMs)).toBe('too_late');
  });

  test('the requester may still take back what has expired in the meantime', () => {
    expect(outcomeOf(pending, good('cancelled'), pending.expiresAtMs)).toBe('=cancelled');
  });

  test('the seat keeps who, by which group, what they saw and what they said', () => {
    const approved = after(pending, [alter(good('approved'), { comment: 'Go ahead' }), SOON_MS]);
    expect(approved.seats).toEqual([
      {
        by: who.approver,
        group: 'data-approvers',
        fingerprint: FINGERPRINT,
        comment: 'Go ahead',
        atMs: SOON_MS,
      },
    ]);
    expect(approved.startByMs).toBe(SOON_MS + 10 * MINUTE_MS);
  });
});

describe('two seats', () => {
  const pending = reached('pending', { peopleNeeded: 2 });
  const half = after(pending, [good('approved'), SOON_MS]);

  test('one yes of two leaves it pending, and makes the older card stale', () => {
    expect(half).toMatchObject({ status: 'pending', startByMs: null, revision: pending.revision + 1 });
    const second = alter(good('approved'), { by: who.second });
    expect(refusalOf(half, second, SOON_MS)).toBe('stale_card');
  });

  test('one person does not sit on both', () => {
    expect(refusalOf(half, good('approved', half.revision), SOON_MS)).toBe('second_seat');
  });

  test('the second person makes it approved, and the start counts from then', () => {
    const second = alter(good('approved', half.revision), { by: who.second });
    const approved = after(half, [second, SOON_MS + 1]);
    expect(approved.status).toBe('approved');
    expect(approved.seats.map(({ by }) => by)).toEqual([who.approver, who.second]);
    expect(approved.startByMs).toBe(SOON_MS + 1 + 10 * MINUTE_MS);
  });
});

describe('starting', () => {
  const approved = reached('approved');
  const startByMs = approved.startByMs ?? 0;

  test('an approved request starts within ten minutes of the last yes, or not at all', () => {
    expect(startByMs).toBe((approved.seats[0]?.atMs ?? 0) + 10 * MINUTE_MS);
    expect(outcomeOf(approved, good('claimed'), startByMs - 1)).toBe('=executing');
    expect(outcomeOf(approved, good('claimed'), startByMs)).toBe('too_late');
    expect(outcomeOf(approved, good('expired'), startByMs - 1)).toBe('not_yet');
    expect(outcomeOf(approved, good('expired'), startByMs)).toBe('=expired');
  });

  test('other bytes than those approved are not claimed', () => {
    const other = alter(good('claimed'), { fingerprint: 'f'.repeat(64) });
    expect(refusalOf(approved, other, SOON_MS)).toBe('fingerprint_differs');
  });

  test('what is stored now must be what every seat approved', () => {
    const swapped = { ...approved, prepared: { ...prepared, fingerprint: 'f'.repeat(64), atMs: SOON_MS } };
    expect(refusalOf(swapped, good('claimed'), SOON_MS)).toBe('fingerprint_differs');
    expect(refusalOf(swapped, alter(good('claimed'), { fingerprint: 'f'.repeat(64) }), SOON_MS)).toBe(
      'fingerprint_differs',
    );
  });

  test('the claim says until when the engine may be running it', () => {
    const { claim } = after(approved, [good('claimed'), SOON_MS]);
    expect(claim).toEqual({
      token: TOKEN,
      atMs: SOON_MS,
      mayRunUntilMs: SOON_MS + RUN_TIMEOUT_MS + RUN_MARGIN_MS,
    });
  });
});

describe('running', () => {
  const executing = reached('executing');

  test.each(['failed', 'succeeded'] as const)('an outcome of another claim is not this one’s: %s', (type) => {
    expect(refusalOf(executing, alter(good(type), { token: 'another' }), SOON_MS)).toBe('other_claim');
  });

  test('a success is verified once', () => {
    const verified = after(reached('succeeded'), [good('verified'), SOON_MS]);
    expect(refusalOf(verified, good('verified'), SOON_MS)).toBe('already_verified');
    expect(verified.verification).toEqual({ outcome: 'verified', sentence: 'As it was.' });
  });

  test('what was not sent keeps its reason and its words', () => {
    const event = alter(good('failed'), { reason: 'not_sent', text: 'No session.' });
    expect(after(executing, [event, SOON_MS]).ending).toEqual({
      reason: 'not_sent',
      text: 'No session.',
      by: null,
      atMs: SOON_MS,
    });
  });
});

describe('in doubt', () => {
  const doubt = reached('in_doubt');
  const endMs = doubt.claim?.mayRunUntilMs ?? 0;
  const found = after(doubt, [good('evidence_found'), SOON_MS]);

  test('that it was not applied cannot be said while the engine may still be running it', () => {
    const no = alter(good('settled', doubt.revision), { applied: false });
    expect(outcomeOf(doubt, no, endMs - 1)).toBe('may_still_run');
    expect(outcomeOf(doubt, no, endMs)).toBe('=resolved');
  });

  test('that it was applied can be said at once', () => {
    expect(outcomeOf(doubt, good('settled', doubt.revision), SOON_MS)).toBe('=resolved');
  });

  test('a stale card settles nothing', () => {
    expect(refusalOf(found, good('settled', doubt.revision), SOON_MS)).toBe('stale_card');
  });

  test('new evidence changes the card; the same again keeps the buttons good', () => {
    expect(found.revision).toBe(doubt.revision + 1);
    const again = after(found, [good('evidence_found'), SOON_MS + 15_000]);
    expect(again.revision).toBe(found.revision);
    expect(again.evidence?.atMs).toBe(SOON_MS + 15_000);
    const other = { applied: 'not_seen', sentence: 'No trace.' };
    const event = alter(good('evidence_found'), { evidence: other });
    expect(after(found, [event, SOON_MS + 15_000]).revision).toBe(found.revision + 1);
  });

  test('the same evidence is news once the engine must have given it up: then another button is there', () => {
    const late = after(found, [good('evidence_found'), endMs]);
    expect(late.revision).toBe(found.revision + 1);
    expect(after(late, [good('evidence_found'), endMs + 1]).revision).toBe(late.revision);
  });
});

describe('undoing', () => {
  test('what was undone once is not undone again', () => {
    const undone = after(reached('succeeded'), [good('undone'), SOON_MS]);
    expect(undone.undoneBy).toBe('APR-2');
    expect(refusalOf(undone, good('undone'), SOON_MS)).toBe('already_undone');
  });

  test('what a person settled as applied can be undone, what was not applied cannot', () => {
    const doubt = reached('in_doubt');
    const yes = after(doubt, [good('settled', doubt.revision), SOON_MS]);
    expect(after(yes, [good('undone'), SOON_MS])).toMatchObject({ status: 'resolved', undoneBy: 'APR-2' });
    const lateMs = doubt.claim?.mayRunUntilMs ?? 0;
    const no = after(doubt, [alter(good('settled', doubt.revision), { applied: false }), lateMs]);
    expect(refusalOf(no, good('undone'), lateMs)).toBe('not_succeeded');
  });
});

test('attempts that are turned away are counted up to a limit, and change nothing that anybody sees', () => {
  let approval = reached('pending');
  const { revision } = approval;
  for (let count = 0; count < REFUSED_ATTEMPTS_MAX; count += 1)
    approval = after(approval, [good('attempt_refused'), SOON_MS]);
  expect(approval).toEqual({ ...reached('pending'), refusedAttempts: REFUSED_ATTEMPTS_MAX });
  expect(approval.revision).toBe(revision);
  expect(refusalOf(approval, good('attempt_refused'), SOON_MS)).toBe('enough_recorded');
});

test('the fixture’s fingerprint is of its own bytes, so that a difference above is one that counts', () => {
  expect(reached('pending').prepared).toEqual({ ...prepared, bill, atMs: ASKED_AT_MS + MINUTE_MS });
});
