/** What people type into the forms of the runbook's changes that is none of what is asked for. */
import { expect, test, vi } from 'vitest';
import type { Warehouse } from '../../src/check/warehouse.ts';
import { declareIntrusion, WHO } from '../support/access.ts';
import { declare, type Office, openOffice, PATIENCE_MS } from '../support/approvals.ts';
import { ACTIONS } from '../support/bot.ts';
import type { Inputs } from '../support/changing.ts';
import { openRequest } from '../support/requesting.ts';

vi.setConfig({ testTimeout: 120_000 });

const WHY = 'Why? The approver decides on this.';
const INJECTED = 'a.b.c`; DROP TABLE x; --';
const PING = '<!channel>';
const LONG = 'x'.repeat(3_000);

type Hostile = {
  readonly action: string;
  readonly good: Inputs;
  readonly bad: readonly (readonly [string, string, string])[];
};

const DATA: readonly Hostile[] = [
  {
    action: 'Optimize a table',
    good: {},
    bad: [
      ['Order by (ZORDER)', 'id) -- ', 'Not a column name'],
      ['Order by (ZORDER)', 'id`, `x', 'Not a column name'],
      ['Order by (ZORDER)', PING, 'Not a column name'],
      ['Order by (ZORDER)', 'i\u200bd', 'U+200B'],
      ['Order by (ZORDER)', LONG, 'At most 1000 characters'],
    ],
  },
  {
    action: 'Vacuum a table',
    good: {},
    bad: [
      ['Hours that are kept', '167', 'at least 168'],
      ['Hours that are kept', '0', 'at least 168'],
    ],
  },
  {
    action: 'Add missing columns to a table',
    good: {},
    bad: [
      ['Columns to add', 'id', 'Give each column its type'],
      ['Columns to add', "id STRING DEFAULT 'x'", 'Give each column its type'],
      ['Columns to add', 'id STRING); DROP TABLE x; --', 'Give each column its type'],
      ['Columns to add', '`id` STRING', 'Not a column name'],
      ['Columns to add', `${PING} STRING`, 'Not a column name'],
      ['Columns to add', 'іd STRING', 'U+0456'],
      ['Columns to add', LONG, 'At most 1000 characters'],
    ],
  },
];

const ACCESS: readonly Hostile[] = [
  {
    action: 'Mask a column',
    good: { Mask: 'banking_catalog.banking_gold.mask_ssn_strict' },
    bad: [
      ['Table', INJECTED, 'is not a name'],
      ['Table', 'a.b', 'three parts'],
      ['Table', PING, 'three parts'],
      ['Table', 'bank.gold.c\u202eards', 'U+202E'],
      ['Column', 'ssn` SET MASK x', 'Not a column name'],
      ['Column', PING, 'Not a column name'],
      ['Column', LONG, 'At most 1000 characters'],
    ],
  },
  {
    action: 'Take away access to a table',
    good: { [WHO]: 'contractors', Privileges: ['SELECT'] },
    bad: [
      [WHO, ACTIONS.toUpperCase(), 'one of the bot'],
      [WHO, 'account users', 'stands for everybody'],
      [WHO, 'x` FROM `y', 'Not a principal'],
      [WHO, PING, 'Not a principal'],
      ['Table', INJECTED, 'is not a name'],
    ],
  },
  {
    action: 'Give access to a table',
    good: { [WHO]: 'contractors', Privileges: ['SELECT'] },
    bad: [
      [WHO, 'admins', 'stands for everybody or for the administrators'],
      [WHO, LONG, 'At most 1000 characters'],
      ['Table', LONG, 'At most 1000 characters'],
    ],
  },
];

/**
 * A bot that has asked who it is before the first form comes. It asks at the first form about somebody; an answer that takes
 * long is looked at when the request has been made, and not beside the input.
 */
async function officeThatKnowsItself(): Promise<Office> {
  let itself: Promise<unknown> = Promise.resolve();
  const actions = (warehouse: Warehouse): Warehouse => {
    const asked = warehouse.identity();
    itself = asked;
    return { ...warehouse, identity: () => asked };
  };
  const office = await openOffice({}, { actions });
  await itself;
  return office;
}

test.each([
  ['a table', DATA, declare],
  ['access', ACCESS, declareIntrusion],
] as const)(
  'whatever is typed into the forms about %s that is not of its type is refused beside its input, and nothing is asked for',
  async (_, forms, begin) => {
    const office = await officeThatKnowsItself();
    const { maria } = office;
    await begin(office);
    for (const { action, good, bad } of forms) {
      for (const [label, value, words] of bad) {
        // A fresh form each time: otherwise what was typed before could be what is refused.
        await openRequest(maria, action, { in: 'Command: ' });
        await maria.fill({ ...good, [WHY]: 'Trying', [label]: value });
        await maria.submit();
        await maria.waitFor(words, { timeoutMs: PATIENCE_MS });
        await maria.dismiss();
      }
    }
    expect(await office.journal.find('approval', 'live', { limit: 10 })).toMatchObject({ ids: [] });
    expect(
      office.lakehouse.received.some(({ text }) => /^(?:OPTIMIZE|VACUUM|ALTER|GRANT|REVOKE)/.test(text)),
    ).toBe(false);
  },
);
