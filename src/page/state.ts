/**
 * What a contact's pager is told of an incident, from the first call on: that somebody is wanted, has it, that it is
 * over. One document for both, so that it is told in order; tried from a stored deadline, so that none of it is lost.
 * What is to be told is worked out of the incident when it is sent (next.ts): a page that is late is none.
 */

import type { Severity } from '../incident/state.ts';
import type { Change, Consequences, DocumentType, Step } from '../journal/document.ts';
import type { DocumentRef } from '../journal/journal.ts';
import type { PageAct, PageAnswer, PageReason } from './pager.ts';

/** What a call asks for. `title` is the incident's, masked. */
export type PageWish = {
  readonly incident: string;
  readonly contact: string;
  readonly contactTitle: string;
  readonly severity: Severity;
  readonly title: string;
  readonly isLate: boolean;
};

/** What the pager has, as far as it has answered. */
export type Alert = {
  readonly is: 'open' | 'acknowledged' | 'resolved';
  /** Of the trigger that opened it last. */
  readonly key: string;
  readonly severity: Severity;
  /** Whoever was paged was told that somebody has it. */
  readonly isAnswered: boolean;
};

export type Page = PageWish & {
  readonly id: string;
  readonly askedAtMs: number;
  readonly status: 'waiting' | 'accepted' | 'failed' | 'called_off';
  /** Of what is being told now. */
  readonly tries: number;
  readonly nextAtMs: number;
  /** What it is told for, and the key under which: the incident's entry. Absent in what was stored when a page was one call. */
  readonly cause?: Cause;
  readonly alert?: Alert;
  /** The key of a trigger that was sent and not answered: it may have arrived, and has to be followed as if it had. */
  readonly unanswered?: string;
  /** How often it was asked or moved: what came meanwhile is looked at after the answer. */
  readonly moves?: number;
};

/** `isCall`: somebody is wanted, until it is told or somebody responds. */
export type Cause = { readonly key: string; readonly isCall: boolean; readonly atMs: number };

/** What is told, with what the pager is known to have once it has taken it. */
export type Telling = {
  readonly act: PageAct;
  readonly reason: PageReason;
  readonly key: string;
  readonly then: Alert;
};

export type PageEvent =
  /** `key` is absent in what was owed when each call was a page of its own, whose id it was. */
  | ({ readonly type: 'asked'; readonly id: string; readonly key?: string } & PageWish)
  /** The incident has gone on: it was responded to, ended, opened again or raised. */
  | { readonly type: 'moved'; readonly key: string; readonly to: PageAct }
  | {
      readonly type: 'answered';
      readonly telling: Telling;
      readonly answer: PageAnswer;
      /** `moves` as they were when it was worked out what to tell. */
      readonly seen: number;
    }
  /** There is nothing to tell: somebody has responded meanwhile, or the pager knows. */
  | { readonly type: 'called_off'; readonly seen: number };

type PageRefusal = 'not_found' | 'is_over';

/** Told to the incident, as an event of its own. `trying`: the first try did not get through. */
export type Paged = {
  readonly contact: string;
  readonly outcome: 'accepted' | 'trying' | 'failed';
  readonly tries: number;
  readonly text: string | null;
  /** What it was told; absent: that somebody is wanted. */
  readonly act?: Exclude<PageAct, 'trigger'>;
};

/** After the first, second, … try that did not get through. */
const BACKOFF_MS = [10_000, 30_000, 60_000, 120_000, 300_000] as const;
export const TRIES_MAX = BACKOFF_MS.length + 1;
const RETRY_AFTER_MAX_MS = 10 * 60_000;

export const pageDocument: DocumentType<Page, PageEvent, PageRefusal> = {
  kind: 'page',
  transition,
  consequences,
};

export function pageRef(id: string): DocumentRef {
  return { kind: 'page', id };
}

export function pageId(incident: string, contact: string): string {
  return `${incident}.${contact}`;
}

/** In today's shape: what was stored when each call was a page of its own is a call that waits. */
export function causeOf({ id, askedAtMs, cause }: Page): Cause {
  return cause ?? { key: id, isCall: true, atMs: askedAtMs };
}

function transition(page: Page | null, event: PageEvent, atMs: number): Step<Page, PageRefusal> {
  if (event.type === 'asked') return accept(asked(page, event, atMs));
  if (page === null) return { ok: false, code: 'not_found' };
  if (event.type === 'moved') return accept(moved(page, event, atMs));
  if (page.status !== 'waiting') return { ok: false, code: 'is_over' };
  if (event.type === 'answered') return accept(answered(page, event, atMs));
  return accept(
    isBehind(page, event.seen)
      ? { ...page, nextAtMs: atMs }
      : { ...page, status: 'called_off', cause: { ...causeOf(page), isCall: false } },
  );
}

/** A call while an earlier one is still being tried is tried in its place, and no more often for that. */
function asked(
  page: Page | null,
  { type: _type, id, key = id, ...wish }: Extract<PageEvent, { type: 'asked' }>,
  atMs: number,
): Page {
  const isTrying = page?.status === 'waiting' && causeOf(page).isCall;
  return {
    ...wish,
    id,
    askedAtMs: atMs,
    status: 'waiting',
    tries: isTrying ? page.tries : 0,
    nextAtMs: atMs,
    cause: { key, isCall: true, atMs },
    moves: movesOf(page) + 1,
    ...(page?.alert === undefined ? {} : { alert: page.alert }),
    ...(page?.unanswered === undefined ? {} : { unanswered: page.unanswered }),
  };
}

/** A call that still waits stays one while somebody is wanted, under its key: it is the same page, however severe. */
function moved(page: Page, { key, to }: Extract<PageEvent, { type: 'moved' }>, atMs: number): Page {
  const isStillCalling = to === 'trigger' && page.status === 'waiting' && causeOf(page).isCall;
  const cause = isStillCalling ? causeOf(page) : { key, isCall: false, atMs };
  return { ...page, status: 'waiting', tries: 0, nextAtMs: atMs, cause, moves: movesOf(page) + 1 };
}

function answered(
  page: Page,
  { telling, answer, seen }: Extract<PageEvent, { type: 'answered' }>,
  atMs: number,
): Page {
  const known = answer.outcome === 'accepted' ? taken(page, telling) : missed(page, telling, answer);
  // Worked out anew, by what it is now.
  if (isBehind(page, seen)) return { ...known, nextAtMs: atMs };
  const tries = page.tries + 1;
  if (answer.outcome === 'accepted') {
    // The pager is told at once that somebody has what was opened with them.
    const isMore = telling.act === 'trigger' && telling.then.isAnswered;
    return isMore ? { ...known, tries: 0, nextAtMs: atMs } : { ...known, tries, status: 'accepted' };
  }
  const waitMs = BACKOFF_MS[page.tries];
  if (answer.outcome === 'refused' || waitMs === undefined) return { ...known, tries, status: 'failed' };
  const asksMs = Math.min(answer.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  return { ...known, tries, nextAtMs: atMs + Math.max(waitMs, asksMs) };
}

/** A call that came meanwhile is another one, and still to be told. */
function taken({ unanswered: _unanswered, ...page }: Page, telling: Telling): Page {
  const cause = causeOf(page);
  const isTold = telling.key === cause.key || telling.act !== 'trigger';
  return { ...page, alert: telling.then, cause: isTold ? { ...cause, isCall: false } : cause };
}

function missed(page: Page, { act, key }: Telling, { outcome }: PageAnswer): Page {
  return act === 'trigger' && outcome === 'unavailable' ? { ...page, unanswered: key } : page;
}

function isBehind(page: Page, seen: number): boolean {
  return movesOf(page) !== seen;
}

export function movesOf(page: Page | null): number {
  return page?.moves ?? 0;
}

function accept(state: Page): Step<Page, PageRefusal> {
  return { ok: true, state };
}

function consequences({ before, after, event, seq }: Change<Page, PageEvent>): Consequences {
  const due = after.status === 'waiting' ? [{ name: 'send', atMs: after.nextAtMs }] : [];
  const told = event.type === 'answered' ? pagedOf(before, after, event) : null;
  if (told === null) return { due };
  const emitted = {
    to: { kind: 'incident', id: after.incident } as const,
    event: { type: 'paged', paged: told } as const,
    once: `paged/${after.id}/${seq}`,
  };
  return { due, emit: [emitted] };
}

/** Of a call the first try that fails, and how it ended; of what follows it only what failed for good. */
function pagedOf(
  before: Page | null,
  { contactTitle: contact, status }: Page,
  { telling: { act, reason }, answer }: Extract<PageEvent, { type: 'answered' }>,
): Paged | null {
  const text = answer.outcome === 'accepted' ? null : answer.text;
  const tries = (before?.tries ?? 0) + 1;
  if (act !== 'trigger') return status === 'failed' ? { contact, outcome: 'failed', tries, text, act } : null;
  if (answer.outcome === 'accepted') return { contact, outcome: 'accepted', tries, text };
  if (status === 'failed') return { contact, outcome: 'failed', tries, text };
  const isCall = reason === 'called' || reason === 'late';
  return isCall && tries === 1 ? { contact, outcome: 'trying', tries, text } : null;
}
