import { latestOf, locationOf, sizeOf } from '../data/catalog.ts';
import type { Column } from '../result.ts';
import { parseName } from '../sql/names.ts';
import type { StatementRule } from './statement.ts';

/** https://docs.databricks.com/en/delta/table-details.html */
const COLUMNS: readonly Column[] = [
  { name: 'format', type: 'string' },
  { name: 'id', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'description', type: 'string' },
  { name: 'location', type: 'string' },
  { name: 'createdAt', type: 'timestamp' },
  { name: 'lastModified', type: 'timestamp' },
  { name: 'numFiles', type: 'bigint' },
  { name: 'sizeInBytes', type: 'bigint' },
  { name: 'properties', type: 'map' },
  { name: 'minReaderVersion', type: 'int' },
  { name: 'minWriterVersion', type: 'int' },
];

export const describeDetail: StatementRule = {
  begins: (cursor) => cursor.takeWords('DESCRIBE', 'DETAIL'),
  parse: (cursor, _scope, world) => {
    const table = world.catalog.find(parseName(cursor));
    const run = async () => {
      const latest = latestOf(table);
      const row = [
        'delta',
        table.id,
        table.fullName.join('.'),
        null,
        locationOf(table),
        table.versions[0]?.atMs ?? latest.atMs,
        latest.atMs,
        BigInt(latest.files.length),
        BigInt(sizeOf(latest.files)),
        latest.properties,
        1,
        2,
      ];
      return { columns: COLUMNS, rows: [row] };
    };
    return { changes: [], run };
  },
};
