/** Every change of the runbook when things go wrong: what was measured moves before the start, then the answer is lost. */
import { expect, test, vi } from 'vitest';
import { declareIntrusion, meanwhile, OUTSIDER, security, WHO } from '../support/access.ts';
import {
  approvalOf,
  buttonsOf,
  cardSays,
  declare,
  expectNothingRan,
  type Office,
  openOffice,
  QUOTED,
  sentFor,
  TABLE,
} from '../support/approvals.ts';
import { askFor, type Inputs } from '../support/changing.ts';

vi.setConfig({ testTimeout: 120_000 });

const CLEAN = 'banking_catalog.banking_silver.transactions_clean';
const GOLD = 'banking_catalog.banking_gold';
const PROTECTED = `${GOLD}.customer_360_cls_protected`;
const SSN = 'ALTER COLUMN ssn_last_4';

type Trouble = {
  readonly title: string;
  readonly inputs: Inputs;
  /** What somebody else does past the bot after the approval, and what the void card says of it. */
  readonly elsewhere: string;
  readonly moved: string | RegExp;
  /** Asked for again after that, where it is not the same. */
  readonly again?: Inputs;
  readonly statement: RegExp;
  /** What the platform shows once the answer is lost. */
  readonly found: string;
};

const DATA: { readonly [action: string]: Trouble } = {
  'optimize-table': {
    title: 'Optimize a table',
    inputs: { Table: CLEAN, 'Order by (ZORDER)': 'account_id' },
    elsewhere: `OPTIMIZE ${CLEAN}`,
    moved: 'last optimize was null and is 20',
    statement: /^OPTIMIZE/,
    found: "The table's history shows it: version 21 is an OPTIMIZE, made by svc-runbook-actions",
  },
  'vacuum-table': {
    title: 'Vacuum a table',
    inputs: { Table: CLEAN },
    elsewhere: `RESTORE TABLE ${CLEAN} TO VERSION AS OF 18`,
    moved: 'last restore was null and is 20',
    statement: /^VACUUM .* HOURS \/\*/,
    found: "The table's history shows it: version 22 is the end of a VACUUM.",
  },
  'add-columns': {
    title: 'Add missing columns to a table',
    inputs: { 'Columns to add': 'device_id STRING, fee DECIMAL(8,2)' },
    elsewhere: `ALTER TABLE ${TABLE} ADD COLUMNS (fee DECIMAL(8,2))`,
    moved: 'missing was ["device_id STRING","fee DECIMAL(8,2)"] and is ["device_id STRING"]',
    again: { 'Columns to add': 'device_id STRING' },
    statement: /^ALTER TABLE/,
    found: `DESCRIBE shows it: ${TABLE} has device_id STRING.`,
  },
  'set-auto-optimize': {
    title: 'Set automatic optimization',
    inputs: {},
    elsewhere: `ALTER TABLE ${TABLE} SET TBLPROPERTIES ('delta.autoOptimize.autoCompact' = 'false')`,
    moved: 'auto compact was "" and is "false"',
    statement: /^ALTER TABLE/,
    found: 'The table shows it: optimizeWrite is true, autoCompact is true.',
  },
};

const ACCESS: { readonly [action: string]: Trouble } = {
  'revoke-table': {
    title: 'Take away access to a table',
    inputs: { [WHO]: OUTSIDER, Table: TABLE, Privileges: ['MODIFY'] },
    elsewhere: `REVOKE SELECT ON TABLE ${QUOTED} FROM \`${OUTSIDER}\``,
    moved: 'direct grants was ["MODIFY","SELECT"] and is ["MODIFY"]',
    statement: /^REVOKE/,
    found: `${OUTSIDER} no longer holds MODIFY on ${TABLE}`,
  },
  'grant-table': {
    title: 'Give access to a table',
    inputs: { [WHO]: 'contractors', Table: TABLE, Privileges: ['SELECT'] },
    elsewhere: `GRANT MODIFY ON TABLE ${QUOTED} TO contractors`,
    moved: 'lasting grants was [] and is ["MODIFY"]',
    statement: /^GRANT/,
    found: `SHOW GRANTS shows it: contractors holds SELECT on ${TABLE}`,
  },
  'set-mask': {
    title: 'Mask a column',
    inputs: { Mask: `${GOLD}.mask_ssn_strict` },
    elsewhere: `ALTER TABLE ${GOLD}.customer_360 ${SSN} SET MASK ${GOLD}.mask_ssn_partial`,
    moved: `former was "" and is "${GOLD}.mask_ssn_partial"`,
    statement: /^ALTER TABLE/,
    found: `The table shows it: ssn_last_4 is masked by ${GOLD}.mask_ssn_strict.`,
  },
  'drop-mask': {
    title: 'Take the mask off a column',
    inputs: { Table: PROTECTED },
    elsewhere: `ALTER TABLE ${PROTECTED} ${SSN} SET MASK ${GOLD}.mask_ssn_strict`,
    moved: `former was "${GOLD}.mask_ssn_partial" and is "${GOLD}.mask_ssn_strict"`,
    statement: /^ALTER TABLE/,
    found: 'The table shows it: ssn_last_4 has no mask any more.',
  },
};

async function inTrouble(trouble: Trouble, begin: (office: Office) => Promise<void>, approve: Approve) {
  const { title, inputs, elsewhere, moved, again = inputs, statement, found } = trouble;
  let isFirst = true;
  const office = await openOffice({
    approved: async (now) => {
      if (isFirst) await meanwhile(now, elsewhere);
      isFirst = false;
    },
  });
  await begin(office);
  const first = await askFor(office, title, inputs);
  await cardSays(office, first, '⏳ Approval needed');
  await approve(office, first.id);
  await cardSays(office, first, '⚠️ Void, nothing ran');
  await cardSays(office, first, moved);
  await expectNothingRan(office, first);

  const second = await askFor(office, title, again);
  await cardSays(office, second, '⏳ Approval needed');
  office.lakehouse.faults.add({ kind: 'cut_after', match: statement });
  await approve(office, second.id);
  await cardSays(office, second, '❓ In doubt');
  await cardSays(office, second, found);
  expect(buttonsOf(office, second)).not.toContain('Approve');
  const { prepared, evidence } = await approvalOf(office, second);
  return { applied: evidence?.applied, shown: prepared?.bill.text, sent: sentFor(office, second) };
}

type Approve = (office: Office, id: string) => Promise<unknown>;

const davidApproves: Approve = ({ david }, id) => david.press('Approve', { in: id });
const aishaApproves: Approve = (office, id) => security(office).press('Approve', { in: id });

test.each([
  ...Object.entries(DATA).map(([id, trouble]) => [id, trouble, declare, davidApproves] as const),
  ...Object.entries(ACCESS).map(([id, trouble]) => [id, trouble, declareIntrusion, aishaApproves] as const),
])(
  '%s: evidence that moved voids it; an answer that is lost is looked up in the platform, and never sent again',
  async (_id, trouble, begin, approve) => {
    const { applied, shown, sent } = await inTrouble(trouble, begin, approve);
    expect(applied).toBe('seen');
    expect(sent.map(({ text, outcome }) => ({ text, outcome }))).toEqual([
      { text: shown, outcome: 'succeeded' },
    ]);
  },
);
