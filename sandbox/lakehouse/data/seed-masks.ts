/**
 * The masking functions of the demo. The copy that analysts read shows them the last digits; `mask_ssn_strict` shows
 * them to nobody. On `customer_360` itself nobody has set either.
 */
import type { AccessSeed } from './access.ts';
import type { Routine } from './catalog.ts';

const CATALOG = 'banking_catalog';
const SCHEMA = 'banking_gold';

const routine = (name: string, body: string): Routine => ({
  fullName: [CATALOG, SCHEMA, name],
  owner: 'security-platform',
  parameters: [{ name: 'ssn', type: 'STRING' }],
  returns: 'STRING',
  body,
});

export const maskSsnPartial = routine(
  'mask_ssn_partial',
  "CASE WHEN is_account_group_member('fraud_analysts') THEN ssn ELSE concat('**', substring(ssn, 3, 2)) END",
);

export const demoRoutines: readonly Routine[] = [
  maskSsnPartial,
  routine(
    'mask_ssn_strict',
    "CASE WHEN is_account_group_member('security-platform') THEN ssn ELSE '****' END",
  ),
];

export const routineGrants: AccessSeed['grants'] = demoRoutines.map(({ fullName }) => ({
  principal: 'svc-runbook-actions',
  privilege: 'EXECUTE',
  on: { kind: 'FUNCTION', key: fullName.join('.') },
}));
