/** Every decision that counted: who pressed it, on what, and whether they were allowed to then. */
import type { Roll } from '../people.ts';
import type { Shown } from '../slack.ts';
import type { Pressing, Testimony } from '../testimony.ts';
import { ASIDE, type Case, type Fact } from './history.ts';
import { buttonsOn, textsOn } from './pictures.ts';

const ACT_OF: Readonly<Record<string, string>> = {
  approved: 'approve',
  rejected: 'reject',
  cancelled: 'cancel',
  settled: 'settle',
  asked: 'ask',
  glass_broken: 'break_glass',
  signed: 'sign',
};

export function decisionProblems(testimony: Testimony, found: Case): readonly string[] {
  const problems: string[] = [];
  const say = (problem: string): void => void problems.push(`${found.id}: ${problem}`);
  for (const fact of found.facts) {
    const act = ACT_OF[fact.type];
    if (act === undefined) continue;
    const what = `${fact.type} (entry ${fact.seq}) by ${String(fact.event['by'])}`;
    const pressing = pressingOf(testimony, found, fact);
    if (pressing === null || pressing.act !== act || pressing.by !== fact.event['by']) {
      say(`${what}, which nobody pressed`);
      continue;
    }
    for (const problem of [
      ...whatWasSeen(testimony, found, fact, pressing),
      ...whoDecided(testimony, found, fact, pressing),
    ])
      say(`${what}: ${problem}`);
  }
  const people = found.approvals.map(({ event }) => event['by']);
  if (new Set(people).size !== people.length) say('one person approved twice');
  return problems;
}

/** The request whose key went into the store with this entry. */
function pressingOf({ pressings, usedBy }: Testimony, { id }: Case, { seq }: Fact): Pressing | null {
  const match = pressings.find(({ key }) => {
    const use = usedBy(key);
    return use?.id === id && use.version === seq;
  });
  return match ?? null;
}

/** A decision counts at the current revision of a card that was really shown, with the whole statement beside Approve. */
function whatWasSeen(testimony: Testimony, found: Case, fact: Fact, pressing: Pressing): readonly string[] {
  // A question decides nothing, and may be about what the card showed a while ago.
  if (fact.type === 'asked') return [];
  const changes = found.facts.filter(({ seq, type }) => seq < fact.seq && !ASIDE.has(type));
  const value = `${found.id}|${pressing.revision}|${pressing.fingerprint}`;
  // Who made the right revision up before the card showed it has seen the statement all the same.
  const carries = ({ actionId, value: carried }: { readonly actionId: string; readonly value: string }) =>
    pressing.isMadeUp
      ? carried.startsWith(`${found.id}|`) && carried.endsWith(`|${pressing.fingerprint}`)
      : carried === value && fits(actionId, pressing);
  const seen = shownUntil(testimony, pressing).filter((shown) => buttonsOn(shown).some(carries));
  const problems = seen.length === 0 ? ['what was pressed was never shown there'] : [];
  // Evidence that was found again and says nothing new leaves a card as it is.
  const least = changes.filter(({ type }) => type !== 'evidence_found').length;
  if (pressing.revision < least || pressing.revision > changes.length)
    problems.push(`pressed at revision ${pressing.revision}, while it was at ${changes.length}`);
  if (pressing.fingerprint !== found.prepared?.fingerprint) problems.push('of another fingerprint');
  const text = found.prepared?.bill.text ?? '';
  const isTampered = testimony.tampered.has(`approval/${found.id}`);
  const isYes = fact.type === 'approved' || fact.type === 'glass_broken';
  if (isYes && !isTampered && !seen.some((shown) => textsOn(shown).includes(text)))
    problems.push('the statement did not stand whole on the card');
  return problems;
}

function fits(actionId: string, { act, applied }: Pressing): boolean {
  if (act === 'settle') return actionId === (applied ? 'approval.was_applied' : 'approval.was_not_applied');
  return actionId === `approval.${act}`;
}

export function shownUntil({ messages }: Testimony, { channel, ts, atMs }: Pressing): readonly Shown[] {
  const message = messages.find((each) => each.channel === channel && each.ts === ts);
  return (message?.shown ?? []).filter(({ fromMs }) => fromMs <= atMs);
}

function whoDecided(testimony: Testimony, found: Case, fact: Fact, pressing: Pressing): readonly string[] {
  const { by, atMs } = pressing;
  if (fact.type === 'cancelled' || fact.type === 'asked') {
    const isFull = during(testimony, atMs, fact.committedAtMs).some((roll) => isFullMember(roll, by));
    const isTheirs = (by === found.requester) === (fact.type === 'cancelled');
    return [
      ...(isFull ? [] : [`${by} was no full member`]),
      ...(isTheirs ? [] : ['that is for others to do']),
    ];
  }
  const problems = mayDecide(testimony, found, whoIs(fact), atMs, fact.committedAtMs);
  // Who is alone may have asked for it too; whoever looks at it afterwards is somebody else.
  if (fact.type === 'glass_broken') return problems;
  const isOwn = fact.type === 'signed' && by === found.glass?.event['by'];
  return [
    ...problems,
    ...(by === found.requester ? ['asked for it'] : []),
    ...(isOwn ? ['broke the glass'] : []),
  ];
}

/** Who decided, and as one of which groups: a yes is given for one of them, and any of them may say no. */
export type Decider = {
  readonly by: string;
  readonly group: string | null;
  readonly as: 'approver' | 'on duty' | 'signer';
};

export function whoIs({ type, event }: Fact): Decider {
  const [by, group] = [String(event['by']), String(event['group'])];
  if (type === 'glass_broken') return { by, group, as: 'on duty' };
  return { by, group: type === 'approved' ? group : null, as: type === 'signed' ? 'signer' : 'approver' };
}

/** At some moment between the two times each of these held; of what Slack was asked later, nothing is known. */
export function mayDecide(
  testimony: Testimony,
  found: Case,
  { by, group: handleOf, as }: Decider,
  fromMs: number,
  toMs: number,
): readonly string[] {
  const rolls = during(testimony, fromMs, toMs);
  const problems: string[] = [];
  if (!rolls.some((roll) => isFullMember(roll, by))) problems.push(`${by} was no full member`);
  const given = as === 'on duty' ? found.prepared?.glass : found.prepared?.groups;
  const pinned = (given ?? []).filter(({ handle }) => handle === (handleOf ?? handle));
  // Whose group was not there when it was asked for may look at what was done by breaking the glass.
  const looksBack = as !== 'on duty' && handleOf === null && found.glass !== null;
  const isIn = (roll: Roll): boolean =>
    pinned.some(({ handle, id }) => {
      const group = roll.groups[handle];
      const isSame = group?.id === id || (looksBack && id === null);
      return group !== undefined && isSame && !group.isDisabled && group.members.includes(by);
    });
  if (!rolls.some(isIn)) problems.push(`${by} was in none of the groups`);
  const email = rolls[0]?.people[by]?.email ?? '';
  // Whose state was changed by hand shows another statement, and is never sent.
  if (
    !testimony.tampered.has(`approval/${found.id}`) &&
    found.prepared?.bill.text.toLowerCase().includes(email.toLowerCase()) !== false
  )
    problems.push(`${by} is named in it`);
  return problems;
}

function during({ rolls }: Testimony, fromMs: number, toMs: number): readonly Roll[] {
  return rolls.filter((roll, index) => {
    const endMs = rolls[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    return roll.fromMs <= toMs && endMs >= fromMs;
  });
}

function isFullMember({ people }: Roll, id: string): boolean {
  const person = people[id];
  return (
    person !== undefined && !person.isBot && !person.isDeleted && !person.isRestricted && !person.isStranger
  );
}
