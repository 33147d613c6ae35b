/** Every statement that left the bot, against what was approved, when, and what was then said of it. */
import type { Received } from '../lakehouse.ts';
import type { Testimony } from '../testimony.ts';
import { mayDecide, shownUntil, whoIs } from './decisions.ts';
import { type Case, type Fact, START_WITHIN_MS } from './history.ts';
import { textsOn } from './pictures.ts';

/** What a claim is good for; the engine is given as long again as the statement may run, counted from the claim. */
const CLAIM_GOOD_FOR_MS = 30_000;

type Left = Testimony['left'][number];

/** Statements say at their end which request they are of. */
function isOf(text: string, id: string): boolean {
  return text.endsWith(`/* ${id} */`);
}

export function straySends({ left }: Testimony, cases: readonly Case[]): readonly string[] {
  return left
    .filter(({ text }) => !cases.some(({ id }) => isOf(text, id)))
    .map(({ text }) => `of no request: ${text}`);
}

export function sendProblems(testimony: Testimony, found: Case): readonly string[] {
  const sent = testimony.left.filter(({ text }) => isOf(text, found.id));
  const received = testimony.received.filter(({ text }) => isOf(text, found.id));
  const problems = [
    ...(sent.length > 1 ? [`sent ${sent.length} times`] : []),
    ...(found.claims.length > 1 ? [`claimed ${found.claims.length} times`] : []),
    ...claimProblems(testimony, found),
    ...sent.flatMap((each) => eachSent(testimony, found, each)),
    ...received.flatMap((each) => asApproved(found, each)),
    ...outcomeProblems(found, sent, received),
  ];
  return problems.map((problem) => `${found.id}: ${problem}`);
}

function claimProblems(testimony: Testimony, found: Case): readonly string[] {
  const [claim] = found.claims;
  if (claim === undefined) return [];
  const yes = found.decidedYes;
  if (yes === null) return ['claimed before it was approved'];
  const [fromMs, toMs] = [yes.committedAtMs, claim.committedAtMs];
  const counted = found.glass === null ? found.approvals : [found.glass];
  const people = counted.flatMap((fact) => mayDecide(testimony, found, whoIs(fact), fromMs, toMs));
  return [
    ...(toMs - fromMs >= START_WITHIN_MS ? ['started more than ten minutes after it was approved'] : []),
    ...people.map((problem) => `at the start, ${problem}`),
    ...(wasAsMeasured(testimony, found, fromMs, toMs) ? [] : ['started although the evidence had moved']),
  ];
}

/** At some moment after the approval and before the start, what was measured was what the approvers were shown. */
function wasAsMeasured({ changes }: Testimony, found: Case, fromMs: number, toMs: number): boolean {
  const isTable = found.action.startsWith('restore');
  const own = changes.filter(({ of }) => (of === 'table') === isTable).map(({ atMs }) => atMs);
  const shown = isTable ? found.prepared?.facts['current'] : found.prepared?.facts['granted'];
  return [fromMs, ...own.filter((atMs) => atMs > fromMs && atMs <= toMs)].some((momentMs) => {
    const count = own.filter((atMs) => atMs <= momentMs).length;
    return shown === (isTable ? VERSION_AT_FIRST + count : (GRANTS_AT_FIRST + count) % 2);
  });
}

/** The table begins at version 3, and one grant is there; each change adds a version, or turns the grant around. */
const VERSION_AT_FIRST = 3;
const GRANTS_AT_FIRST = 1;

function eachSent(testimony: Testimony, found: Case, { text, leftAtMs }: Left): readonly string[] {
  const problems: string[] = [];
  const claim = found.claims.filter(({ committedAtMs }) => committedAtMs <= leftAtMs).at(-1);
  if (claim === undefined) problems.push('sent without a claim');
  else if (leftAtMs - claim.committedAtMs > CLAIM_GOOD_FOR_MS)
    problems.push(`sent ${leftAtMs - claim.committedAtMs} ms after its claim`);
  const ended = found.facts.find(({ type, committedAtMs }) => ENDINGS.has(type) && committedAtMs < leftAtMs);
  if (ended !== undefined) problems.push(`sent after it was ${ended.type}`);
  if (text !== found.prepared?.bill.text) problems.push(`sent was ${text}`);
  for (const approval of [...found.approvals, ...(found.glass === null ? [] : [found.glass])]) {
    const pressing = testimony.pressings.find(({ key }) => {
      const use = testimony.usedBy(key);
      return use?.id === found.id && use.version === approval.seq;
    });
    const wasShown =
      pressing !== undefined &&
      shownUntil(testimony, pressing).some((shown) => textsOn(shown).includes(text));
    if (!wasShown) problems.push(`${String(approval.event['by'])} was never shown what was sent`);
  }
  return problems;
}

const ENDINGS = new Set([
  'rejected',
  'expired',
  'cancelled',
  'voided',
  'failed',
  'succeeded',
  'answer_lost',
  'settled',
]);

function asApproved({ prepared }: Case, { principal, warehouse }: Received): readonly string[] {
  const isSame = principal === prepared?.bill.principal && warehouse === prepared.bill.warehouse;
  return isSame ? [] : [`ran as ${principal} on ${warehouse}`];
}

/** What is said of a statement is what the engine knows of it; where nobody could know, it is in doubt. */
function outcomeProblems(
  found: Case,
  sent: readonly Left[],
  received: readonly Received[],
): readonly string[] {
  const problems: string[] = [];
  const of = (type: string): Fact | undefined => found.facts.find((fact) => fact.type === type);
  const ran = received.some(({ appliedAtMs }) => appliedAtMs !== null);
  const failed = of('failed');
  if (of('succeeded') !== undefined && !ran) problems.push('said to have succeeded, and it did not run');
  if (failed !== undefined && ran) problems.push('said to have failed, and it ran');
  if (failed?.event['reason'] === 'not_sent' && sent.length > 0)
    problems.push('said not to have been sent, and it was');
  if (
    sent.length > 0 &&
    failed === undefined &&
    of('succeeded') === undefined &&
    of('answer_lost') === undefined
  )
    problems.push('sent, and nothing is known of it');
  const settled = of('settled');
  if (settled?.event['applied'] === false) {
    const mayRun = received.some(
      ({ endsByMs, arrivedAtMs }) => Math.max(endsByMs, arrivedAtMs) > settled.committedAtMs,
    );
    if (mayRun) problems.push('settled as not applied while it could still run');
  }
  return problems;
}
