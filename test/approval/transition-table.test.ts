/** What may happen to a request in each of its states, written out cell by cell: the table that a reviewer reads. */
import { describe, expect, test } from 'vitest';
import type { ApprovalEventType } from '../../src/approval/events.ts';
import { APPROVAL_STATUSES } from '../../src/approval/state.ts';
import { RULES } from '../../src/approval/transition.ts';
import { ASKED_AT_MS, good, MINUTE_MS, outcomeOf, REACHED, type Reached, reached } from './fixtures.ts';

/** `=status` is where it leads, any other word is why not. `nothing` is a request that does not exist. */
const TABLE = `
event           | nothing   | measuring    | pending          | approved         | executing     | rejected      | expired       | cancelled     | voided        | succeeded     | failed        | in_doubt     | resolved
requested       | =pending  | exists       | exists           | exists           | exists        | exists        | exists        | exists        | exists        | exists        | exists        | exists       | exists
prepared        | not_found | =pending     | already_prepared | already_prepared | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
approved        | not_found | not_prepared | =approved        | decided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
rejected        | not_found | =rejected    | =rejected        | decided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
cancelled       | not_found | =cancelled   | =cancelled       | =cancelled       | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
recounted       | not_found | not_prepared | not_yet          | decided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
nudged          | not_found | not_yet      | =pending         | decided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
asked           | not_found | =pending     | =pending         | decided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
checking        | not_found | =pending     | =pending         | decided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
checking_over   | not_found | not_yet      | not_yet          | not_yet          | not_yet       | not_yet       | not_yet       | not_yet       | not_yet       | not_yet       | not_yet       | not_yet      | not_yet
glass_broken    | not_found | not_prepared | no_break_glass   | decided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
signed          | not_found | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign
review_missed   | not_found | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign | nothing_to_sign
expired         | not_found | =expired     | =expired         | =expired         | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
voided          | not_found | =voided      | =voided          | =voided          | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
claimed         | not_found | not_approved | not_approved     | =executing       | running       | decided       | decided       | decided       | decided       | over          | over          | over         | over
cancel_asked    | not_found | not_running  | not_running      | not_running      | =executing     | not_running   | not_running   | not_running   | not_running   | over          | over          | over         | over
progressed      | not_found | not_running  | not_running      | not_running      | =executing     | not_running   | not_running   | not_running   | not_running   | over          | over          | over         | over
statement_done  | not_found | not_running  | not_running      | not_running      | out_of_order  | not_running   | not_running   | not_running   | not_running   | over          | over          | over         | over
failed          | not_found | not_running  | not_running      | not_running      | =failed       | not_running   | not_running   | not_running   | not_running   | over          | over          | over         | over
succeeded       | not_found | not_running  | not_running      | not_running      | =succeeded    | not_running   | not_running   | not_running   | not_running   | over          | over          | over         | over
answer_lost     | not_found | not_running  | not_running      | not_running      | =in_doubt     | not_running   | not_running   | not_running   | not_running   | over          | over          | over         | over
verified        | not_found | not_succeeded| not_succeeded    | not_succeeded    | not_succeeded | not_succeeded | not_succeeded | not_succeeded | not_succeeded | =succeeded    | not_succeeded | not_succeeded| not_succeeded
evidence_found  | not_found | not_in_doubt | not_in_doubt     | not_in_doubt     | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | =in_doubt    | not_in_doubt
settled         | not_found | not_in_doubt | not_in_doubt     | not_in_doubt     | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | not_in_doubt  | =resolved    | not_in_doubt
end_asked       | not_found | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box
closing_claimed | not_found | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box
closing_answered| not_found | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box
closing_looked  | not_found | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box
closing_covered | not_found | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box
closing_overdue | not_found | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box
box_settled     | not_found | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box | no_box
undone          | not_found | not_succeeded| not_succeeded    | not_succeeded    | not_succeeded | not_succeeded | not_succeeded | not_succeeded | not_succeeded | =succeeded    | not_succeeded | not_succeeded| =resolved
attempt_refused | not_found | =pending     | =pending         | =approved        | =executing    | =rejected     | =expired      | =cancelled    | =voided       | =succeeded    | =failed       | =in_doubt    | =resolved
`;

const [header = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));
const columns = header.slice(1) as readonly (Reached | 'nothing')[];
const cells = rows.flatMap(([event = '', ...outcomes]) =>
  outcomes.map((expected, index) => ({
    event: event as ApprovalEventType,
    state: columns[index] ?? 'nothing',
    expected,
  })),
);

/** Early enough for a decision and a start; an expiry comes when it is due. */
function timeOf(event: ApprovalEventType, state: Reached | 'nothing'): number {
  return event === 'expired' && state !== 'nothing'
    ? Math.max(reached(state).expiresAtMs, reached(state).startByMs ?? 0)
    : ASKED_AT_MS + (event === 'nudged' ? 6 : 5) * MINUTE_MS;
}

describe('every event in every state', () => {
  test.each(cells)('$event in $state: $expected', ({ event, state, expected }) => {
    const approval = state === 'nothing' ? null : reached(state);
    const outcome = outcomeOf(approval, good(event, approval?.revision), timeOf(event, state));
    expect(outcome).toBe(expected);
  });

  test('the table leaves out no event and no state', () => {
    expect(rows.map(([event = '']) => event).toSorted()).toEqual(Object.keys(RULES).toSorted());
    expect([...columns].sort()).toEqual(['nothing', ...REACHED].sort());
    const reachedStatuses = new Set(REACHED.map((state) => reached(state).status));
    expect([...reachedStatuses].sort()).toEqual([...APPROVAL_STATUSES].sort());
    expect(cells).toHaveLength(34 * 13);
  });
});
