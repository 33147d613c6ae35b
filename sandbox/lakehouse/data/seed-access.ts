/**
 * Who may see what in the demo. The contractor of the audit log has grants on the catalog and on a table, and more by a
 * group: what was granted to one of them is not all that has to go.
 */
import type { AccessSeed, Grant, SecurableKind } from './access.ts';

const KINDS = ['CATALOG', 'SCHEMA', 'TABLE'] as const satisfies readonly SecurableKind[];

const on = (key: string, principal: string, ...privileges: readonly string[]): readonly Grant[] => {
  const kind = KINDS[key.split('.').length - 1] ?? 'TABLE';
  return privileges.map((privilege) => ({ principal, privilege, on: { kind, key } }));
};

const CATALOG = 'banking_catalog';
const OUTSIDER = 'r.vance@contractor.test';

export const demoAccess: AccessSeed = {
  principals: {
    directory_readers: [],
    'data-platform': [],
    'security-platform': [],
    data_engineers: [],
    fraud_analysts: [],
    contractors: [],
    runbook_readers: [],
    'svc-runbook-reader': ['runbook_readers'],
    'svc-runbook-actions': ['directory_readers'],
    'svc-ingest@examplebank.test': ['data_engineers'],
    'svc-backfill@examplebank.test': ['data_engineers'],
    'svc-reporting@examplebank.test': [],
    'anna.lind@examplebank.test': ['fraud_analysts'],
    'omar.haddad@examplebank.test': ['fraud_analysts'],
    'grace.kim@examplebank.test': ['data_engineers'],
    [OUTSIDER]: ['contractors'],
  },
  owners: {
    [CATALOG]: 'data-platform',
    [`${CATALOG}.banking_bronze`]: 'data-platform',
    [`${CATALOG}.banking_gold`]: 'data-platform',
    [`${CATALOG}.audit_logging`]: 'security-platform',
  },
  grants: [
    ...on(CATALOG, 'account users', 'BROWSE'),
    ...on(CATALOG, 'data_engineers', 'USE CATALOG', 'USE SCHEMA', 'SELECT', 'MODIFY'),
    ...on(CATALOG, 'fraud_analysts', 'USE CATALOG', 'USE SCHEMA'),
    ...on(CATALOG, 'runbook_readers', 'USE CATALOG', 'USE SCHEMA', 'SELECT'),
    ...on(CATALOG, 'svc-runbook-actions', 'USE CATALOG', 'USE SCHEMA', 'MANAGE'),
    ...on(CATALOG, OUTSIDER, 'USE CATALOG', 'USE SCHEMA', 'SELECT'),
    ...on(`${CATALOG}.banking_bronze`, 'contractors', 'USE SCHEMA', 'SELECT'),
    ...on(`${CATALOG}.banking_gold`, 'fraud_analysts', 'SELECT'),
    ...on(`${CATALOG}.banking_gold`, 'svc-reporting@examplebank.test', 'USE SCHEMA', 'SELECT'),
    ...on(`${CATALOG}.banking_bronze.transactions`, OUTSIDER, 'SELECT', 'MODIFY'),
  ],
};
