/** What happened to each request, read from its entries alone and judged by rules of the checker's own. */
import type { Entry, Testimony } from '../testimony.ts';

export type Fact = {
  readonly seq: number;
  readonly type: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** What the bot wrote down. */
  readonly atMs: number;
  /** When the store took it. */
  readonly committedAtMs: number;
};

export type Case = {
  readonly id: string;
  readonly facts: readonly Fact[];
  readonly requester: string;
  readonly action: string;
  readonly peopleNeeded: number;
  readonly expiresAtMs: number;
  readonly prepared: PreparedFact | null;
  /** In the order in which they were counted. */
  readonly approvals: readonly Fact[];
  /** One person’s word in the place of all others’. */
  readonly glass: Fact | null;
  readonly signed: Fact | null;
  /** The one that was the last that was needed. */
  readonly decidedYes: Fact | null;
  readonly claims: readonly Fact[];
  readonly status: string;
  /** What no request may do, in the order of its entries. */
  readonly problems: readonly string[];
};

export type PreparedFact = {
  readonly bill: { readonly text: string; readonly principal: string; readonly warehouse: string };
  readonly fingerprint: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly groups: readonly Pin[];
  readonly glass?: readonly Pin[];
};

type Pin = { readonly handle: string; readonly id: string | null };

const MINUTE_MS = 60_000;
const EXPIRES_AFTER_MS: Readonly<Record<string, number>> = {
  change: 60 * MINUTE_MS,
  destructive: 30 * MINUTE_MS,
};
export const START_WITHIN_MS = 10 * MINUTE_MS;

export const ENDED = new Set([
  'rejected',
  'expired',
  'cancelled',
  'voided',
  'succeeded',
  'failed',
  'in_doubt',
  'resolved',
]);

/** What is written down beside the story: it moves nothing, and nobody has to see it before they press. */
export const ASIDE = new Set([
  'attempt_refused',
  'nudged',
  'recounted',
  'asked',
  'checking',
  'checking_over',
  'review_missed',
]);
const WHILE_PENDING = new Set(['nudged', 'recounted', 'asked', 'checking']);

/** Status, event, next status: nothing else may happen. `approved` counts people first. */
const WAYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pending: {
    prepared: 'pending',
    approved: 'pending',
    glass_broken: 'approved',
    rejected: 'rejected',
    cancelled: 'cancelled',
    expired: 'expired',
    voided: 'voided',
  },
  approved: { claimed: 'executing', cancelled: 'cancelled', expired: 'expired', voided: 'voided' },
  executing: { succeeded: 'succeeded', failed: 'failed', answer_lost: 'in_doubt' },
  succeeded: { verified: 'succeeded', undone: 'succeeded' },
  in_doubt: { evidence_found: 'in_doubt', settled: 'resolved' },
  resolved: { undone: 'resolved' },
};

export function casesOf({ entries }: Pick<Testimony, 'entries'>): readonly Case[] {
  const byId = new Map<string, Fact[]>();
  for (const { entry, committedAtMs } of entries) {
    if (entry.ref.kind !== 'approval') continue;
    const facts = byId.get(entry.ref.id) ?? [];
    facts.push(factOf(entry, committedAtMs));
    byId.set(entry.ref.id, facts);
  }
  return [...byId].map(([id, facts]) => caseOf(id, facts));
}

function factOf({ seq, atMs, event }: Entry, committedAtMs: number): Fact {
  const told = event as Readonly<Record<string, unknown>>;
  return { seq, type: String(told['type']), event: told, atMs, committedAtMs };
}

function caseOf(id: string, facts: readonly Fact[]): Case {
  const [first] = facts;
  const wish = (first?.event['request'] ?? {}) as Readonly<Record<string, unknown>>;
  const groups = (wish['groups'] ?? []) as readonly string[];
  const peopleNeeded = Number(wish['peopleNeeded']) * (wish['inOrder'] === true ? groups.length : 1);
  const expiresAtMs = (first?.atMs ?? 0) + (EXPIRES_AFTER_MS[String(wish['risk'])] ?? 0);
  const problems: string[] = first?.type === 'requested' ? [] : ['does not begin with being asked for'];
  const approvals = facts.filter(({ type }) => type === 'approved');
  if (wish['inOrder'] === true) {
    const each = Number(wish['peopleNeeded']);
    approvals.forEach(({ event, seq }, index) => {
      if (event['group'] !== groups[Math.floor(index / each)])
        problems.push(`approved (entry ${seq}) for ${String(event['group'])}, whose turn it was not`);
    });
  }
  let status = 'pending';
  let yes = 0;
  let signed: Fact | undefined;
  for (const fact of facts.slice(1)) {
    if (WHILE_PENDING.has(fact.type) && status !== 'pending')
      problems.push(`${fact.type} (entry ${fact.seq}) while ${status}`);
    if (ASIDE.has(fact.type)) continue;
    if (fact.type === 'signed') {
      const isOwed = facts.some(({ type, seq }) => type === 'glass_broken' && seq < fact.seq);
      if (!isOwed || signed !== undefined) problems.push(`signed (entry ${fact.seq}) for nothing`);
      signed ??= fact;
      continue;
    }
    const next = WAYS[status]?.[fact.type];
    if (next === undefined) problems.push(`${fact.type} (entry ${fact.seq}) while ${status}`);
    status = next ?? status;
    if (fact.type === 'approved') yes += 1;
    if (fact.type === 'approved' && yes >= peopleNeeded) status = 'approved';
    if (
      ['prepared', 'approved', 'glass_broken', 'rejected'].includes(fact.type) &&
      fact.committedAtMs >= expiresAtMs
    )
      problems.push(`${fact.type} (entry ${fact.seq}) after it had expired`);
  }
  const prepared = facts.find(({ type }) => type === 'prepared')?.event['prepared'];
  const glass = facts.find(({ type }) => type === 'glass_broken') ?? null;
  return {
    id,
    facts,
    requester: String(wish['requester']),
    action: String(wish['action']),
    peopleNeeded,
    expiresAtMs,
    prepared: (prepared as PreparedFact | undefined) ?? null,
    approvals,
    glass,
    signed: signed ?? null,
    decidedYes: glass ?? approvals[peopleNeeded - 1] ?? null,
    claims: facts.filter(({ type }) => type === 'claimed'),
    status,
    problems,
  };
}
