import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCatalog } from '../../sandbox/lakehouse/data/catalog.ts';
import { type Engine, startEngine } from '../../sandbox/lakehouse/data/engine.ts';
import { plant } from '../../sandbox/lakehouse/data/plant.ts';
import { EngineError } from '../../sandbox/lakehouse/errors.ts';
import { FUNCTIONS } from '../../sandbox/lakehouse/sql/functions.ts';
import { parseStatement } from '../../sandbox/lakehouse/statements/parse.ts';
import type { World } from '../../sandbox/lakehouse/statements/statement.ts';
import { NOW_MS, smallSeed } from '../adapters/warehouse-harness.ts';

let engine: Engine;
let world: World;
/** What was handed to DuckDB. */
const handed: string[] = [];

beforeAll(async () => {
  engine = await startEngine();
  const catalog = createCatalog();
  await plant(smallSeed(), engine, catalog);
  const read: Engine['read'] = (sql) => {
    handed.push(sql);
    return engine.read(sql);
  };
  world = { catalog, engine: { ...engine, read }, now: () => NOW_MS };
});

afterAll(() => engine.close());

const session = { principal: 'someone', parameters: new Map([['p', { type: 'STRING', value: "v'; --" }]]) };

/** True when it was refused in the engine's own words; anything else thrown fails the test. */
function isRefused(sql: string): boolean {
  try {
    parseStatement(sql, session, world);
    return false;
  } catch (error) {
    if (error instanceof EngineError) return true;
    throw error;
  }
}

describe('nothing but the statements of the list', () => {
  test.each(
    `ATTACH 'x.db'
    COPY main.sales.orders TO 'x.csv'
    PRAGMA database_list
    SET enable_external_access = true
    INSTALL httpfs
    LOAD httpfs
    CALL duckdb_settings()
    EXPORT DATABASE 'x'
    CREATE TABLE x AS SELECT 1
    INSERT INTO main.sales.orders VALUES (1, 'x')
    UPDATE main.sales.orders SET id = 1
    DELETE FROM main.sales.orders
    DROP TABLE main.sales.orders
    TRUNCATE TABLE main.sales.orders
    VACUUM
    VACUUM ANALYZE main.sales.orders
    VACUUM main.sales.orders (id)
    OPTIMIZE main.sales.orders; SELECT 1
    EXPLAIN ANALYZE SELECT 1
    EXPLAIN DROP TABLE main.sales.orders
    EXPLAIN SELECT * FROM read_csv('/etc/passwd')
    ALTER TABLE main.sales.orders DROP COLUMN id
    ALTER TABLE main.sales.orders RENAME TO main.sales.others
    ALTER TABLE main.sales.orders ADD COLUMNS (x BLOB)
    ALTER TABLE main.sales.orders ADD COLUMNS (x INT DEFAULT getenv('HOME'))
    SHOW TABLES
    CHECKPOINT
    VALUES (1)
    FROM main.sales.orders
    TABLE main.sales.orders
    SELECT * FROM read_csv('/etc/passwd')
    SELECT * FROM '/etc/passwd'
    SELECT * FROM "/etc/passwd"
    SELECT * FROM \`/etc/passwd\`
    SELECT * FROM read_text('/etc/passwd')
    SELECT * FROM glob('*')
    SELECT * FROM range(5)
    SELECT * FROM duckdb_tables
    SELECT * FROM duckdb_tables()
    SELECT * FROM information_schema.tables
    SELECT * FROM sqlite_master
    SELECT * FROM snapshot_0_0
    SELECT * FROM memory.main.snapshot_0_0
    SELECT getenv('HOME')
    SELECT current_setting('threads')
    SELECT query('SELECT 1')
    SELECT COLUMNS('id') FROM main.sales.orders
    SELECT * EXCLUDE (id) FROM main.sales.orders
    SELECT {'a': 1}
    SELECT [1, 2]
    SELECT 1::VARCHAR
    SELECT $1
    SELECT ?
    SELECT $$text$$
    SELECT CAST(1 AS JSON)
    SELECT 1 INTO OUTFILE 'x'
    SELECT 1 FROM main.sales.orders TABLESAMPLE (10 PERCENT)
    SELECT (SELECT * FROM read_csv('x'))
    WITH x AS (SELECT * FROM read_csv('x')) SELECT 1
    WITH x AS (DELETE FROM main.sales.orders) SELECT 1
    SELECT 1; DROP TABLE main.sales.orders
    SELECT 1 /* */ ; /* */ SELECT 2
    RESTORE TABLE main.sales.orders TO VERSION AS OF 1; SELECT 1
    RESTORE TABLE main.sales.orders TO VERSION AS OF (SELECT 1)
    DESCRIBE HISTORY main.sales.orders LIMIT 1 UNION SELECT 1`
      .split('\n')
      .map((line) => line.trim()),
  )('%s', (sql) => {
    expect(isRefused(sql)).toBe(true);
  });

  test('deep nesting is refused, and does not exhaust the stack', () => {
    expect(isRefused(`SELECT ${'('.repeat(5_000)}1${')'.repeat(5_000)}`)).toBe(true);
    expect(isRefused(`SELECT ${'NOT '.repeat(5_000)}true`)).toBe(true);
    expect(isRefused(`SELECT ${'- '.repeat(5_000)}1`)).toBe(true);
  });
});

/** What statements and attacks on them are made of, one piece a line. */
const PIECES =
  `SELECT|FROM|WHERE|WITH|AS|UNION ALL|JOIN|ON|GROUP BY|ORDER BY|LIMIT|NOT|CASE WHEN|THEN|END|IN|EXISTS|NULL
(|)|,|*|=|+|-|.|;|--|/*|*/|'|"|\`|\\|:p|$$|::|1|'text'|\`quoted\`|x|id|label|main.sales.orders|VERSION AS OF 1
count(|max(|read_csv(|getenv(|CAST(|INTERVAL 1 HOUR|duckdb_settings()|'/etc/passwd'
RESTORE|COPY|ATTACH|PRAGMA|SET|DROP TABLE|DESCRIBE HISTORY`.split(/[|\n]/);

const KEYWORDS = `ALL AND AS ASC BETWEEN BIGINT BOOLEAN BY CASE CAST CROSS DATE DECIMAL DESC DISTINCT DOUBLE ELSE END ESCAPE
  EXCEPT EXISTS FALSE FIRST FROM FULL GROUP HAVING HOUR IN INNER INTEGER INTERSECT INTERVAL IS JOIN LAST LEFT LIKE LIMIT NOT
  NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION RIGHT SELECT SMALLINT THEN TIMESTAMP TINYINT TRUE TRY_CAST UNION VARCHAR
  WHEN WHERE WITH date_sub epoch ifnull`;

/** What may stand outside of quotes in a text for DuckDB, read without any of the parser's code. */
const ALLOWED_WORDS: ReadonlySet<string> = new Set(
  KEYWORDS.split(/\s+/)
    .concat(Array.from(FUNCTIONS.keys()))
    .map((word) => word.toLowerCase()),
);

function strangersIn(duckSql: string): readonly string[] {
  const bare = duckSql.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, ' ');
  const words = bare.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? [];
  const marks = bare.match(/[^A-Za-z0-9_\s(),.*=<>+\-/%|!]|--|\/\*/g) ?? [];
  return [...words.filter((word) => !ALLOWED_WORDS.has(word.toLowerCase())), ...marks];
}

describe('whatever is thrown at the parser', () => {
  test('any text is refused in the words of the engine or becomes a plan', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        isRefused(text);
        isRefused(`SELECT ${text}`);
      }),
    );
  });

  test('what reaches DuckDB has no word, mark or comment that the parser does not know', async () => {
    let reached = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), async (pieces) => {
        handed.length = 0;
        try {
          await parseStatement(`SELECT ${pieces.join(' ')}`, session, world).run();
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
        }
        reached += handed.length;
        for (const sql of handed) expect(strangersIn(sql)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    expect(reached).toBeGreaterThan(20);
  });

  test('a text comes back as it went in, and a name stays one name', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((one) => !one.includes('\0'));
    const name = text.filter((one) => one !== '');
    await fc.assert(
      fc.asyncProperty(text, name, async (value, alias) => {
        const literal = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
        const sql = `SELECT ${literal} AS \`${alias.replaceAll('`', '``')}\``;
        const result = await parseStatement(sql, session, world).run();
        expect(result.columns.map((column) => column.name)).toEqual([alias]);
        expect(result.rows).toEqual([[value]]);
      }),
    );
  });
});

describe('the second wall', () => {
  test.each([
    "SELECT * FROM read_text('/etc/hostname')",
    'SET enable_external_access = true',
    "ATTACH 'never.db'",
    'INSTALL httpfs',
  ])('DuckDB itself refuses %s', async (sql) => {
    await expect(engine.read(sql)).rejects.toBeInstanceOf(EngineError);
  });
});
