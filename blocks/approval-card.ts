/**
 * One request to change something, from the question to the verified answer. Approve exists only while a decision is
 * open and only under the whole statement; once it is decided, no button is left that decides.
 */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { StatementState } from '../src/approval/list.ts';
import type { Approval, ApprovalStatus, Prepared } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { controls, isAllOnCard } from './approval-controls.ts';
import { approvalOutcome } from './approval-outcome.ts';
import { boxHeadline, boxOnCard } from './box.ts';
import {
  blocks,
  bold,
  fallback,
  group,
  header,
  line,
  moment,
  paragraph,
  person,
  quote,
  small,
  words,
} from './kit.ts';
import { closingOnCard, oneLine, positionIn, statementsOnCard, textsOf } from './statements.ts';

export type ApprovalCardData = {
  readonly approval: Approval;
  /** Whether the engine has certainly given the statement up, so that "not applied" may be said. */
  readonly canNoLongerRun: boolean;
  /** Whether the runbook knows a way back from here. */
  readonly undoable: boolean;
  /** Too few are there who could still say yes. */
  readonly nobodyCan: boolean;
  /** The groups, by handle, from which the next yes may come. */
  readonly turn: readonly string[];
  /** What became of each statement, in their order. */
  readonly statements: readonly StatementState[];
};

const HEADLINES = {
  pending: '⏳ Approval needed',
  approved: '▶️ Approved, starting',
  rejected: '🚫 Rejected',
  expired: '⌛ Expired, nothing ran',
  cancelled: '🚫 Cancelled, nothing ran',
  voided: '⚠️ Void, nothing ran',
  executing: '▶️ Running',
  succeeded: '✅ Done',
  failed: '❌ Failed',
  in_doubt: '❓ In doubt',
  resolved: '☑️ Settled',
} as const satisfies { [status in ApprovalStatus]: string };

export function approvalCard(data: ApprovalCardData): Message {
  const { approval } = data;
  const { id, title, prepared, status } = approval;
  return {
    text: fallback(`${headline(data)}: ${id} ${title}, ${approval.target}. ${approval.reason}`),
    blocks: blocks(
      header(`${headline(data)} · ${title}`),
      approvalOutcome(data),
      boxOnCard(approval),
      glass(approval),
      checking(approval),
      paragraph(line(bold(id), ...asked(approval)), line(words('Why: '), bold(approval.reason))),
      prepared === null ? null : statementsOnCard(prepared.bill, data.statements),
      prepared === null ? null : closingOnCard(prepared.bill),
      prepared === null || status !== 'pending' || isAllOnCard(approval, prepared)
        ? null
        : small(
            'Not all of this fits here. Review shows the whole of it, and only there it can be approved.',
          ),
      prepared === null || status !== 'pending' ? null : question(data, prepared),
      controls(data),
      prepared === null ? null : small(footnotes(approval, prepared).join('\n')),
    ),
  };
}

function headline({ approval, nobodyCan }: ApprovalCardData): string {
  const boxed = boxHeadline(approval);
  if (boxed !== null) return boxed;
  if (approval.status === 'succeeded' && approval.verification?.outcome === 'failed')
    return '❌ Ran, but not as meant';
  if (approval.status === 'succeeded' && approval.verification?.outcome === 'could_not_see')
    return '⚠️ Ran, not verified';
  if (approval.status === 'succeeded' && approval.verification === null) return '▶️ Ran, verifying';
  if (approval.status === 'pending' && nobodyCan) return '⛔ Nobody can approve this now';
  if (approval.status === 'failed' && approval.ending?.reason === 'cancelled')
    return '🚫 Cancelled while it ran';
  const at = positionIn(approval);
  if (at !== '' && approval.status === 'executing') return `▶️ Running ${at}`;
  if (at !== '' && approval.status === 'failed') return `❌ Stopped at ${at}`;
  if (at !== '' && approval.status === 'in_doubt') return `❓ In doubt at ${at}`;
  return HEADLINES[approval.status];
}

export function asked({ requester, risk, undoOf }: Approval): RichTextElement[] {
  return [
    words(' · '),
    ...(risk === 'destructive' ? [bold('destructive'), words(' · ')] : []),
    words('asked by '),
    person(requester),
    ...(undoOf === null ? [] : [words(` · undoes ${undoOf}`)]),
  ];
}

/** What an approver weighs: what would change, what to beware of, who may say yes and until when. */
function question(data: ApprovalCardData, prepared: Prepared): KnownBlock[] {
  const { shown, warnings } = prepared;
  return blocks(
    shown.length === 0 ? null : quote(...shown.map(({ label, value }) => [words(`${label}: `), bold(value)])),
    warnings.length === 0 ? null : paragraph(...warnings.map((warning) => line(words(`⚠️ ${warning}`)))),
    whoMay(data, prepared),
    withoutGlass(prepared),
  );
}

/** The runbook names a role for it, and as things are nobody has it. */
function withoutGlass({ glass = [] }: Prepared): KnownBlock | null {
  if (glass.length === 0 || glass.some(({ id }) => id !== null)) return null;
  const why = glass.map(({ handle, moved, unreachable }) => {
    if (unreachable) return `Slack did not say who is in @${handle}`;
    return moved ? `@${handle} means another group than before` : `there is no group @${handle}`;
  });
  return small(`Nobody can break the glass for this: ${why.join(', ')}. Ask again if that has changed.`);
}

/** For whoever looks closely: before a decision how it would run, after it also what was measured and answered. */
function footnotes({ status, result }: Approval, { bill, fingerprint, shown }: Prepared): string[] {
  const measured = status === 'pending' || shown.length === 0 ? [] : [`Before: ${oneLine(shown)}`];
  const told = result === null || result.rows.length === 0 || textsOf(bill).length > 1;
  const answered = told ? [] : [`The engine's answer: ${oneLine(result.rows)}`];
  const as = status === 'pending' || status === 'approved' ? 'Runs as' : 'As';
  const how = `${as} ${bill.principal} on ${bill.warehouse} · fingerprint ${digits(fingerprint)}`;
  return [...measured, ...answered, how];
}

/** How people compare a fingerprint: its first twelve digits in threes. */
export function digits(fingerprint: string): string {
  return (fingerprint.slice(0, 12).match(/.{3}/g) ?? []).join('-');
}

export function whoMay(
  { approval, nobodyCan, turn }: Pick<ApprovalCardData, 'approval' | 'nobodyCan' | 'turn'>,
  prepared: Prepared,
): KnownBlock {
  const { peopleNeeded, seats, inOrder } = approval;
  const then = peopleNeeded === 1 ? ', then one of ' : ', then of ';
  const named = prepared.groups.flatMap(({ handle, id, moved }, index) => [
    ...(index === 0 ? [] : [words(inOrder ? then : ' or ')]),
    id === null
      ? bold(`@${handle} (${moved ? 'means another group than before' : 'no such group'})`)
      : group(id),
    ...(inOrder && turn.includes(handle) ? [words(' (now)')] : []),
  ]);
  const one = peopleNeeded === 1 && (!inOrder || prepared.groups.length === 1);
  const count = peopleNeeded === 1 ? 'One person' : `${peopleNeeded} people`;
  const soFar = seats.flatMap((seat, index) => [
    words(index === 0 ? ' Approved by ' : ' and '),
    person(seat.by),
  ]);
  const nobody = nobodyCan ? [bold(` ${whatNow(prepared)}`)] : [];
  return paragraph(
    line(
      words(`${count} of `),
      ...named,
      words(one ? ' decides before ' : ' decide before '),
      moment(approval.expiresAtMs, '{time}'),
      words('.'),
      ...soFar,
      ...(seats.length === 0 ? [] : [words('.')]),
      ...nobody,
    ),
  );
}

/** A group that was there is counted again; one that was not means nobody for this request, whoever creates it. */
function whatNow({ groups }: Prepared): string {
  return groups.some(({ id }) => id !== null)
    ? 'Nobody in it can approve this: add a full member other than who asked, and Approve comes here within two minutes. Or escalate by phone.'
    : 'Nobody can approve this: put that right in Slack or in the runbook, then cancel this and ask again. Or escalate by phone.';
}

/** What was done by breaking the glass is somebody else's to look at. */
function glass({ review }: Approval): KnownBlock | null {
  if (review === undefined) return null;
  const { signed, dueAtMs } = review;
  if (signed === null) {
    return paragraph(
      line(
        bold('🚨 Done on one person’s word'),
        words(': another approver signs before '),
        moment(dueAtMs),
        words('.'),
      ),
    );
  }
  return paragraph(
    line(
      words('🚨 Done on one person’s word; signed by '),
      person(signed.by),
      words(' '),
      moment(signed.atMs),
      words(`: ${signed.note}`),
    ),
  );
}

function checking({ status, checking: by }: Approval): KnownBlock | null {
  if (status !== 'pending' || by === undefined || by === null) return null;
  return paragraph(line(words('⏳ Checking with Slack whether '), person(by.by), words(' may decide this…')));
}
