import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Parameters } from '../../src/runbook/schema-parameters.ts';
import { renderStatement } from '../../src/runbook/statement.ts';
import { present, realRunbook } from './fixtures.ts';

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
  return lakehouse.query(renderStatement(template, declared, parsed.values).text);
}

describe('every target of the runbook that is shipped', () => {
  it('is there to be checked: the statement runs, and its columns are those that the verdict looks at', async () => {
    const { statement, parameters } = present(runbook.checks['table-freshness']);
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
