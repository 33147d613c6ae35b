/** Everything for one person's Home, from the journal; Slack is asked who they are and, where it matters, who is in a group. */
import { hasLiveBox } from '../approval/box-state.ts';
import type { Directory, PersonFacts } from '../approval/directory.ts';
import { approvalRef, boxesOf, endedOf, GLASS_INDEX, LIVE_INDEX, liveOf } from '../approval/document.ts';
import { threadOf } from '../approval/origin.ts';
import { permit } from '../approval/policy.ts';
import { cardsOf, saidBeforehand } from '../approval/review.ts';
import { type Approval, endedAtMs } from '../approval/state.ts';
import { incidentRef, OPEN_INDEX } from '../incident/document.ts';
import type { Incident } from '../incident/state.ts';
import { read } from '../journal/document.ts';
import type { DocumentRef, Journal } from '../journal/journal.ts';
import { addressOf } from '../outbox/thread.ts';
import type { GroupsSeen } from './groups-seen.ts';
import type { HomeIncident, HomeItem, HomePage, HomeRequest, Listed } from './home.ts';

export type GatherDeps = {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly groups: GroupsSeen;
  readonly items: (user: string) => Promise<readonly HomeItem[]>;
  readonly permalink: (channel: string, ts: string) => string;
};

/** Of each list: more than these are counted. A phone shows about four rows at a time. */
const INCIDENTS_MAX = 5;
const REQUESTS_MAX = 5;
const ITEMS_MAX = 8;
/** As many as there may be: the limit of asking. */
const LIVE_COUNTED_MAX = 100;
const ENDED_COUNTED_MAX = 30;
const ENDED_WITHIN_MS = 24 * 60 * 60_000;

/** `isAskedFor`: the reader opened it or pressed something, so nothing on it may be from memory. */
export async function gather(deps: GatherDeps, user: string, isAskedFor: boolean): Promise<HomePage> {
  const person = await deps.directory.person(user);
  if (person === 'unknown') return { page: 'unreadable', why: 'Slack did not say who you are.' };
  if (!person.isFullMember) return { page: 'not_a_member' };
  const asOfMs = await deps.journal.now();
  const [incidents, decisions, items, asked, boxes, ended] = await Promise.all([
    openIncidents(deps),
    decisionsOf(deps, person, asOfMs, isAskedFor),
    deps.items(user),
    requestsIn(deps, liveOf(user), LIVE_COUNTED_MAX),
    requestsIn(deps, boxesOf(user), LIVE_COUNTED_MAX),
    requestsIn(deps, endedOf(user), ENDED_COUNTED_MAX),
  ]);
  const sinceMs = asOfMs - ENDED_WITHIN_MS;
  const lately = ended.filter((one) => !hasLiveBox(one) && (endedAtMs(one) ?? 0) >= sinceMs);
  // In doubt it is in both.
  const given = boxes.filter(({ id }) => asked.every((other) => other.id !== id));
  return {
    page: 'open',
    asOfMs,
    incidents,
    waiting: await listed(deps, decisions.waiting),
    unchecked: await listed(deps, decisions.unchecked),
    items: { rows: items.slice(0, ITEMS_MAX), others: Math.max(0, items.length - ITEMS_MAX) },
    asked: await listed(deps, [...asked, ...given]),
    ended: await listed(deps, lately),
  };
}

async function openIncidents({ journal, permalink }: GatherDeps): Promise<Listed<HomeIncident>> {
  const [{ ids }, total] = await Promise.all([
    journal.find('incident', OPEN_INDEX, { limit: INCIDENTS_MAX }),
    journal.count('incident', OPEN_INDEX),
  ]);
  const rows = await Promise.all(
    ids.map(async (id): Promise<HomeIncident[]> => {
      const [stored, card] = await Promise.all([
        read<Incident>(journal, incidentRef(id)),
        incidentCardOf(journal, id),
      ]);
      if (stored === null) return [];
      return [{ incident: stored.state, link: card === null ? null : permalink(card.channel, card.ts) }];
    }),
  );
  return { rows: rows.flat(), others: Math.max(0, total - ids.length) };
}

/** The newest first where they have ended, else as they were asked for. */
async function requestsIn({ journal }: GatherDeps, index: string, limit: number): Promise<Approval[]> {
  const { ids } = await journal.find('approval', index, { limit, order: 'descending' });
  return allOf<Approval>(journal, ids.map(approvalRef));
}

type Decisions = { readonly waiting: readonly Approval[]; readonly unchecked: readonly Approval[] };

/**
 * By the very functions that decide. Whatever they can refuse without a group is dropped first, so that who is asked for
 * nothing costs no call.
 */
async function decisionsOf(
  deps: GatherDeps,
  person: PersonFacts,
  nowMs: number,
  isAskedFor: boolean,
): Promise<Decisions> {
  const [live, glass] = await Promise.all([
    requestsIn(deps, LIVE_INDEX, LIVE_COUNTED_MAX),
    requestsIn(deps, GLASS_INDEX, LIVE_COUNTED_MAX),
  ]);
  const all = [...live, ...glass.filter(({ id }) => live.every((other) => other.id !== id))];
  const others = all.filter(({ requester }) => requester !== person.id);
  const cards = await Promise.all(others.map(({ id }) => cardsOf(deps.journal, id)));
  const possible = others.filter(
    (approval, at) => saidBeforehand(approval, actOn(approval), person, cards[at] ?? [], nowMs) === null,
  );
  const handles = [...new Set(possible.flatMap(({ groups }) => groups))];
  const groups = handles.length === 0 ? [] : await deps.groups(handles, isAskedFor);
  const judged = possible
    .toSorted((a, b) => a.expiresAtMs - b.expiresAtMs)
    .map((approval) => ({
      approval,
      permission: permit(approval, { act: actOn(approval), by: person.id }, person, groups),
    }));
  return {
    waiting: judged.filter(({ permission }) => permission.ok).map(({ approval }) => approval),
    unchecked: judged
      .filter(({ permission }) => !permission.ok && permission.code === 'group_unreachable')
      .map(({ approval }) => approval),
  };
}

/** What there is to do about it, if it is anybody's to do. */
function actOn({ status, review }: Approval): 'approve' | 'settle' | 'sign' {
  if (status === 'in_doubt') return 'settle';
  return review === undefined ? 'approve' : 'sign';
}

async function listed(deps: GatherDeps, approvals: readonly Approval[]): Promise<Listed<HomeRequest>> {
  const rows = await Promise.all(
    approvals.slice(0, REQUESTS_MAX).map((approval) => requestRow(deps, approval)),
  );
  return { rows, others: Math.max(0, approvals.length - REQUESTS_MAX) };
}

/** A card is a reply in a thread: the link has to name both. */
async function requestRow({ journal, permalink }: GatherDeps, approval: Approval): Promise<HomeRequest> {
  const [cards, above] = await Promise.all([
    cardsOf(journal, approval.id),
    addressOf(journal, approval.channel, threadOf(approval)),
  ]);
  const card = cards.at(-1) ?? null;
  const { threadTs } = above;
  const inThread =
    card === null || threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${card.channel}`;
  const link = card === null ? null : `${permalink(card.channel, card.ts)}${inThread}`;
  return { approval, card, link, endedAtMs: endedAtMs(approval) };
}

async function incidentCardOf(journal: Journal, id: string) {
  const posts = await journal.posts(incidentRef(id));
  return posts.find(({ view }) => view === 'incident-card') ?? null;
}

async function allOf<State>(journal: Journal, refs: readonly DocumentRef[]): Promise<State[]> {
  const stored = await Promise.all(refs.map((ref) => read<State>(journal, ref)));
  return stored.flatMap((document) => (document === null ? [] : [document.state]));
}
