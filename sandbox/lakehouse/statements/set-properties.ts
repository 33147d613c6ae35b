import { latestOf } from '../data/catalog.ts';
import { commit } from '../data/commit.ts';
import { unknownProperty } from '../errors-delta.ts';
import type { Cursor } from '../sql/cursor.ts';
import type { AlterClause } from './alter-clause.ts';

/** https://docs.databricks.com/en/delta/table-properties.html; names with a dot at the end are open families. */
const KNOWN = `appendOnly autoOptimize.autoCompact autoOptimize.optimizeWrite checkpoint.writeStatsAsJson
  checkpoint.writeStatsAsStruct checkpointInterval checkpointPolicy columnMapping.mode compatibility.symlinkFormatManifest.enabled
  dataSkippingNumIndexedCols dataSkippingStatsColumns deletedFileRetentionDuration enableChangeDataFeed enableDeletionVectors
  enableExpiredLogCleanup enableIcebergCompatV2 enableRowTracking enableTypeWidening isolationLevel logRetentionDuration
  minReaderVersion minWriterVersion parquet.compression.codec randomizeFilePrefixes randomPrefixLength setTransactionRetentionDuration
  targetFileSize tuneFileSizesForRewrites universalFormat.enabledFormats constraints. feature.`
  .split(/\s+/)
  .map((name) => `delta.${name}`.toLowerCase());

/** `SET TBLPROPERTIES ('k' = 'v', …)`: any key of one's own, and of `delta.` those that Delta knows. */
export const setProperties: AlterClause = {
  begins: (cursor) => cursor.takeWords('SET', 'TBLPROPERTIES'),
  parse: (table, cursor, scope, world) => {
    const given = parseProperties(cursor);
    const run = async () => {
      assertKnown(given);
      commit(
        table,
        { userName: scope.principal, nowMs: world.now() },
        {
          properties: { ...latestOf(table).properties, ...given },
          operation: 'SET TBLPROPERTIES',
          parameters: { properties: JSON.stringify(given) },
          metrics: {},
          isolationLevel: 'WriteSerializable',
          isBlindAppend: true,
        },
      );
      return { columns: [], rows: [] };
    };
    return { changes: [table.fullName.join('.')], run };
  },
};

export function assertKnown(given: { readonly [key: string]: string }): void {
  const stranger = Object.keys(given).find((key) => !isKnown(key));
  if (stranger !== undefined) throw unknownProperty(stranger);
}

function isKnown(key: string): boolean {
  const name = key.toLowerCase();
  if (!name.startsWith('delta.')) return true;
  return KNOWN.some((known) => (known.endsWith('.') ? name.startsWith(known) : name === known));
}

export function parseProperties(cursor: Cursor): { readonly [key: string]: string } {
  const given = new Map<string, string>();
  cursor.expectSymbol('(');
  do {
    const key = parsePropertyKey(cursor);
    cursor.takeSymbol('=');
    const value = cursor.next();
    const isLiteral = value.type === 'string' || value.type === 'number';
    const isBoolean = value.type === 'word' && (value.value === 'TRUE' || value.value === 'FALSE');
    if (!isLiteral && !isBoolean) cursor.refuse(value);
    given.set(key, isBoolean ? value.value.toLowerCase() : value.value);
  } while (cursor.takeSymbol(','));
  cursor.expectSymbol(')');
  return Object.fromEntries(given);
}

/** `'delta.appendOnly'`, or the same without quotes. */
export function parsePropertyKey(cursor: Cursor): string {
  const token = cursor.next();
  if (token.type === 'string') return token.value;
  const parts = [token.type === 'word' ? token.text : cursor.refuse(token)];
  while (cursor.takeSymbol('.')) {
    const part = cursor.next();
    parts.push(part.type === 'word' ? part.text : cursor.refuse(part));
  }
  return parts.join('.');
}
