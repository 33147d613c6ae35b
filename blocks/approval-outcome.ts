/** What came of a request, as its card says it: who decided, when, what happened, what was seen afterwards. */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Approval } from '../src/approval/state.ts';
import { blocks, bold, duration, line, moment, paragraph, person, small, words } from './kit.ts';
import { positionIn } from './statements.ts';

type OutcomeData = {
  readonly approval: Approval;
  /** Whether the engine has certainly given the statement up, so that "not applied" may be said. */
  readonly canNoLongerRun: boolean;
};

export function approvalOutcome({
  approval,
  canNoLongerRun,
}: OutcomeData): KnownBlock | readonly KnownBlock[] | null {
  const { status, ending, seats, startByMs } = approval;
  const yes = seats.flatMap(({ by, atMs, comment, brokeGlass }, index) => [
    words(`${index === 0 ? '' : ' '}${brokeGlass ? 'Glass broken by ' : 'Approved by '}`),
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
      return running(approval, yes);
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
          words(startByMs === null ? 'It was not decided by ' : 'It could not be started by '),
          moment(ending?.atMs ?? 0),
          words('. Ask again if it is still needed.'),
        ),
        ...(yes.length === 0 ? [] : [line(...yes)]),
      );
    case 'failed':
      return failed(approval, yes);
    case 'voided':
      return paragraph(line(words(ending?.text ?? '')), ...(yes.length === 0 ? [] : [line(...yes)]));
    case 'succeeded':
      return succeeded(approval, yes);
    case 'in_doubt':
      return doubt(approval, yes, canNoLongerRun);
    case 'resolved':
      return settled(approval, yes);
  }
}

function by(userId: string | null | undefined): RichTextElement[] {
  return [userId === null || userId === undefined ? words('the bot') : person(userId)];
}

function running({ done = [], claim, percent, cancelling }: Approval, yes: RichTextElement[]): KnownBlock {
  const sinceMs = done.at(-1)?.atMs ?? claim?.atMs ?? 0;
  const far = percent === undefined || percent === null ? '.' : `: ${percent} % done, says the engine.`;
  return paragraph(
    line(
      ...yes,
      words(' Sent once; the engine has been at it since '),
      moment(sinceMs, '{time}'),
      words(far),
    ),
    ...(cancelling === undefined ? [] : [line(...asked(cancelling))]),
  );
}

function asked({ by: whom, atMs }: NonNullable<Approval['cancelling']>): RichTextElement[] {
  return [
    person(whom),
    words(' asked to cancel it '),
    moment(atMs, '{time}'),
    words('. The engine may still finish it: what it answers decides.'),
  ];
}

function failed(approval: Approval, yes: RichTextElement[]): KnownBlock {
  const { ending, cancelling } = approval;
  return paragraph(
    line(words(`${partDone(approval)}${ending?.text ?? ''}`)),
    ...(cancelling === undefined ? [] : [line(words('Cancelled by '), person(cancelling.by), words('.'))]),
    ...(yes.length === 0 ? [] : [line(...yes)]),
  );
}

/** Of a list: what was done before it stopped is done. */
function partDone(approval: Approval): string {
  const at = positionIn(approval);
  if (at === '') return '';
  const before = approval.done?.length ?? 0;
  const ran = before === 0 ? 'Nothing ran before it' : `What ran before it stays (${before})`;
  return `Stopped at statement ${at}. ${ran}; nothing after it was sent. `;
}

function succeeded(
  { result, done = [], verification, undoneBy }: Approval,
  yes: RichTextElement[],
): KnownBlock {
  const takenMs = [...done, ...(result === null ? [] : [result])].reduce(
    (sum, each) => sum + each.takenMs,
    0,
  );
  const seen = verification === null ? words('Looking at what it did…') : bold(verification.sentence);
  return paragraph(line(seen), line(...yes, words(` Ran in ${duration(takenMs)}.`), ...undone(undoneBy)));
}

function undone(by: string | null): RichTextElement[] {
  return by === null ? [] : [bold(` Undone by ${by}.`)];
}

/** What was seen comes first: it is what a person has to judge. */
function doubt(approval: Approval, yes: RichTextElement[], canNoLongerRun: boolean): KnownBlock[] {
  const { ending, evidence, claim } = approval;
  const at = positionIn(approval);
  const lost = at === '' ? 'The answer' : `The answer to statement ${at}`;
  const rest = at === '' ? '' : ', nor is anything after it';
  const found = evidence === null ? 'Asking the engine what it knows…' : evidence.sentence;
  const wait =
    canNoLongerRun || evidence?.applied === 'seen'
      ? []
      : [
          words(' Until '),
          moment(claim?.mayRunUntilMs ?? 0),
          words(' it may still be running, and nobody can say that it was not applied.'),
        ];
  return blocks(
    paragraph(
      line(bold(found)),
      line(
        words(
          `${lost} was lost, and it is not sent again${rest}. Look for yourself, then say what happened.`,
        ),
        ...wait,
      ),
      line(...yes),
      ...(approval.cancelling === undefined ? [] : [line(...asked(approval.cancelling))]),
    ),
    ending?.text === null || ending === null ? null : small(ending.text),
  );
}

function settled({ settled: how, evidence, undoneBy }: Approval, yes: RichTextElement[]): KnownBlock | null {
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
    line(words(evidence === null ? 'The engine showed nothing.' : `The engine showed: ${evidence.sentence}`)),
    line(...yes, ...undone(undoneBy)),
  );
}
