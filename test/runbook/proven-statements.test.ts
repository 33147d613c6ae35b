/**
 * Every statement of the shipped runbook, with values in it, before two witnesses that share no code with the bot: Spark's
 * grammar where it knows the syntax, and two lexers for all of them. docs/statements.md lists which is proven how.
 */
import { describe, expect, test } from 'vitest';
import { parseParameters } from '../../src/runbook/parameters.ts';
import { renderStatement } from '../../src/runbook/statement.ts';
import { decentValue, type FoundStatement, statementsOf } from '../support/runbook-statements.ts';
import { grammarProblems, sparkTokens } from '../support/spark-sql.ts';
import { sqlTokens } from '../support/sql-lexer.ts';
import { realRunbook } from './fixtures.ts';

/** What Databricks and Delta Lake have beyond Spark. A statement that the grammar refuses and that is none of these is wrong. */
const BEYOND_SPARK = [
  /^DESCRIBE HISTORY \S+( LIMIT \d+)?$/,
  /^DESCRIBE CATALOG EXTENDED \S+$/,
  /^RESTORE TABLE \S+ TO VERSION AS OF \d+$/,
  /^OPTIMIZE \S+( ZORDER BY \(.+\))?$/,
  /^VACUUM \S+ RETAIN \d+ HOURS( DRY RUN)?$/,
  /^SHOW GRANTS (\S+ )?ON (CATALOG|SCHEMA|TABLE) \S+$/,
  /^SHOW GROUPS WITH USER \S+$/,
  /^ALTER TABLE \S+ ALTER COLUMN \S+ (SET MASK \S+|DROP MASK)$/,
] as const;

const found = statementsOf(await realRunbook());

function rendered({ template, parameters }: FoundStatement): string {
  const given = Object.fromEntries(Object.values(parameters).map((one) => [one.id, decentValue(one)]));
  const parsed = parseParameters(parameters, given);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return renderStatement(template, parameters, parsed.values).text;
}

/** What is bound is a literal to the engine, whatever it is called; this grammar takes no keyword as a name. */
function asLiterals(sql: string, { parameters }: FoundStatement): string {
  return Object.values(parameters).reduce(
    (text, { id, type }) =>
      text.replaceAll(new RegExp(`:${id}\\b`, 'g'), type === 'number' || type === 'job' ? '1' : "'x'"),
    sql,
  );
}

/** In some places the grammar takes names of two parts only, where Spark takes any number: there the catalog is left out. */
function problemsOf(sql: string): readonly string[] {
  const whole = grammarProblems(sql);
  return whole.length === 0 ? whole : grammarProblems(sql.replaceAll(/`[^`]+`\.(`[^`]+`\.`[^`]+`)/g, '$1'));
}

const proven = found.map((one) => {
  const sql = rendered(one);
  return { ...one, sql, problems: problemsOf(asLiterals(sql, one)) };
});

describe('every statement of the runbook', () => {
  test('is found, whatever it is for', () => {
    expect(found.length).toBeGreaterThan(50);
    const places = new Set(found.map(({ where }) => where.split(' ')[2]?.split('.')[0]));
    for (const place of ['statement', 'statements', 'evidence', 'verify', 'reconcile', 'parameters'])
      expect(places).toContain(place);
  });

  test.each(proven)(
    '$where is whole: by Spark’s grammar, or of a kind that only Databricks has',
    ({ sql, problems }) => {
      const isBeyond = BEYOND_SPARK.some((kind) => kind.test(sql.replaceAll(/\s+/g, ' ')));
      expect({ sql, problems: isBeyond ? [] : problems }).toEqual({ sql, problems: [] });
    },
  );

  test('each of those kinds is there, so that the list holds nothing that is not needed', () => {
    const refused = proven
      .filter(({ problems }) => problems.length > 0)
      .map(({ sql }) => sql.replaceAll(/\s+/g, ' '));
    expect(BEYOND_SPARK.filter((kind) => !refused.some((sql) => kind.test(sql)))).toEqual([]);
  });

  test.each(proven)('$where has under Spark’s lexer the tokens that it has under our own', ({ sql }) => {
    const own = sqlTokens(sql).flatMap(({ kind, text }) =>
      kind === 'marker' ? [':', text.slice(1)] : [text],
    );
    expect(sparkTokens(sql)).toEqual(own);
  });

  test('which is proven how is written down', async () => {
    const rows = proven.map(({ where, sql, problems }) => {
      const [first = '', second = ''] = sql.split(/\s+/);
      const how = problems.length === 0 ? 'grammar, tokens' : 'tokens';
      return `| \`${where}\` | ${first} ${/^[A-Z]+$/.test(second) ? second : '…'} | ${how} |`;
    });
    await expect(`${HEAD}${rows.join('\n')}\n`).toMatchFileSnapshot('../../docs/statements.md');
  });
});

const HEAD = `# How the runbook's statements are proven

Made by \`npm test -- test/runbook/proven-statements.test.ts -u\`. Every statement is rendered with values and read by witnesses that
share no code with the bot: *grammar* is Spark's own grammar (ANTLR, by dt-sql-parser), which takes it whole; *tokens* says that Spark's
lexer and one that is written by hand in \`test/support/sql-lexer.ts\` see the same tokens, those of the template with one value in each
place. What Databricks and Delta Lake add to Spark the grammar does not know; the test lists those forms, and nothing else may be refused.

| statement | begins with | proven by |
| --- | --- | --- |
`;
