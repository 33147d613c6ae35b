/**
 * The views of INFORMATION_SCHEMA that tell who holds what, and of which columns. Each row is about one object, and is shown to who owns or
 * manages that object; others see what they hold themselves. `system` tells of every catalog, a catalog of itself.
 * https://docs.databricks.com/en/sql/language-manual/sql-ref-information-schema.html
 */
import type { Column } from '../result.ts';
import { typeName } from '../sql/types.ts';
import type { Grant, Securable } from './access.ts';
import { type Catalog, latestOf } from './catalog.ts';
import { isIn } from './membership.ts';

export type View = {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
};

const SCHEMA = 'information_schema';
const EVERY_CATALOG = 'system';

type Asked = {
  readonly catalog: Catalog;
  readonly principal: string;
  /** Sees everything: the tests' own eyes. */
  readonly seesAll: boolean;
};

/** Null where the name is of no such view. */
export function informationSchema(parts: readonly string[], asked: Asked): View | null {
  const [within, schema, name] = parts.map((part) => part.toLowerCase());
  const view = parts.length === 3 && schema === SCHEMA ? VIEWS[name ?? ''] : undefined;
  const known = within === EVERY_CATALOG || asked.catalog.holds([within ?? '']);
  if (view === undefined || within === undefined || !known) return null;
  const of = objects(asked.catalog).filter(
    ({ key }) => within === EVERY_CATALOG || key.split('.')[0] === within,
  );
  const texts = view.columns.map((column): Column => ({ name: column, type: 'string' }));
  return { columns: texts, rows: of.flatMap((object) => view.rows(object, asked)) };
}

/** Catalogs, schemas and tables, each once. */
function objects(catalog: Catalog): readonly Securable[] {
  const keys = catalog.tables().flatMap(({ fullName }) => {
    const key = fullName.join('.').toLowerCase();
    const [one = '', two = ''] = key.split('.');
    return [one, `${one}.${two}`, key];
  });
  const kinds = ['CATALOG', 'SCHEMA', 'TABLE'] as const;
  return [...new Set(keys)].map((key) => ({ kind: kinds[key.split('.').length - 1] ?? 'TABLE', key }));
}

type Rule = {
  readonly columns: readonly string[];
  readonly rows: (object: Securable, asked: Asked) => readonly (readonly (string | null)[])[];
};

const VIEWS: { readonly [name: string]: Rule } = {
  catalog_privileges: privileges('CATALOG', ['catalog_name']),
  schema_privileges: privileges('SCHEMA', ['catalog_name', 'schema_name']),
  table_privileges: privileges('TABLE', ['table_catalog', 'table_schema', 'table_name']),
  catalogs: owners('CATALOG', ['catalog_name'], 'catalog_owner'),
  schemata: owners('SCHEMA', ['catalog_name', 'schema_name'], 'schema_owner'),
  tables: owners('TABLE', ['table_catalog', 'table_schema', 'table_name'], 'table_owner'),
  columns: {
    columns: [
      'table_catalog',
      'table_schema',
      'table_name',
      'column_name',
      'ordinal_position',
      'full_data_type',
    ],
    rows: (object, asked) => {
      const table = asked.catalog
        .tables()
        .find(({ fullName }) => fullName.join('.').toLowerCase() === object.key);
      if (table === undefined || !(mayLook(object, asked) || reaches(object, asked))) return [];
      return latestOf(table).columns.map(({ name, type }, index) => [
        ...object.key.split('.'),
        name,
        String(index),
        typeName(type),
      ]);
    },
  },
};

/** Who granted it is not kept here, so the owner stands for them. */
function privileges(kind: Securable['kind'], name: readonly string[]): Rule {
  return {
    columns: ['grantor', 'grantee', ...name, 'privilege_type', 'is_grantable', 'inherited_from'],
    rows: (object, asked) =>
      object.kind === kind
        ? asked.catalog.access
            .grantsOn(object)
            .filter((grant) => isShown(grant, object, asked))
            .map((grant) => [
              asked.catalog.access.ownerOf(object.key),
              grant.principal,
              ...object.key.split('.'),
              grant.privilege.replaceAll(' ', '_'),
              'NO',
              grant.on.kind === kind ? 'NONE' : grant.on.kind,
            ])
        : [],
  };
}

function owners(kind: Securable['kind'], name: readonly string[], owner: string): Rule {
  return {
    columns: [...name, owner],
    rows: (object, asked) => {
      const { access } = asked.catalog;
      const shown = object.kind === kind && (mayLook(object, asked) || reaches(object, asked));
      return shown ? [[...object.key.split('.'), access.ownerOf(object.key)]] : [];
    },
  };
}

function isShown({ principal: grantee }: Grant, object: Securable, asked: Asked): boolean {
  return mayLook(object, asked) || isIn(asked.catalog.access, asked.principal, grantee);
}

/** Anything granted there or above. */
function reaches(object: Securable, { catalog: { access }, principal }: Asked): boolean {
  return access.grantsOn(object).some((grant) => isIn(access, principal, grant.principal));
}

function mayLook(object: Securable, { catalog, principal, seesAll }: Asked): boolean {
  return seesAll || catalog.access.manages(principal, object);
}
