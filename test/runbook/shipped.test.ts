import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { type Turn, turnsOf } from '../../src/runbook/each.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Parameters } from '../../src/runbook/schema-parameters.ts';
import { renderStatement } from '../../src/runbook/statement.ts';
import { present, realRunbook } from './fixtures.ts';

/** For the checks that ask for a person: one of whom there is something to see. */
const SOMEBODY: { readonly [check: string]: string } = {
  'user-activity': 'anna.lind@examplebank.test',
  'user-roles': 'anna.lind@examplebank.test',
  'show-grants': 'r.vance@contractor.test',
};

let lakehouse: Lakehouse;
let runbook: Runbook;

beforeAll(async () => {
  lakehouse = await startLakehouse({ tokens: {} });
  runbook = await realRunbook();
});

afterAll(async () => {
  await lakehouse.close();
});

async function run(template: string, declared: Parameters, raw: { readonly [id: string]: string }) {
  const parsed = parseParameters(declared, raw);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return runWith(template, { declared, values: parsed.values });
}

function runWith(template: string, { declared, values }: Pick<Turn, 'declared' | 'values'>) {
  const { text, parameters } = renderStatement(template, declared, values);
  return lakehouse.query(text, parameters);
}

describe('every SQL check of the runbook that is shipped', () => {
  it('runs, and its result has the columns that it declares and may have holes only where it says so', async () => {
    for (const check of Object.values(runbook.checks)) {
      if (check.kind !== 'sql') continue;
      const { id, statement, parameters, columns, mayBeNull } = check;
      const person = Object.keys(parameters).filter((name) => parameters[name]?.type === 'principal');
      const needed = Object.fromEntries(person.map((name) => [name, SOMEBODY[id] ?? 'nobody']));
      const rows = await run(statement, parameters, needed);
      expect(rows, id).not.toEqual([]);
      for (const row of rows) {
        expect(Object.keys(row), id).toEqual(expect.arrayContaining([...columns]));
        const holes = Object.keys(row).filter(
          (column) => row[column] === null && !mayBeNull.includes(column),
        );
        expect(holes, id).toEqual([]);
      }
    }
  });
});

describe('every action of the runbook that is shipped', () => {
  /** For what has no default. */
  const GIVEN: { readonly [type: string]: string } = {
    principal: 'r.vance@contractor.test',
    privilege: 'SELECT',
    function: 'banking_catalog.banking_gold.mask_ssn_strict',
    version: '1',
    new_columns: 'device_id STRING',
  };

  it('can be measured: each of its reads runs, and has the columns that it declares', async () => {
    const actions = Object.values(runbook.actions);
    expect(actions.length).toBeGreaterThan(10);
    for (const action of actions) {
      const { id, parameters, evidence, verify, reconcile } = action;
      const missing = Object.values(parameters).filter(
        (one) => !('default' in one) && GIVEN[one.type] !== undefined,
      );
      const raw = Object.fromEntries(missing.map(({ id: name, type }) => [name, GIVEN[type] ?? '']));
      for (const read of [evidence, verify, reconcile].flatMap((part) => Object.values(part.reads))) {
        // Only who may change the table is told what VACUUM would delete; the stories of the actions run it.
        if (read.rest !== undefined || read.statement.startsWith('VACUUM')) continue;
        const given = parseParameters(parameters, raw);
        if (!given.ok) throw new Error(JSON.stringify(given.errors));
        const [turn] = turnsOf(action, given.values);
        const [row] = await runWith(read.statement, present(turn));
        const declared = [...(read.principal ?? []), ...(read.personal ?? [])];
        if (row !== undefined) expect(Object.keys(row), id).toEqual(expect.arrayContaining(declared));
      }
    }
  });
});

describe('every target of the runbook that is shipped', () => {
  it('is there to be checked: the statement runs, and its columns are those that the verdict looks at', async () => {
    const freshness = present(runbook.checks['table-freshness']);
    if (freshness.kind !== 'sql') throw new Error('It is not SQL any more.');
    const { statement, parameters } = freshness;
    expect(runbook.tables.length).toBeGreaterThan(1);
    for (const { name } of runbook.tables) {
      const [row] = await run(statement, parameters, { table: name });
      expect(Object.keys(row ?? {})).toEqual(['row_count', 'newest_row', 'minutes_old']);
    }
  });

  it('can be measured for a restore, now and then', async () => {
    const { evidence, verify, reconcile, parameters } = present(runbook.actions['restore-table']);
    const reads = [evidence, verify, reconcile].flatMap((part) => Object.values(part.reads));
    for (const { name } of runbook.tables) {
      for (const { statement } of reads) {
        const rows = await run(statement, parameters, { table: name, version: '1' });
        expect(rows.length).toBeGreaterThan(0);
      }
    }
  });
});
