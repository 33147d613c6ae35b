/** One page, from the call that it follows to what became of it: tried from a stored deadline, so that none is lost. */

import type { Severity } from '../incident/state.ts';
import type { Change, Consequences, DocumentType, Step } from '../journal/document.ts';
import type { DocumentRef } from '../journal/journal.ts';
import type { PageAnswer } from './pager.ts';

/** What a call asks for. `title` is the incident's, masked. */
export type PageWish = {
  readonly incident: string;
  readonly contact: string;
  readonly contactTitle: string;
  readonly severity: Severity;
  readonly title: string;
  readonly isLate: boolean;
};

export type Page = PageWish & {
  readonly id: string;
  readonly askedAtMs: number;
  readonly status: 'waiting' | 'accepted' | 'failed' | 'called_off';
  readonly tries: number;
  readonly nextAtMs: number;
};

export type PageEvent =
  | ({ readonly type: 'asked'; readonly id: string } & PageWish)
  | { readonly type: 'answered'; readonly answer: PageAnswer }
  /** Somebody has responded meanwhile. */
  | { readonly type: 'called_off' };

type PageRefusal = 'exists' | 'not_found' | 'is_over';

/** Told to the incident, as an event of its own. `trying`: the first try did not get through. */
export type Paged = {
  readonly contact: string;
  readonly outcome: 'accepted' | 'trying' | 'failed';
  readonly tries: number;
  readonly text: string | null;
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

/** Of the incident's entry `seq`, in which somebody was told. */
export function pageId(incident: string, seq: number): string {
  return `${incident}.${seq}`;
}

function transition(page: Page | null, event: PageEvent, atMs: number): Step<Page, PageRefusal> {
  if (page === null) return event.type === 'asked' ? asked(event, atMs) : { ok: false, code: 'not_found' };
  if (event.type === 'asked') return { ok: false, code: 'exists' };
  if (page.status !== 'waiting') return { ok: false, code: 'is_over' };
  return {
    ok: true,
    state: event.type === 'called_off' ? { ...page, status: 'called_off' } : tried(page, event.answer, atMs),
  };
}

function asked(
  { type: _type, ...wish }: Extract<PageEvent, { type: 'asked' }>,
  atMs: number,
): Step<Page, PageRefusal> {
  return { ok: true, state: { ...wish, askedAtMs: atMs, status: 'waiting', tries: 0, nextAtMs: atMs } };
}

function tried(page: Page, answer: PageAnswer, atMs: number): Page {
  const tries = page.tries + 1;
  if (answer.outcome === 'accepted') return { ...page, tries, status: 'accepted' };
  const waitMs = BACKOFF_MS[page.tries];
  if (answer.outcome === 'refused' || waitMs === undefined) return { ...page, tries, status: 'failed' };
  const asksMs = Math.min(answer.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  return { ...page, tries, nextAtMs: atMs + Math.max(waitMs, asksMs) };
}

function consequences({ after, event, seq }: Change<Page, PageEvent>): Consequences {
  const due = after.status === 'waiting' ? [{ name: 'send', atMs: after.nextAtMs }] : [];
  const told = event.type === 'answered' ? pagedOf(after, event.answer) : null;
  if (told === null) return { due };
  const emitted = {
    to: { kind: 'incident', id: after.incident } as const,
    event: { type: 'paged', paged: told } as const,
    once: `paged/${after.id}/${seq}`,
  };
  return { due, emit: [emitted] };
}

/** The first try that fails, and how it ended; what is between is not worth an entry. */
function pagedOf({ contactTitle: contact, status, tries }: Page, answer: PageAnswer): Paged | null {
  const text = answer.outcome === 'accepted' ? null : answer.text;
  if (status === 'accepted' || status === 'failed') return { contact, outcome: status, tries, text };
  return tries === 1 ? { contact, outcome: 'trying', tries, text } : null;
}
