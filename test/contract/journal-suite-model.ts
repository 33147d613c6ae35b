/** The part of the suite in which random work is done on the store and on a simple model, side by side. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifyChain } from '../../src/journal/chain.ts';
import type { Commit, Journal, OutboxRow, TakenRow } from '../../src/journal/journal.ts';
import { commitOf, type OpenJournal } from './journal-fixtures.ts';
import { type JournalModel, journalModel } from './journal-model.ts';

const runs = 60;
const stepsMax = 60;

const few = (most: number) => fc.integer({ min: 0, max: most });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const commitStep = fc.record({
  step: fc.constant('commit' as const),
  id: few(2),
  stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  once: maybe(few(12)),
  rows: fc.array(fc.record({ lane: few(2), collapse: maybe(few(1)), lifeMs: maybe(few(20)) }), {
    maxLength: 3,
  }),
  due: fc.uniqueArray(fc.record({ name: few(2), inMs: few(20) }), {
    selector: ({ name }) => name,
    maxLength: 3,
  }),
  score: maybe(few(3)),
  emit: few(2),
});
const workStep = fc.record({
  step: fc.constantFrom(
    'take',
    'take',
    'take',
    'done',
    'done',
    'retry',
    'bury',
    'due',
    'takeEmitted',
    'emittedDone',
  ),
  waitMs: few(8),
  limit: few(3),
  leaseMs: few(15),
  which: fc.nat(),
});
type CommitStep = typeof commitStep extends fc.Arbitrary<infer T> ? T : never;
type WorkStep = typeof workStep extends fc.Arbitrary<infer T> ? T : never;

export function modelContract(open: OpenJournal): void {
  it('does what a simple model does, whatever the order of the work', async () => {
    const steps = fc.array(fc.oneof(commitStep, workStep), { maxLength: stepsMax });
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { journal, dispose } = await open();
        try {
          await compare(journal, script);
        } finally {
          await dispose();
        }
      }),
      { numRuns: runs, seed: Number(process.env['FC_SEED'] ?? Date.now()) },
    );
  });
}

type Bench = {
  readonly journal: Journal;
  readonly model: JournalModel;
  /** All that was ever taken, so that senders who come back too late are tried too. */
  readonly taken: { readonly rowId: string; readonly number: number }[];
  readonly emitted: { readonly rowId: string; readonly once: string }[];
};

async function compare(journal: Journal, script: readonly (CommitStep | WorkStep)[]): Promise<void> {
  const bench: Bench = { journal, model: journalModel(), taken: [], emitted: [] };
  let nowMs = 100;
  for (const [index, step] of script.entries()) {
    if (step.step === 'commit') {
      await compareCommit(bench, step, nowMs, index);
    } else {
      nowMs += step.waitMs;
      await compareWork(bench, step, nowMs);
    }
    expect(await journal.outbox.stats()).toEqual(bench.model.stats());
  }
  expect((await journal.find('incident', 'open', { limit: 10 })).ids).toEqual(bench.model.find('open'));
  for (const id of ['D0', 'D1', 'D2']) {
    const { version, head } = bench.model.loaded(id);
    const entries = await journal.history({ kind: 'incident', id });
    expect(verifyChain(entries)).toBeNull();
    expect([entries.length, entries.at(-1)?.hash ?? '']).toEqual([version, head]);
  }
}

async function compareCommit(bench: Bench, step: CommitStep, nowMs: number, index: number): Promise<void> {
  const { journal, model } = bench;
  const id = `D${step.id}`;
  const loaded = model.loaded(id);
  const commit: Commit = commitOf(id, {
    ...(step.stale ? { version: loaded.version + 1, head: 'stale' } : loaded),
    atMs: nowMs,
    event: { index },
    outbox: step.rows.map(({ lane, collapse, lifeMs }, n) => ({
      lane: `lane ${lane}`,
      intent: { number: index * 10 + n },
      ...(collapse === undefined ? {} : { collapse: `card ${collapse}` }),
      ...(lifeMs === undefined ? {} : { expiresAtMs: nowMs + lifeMs }),
    })),
    due: step.due.map(({ name, inMs }) => ({ name: `due ${name}`, atMs: nowMs + inMs })),
    once: step.once === undefined ? [] : [{ key: `once ${step.once}` }],
    indexes: step.score === undefined ? {} : { open: step.score },
    emit: Array.from({ length: step.emit }, (_, n) => ({
      to: { kind: 'approval', id: 'X' },
      event: {},
      once: `${index}/${n}`,
    })),
  });
  const result = await journal.commit(commit);
  const head = result.outcome === 'committed' ? result.head : '';
  expect(result).toEqual(model.commit(commit, numberOf, head));
}

async function compareWork(bench: Bench, step: WorkStep, nowMs: number): Promise<void> {
  const { journal, model, taken, emitted } = bench;
  const { limit, leaseMs, which } = step;
  const row = taken[which % taken.length];
  switch (step.step) {
    case 'take': {
      const rows = await journal.outbox.take(nowMs, limit, leaseMs);
      const seen = rows.map((one) => ({ number: numberOf(one), lane: one.lane, attempts: one.attempts }));
      expect(seen).toEqual(model.take(nowMs, limit, leaseMs));
      taken.push(...rows.map((one) => ({ rowId: one.rowId, number: numberOf(one) })));
      return;
    }
    case 'due':
      expect(await journal.due(nowMs, limit, leaseMs)).toEqual(model.due(nowMs, limit, leaseMs));
      return;
    case 'takeEmitted': {
      const events = await journal.emitted.take(nowMs, limit, leaseMs);
      expect(events.map(({ once }) => once)).toEqual(model.takeEmitted(nowMs, limit, leaseMs));
      emitted.push(...events);
      return;
    }
    case 'emittedDone': {
      const event = emitted[which % emitted.length];
      if (event === undefined) return;
      await journal.emitted.done(event.rowId);
      model.emittedDone(event.once);
      return;
    }
    case 'done':
      if (row === undefined) return;
      await journal.outbox.done(row.rowId);
      model.done(row.number);
      return;
    case 'bury':
      if (row === undefined) return;
      await journal.outbox.bury(row.rowId, 'why');
      model.bury(row.number);
      return;
    case 'retry':
      if (row === undefined) return;
      await journal.outbox.retry(row.rowId, nowMs + limit);
      model.retry(row.number, nowMs + limit);
      return;
  }
}

function numberOf(row: OutboxRow | TakenRow): number {
  return (row.intent as { readonly number: number }).number;
}
