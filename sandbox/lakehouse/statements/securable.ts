/** What the statements about privileges share: the object, the principal and the privileges that they name. */
import type { Securable, SecurableKind } from '../data/access.ts';
import type { Catalog } from '../data/catalog.ts';
import {
  catalogNotFound,
  insufficientPermissions,
  privilegeNotApplicable,
  routineNotFound,
  schemaNotFound,
} from '../errors.ts';
import type { Cursor } from '../sql/cursor.ts';
import { parseName, parsePart } from '../sql/names.ts';

const PARTS = { CATALOG: 1, SCHEMA: 2, TABLE: 3, FUNCTION: 3 } as const satisfies {
  readonly [kind in SecurableKind]: number;
};

/** https://docs.databricks.com/en/sql/language-manual/sql-ref-privileges.html; more words first where one begins another */
const PRIVILEGES: readonly { readonly words: readonly string[]; readonly from: SecurableKind }[] = [
  { words: ['ALL', 'PRIVILEGES'], from: 'TABLE' },
  { words: ['APPLY', 'TAG'], from: 'TABLE' },
  { words: ['BROWSE'], from: 'CATALOG' },
  { words: ['CREATE', 'SCHEMA'], from: 'CATALOG' },
  { words: ['CREATE', 'TABLE'], from: 'SCHEMA' },
  { words: ['EXECUTE'], from: 'FUNCTION' },
  { words: ['MANAGE'], from: 'TABLE' },
  { words: ['MODIFY'], from: 'TABLE' },
  { words: ['READ', 'VOLUME'], from: 'SCHEMA' },
  { words: ['SELECT'], from: 'TABLE' },
  { words: ['USE', 'CATALOG'], from: 'CATALOG' },
  { words: ['USE', 'SCHEMA'], from: 'SCHEMA' },
  { words: ['WRITE', 'VOLUME'], from: 'SCHEMA' },
];

/** At least one; a word that is no privilege is a syntax error. */
export function parsePrivileges(cursor: Cursor): readonly string[] {
  const privileges: string[] = [];
  do {
    const found = PRIVILEGES.find(({ words }) => cursor.takeWords(...words));
    privileges.push((found ?? cursor.refuse()).words.join(' '));
  } while (cursor.takeSymbol(','));
  return privileges;
}

/** `CATALOG c`, `SCHEMA c.s`, `FUNCTION c.s.f`, `[TABLE] c.s.t`: an object that is there. */
export function parseSecurable(cursor: Cursor, catalog: Catalog): Securable {
  const kind: SecurableKind = cursor.takeWords('CATALOG')
    ? 'CATALOG'
    : cursor.takeWords('SCHEMA') || cursor.takeWords('DATABASE')
      ? 'SCHEMA'
      : cursor.takeWords('FUNCTION')
        ? 'FUNCTION'
        : 'TABLE';
  if (kind === 'TABLE') cursor.takeWords('TABLE');
  return parseNamed(cursor, kind, catalog);
}

/** The name that follows, where the kind is known. */
export function parseNamed(cursor: Cursor, kind: SecurableKind, catalog: Catalog): Securable {
  const name = parseName(cursor);
  if (name.parts.length !== PARTS[kind]) cursor.refuse();
  const key = name.parts.join('.').toLowerCase();
  if (kind === 'TABLE') catalog.find(name);
  else if (kind === 'FUNCTION') {
    if (catalog.findRoutine(name.parts) === null) throw routineNotFound(name.parts, name.position);
  } else if (!catalog.holds(name.parts))
    throw kind === 'CATALOG' ? catalogNotFound(key) : schemaNotFound(name.parts);
  return { kind, key };
}

/** The name alone: a word such as USER before it leaves one word too many behind it. */
export function parsePrincipal(cursor: Cursor): string {
  return parsePart(cursor);
}

const ON_ANY_OBJECT = new Set(['ALL PRIVILEGES', 'APPLY TAG', 'MANAGE']);

/** A privilege can be granted on its own kind of object and on what holds such objects. */
export function assertApplicable(privileges: readonly string[], { kind, key }: Securable): void {
  for (const privilege of privileges) {
    const from = PRIVILEGES.find(({ words }) => words.join(' ') === privilege)?.from ?? 'TABLE';
    const isOther = PARTS[kind] === PARTS[from] && kind !== from && !ON_ANY_OBJECT.has(privilege);
    if (PARTS[kind] > PARTS[from] || isOther) throw privilegeNotApplicable(privilege, kind, key);
  }
}

export function assertManages(principal: string, securable: Securable, catalog: Catalog): void {
  if (catalog.access.manages(principal, securable)) return;
  const kind = securable.kind.charAt(0) + securable.kind.slice(1).toLowerCase();
  throw insufficientPermissions('MANAGE', kind, securable.key);
}
