/** https://docs.databricks.com/api/workspace/tables/get: the part of a table that is told to whoever may browse it. */
import { latestOf } from '../data/catalog.ts';
import { typeName } from '../sql/types.ts';
import type { RestCall, RestContext } from './call.ts';
import { notThere } from './refusal.ts';

export function getTable({ world }: RestContext, { ids: [name = ''] }: RestCall): object {
  const table = world.catalog.tables().find(({ fullName }) => fullName.join('.') === name.toLowerCase());
  if (table === undefined) throw notThere(`Table '${name}' does not exist.`);
  const [catalog_name, schema_name, last] = table.fullName;
  return {
    name: last,
    catalog_name,
    schema_name,
    full_name: name.toLowerCase(),
    table_type: 'MANAGED',
    data_source_format: 'DELTA',
    owner: table.owner,
    columns: latestOf(table).columns.map(({ name: column, type }, position) => ({
      name: column,
      type_text: typeName(type),
      position,
      nullable: true,
    })),
  };
}
