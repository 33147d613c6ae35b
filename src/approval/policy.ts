/**
 * Who may decide. One function for every way in: card, modal, text. Deny by default: a fact that is missing, stale or
 * unreadable is a no, and the closed list of reasons below is all that can be answered.
 */
import { hasLiveBox, isOverdueBox } from './box-state.ts';
import type { PersonFacts } from './directory.ts';
import { everyStatementOf } from './list.ts';
import { groupsInTurn } from './seats.ts';
import type { Approval, ApproverGroup, Bill, Prepared } from './state.ts';

export type DecisionAct =
  | 'approve'
  | 'reject'
  | 'cancel'
  | 'cancel_run'
  | 'settle'
  | 'ask'
  | 'break_glass'
  | 'sign'
  | 'end_box'
  | 'settle_box';

/** What was pressed: `revision` and `fingerprint` are those that the person saw. */
export type Press = {
  readonly act: DecisionAct;
  readonly by: string;
  readonly revision: number;
  readonly fingerprint: string;
  /** The message pressed, or the message from which the modal was opened. */
  readonly from: { readonly channel: string; readonly ts: string };
};

export const DECISION_REFUSALS = [
  'not_open',
  'not_prepared',
  'expired',
  'stale_card',
  'not_posted_yet',
  'unknown_message',
  'fingerprint_differs',
  'requester',
  'not_the_requester',
  'named_in_statement',
  'unknown_person',
  'bot',
  'deactivated',
  'guest',
  'stranger',
  'second_seat',
  'not_your_turn',
  'not_in_group',
  'group_missing',
  'group_moved',
  'group_unreachable',
  'clock_differs',
  'no_break_glass',
  'glass_in_use',
  'nothing_to_sign',
  'own_glass',
  'own_request',
] as const;
export type DecisionRefusal = (typeof DECISION_REFUSALS)[number];

/** An approver group looked up afresh. What could not be read is told apart from what is not there. */
export type FreshGroup = { readonly handle: string } & (
  | {
      readonly outcome: 'known';
      readonly id: string;
      readonly members: readonly string[];
      /** By the runbook's own `slack_id`. */
      readonly isSaid?: true;
    }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'moved' }
  | { readonly outcome: 'unreachable' }
);

export type Permission =
  | { readonly ok: true; readonly group: string | null }
  | { readonly ok: false; readonly code: DecisionRefusal };

type Pinned = Pick<ApproverGroup, 'handle' | 'id'>;

const no = (code: DecisionRefusal): Permission => ({ ok: false, code });

/** What can be said without asking Slack. Null: nothing against it so far. */
export function precheck(
  approval: Approval,
  press: Press,
  postedAt: readonly { readonly channel: string; readonly ts: string }[],
  nowMs: number,
): DecisionRefusal | null {
  const known = postedAt.some((post) => post.channel === press.from.channel && post.ts === press.from.ts);
  // Until the journal has heard from Slack that the card is there, any copy may turn out to be the card.
  if (!known) return postedAt.length === 0 ? 'not_posted_yet' : 'unknown_message';
  if (!isOpenFor(approval, press.act)) return press.act === 'sign' ? 'nothing_to_sign' : 'not_open';
  if (approval.prepared === null) return 'not_prepared';
  if (approval.status === 'pending' && nowMs >= approval.expiresAtMs) return 'expired';
  // A question decides nothing, and is not lost because somebody was faster with something else.
  if (press.act === 'ask') return press.by === approval.requester ? 'own_request' : null;
  if (press.revision !== approval.revision) return 'stale_card';
  if (press.fingerprint !== approval.prepared.fingerprint) return 'fingerprint_differs';
  if (press.act === 'cancel') return press.by === approval.requester ? null : 'not_the_requester';
  // The one way for somebody who is alone; it is looked at by somebody else afterwards.
  if (press.act === 'break_glass') return (approval.breakGlass ?? []).length > 0 ? null : 'no_break_glass';
  if (press.by === approval.requester) return STOPS.has(press.act) ? null : 'requester';
  if (press.act === 'sign' && brokeGlass(approval, press.by)) return 'own_glass';
  if (press.act === 'approve' && approval.seats.some((seat) => seat.by === press.by)) return 'second_seat';
  return null;
}

/** What makes less of a request that was approved: for who asked, and for who may approve it. */
const STOPS: ReadonlySet<DecisionAct> = new Set(['cancel_run', 'end_box']);

/** Whoever has said yes before somebody broke it may sign: they have not done it. */
function brokeGlass({ seats }: Pick<Approval, 'seats'>, by: string): boolean {
  return seats.some((seat) => seat.brokeGlass === true && seat.by === by);
}

/** Without being an approver: whoever asked for what runs, and whoever started it alone. */
export function mayAskToCancel(approval: Pick<Approval, 'requester' | 'seats'>, by: string): boolean {
  return by === approval.requester || brokeGlass(approval, by);
}

function isOpenFor(approval: Approval, act: DecisionAct): boolean {
  switch (act) {
    case 'approve':
    case 'reject':
    case 'ask':
    case 'break_glass':
      return approval.status === 'pending';
    case 'sign':
      return approval.review !== undefined && approval.review.signed === null;
    case 'cancel':
      return approval.status === 'pending' || approval.status === 'approved';
    case 'cancel_run':
      return approval.status === 'executing';
    case 'settle':
      return approval.status === 'in_doubt';
    case 'end_box':
      return hasLiveBox(approval);
    case 'settle_box':
      return isOverdueBox(approval);
  }
}

/** What the decision depends on, of the request itself. */
export type Decidable = Pick<
  Approval,
  'requester' | 'groups' | 'peopleNeeded' | 'inOrder' | 'seats' | 'breakGlass'
> & {
  readonly prepared:
    | (Pick<Prepared, 'groups' | 'glass'> & {
        readonly bill: Pick<Bill, 'text' | 'more' | 'closing' | 'parameters'>;
      })
    | null;
};

/**
 * The decision itself, on facts that were looked up after the press. `seat`: whether the yes that was given for this
 * group still counts, whoever's turn it is by now.
 */
export function permit(
  approval: Decidable,
  press: Pick<Press, 'act' | 'by'> & { readonly seat?: string },
  person: PersonFacts | 'unknown',
  groups: readonly FreshGroup[],
): Permission {
  const whoever = personRefusal(person);
  if (whoever !== null) return no(whoever);
  if (person === 'unknown' || person.id !== press.by) return no('unknown_person');
  if (press.act === 'cancel') {
    return press.by === approval.requester ? { ok: true, group: null } : no('not_the_requester');
  }
  if (press.act === 'ask')
    return person.id === approval.requester ? no('own_request') : { ok: true, group: null };
  if (press.act === 'break_glass') {
    if (isNamed(approval, person)) return no('named_in_statement');
    const role = membership(approval.prepared?.glass ?? [], press.by, groups, approval.breakGlass ?? []);
    return role.ok || role.code !== 'not_in_group' ? role : no('no_break_glass');
  }
  if (press.act === 'cancel_run' && mayAskToCancel(approval, person.id)) return { ok: true, group: null };
  if (person.id === approval.requester)
    return press.act === 'end_box' ? { ok: true, group: null } : no('requester');
  if (isNamed(approval, person)) return no('named_in_statement');
  const pinned = pinsOf(approval, press.act, groups);
  if (press.act !== 'approve') return membership(pinned, press.by, groups, approval.groups);
  const counting = press.seat === undefined ? groupsInTurn(approval) : [press.seat];
  const now = membership(pinned, press.by, groups, counting);
  if (now.ok || press.seat !== undefined) return now;
  // In one of the groups, but not in the one that is asked now.
  return membership(pinned, press.by, groups, approval.groups).ok ? no('not_your_turn') : now;
}

const AFTERWARDS: ReadonlySet<DecisionAct> = new Set(['sign', 'settle', 'end_box', 'settle_box']);

/**
 * At what is done. Nothing more is given on these words, and somebody has to be able to say them: what nobody settles stays in
 * doubt, and until somebody signs the glass is broken for nothing else. So a group that was moved since, as the runbook itself
 * says, counts as it is now; and where the glass was broken, also one that was not there when this was asked for, which may
 * be why. The directory holds handles to their pins.
 */
function pinsOf(approval: Decidable, act: DecisionAct, groups: readonly FreshGroup[]): readonly Pinned[] {
  const then: readonly Pinned[] = approval.prepared?.groups ?? [];
  if (!AFTERWARDS.has(act)) return then;
  const isGlass = approval.seats.some(({ brokeGlass: alone }) => alone);
  const now = new Map(
    groups.flatMap((group) =>
      group.outcome === 'known' && (isGlass || group.isSaid) ? [[group.handle, group.id] as const] : [],
    ),
  );
  // Without a pin all that is not known would be missing; whoever is turned away is told which it is.
  if (isGlass) return groups.map(({ handle }) => ({ handle, id: now.get(handle) ?? '' }));
  return then.map(({ handle, id }) => ({ handle, id: now.get(handle) ?? id }));
}

function personRefusal(person: PersonFacts | 'unknown'): DecisionRefusal | null {
  if (person === 'unknown') return 'unknown_person';
  if (person.isBot) return 'bot';
  if (person.isDeleted) return 'deactivated';
  if (person.isStranger) return 'stranger';
  if (person.isRestricted) return 'guest';
  if (!person.isFullMember) return 'unknown_person';
  // Without an e-mail there is no telling whether the statement is about this person.
  return person.email === null ? 'unknown_person' : null;
}

/** A statement about a person is not approved by that person. */
function isNamed(approval: Decidable, person: PersonFacts): boolean {
  const email = (person.email ?? '').toLowerCase();
  const bill = approval.prepared?.bill ?? { text: '', parameters: {} };
  return [...everyStatementOf(bill), ...Object.values(bill.parameters).map(String)].some((text) =>
    text.toLowerCase().includes(email),
  );
}

/** Any one of the groups that count. The id was pinned when the request was prepared. */
function membership(
  pinnedGroups: readonly Pinned[],
  by: string,
  groups: readonly FreshGroup[],
  counting: readonly string[],
): Permission {
  let worst: DecisionRefusal = 'group_missing';
  for (const pinned of pinnedGroups.filter(({ handle }) => counting.includes(handle))) {
    const fresh = groups.find((group) => group.handle === pinned.handle);
    const code = groupRefusal(pinned.id, fresh, by);
    if (code === null) return { ok: true, group: pinned.handle };
    if (CERTAINTY.indexOf(code) > CERTAINTY.indexOf(worst)) worst = code;
  }
  return no(worst);
}

/** Of several reasons, the one that the person can do most about. */
const CERTAINTY: readonly DecisionRefusal[] = [
  'group_missing',
  'not_in_group',
  'group_moved',
  'group_unreachable',
];

function groupRefusal(
  pinned: string | null,
  fresh: FreshGroup | undefined,
  by: string,
): DecisionRefusal | null {
  if (fresh?.outcome === 'moved') return 'group_moved';
  if (fresh === undefined || fresh.outcome === 'missing' || pinned === null) return 'group_missing';
  if (fresh.outcome === 'unreachable') return 'group_unreachable';
  if (fresh.id !== pinned) return 'group_moved';
  return fresh.members.includes(by) ? null : 'not_in_group';
}
