/** Hand-written ports of the approval's work: a real journal in a directory of its own, Slack and warehouse as told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts';
import type { Directory, GroupAnswer, MembersAnswer, PersonFacts } from '../../src/approval/directory.ts';
import { approvalDocument, approvalRef } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import type { ExecuteDeps } from '../../src/approval/execute.ts';
import { type PrepareDeps, prepare } from '../../src/approval/prepare.ts';
import type { Approval } from '../../src/approval/state.ts';
import { findApproval } from '../../src/approval/stored.ts';
import type { ReadResult, Row, SendResult, Warehouse } from '../../src/check/warehouse.ts';
import { apply } from '../../src/journal/document.ts';
import type { DueItem, Journal } from '../../src/journal/journal.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { ASKED_AT_MS, GROUP, MINUTE_MS, type Request, request, who } from './fixtures.ts';

export type TestClock = {
  readonly now: () => number;
  readonly monotonicMs: () => number;
  readonly pass: (ms: number) => void;
};

/** The store's clock and the process's own move together, and only when told. */
export function testClock(): TestClock {
  let passedMs = 0;
  return {
    now: () => ASKED_AT_MS + passedMs,
    monotonicMs: () => 5_000 + passedMs,
    pass: (ms) => {
      passedMs += ms;
    },
  };
}

export function openTempJournal(now: () => number): { journal: Journal; dispose: () => Promise<void> } {
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-approval-'));
  const journal = openSqliteJournal({ dataDir, now });
  const dispose = async (): Promise<void> => {
    await journal.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { journal, dispose };
}

export function memberFacts(id: string, changes: Partial<PersonFacts> = {}): PersonFacts {
  return {
    id,
    teamId: 'T0BANK',
    name: id,
    email: `${id.toLowerCase()}@bank.example`,
    isBot: false,
    isDeleted: false,
    isRestricted: false,
    isStranger: false,
    isFullMember: true,
    ...changes,
  };
}

export type FakeDirectory = Directory & {
  people: Map<string, PersonFacts | 'unknown'>;
  answer: GroupAnswer;
  members: Directory['members'];
  list: MembersAnswer;
  readonly begunAfter: number[];
};

/** Everybody of `who` is a full member; the group holds all but the requester. */
export function fakeDirectory(): FakeDirectory {
  const fake: FakeDirectory = {
    people: new Map(Object.values(who).map((id) => [id, memberFacts(id)])),
    answer: { outcome: 'found', id: GROUP.id, handle: GROUP.handle, isDisabled: false },
    list: { outcome: 'known', members: [who.approver, who.second], begunAtMs: 0 },
    begunAfter: [],
    person: (id) => Promise.resolve(fake.people.get(id) ?? 'unknown'),
    group: () => Promise.resolve(fake.answer),
    members: (_id, begunAfterMs) => {
      fake.begunAfter.push(begunAfterMs);
      return Promise.resolve(fake.list);
    },
  };
  return fake;
}

/** The bot's own two. */
export const OWN = ['svc-reader', 'svc-actions'] as const;

export type Sending = Parameters<Warehouse['send']>;

export type FakeWarehouse = Warehouse & {
  who: { principal: string; warehouse: string };
  history: ReadResult;
  /** What the engine does with a statement; it asks the guard itself, as the adapter does. */
  onSend: (...sending: Sending) => Promise<SendResult>;
  /** The statements that left the process. */
  readonly sent: string[];
  /** Everything that it was asked for. */
  readonly calls: string[];
};

export function rowsRead(...rows: Row[]): ReadResult {
  return { outcome: 'read', columns: Object.keys(rows[0] ?? {}), rows, truncated: false, takenMs: 5 };
}

export const NOT_SENT: SendResult = { outcome: 'not_sent', message: 'The guard said no.' };
const RAN: SendResult = { outcome: 'succeeded', rows: [{ num_restored_files: 3 }], takenMs: 40 };

export function fakeWarehouse(): FakeWarehouse {
  const fake: FakeWarehouse = {
    who: { principal: 'svc-actions', warehouse: '/sql/1.0/warehouses/w' },
    history: rowsRead({ version: 26, operation: 'WRITE' }),
    sent: [],
    calls: [],
    onSend: () => Promise.resolve(RAN),
    identity: () => Promise.resolve(fake.who),
    read: () => (fake.calls.push('read'), Promise.resolve(fake.history)),
    send: async (text, limits) => {
      fake.calls.push('send');
      if (!(await limits.guard())) return NOT_SENT;
      fake.sent.push(text);
      return fake.onSend(text, limits);
    },
    close: () => Promise.resolve(),
  };
  return fake;
}

export function restoreAction(): Action {
  return present(runbookOf(parsed(SMALL)).actions['restore']);
}

export const ITEM: DueItem = { ref: approvalRef(request.id), name: 'start', atMs: ASKED_AT_MS };

export type Bench = PrepareDeps &
  ExecuteDeps & {
    readonly clock: TestClock;
    readonly directory: FakeDirectory;
    readonly actions: FakeWarehouse;
    readonly logged: string[];
    readonly wakes: () => number;
  };

export function bench(): Bench {
  const clock = testClock();
  const { journal, dispose } = openTempJournal(clock.now);
  onTestFinished(dispose);
  return benchOn(journal, clock);
}

export function benchOn(journal: Journal, clock: TestClock): Bench {
  const logged: string[] = [];
  const log = (_fields: object, text: string): void => void logged.push(text);
  let tokens = 0;
  let wakes = 0;
  return {
    journal,
    clock,
    directory: fakeDirectory(),
    actions: fakeWarehouse(),
    own: { all: () => Promise.resolve(OWN), soon: () => Promise.resolve(OWN) },
    zone: 'Europe/Berlin',
    replicasMin: 0,
    monotonicMs: clock.monotonicMs,
    newToken: () => `token-${(tokens += 1)}`,
    // A lease is renewed by a timer that no test waits for; what is tried again is tried at once.
    timers: {
      after: (delayMs, run) => {
        if (delayMs === 1_000) queueMicrotask(run);
        return () => undefined;
      },
    },
    log: { info: log, warn: log, error: log },
    logged,
    wake: () => void (wakes += 1),
    wakes: () => wakes,
  };
}

export async function happen(journal: Journal, event: ApprovalEvent): Promise<void> {
  const applied = await apply(journal, approvalDocument, request.id, event);
  if (applied.outcome !== 'committed') throw new Error(`${event.type}: ${JSON.stringify(applied)}`);
}

export function current({ journal }: { readonly journal: Journal }): Promise<Approval> {
  return findApproval(journal, request.id);
}

export async function asked(deps: Bench, changes: Partial<Request> = {}): Promise<void> {
  const definition = JSON.stringify(restoreAction());
  await happen(deps.journal, { type: 'requested', request: { ...request, definition, ...changes } });
}

/** Asked for, measured by the real thing, approved a minute later by as many as it takes. */
export async function approved(deps: Bench, changes: Partial<Request> = {}): Promise<Approval> {
  await asked(deps, changes);
  await prepare(deps, ITEM);
  for (const by of [who.approver, who.second].slice(0, changes.peopleNeeded ?? 1)) {
    deps.clock.pass(MINUTE_MS);
    const { revision, prepared: found } = await current(deps);
    const fingerprint = present(found ?? undefined).fingerprint;
    await happen(deps.journal, {
      type: 'approved',
      by,
      group: GROUP.handle,
      fingerprint,
      revision,
      comment: null,
    });
  }
  return current(deps);
}
