import { latestOf, sizeOf, type Table } from '../data/catalog.ts';
import type { Column } from '../result.ts';
import { parseQuery } from '../sql/query.ts';
import type { Scope } from '../sql/scope.ts';
import { typeName } from '../sql/types.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-syntax-qry-explain.html */
const COLUMNS: readonly Column[] = [{ name: 'plan', type: 'string' }];

/** Steps of a plan from the last to the first, by a word that calls for them. */
const STEPS = [
  [/\bLIMIT\b/i, 'PhotonTopK'],
  [/\bORDER\s+BY\b/i, 'PhotonSort'],
  [/\bGROUP\s+BY\b|\b(?:COUNT|SUM|MIN|MAX|AVG)\s*\(/i, 'PhotonGroupingAgg'],
  // Without an equality there is nothing to look up by: every row is held against every other.
  [/\bJOIN\b(?!.*\bON\b.*=)/is, 'PhotonBroadcastNestedLoopJoin'],
  [/\bJOIN\b(?=.*\bON\b.*=)/is, 'PhotonBroadcastHashJoin'],
  [/\bWHERE\b/i, 'PhotonFilter'],
] as const;

/** `EXPLAIN [EXTENDED | CODEGEN | COST | FORMATTED] SELECT …`: the query is read and bound, and not run. */
export const explain: StatementRule = {
  begins: (cursor) => cursor.takeWords('EXPLAIN'),
  parse: (cursor, scope, { catalog, engine }) => {
    for (const word of ['EXTENDED', 'CODEGEN', 'COST', 'FORMATTED']) if (cursor.takeWords(word)) break;
    if (!cursor.isWord('SELECT', 'WITH')) cursor.refuse();
    const scanned: Table[] = [];
    const noting: Scope = {
      ...scope,
      relationOf: (name, travel) => {
        const relation = scope.relationOf(name, travel);
        scanned.push(...catalog.tables().filter(({ fullName }) => isNamed(fullName, name.parts)));
        return relation;
      },
    };
    const start = cursor.peek();
    const duckSql = parseQuery(cursor, noting);
    const text = cursor.textSince(start);
    const run = async () => {
      await engine.read(`EXPLAIN ${duckSql}`);
      return { columns: COLUMNS, rows: [[planOf(text, scanned)]] };
    };
    return { changes: [], run };
  },
};

const isNamed = (fullName: readonly string[], parts: readonly string[]): boolean =>
  fullName.join('.').toLowerCase() === parts.join('.').toLowerCase();

function planOf(text: string, scanned: readonly Table[]): string {
  const steps = STEPS.filter(([pattern]) => pattern.test(text)).map(([, name]) => name);
  const tree = [
    'AdaptiveSparkPlan isFinalPlan=false',
    'ColumnarToRow',
    'PhotonResultStage',
    'PhotonProject',
    ...steps,
  ];
  const lines = tree.map((step, depth) => indented(step, depth));
  const scans = scanned.map((table) => indented(scanOf(table), tree.length));
  return [
    '== Physical Plan ==',
    ...lines,
    ...scans,
    '',
    '== Photon Explanation ==',
    'The query is fully supported by Photon.',
    '',
  ].join('\n');
}

const indented = (step: string, depth: number): string =>
  depth === 0 ? step : `${'   '.repeat(depth - 1)}+- ${step}`;

function scanOf(table: Table): string {
  const { columns, files } = latestOf(table);
  const schema = columns.map(({ name, type }) => `${name}:${typeName(type)}`).join(',');
  return `PhotonScan parquet ${table.fullName.join('.')} Location: PreparedDeltaFileIndex(1 paths), numFiles: ${files.length}, sizeInBytes: ${sizeOf(files)}, ReadSchema: struct<${schema}>`;
}
