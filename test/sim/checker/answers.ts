/** What people were told and shown: every press is answered, truly, and nothing decided keeps a button that decides. */
import type { Pressing, Testimony } from '../testimony.ts';
import { type Case, ENDED } from './history.ts';
import { buttonsOn } from './pictures.ts';

export function answerProblems({ pressings, wishes, usedBy }: Testimony, cases: readonly Case[]): string[] {
  const all = [...wishes, ...pressings.flatMap(({ deliveries }) => deliveries)];
  const unanswered = all.filter(({ answer, isExcused }) => answer === null && !isExcused);
  const broken = all.filter(({ answer }) => /^crashed|^error (?:internal|invalid)/.test(answer ?? ''));
  return [
    ...unanswered.map(({ process, atMs }) => `${process} left a request of ${atMs} unanswered`),
    ...broken.map(({ answer }) => `somebody was answered: ${answer}`),
    ...pressings.flatMap((pressing) => untrue(pressing, usedBy(pressing.key), cases)),
  ];
}

const DECISIONS = new Set([
  'approved',
  'rejected',
  'cancelled',
  'settled',
  'asked',
  'glass_broken',
  'signed',
]);

/** "Decided" is said of what is in the audit, and "refused" of what is not. */
function untrue(
  { key, by, act, deliveries }: Pressing,
  use: ReturnType<Testimony['usedBy']>,
  cases: readonly Case[],
): readonly string[] {
  const fact = cases.find(({ id }) => id === use?.id)?.facts.find(({ seq }) => seq === use?.version);
  const isDecided = fact !== undefined && DECISIONS.has(fact.type);
  return deliveries.flatMap(({ answer }) => {
    const who = `${by} pressed ${act} (${key})`;
    if (answer === 'decided' && !isDecided) return [`${who}, was told that it counts, and it does not`];
    if (answer?.startsWith('refused') === true && isDecided) return [`${who}, was refused, and it counts`];
    return [];
  });
}

const DECIDES = [
  'approve',
  'reject',
  'cancel',
  'ask',
  'break_glass',
  'sign',
  'was_applied',
  'was_not_applied',
];

/** Once the messages that are owed have been sent. */
export function cardProblems({ posts, messages }: Testimony, cases: readonly Case[]): readonly string[] {
  const problems: string[] = [];
  for (const { id, status, prepared, glass, signed } of cases) {
    if (!ENDED.has(status)) continue;
    const isToSign = glass !== null && signed === null;
    const allowed = [
      ...(status === 'in_doubt' ? ['was_applied', 'was_not_applied'] : []),
      ...(isToSign ? ['sign'] : []),
    ];
    let isShown = false;
    for (const { channel, ts, shown } of messages) {
      const known = posts.some((post) => post.channel === channel && post.ts === ts);
      const last = shown.at(-1);
      if (!known || last === undefined) continue;
      isShown ||= shown.some((each) => buttonsOn(each).some(({ value }) => value.startsWith(`${id}|`)));
      for (const { actionId, value } of buttonsOn(last)) {
        const act = actionId.replace('approval.', '');
        if (value.startsWith(`${id}|`) && DECIDES.includes(act) && !allowed.includes(act))
          problems.push(`${id} is ${status}, and its card still offers ${act}`);
      }
    }
    const wasSeen = prepared === null || isShown || status === 'voided';
    if (!wasSeen) problems.push(`${id} is ${status}, and nobody was ever shown its card`);
  }
  return problems;
}
