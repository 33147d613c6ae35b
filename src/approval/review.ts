/** What a person is given to read before they decide, and what speaks against them deciding, before Slack is asked. */

import type { Journal } from '../journal/journal.ts';
import type { Directory, PersonFacts } from './directory.ts';
import { approvalRef } from './document.ts';
import { fullMember } from './full-member.ts';
import { type DecisionAct, type DecisionRefusal, type Press, permit, precheck } from './policy.ts';
import type { Approval } from './state.ts';

export type CardPlace = Press['from'];

export type Reviewed = {
  readonly approval: Approval;
  /** Where its card stands; null while it is not posted. */
  readonly card: CardPlace | null;
  /** Why this person cannot approve it; null: it hangs on who is in the group, which is asked when they press. */
  readonly against: DecisionRefusal | null;
};

export async function review(
  { journal, directory }: { readonly journal: Journal; readonly directory: Directory },
  approval: Approval,
  by: string,
): Promise<Reviewed> {
  const [person, cards, nowMs] = await Promise.all([
    fullMember(directory, { by }),
    cardsOf(journal, approval.id),
    journal.now(),
  ]);
  const against = saidBeforehand(approval, 'approve', person, cards, nowMs);
  return { approval, card: cards.at(-1) ?? null, against };
}

export async function cardsOf(journal: Pick<Journal, 'posts'>, id: string): Promise<CardPlace[]> {
  const posts = await journal.posts(approvalRef(id));
  return posts.filter(({ view }) => view === 'approval-card').map(({ channel, ts }) => ({ channel, ts }));
}

/** The decision's own functions on everything but the groups. Null: nothing but these can still speak against it. */
export function saidBeforehand(
  approval: Approval,
  act: DecisionAct,
  person: PersonFacts,
  cards: readonly CardPlace[],
  nowMs: number,
): DecisionRefusal | null {
  const { revision, prepared } = approval;
  const from = cards.at(-1) ?? { channel: '', ts: '' };
  const press: Press = { act, by: person.id, revision, fingerprint: prepared?.fingerprint ?? '', from };
  const cheap = precheck(approval, press, cards, nowMs);
  if (cheap !== null) return cheap;
  const permission = permit(approval, press, person, []);
  return permission.ok || permission.code === 'group_missing' ? null : permission.code;
}
