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
import { keptFacts } from '../../src/runbook/evidence-discretion.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { judge } from '../../src/runbook/verdict.ts';
import { present, realRunbook } from './fixtures.ts';
import { afterwards, commit, REFUSED, read, sceneOf } from './scenes.ts';

const TABLE = 'banking_catalog.banking_bronze.transactions';
const MEGABYTE = 1_048_576;

let runbook: Runbook;
let optimize: Action;
let vacuum: Action;
let auto: Action;

beforeAll(async () => {
  runbook = await realRunbook();
  optimize = present(runbook.actions['optimize-table']);
  vacuum = present(runbook.actions['vacuum-table']);
  auto = present(runbook.actions['set-auto-optimize']);
});

const detail = (numFiles: number, id = 't-1') =>
  read([{ id, numFiles, sizeInBytes: numFiles * 4 * MEGABYTE, lastModified: '2026-01-05T11:00:00Z' }]);
const days = (n: number) => ({
  timestamp: new Date(Date.parse('2026-01-05T11:00:00Z') - n * 86_400_000).toISOString(),
});
const HISTORY = Array.from({ length: 12 }, (_none, age) => commit(12 - age, 'WRITE', days(age)));

describe('putting files together', () => {
  const columns = read([
    { col_name: 'id' },
    { col_name: 'At' },
    { col_name: '# Partition Information' },
    { col_name: '' },
  ]);
  const wish = (order_by = '') => ({ table: TABLE, order_by });
  const scene = (order_by = '', more: Reads = {}) =>
    sceneOf(optimize, wish(order_by), { detail: detail(90), history: read(HISTORY), columns, ...more });

  it('is measured by the files, and refused for strange columns and where there is nothing to do', () => {
    expect(shownEvidence(optimize, scene('at, ID')).map(({ value }) => value)).toEqual([
      '90, 360.0 MB together',
      'at, ID',
      'not in the last 12 changes',
    ]);
    expect(warningsOf(optimize, scene())).toEqual([expect.stringContaining('There is no undo')]);
    expect(warningsOf(optimize, scene('at'))).toHaveLength(2);
    expect(refusal(optimize, scene('at, ID'))).toBeNull();
    expect(refusal(optimize, scene('nope'))).toMatch(/no column nope\. It has id, At\.$/);
    expect(refusal(optimize, scene('', { detail: detail(1) }))).toMatch(/has 1 file: there is nothing/);
    expect(refusal(optimize, scene('at', { detail: detail(1) }))).toBeNull();
  });

  it('has moved when somebody else did the same or made the table anew, and not when somebody wrote', () => {
    const before = scene().facts;
    const history = (...newer: readonly Row[]) => ({ history: read([...newer, ...HISTORY]) });
    expect(movedFacts(optimize, before, scene('', history(commit(13, 'WRITE'))).facts)).toEqual([]);
    expect(movedFacts(optimize, before, scene('', history(commit(13, 'OPTIMIZE'))).facts)).toEqual([
      'last_optimize',
    ]);
    expect(movedFacts(optimize, before, scene('', { detail: detail(90, 't-2') }).facts)).toEqual([
      'table_id',
    ]);
  });

  it('is verified by the history, or by files that are as they were where nothing was to be rewritten', () => {
    const after = (files: number, ...newer: readonly Row[]) =>
      afterwards(wish(), scene().facts, { detail: detail(files), history: read([...newer, ...HISTORY]) });
    expect(judgeVerification(optimize, after(1, commit(14, 'WRITE'), commit(13, 'OPTIMIZE')))).toEqual({
      outcome: 'verified',
      sentence: 'Done, as version 13 of the history: 1 file now, 90 before.',
    });
    expect(judgeVerification(optimize, after(90)).sentence).toMatch(/^Nothing was to be rewritten/);
    expect(judgeVerification(optimize, after(91))).toMatchObject({ outcome: 'failed' });
    const early = { timestamp: '2026-01-05T11:00:00Z' };
    expect(judgeVerification(optimize, after(1, commit(13, 'OPTIMIZE', early)))).toMatchObject({
      outcome: 'failed',
    });
    expect(judgeReconcile(optimize, after(1, commit(13, 'OPTIMIZE')))).toMatchObject({ outcome: 'applied' });
    const late = { timestamp: '2026-01-05T12:31:00Z' };
    expect(judgeReconcile(optimize, after(1, commit(13, 'OPTIMIZE', late)))).toMatchObject({
      outcome: 'not_seen',
    });
    expect(judgeReconcile(optimize, after(90))).toMatchObject({ outcome: 'not_seen' });
    expect(undoOf(optimize, { params: wish(), before: scene().facts })).toBeNull();
  });
});

describe('deleting old files', () => {
  const wish = { table: TABLE, hours: 168 };
  const paths = (n: number) =>
    read(Array.from({ length: n }, (_none, index) => ({ path: `s3://x/${index}` })));
  const reads = (more: Reads = {}): Reads => ({
    detail: detail(90),
    history: read(HISTORY),
    rehearsal: paths(3),
    clock: read([{ now: '2026-01-05T12:00:00Z' }]),
    ...more,
  });
  const scene = (more: Reads = {}) => sceneOf(vacuum, wish, reads(more));
  const shown = (more: Reads = {}) => shownEvidence(vacuum, scene(more)).map(({ value }) => value);

  it('never keeps less than 168 hours, and only whole ones', () => {
    for (const hours of ['167', '0', '-1', '168.5', '1e9', '168 HOURS'])
      expect(parseParameters(vacuum.parameters, { hours })).toMatchObject({ ok: false });
    expect(parseParameters(vacuum.parameters, {})).toMatchObject({ ok: true, values: wish });
  });

  it('is measured by its rehearsal, and by how far back the table still goes', () => {
    // Version 5 was the newest of 168 hours ago, and keeps its files.
    expect(shown()).toEqual(['3 files', 'up to 4', 'version 5 (of 1 to 12)']);
    expect(warningsOf(vacuum, scene())).toEqual([
      'There is no undo. What is deleted is gone for good.',
      expect.stringContaining('before version 5 stop working'),
    ]);
    expect(shown({ rehearsal: paths(1_000) })[0]).toBe('1,000 or more files');
    expect(shown({ history: read(HISTORY, true) })[1]).toBe('up to 4 or more');
    const young = { history: read(HISTORY.slice(0, 3)) };
    expect(shown(young).slice(1)).toEqual(['none that is older', 'version 10 (of 10 to 12)']);
    expect(warningsOf(vacuum, scene(young))).toHaveLength(1);
    expect(keptFacts(vacuum, scene())).toMatchObject({ ok: true });
  });

  it('is refused where nothing is to be deleted, and not made up where the rehearsal is', () => {
    expect(refusal(vacuum, scene({ rehearsal: paths(0) }))).toMatch(/nothing to delete/);
    expect(refusal(vacuum, scene())).toBeNull();
    for (const name of ['rehearsal', 'history', 'detail', 'clock'])
      expect(evaluateFacts(vacuum, reads({ [name]: REFUSED }), wish)).toMatchObject({ ok: false });
  });

  it('has moved when the table was restored or made anew, and not when time went by or somebody wrote', () => {
    const before = scene().facts;
    const later = {
      clock: read([{ now: '2026-01-07T12:00:00Z' }]),
      history: read([commit(13, 'WRITE'), ...HISTORY]),
    };
    expect(movedFacts(vacuum, before, scene(later).facts)).toEqual([]);
    const restored = { history: read([commit(13, 'RESTORE'), ...HISTORY]) };
    expect(movedFacts(vacuum, before, scene(restored).facts)).toEqual(['last_restore']);
    expect(movedFacts(vacuum, before, scene({ detail: detail(90, 't-2') }).facts)).toEqual(['table_id']);
  });

  const ended = (version: number, status = 'COMPLETED', more: Row = {}) =>
    commit(version, 'VACUUM END', { operationParameters: JSON.stringify({ status }), ...more });
  const after = (left: ReadResult, ...newer: readonly Row[]) =>
    afterwards(wish, scene().facts, { history: read([...newer, ...HISTORY]), rehearsal: left });

  it('is verified by its end in the history, or by a rehearsal that lists nothing more', () => {
    expect(judgeVerification(vacuum, after(paths(0), ended(14), commit(13, 'VACUUM START')))).toEqual({
      outcome: 'verified',
      sentence:
        'Version 14 of the history is its end. A DRY RUN lists no file now. The oldest version that stays is 5.',
    });
    expect(judgeVerification(vacuum, after(paths(2), ended(14))).sentence).toContain('lists 2 files now');
    expect(judgeVerification(vacuum, after(REFUSED, ended(14))).sentence).toContain(
      'Could not see what a DRY RUN',
    );
    expect(judgeVerification(vacuum, after(paths(0)))).toMatchObject({ outcome: 'verified' });
    expect(judgeVerification(vacuum, after(paths(3), ended(14, 'FAILED')))).toMatchObject({
      outcome: 'failed',
    });
    expect(judgeVerification(vacuum, after(REFUSED))).toMatchObject({ outcome: 'failed' });
  });

  it('without an answer is found by its end, and its start alone is told as half', () => {
    expect(judgeReconcile(vacuum, after(REFUSED, ended(14)))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(vacuum, after(REFUSED, commit(13, 'VACUUM START')))).toEqual({
      outcome: 'not_seen',
      sentence: expect.stringContaining('part of the files may be gone'),
    });
    expect(judgeReconcile(vacuum, after(REFUSED, ended(14, 'COMPLETED', days(0))))).toMatchObject({
      outcome: 'not_seen',
    });
    expect(undoOf(vacuum, { params: wish, before: scene().facts })).toBeNull();
  });
});

describe('setting automatic optimisation', () => {
  const wish = { table: TABLE, optimize_write: 'true', auto_compact: 'auto' };
  const set = (write: string | null, compact: string | null) => {
    const rows = [
      { key: 'delta.minReaderVersion', value: '1' },
      ...(write === null ? [] : [{ key: 'delta.autoOptimize.optimizeWrite', value: write }]),
      ...(compact === null ? [] : [{ key: 'delta.autoOptimize.autoCompact', value: compact }]),
    ];
    return { properties: read(rows) };
  };
  const scene = (write: string | null, compact: string | null) => sceneOf(auto, wish, set(write, compact));

  it('shows both properties, now and then, and is refused where both are so already', () => {
    expect(shownEvidence(auto, scene(null, 'false')).map(({ value }) => value)).toEqual([
      'not set now → true',
      'false now → auto',
    ]);
    expect(refusal(auto, scene('true', 'auto'))).toMatch(/nothing to change/);
    expect(refusal(auto, scene('true', 'true'))).toBeNull();
    expect(movedFacts(auto, scene(null, null).facts, scene(null, 'true').facts)).toEqual(['auto_compact']);
  });

  it('is verified and reconciled by the properties, and undone only where both were set', () => {
    const after = (write: string | null, compact: string | null) =>
      afterwards(wish, scene('false', 'true').facts, set(write, compact));
    expect(judgeVerification(auto, after('true', 'auto'))).toMatchObject({ outcome: 'verified' });
    expect(judgeVerification(auto, after('true', null))).toMatchObject({ outcome: 'failed' });
    expect(judgeReconcile(auto, after('true', 'auto'))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(auto, after('false', 'auto'))).toMatchObject({ outcome: 'not_seen' });
    const undo = (write: string | null, compact: string | null) =>
      undoOf(auto, { params: wish, before: scene(write, compact).facts });
    expect(undo('false', 'true')).toMatchObject({ with: { optimize_write: 'false', auto_compact: 'true' } });
    expect(undo('false', null)).toBeNull();
    expect(undo('false', 'legacy')).toBeNull();
    expect(warningsOf(auto, scene('false', null))[1]).toContain('There is no undo');
  });
});

describe('the check of files and size', () => {
  it('fails for many small files, and leads to what can be done about them', () => {
    const judged = (files: number) =>
      judge(present(runbook.checks['files-and-size']), detail(files), {
        table: TABLE,
        files: 50,
        megabytes: 32,
      });
    expect(judged(49)).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringContaining('49 files, 196.0 MB'),
    });
    expect(judged(0)).toMatchObject({ verdict: 'pass' });
    const found = judged(90);
    expect(found).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining('90 files of 4.0 MB on average'),
    });
    expect(found.suggests.map((lead) => ('action' in lead ? lead.action : ''))).toEqual([
      'optimize-table',
      'set-auto-optimize',
      'vacuum-table',
    ]);
  });
});
