/** An ordered list of statements: one approval over all of it, each sent when the one before it has succeeded. */
import { note, type Of, type Result, refuse } from './rules.ts';
import { type Answer, type Approval, type Bill, RUN_MARGIN_MS } from './state.ts';

type Bytes = Pick<Bill, 'text' | 'more'>;

/** In the order in which they are sent; one, where it is no list. */
export function statementsOf({ text, more = [] }: Bytes): readonly string[] {
  return [text, ...more];
}

/** And what is sent at the end of what is given for a while. */
export function everyStatementOf({ closing, ...bill }: Bytes & Pick<Bill, 'closing'>): readonly string[] {
  return [...statementsOf(bill), ...(closing?.texts ?? [])];
}

export function isList({ prepared }: Pick<Approval, 'prepared'>): boolean {
  return (prepared?.bill.more ?? []).length > 0;
}

/** The statement that is under way, failed, or is in doubt; counted from 1. Those before it have succeeded. */
export function numberUnderWay({ done = [] }: Pick<Approval, 'done'>): number {
  return done.length + 1;
}

export function isLastUnderWay(approval: Pick<Approval, 'done' | 'prepared'>): boolean {
  return (
    approval.prepared !== null && numberUnderWay(approval) === statementsOf(approval.prepared.bill).length
  );
}

/** All of it: there is a way back from that, and none from a part of it. */
export function isWhollyApplied(approval: Approval): boolean {
  if (approval.status === 'succeeded') return true;
  return approval.status === 'resolved' && approval.settled?.applied === true && isLastUnderWay(approval);
}

export type StatementState =
  | {
      readonly state:
        | 'waiting'
        | 'running'
        | 'failed'
        | 'cancelled'
        | 'not_applied'
        | 'in_doubt'
        | 'not_sent';
    }
  /** `answer` null: a person has said that it was applied. */
  | { readonly state: 'done'; readonly answer: Answer | null };

/** What became of each statement, in their order. */
export function statementStates(approval: Approval): readonly StatementState[] {
  const { prepared, done = [], result } = approval;
  if (prepared === null) return [];
  return statementsOf(prepared.bill).map((_text, index): StatementState => {
    const answer = done[index];
    if (answer !== undefined) return { state: 'done', answer };
    if (approval.status === 'succeeded') return { state: 'done', answer: result };
    return index === done.length
      ? underWay(approval)
      : { state: hasEnded(approval) ? 'not_sent' : 'waiting' };
  });
}

function hasEnded({ status }: Approval): boolean {
  return status !== 'pending' && status !== 'approved' && status !== 'executing';
}

const FAILED_STATES: { readonly [reason: string]: 'not_sent' | 'cancelled' } = {
  not_sent: 'not_sent',
  cancelled: 'cancelled',
};

function underWay({ status, ending, settled }: Approval): StatementState {
  switch (status) {
    case 'executing':
      return { state: 'running' };
    case 'failed':
      return { state: FAILED_STATES[ending?.reason ?? ''] ?? 'failed' };
    case 'in_doubt':
      return { state: 'in_doubt' };
    case 'resolved':
      return settled?.applied === true ? { state: 'done', answer: null } : { state: 'not_applied' };
    case 'pending':
    case 'approved':
      return { state: 'waiting' };
    default:
      return { state: 'not_sent' };
  }
}

/** The next one gets as long as the first had; the buttons on the card stay good, they are about all of it. */
export function finishStatement(approval: Approval, event: Of<'statement_done'>, atMs: number): Result {
  const { claim, done = [] } = approval;
  if (claim === null || claim.token !== event.token) return refuse('other_claim');
  if (event.number !== numberUnderWay(approval) || isLastUnderWay(approval)) return refuse('out_of_order');
  const { rows, takenMs, runTimeoutMs } = event;
  return note(approval, {
    done: [...done, { rows, takenMs, atMs }],
    ...(approval.percent === undefined ? {} : { percent: null }),
    claim: { ...claim, mayRunUntilMs: atMs + runTimeoutMs + RUN_MARGIN_MS },
  });
}
