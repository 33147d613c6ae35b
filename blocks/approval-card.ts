/**
 * One request to change something, from the question to the verified answer. Approve exists only while a decision is
 * open and only under the whole statement; once it is decided, no button is left that decides.
 */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Approval, ApprovalStatus, Prepared, Shown } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION } from './action-ids.ts';
import {
  actions,
  blocks,
  bold,
  bullets,
  button,
  duration,
  fallback,
  group,
  header,
  line,
  moment,
  paragraph,
  person,
  small,
  verbatim,
  words,
} from './kit.ts';
import { STATEMENT_ON_CARD_CHARACTERS_MAX } from './limits.ts';

export type ApprovalCardData = {
  readonly approval: Approval;
  /** Whether the engine has certainly given the statement up, so that "not applied" may be said. */
  readonly canNoLongerRun: boolean;
  /** Whether the runbook knows a way back from here. */
  readonly undoable: boolean;
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
    text: fallback(`${HEADLINES[status]}: ${id} ${title}, ${approval.target}. ${approval.reason}`),
    blocks: blocks(
      header(`${headline(approval)} · ${title}`),
      paragraph(
        line(bold(id), words(' · '), ...asked(approval)),
        line(words('Why: '), bold(approval.reason)),
      ),
      outcome(data),
      prepared === null ? null : statement(approval, prepared),
      controls(data),
    ),
  };
}

function headline(approval: Approval): string {
  if (approval.status === 'succeeded' && approval.verification?.outcome === 'failed')
    return '❌ Ran, but not as meant';
  if (approval.status === 'succeeded' && approval.verification === null) return '▶️ Ran, verifying';
  if (approval.status === 'pending' && nobodyCan(approval)) return '⛔ Nobody can approve this now';
  return HEADLINES[approval.status];
}

function asked({ requester, risk, requestedAtMs, undoOf }: Approval): RichTextElement[] {
  return [
    words(risk === 'destructive' ? 'destructive change asked by ' : 'change asked by '),
    person(requester),
    words(' '),
    moment(requestedAtMs),
    ...(undoOf === null ? [] : [words(` · undoes ${undoOf}`)]),
  ];
}

function statement(approval: Approval, prepared: Prepared): KnownBlock[] {
  const { bill, fingerprint, shown, warnings } = prepared;
  const open = approval.status === 'pending';
  return blocks(
    verbatim(bill.text),
    shown.length === 0 ? null : bullets(shown.map(measured)),
    open && warnings.length > 0 ? bullets(warnings.map((warning) => [words(`⚠️ ${warning}`)])) : null,
    open ? whoMay(approval, prepared) : null,
    small(`Runs as ${bill.principal} on ${bill.warehouse} · fingerprint ${digits(fingerprint)}`),
  );
}

/** How people compare a fingerprint: its first twelve digits in threes. */
function digits(fingerprint: string): string {
  return (fingerprint.slice(0, 12).match(/.{3}/g) ?? []).join('-');
}

function measured({ label, value }: Shown): RichTextElement[] {
  return [words(`${label}: `), bold(value)];
}

function nobodyCan({ prepared }: Approval): boolean {
  return prepared?.groups.every(({ eligible }) => eligible === 0) ?? false;
}

function whoMay(approval: Approval, prepared: Prepared): KnownBlock {
  const named = prepared.groups.flatMap(({ handle, id }, index) => [
    ...(index === 0 ? [] : [words(' or ')]),
    id === null ? bold(`@${handle} (no such group)`) : group(id),
  ]);
  const { peopleNeeded, seats } = approval;
  const count = peopleNeeded === 1 ? 'One person' : `${peopleNeeded} people`;
  const so_far = seats.flatMap((seat) => [words(' · approved by '), person(seat.by)]);
  const nobody = nobodyCan(approval)
    ? [bold(' Nobody in it can approve this: add a full member other than who asked, or escalate by phone.')]
    : [];
  return paragraph(
    line(
      words(`${count} of `),
      ...named,
      words(' decides. Expires '),
      moment(approval.expiresAtMs),
      words('.'),
      ...so_far,
      ...nobody,
    ),
  );
}

/** What came of it, in one or two lines: who, when, what happened, what was seen after. */
function outcome({ approval }: ApprovalCardData): KnownBlock | null {
  const { status, ending, seats, startByMs } = approval;
  const yes = seats.flatMap(({ by, atMs, comment }) => [
    words(' Approved by '),
    person(by),
    words(' '),
    moment(atMs),
    words(comment === null ? '.' : `: ${comment}.`),
  ]);
  switch (status) {
    case 'pending':
      return null;
    case 'approved':
      return paragraph(
        line(...yes, words(' Starts before '), moment(startByMs ?? approval.expiresAtMs), words('.')),
      );
    case 'executing':
      return paragraph(line(...yes, words(' Sent once; waiting for the engine.')));
    case 'rejected':
      return paragraph(
        line(
          words('By '),
          ...by(ending?.by),
          words(' '),
          moment(ending?.atMs ?? 0),
          words(`: ${ending?.text ?? ''}`),
        ),
      );
    case 'cancelled':
      return paragraph(
        line(words('By '), ...by(ending?.by), words(' '), moment(ending?.atMs ?? 0), words('.')),
      );
    case 'expired':
      return paragraph(
        line(
          words('Nobody had decided by '),
          moment(ending?.atMs ?? 0),
          words('. Ask again if it is still needed.'),
        ),
      );
    case 'voided':
    case 'failed':
      return paragraph(line(words(ending?.text ?? ''), ...yes));
    case 'succeeded':
      return succeeded(approval, yes);
    case 'in_doubt':
      return doubt(approval, yes);
    case 'resolved':
      return settled(approval, yes);
  }
}

function by(userId: string | null | undefined): RichTextElement[] {
  return [userId === null || userId === undefined ? words('the bot') : person(userId)];
}

function succeeded({ result, verification, undoneBy }: Approval, yes: RichTextElement[]): KnownBlock {
  const took = words(`Ran in ${duration(result?.takenMs ?? 0)}.`);
  const seen = verification === null ? [words('Looking at what it did…')] : [bold(verification.sentence)];
  return {
    ...paragraph(
      line(...seen),
      line(took, ...yes, ...(undoneBy === null ? [] : [bold(` Undone by ${undoneBy}.`)])),
      ...(result?.rows ?? []).map((shown) => line(...measured(shown))),
    ),
  };
}

function doubt({ ending, evidence, claim }: Approval, yes: RichTextElement[]): KnownBlock {
  const found = evidence === null ? 'Asking the engine what it knows…' : evidence.sentence;
  return paragraph(
    line(words(ending?.text ?? 'The answer was lost.'), ...yes),
    line(bold(found)),
    line(
      words('It is not sent again. The engine gives it up by '),
      moment(claim?.mayRunUntilMs ?? 0),
      words('.'),
    ),
  );
}

function settled({ settled: how, evidence }: Approval, yes: RichTextElement[]): KnownBlock | null {
  if (how === null) return null;
  return paragraph(
    line(
      bold(how.applied ? 'It was applied' : 'It was not applied'),
      words(', says '),
      person(how.by),
      words(' '),
      moment(how.atMs),
      words(`: ${how.note}`),
    ),
    line(
      words(evidence === null ? 'The engine showed nothing.' : `The engine showed: ${evidence.sentence}`),
      ...yes,
    ),
  );
}

function controls({ approval, canNoLongerRun, undoable }: ApprovalCardData): KnownBlock | null {
  const { id, revision, status, prepared } = approval;
  if (prepared === null) return null;
  const value = `${id}|${revision}|${prepared.fingerprint}`;
  if (status === 'pending') {
    const whole = prepared.bill.text.length <= STATEMENT_ON_CARD_CHARACTERS_MAX;
    return actions(
      ...(whole ? [button('Approve', ACTION.approve, { value, style: 'primary' })] : []),
      button('Reject', ACTION.reject, { value, style: 'danger' }),
      button('Cancel request', ACTION.cancel, { value }),
    );
  }
  if (status === 'approved') return actions(button('Cancel request', ACTION.cancel, { value }));
  if (status === 'in_doubt') {
    return actions(
      button('It was applied', ACTION.wasApplied, { value }),
      ...(canNoLongerRun ? [button('It was not applied', ACTION.wasNotApplied, { value })] : []),
    );
  }
  const wasApplied = status === 'succeeded' || (status === 'resolved' && approval.settled?.applied === true);
  if (wasApplied && undoable && approval.undoneBy === null)
    return actions(button('Undo', ACTION.undo, { value }));
  if (status === 'voided' || status === 'expired')
    return actions(button('Request action', ACTION.again, { value }));
  return null;
}
