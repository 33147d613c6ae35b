import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import {
  evaluateFacts,
  judgeReconcile,
  judgeVerification,
  movedFacts,
  type Reads,
  refusal,
  shownEvidence,
  undoOf,
  warningsOf,
} from '../../src/runbook/evidence.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { present, realRunbook } from './fixtures.ts';
import { CLAIMED_AT, read, sceneOf } from './scenes.ts';

const TABLE = 'banking_catalog.banking_bronze.transactions';
const params = { table: TABLE, version: 40 };

let restore: Action;

beforeAll(async () => {
  restore = present((await realRunbook()).actions['restore-table']);
});

function commit(version: number, operation: string, more: Row = {}): Row {
  return {
    version,
    timestamp: '2026-01-05T03:00:00Z',
    userName: 'jobs',
    operation,
    operationParameters: '{}',
    ...more,
  };
}

function restored(version: number, to: number | string, more: Row = {}): Row {
  const operationParameters = JSON.stringify({ version: to, timestamp: null });
  return commit(version, 'RESTORE', {
    operationParameters,
    timestamp: '2026-01-05T12:00:03Z',
    userName: 'bot',
    ...more,
  });
}

const HISTORY = [
  commit(43, 'DELETE'),
  commit(42, 'MERGE'),
  commit(41, 'MERGE'),
  commit(40, 'WRITE'),
  commit(39, 'WRITE'),
];

function reads(more: Reads = {}): Reads {
  return {
    history: read(HISTORY),
    now: read([{ row_count: 19_000, newest: '2026-01-05T03:00:00Z' }]),
    then: read([{ row_count: 20_000, newest: '2026-01-05T11:40:00Z' }]),
    ...more,
  };
}

function scene(more: Reads = {}, version = 40) {
  return sceneOf(restore, { ...params, version }, reads(more));
}

describe('what is measured before a restore', () => {
  it('is shown as what changes, in words', () => {
    expect(shownEvidence(restore, scene())).toEqual([
      { label: 'Version', value: '43 now → contents of 40' },
      { label: 'Rows', value: '19,000 now → 20,000' },
      { label: 'Newest row', value: '8 h 40 min newer than it is now' },
      { label: 'Changes in between', value: '3 commits: 1 DELETE, 2 MERGE' },
    ]);
    expect(refusal(restore, scene())).toBeNull();
  });

  it('warns of what is lost and of streams, and of rows where there will be fewer', () => {
    expect(warningsOf(restore, scene())).toHaveLength(2);
    const fewer = scene({ then: read([{ row_count: 18_999, newest: '2026-01-05T02:00:00Z' }]) });
    expect(warningsOf(restore, fewer)).toEqual([
      'The table will have 1 row fewer than now.',
      expect.stringContaining('no longer in the table'),
      expect.stringContaining('Streams'),
    ]);
    expect(shownEvidence(restore, fewer)[2]).toEqual({
      label: 'Newest row',
      value: '1 h older than it is now',
    });
    const none = scene({ then: read([{ row_count: 0, newest: null }]) });
    expect(warningsOf(restore, none)[0]).toBe('Version 40 is empty: the table will have no rows.');
    expect(shownEvidence(restore, none)[2]).toEqual({ label: 'Newest row', value: 'cannot be compared' });
  });

  it.each<readonly [string, Reads, number, RegExp]>([
    ['the version it has', {}, 43, /^The table is at version 43 already/],
    ['a version yet to come', {}, 44, /no version 44 yet: the newest is 43/],
    [
      'a version that the history has lost',
      {},
      12,
      /not in the table's history any more: it goes back to version 39/,
    ],
    ['a version beyond what was read', { history: read(HISTORY, true) }, 12, /more than 1,000 changes back/],
    [
      'a version whose files are gone',
      { then: { outcome: 'refused', errorClass: 'DELTA_FILE_NOT_FOUND', message: 'vacuumed' } },
      40,
      /can no longer be read.*DELTA_FILE_NOT_FOUND.*vacuumed\.$/,
    ],
    [
      'a version that could not be looked at',
      { then: { outcome: 'timed_out', afterMs: 30_000 } },
      40,
      /just now: no answer within 30 s/,
    ],
  ])('refuses %s', (_, more, version, sentence) => {
    expect(refusal(restore, scene(more, version))).toMatch(sentence);
  });

  it('is not made up when the history cannot be read', () => {
    const refused: ReadResult = {
      outcome: 'refused',
      errorClass: 'INSUFFICIENT_PERMISSIONS',
      message: 'row filter',
    };
    expect(evaluateFacts(restore, reads({ history: refused }), params)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('INSUFFICIENT_PERMISSIONS'),
    });
    expect(evaluateFacts(restore, reads({ history: read([]) }), params)).toMatchObject({ ok: false });
    const { now: _, ...without } = reads();
    expect(evaluateFacts(restore, without, params)).toEqual({ ok: false, problem: '“now” was not read.' });
  });

  it('refuses when the conditions themselves cannot be worked out', () => {
    expect(refusal(restore, { ...scene(), facts: {} })).toMatch(/could not be worked out/);
  });

  it('has moved when somebody wrote in the meantime, and not when only time went by', () => {
    const before = scene().facts;
    expect(movedFacts(restore, before, scene().facts)).toEqual([]);
    const written = { history: read([commit(44, 'WRITE'), ...HISTORY]) };
    expect(movedFacts(restore, before, scene(written).facts)).toEqual(['current_version']);
    expect(movedFacts(restore, before, {})).toEqual(['current_version', 'rows_then']);
  });
});

describe('after a restore', () => {
  const after = (history: ReadResult, rows = 20_000) => ({
    params,
    before: scene().facts,
    claimedAt: CLAIMED_AT,
    until: '2026-01-05T12:30:30.000Z',
    reads: { history, now: read([{ row_count: rows }]) },
  });

  it('is verified by the history and the number of rows', () => {
    expect(judgeVerification(restore, after(read([restored(44, 40), ...HISTORY])))).toEqual({
      outcome: 'verified',
      sentence:
        'Restored: version 44 holds the contents of version 40. The table has 20,000 rows, as it had then.',
    });
  });

  it('is verified although a stream has written since, and says so', () => {
    const later = after(
      read([commit(46, 'STREAMING UPDATE'), commit(45, 'WRITE'), restored(44, '40'), ...HISTORY]),
      20_500,
    );
    expect(judgeVerification(restore, later)).toEqual({
      outcome: 'verified',
      sentence: expect.stringContaining('2 changes have been written since; the table has 20,500 rows now.'),
    });
  });

  it.each<readonly [string, readonly Row[], number]>([
    ['nothing happened', [], 20_000],
    ['another version was restored', [restored(44, 39)], 20_000],
    ['another version was restored whose number begins alike', [restored(44, 4)], 20_000],
    [
      'the restore is from before the claim',
      [restored(44, 40, { timestamp: '2026-01-05T11:00:00Z' })],
      20_000,
    ],
    ['the number of rows is not what it was then', [restored(44, 40)], 19_999],
  ])('is not verified when %s', (_, commits, rows) => {
    expect(judgeVerification(restore, after(read([...commits, ...HISTORY]), rows))).toMatchObject({
      outcome: 'failed',
    });
  });

  it('is not an earlier restore to the same version', () => {
    const history = read([...HISTORY.slice(0, 2), restored(41, 40), ...HISTORY.slice(3)]);
    expect(judgeVerification(restore, after(history))).toMatchObject({ outcome: 'failed' });
    expect(judgeReconcile(restore, after(history))).toMatchObject({ outcome: 'not_seen' });
  });

  it.each<readonly [string, ReadResult]>([
    ['cannot be read', { outcome: 'unavailable', message: 'no connection' }],
    ['cannot be understood', read([restored(44, 40, { operationParameters: 'version=40' }), ...HISTORY])],
  ])('nothing is claimed when the history %s', (_, history) => {
    expect(judgeVerification(restore, after(history))).toMatchObject({ outcome: 'could_not_see' });
    expect(judgeReconcile(restore, after(history))).toMatchObject({ outcome: 'could_not_see' });
  });

  it('whose answer was lost is found in the history, with its author', () => {
    expect(judgeReconcile(restore, after(read([commit(45, 'WRITE'), restored(44, 40), ...HISTORY])))).toEqual(
      {
        outcome: 'applied',
        sentence: "The table's history shows it: version 44 is a RESTORE to version 40, made by bot.",
      },
    );
  });

  it('whose answer was lost is not found in what another request did later', () => {
    const later = after(read([restored(45, 40, { timestamp: '2026-01-05T12:10:00Z' }), ...HISTORY]));
    const ofAnother = { ...later, until: '2026-01-05T12:09:59.000Z' };
    expect(judgeReconcile(restore, ofAnother)).toMatchObject({ outcome: 'not_seen' });
    expect(judgeReconcile(restore, later)).toMatchObject({ outcome: 'applied' });
  });

  it('is named by the first of several that look alike', () => {
    const twice = after(read([restored(46, 40), commit(45, 'WRITE'), restored(44, 40), ...HISTORY]));
    expect(judgeReconcile(restore, twice).sentence).toContain('version 44 is a RESTORE');
  });

  it('that left no trace is told as such, but only when the whole history was read', () => {
    expect(judgeReconcile(restore, after(read(HISTORY)))).toEqual({
      outcome: 'not_seen',
      sentence: expect.stringMatching(/no RESTORE to version 40 after version 43; the newest version is 43/),
    });
    expect(judgeReconcile(restore, after(read(HISTORY, true)))).toMatchObject({ outcome: 'could_not_see' });
  });

  it('is undone by a restore to the version before, whose values stand the same examination', () => {
    const undo = undoOf(restore, { params, before: scene().facts });
    expect(undo).toEqual({
      action: 'restore-table',
      with: { table: TABLE, version: '43' },
      say: `Restore ${TABLE} to version 43, as it was before.`,
    });
    expect(parseParameters(restore.parameters, undo?.with ?? {})).toMatchObject({
      ok: true,
      values: { version: 43 },
    });
    expect(undoOf(restore, { params, before: {} })).toBeNull();
  });
});
