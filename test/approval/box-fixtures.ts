/** Requests for what is given for a while. */
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { fingerprintOf } from '../../src/approval/fingerprint.ts';
import type { Approval, Bill, Given } from '../../src/approval/state.ts';
import { ASKED_AT_MS, after, bill, good, MINUTE_MS, prepared, type Request, request } from './fixtures.ts';

export const HOUR_MS = 60 * MINUTE_MS;
export const LASTING_MS = 4 * HOUR_MS;
export const KEYS = ['key-of-modify', 'key-of-select'] as const;
export const GIVES: readonly Given[] = [
  { what: 'MODIFY', key: KEYS[0] },
  { what: 'SELECT', key: KEYS[1] },
];

const BOXED_BILL: Bill = {
  ...bill,
  text: 'GRANT MODIFY, SELECT ON TABLE `c`.`s`.`t` TO `jane` /* APR-1 */',
  closing: {
    afterMs: LASTING_MS,
    texts: [
      'REVOKE MODIFY ON TABLE `c`.`s`.`t` FROM `jane` /* APR-1 end 1/2 */',
      'REVOKE SELECT ON TABLE `c`.`s`.`t` FROM `jane` /* APR-1 end 2/2 */',
    ],
  },
};
export const BOXED_FINGERPRINT = fingerprintOf(BOXED_BILL);

/** As it would come when everything is right, of a request with two closing statements. */
export function boxedGood(type: ApprovalEvent['type'], revision: number): ApprovalEvent {
  const event = good(type, revision);
  if (event.type === 'prepared') {
    const measured = { ...prepared, bill: BOXED_BILL, fingerprint: BOXED_FINGERPRINT, gives: GIVES };
    return { ...event, prepared: measured };
  }
  return 'fingerprint' in event ? { ...event, fingerprint: BOXED_FINGERPRINT } : event;
}

const LIVES = {
  pending: ['prepared'],
  executing: ['prepared', 'approved', 'claimed'],
  given: ['prepared', 'approved', 'claimed', 'succeeded'],
  in_doubt: ['prepared', 'approved', 'claimed', 'answer_lost'],
} as const satisfies { [life: string]: readonly ApprovalEvent['type'][] };

/** Each step is a minute after the one before. */
export function boxed(life: keyof typeof LIVES = 'given', changes: Partial<Request> = {}): Approval {
  let approval = after(null, [{ type: 'requested', request: { ...request, ...changes } }, ASKED_AT_MS]);
  LIVES[life].forEach((type, index) => {
    const atMs = ASKED_AT_MS + (index + 1) * MINUTE_MS;
    approval = after(approval, [boxedGood(type, approval.revision), atMs]);
  });
  return approval;
}

export const GIVEN_AT_MS = ASKED_AT_MS + 4 * MINUTE_MS;
export const ENDS_AT_MS = GIVEN_AT_MS + LASTING_MS;

/** Both of its pieces gone, a second after their time. */
export function boxedAndEnded(): Approval {
  const gone = (number: number) => ({ ...boxedGood('closing_looked', 0), number }) as ApprovalEvent;
  return after(boxed(), [gone(1), ENDS_AT_MS + 1_000], [gone(2), ENDS_AT_MS + 2_000]);
}
