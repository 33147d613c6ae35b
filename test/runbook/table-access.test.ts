import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../src/check/warehouse.ts';
import {
  judgeReconcile,
  judgeVerification,
  movedFacts,
  type Reads,
  refusal,
  shownEvidence,
  undoOf,
  warningsOf,
} from '../../src/runbook/evidence.ts';
import { keptFacts } from '../../src/runbook/evidence-discretion.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { judge } from '../../src/runbook/verdict.ts';
import { present, realRunbook } from './fixtures.ts';
import { afterwards, REFUSED, read, sceneOf } from './scenes.ts';

const JANE = 'Jane@bank.example';
const TABLE = 'bank.gold.cards';
const wish = (privileges: string) => ({ principal: JANE, table: TABLE, privileges });

let runbook: Runbook;
let revoke: Action;
let grant: Action;

beforeAll(async () => {
  runbook = await realRunbook();
  revoke = present(runbook.actions['revoke-table']);
  grant = present(runbook.actions['grant-table']);
});

const LEVELS = { TABLE, SCHEMA: 'bank.gold', CATALOG: 'bank' };

function grants(principal: string, objectType: keyof typeof LEVELS, ...privileges: string[]): readonly Row[] {
  return privileges.map((actionType) => ({
    principal,
    actionType,
    objectType,
    objectKey: LEVELS[objectType],
  }));
}

const OWN = [
  ...grants('jane@bank.example', 'TABLE', 'SELECT', 'MODIFY'),
  ...grants('jane@bank.example', 'CATALOG', 'USE CATALOG', 'SELECT'),
];
const OTHERS = [
  ...grants('analysts', 'SCHEMA', 'USE SCHEMA', 'SELECT'),
  ...grants('account users', 'CATALOG', 'BROWSE'),
  ...grants('strangers', 'TABLE', 'MODIFY'),
];
const OWNERS = [
  { what: 'table', owner: 'platform' },
  { what: 'schema', owner: 'platform' },
  { what: 'catalog', owner: 'idle' },
];

function reads(more: Reads = {}): Reads {
  return {
    direct: read(OWN),
    everyone: read([...OWN, ...OTHERS]),
    groups: read([{ name: 'Analysts' }, { name: 'idle' }, { name: 'users' }]),
    owners: read(OWNERS),
    ...more,
  };
}

const scene = (privileges = 'MODIFY', more: Reads = {}) => sceneOf(revoke, wish(privileges), reads(more));

describe('what is measured before access to a table is taken away', () => {
  it('is what goes, and what is left on the table and by every other route', () => {
    expect(shownEvidence(revoke, scene())).toEqual([
      { label: 'Takes away', value: 'MODIFY' },
      { label: 'Keeps on the table', value: 'SELECT' },
      { label: 'Keeps, from above', value: 'SELECT on the catalog' },
      { label: 'Keeps, by groups', value: 'analysts (SELECT on the schema), idle (owns the catalog)' },
      { label: 'Keeps, as everybody', value: 'BROWSE on the catalog' },
    ]);
    expect(warningsOf(revoke, scene())).toEqual([expect.stringContaining('may not shut them out')]);
    expect(refusal(revoke, scene())).toBeNull();
    expect(JSON.stringify(scene().facts)).not.toContain('strangers');
  });

  it('of ALL PRIVILEGES is everything but MANAGE, ownership and EXTERNAL USE', () => {
    const direct = read([...OWN, ...grants(JANE, 'TABLE', 'MANAGE', 'EXTERNAL USE SCHEMA')]);
    const all = scene('ALL PRIVILEGES', { direct });
    expect(all.facts).toMatchObject({
      taken: ['MODIFY', 'SELECT'],
      staying: ['EXTERNAL USE SCHEMA', 'MANAGE'],
    });
  });

  it('warns that ALL PRIVILEGES, and ownership, are left', () => {
    const direct = read([...OWN, ...grants(JANE, 'TABLE', 'ALL PRIVILEGES')]);
    const owners = read([{ what: 'table', owner: JANE }, ...OWNERS.slice(1)]);
    expect(warningsOf(revoke, scene('MODIFY', { direct, owners }))).toEqual(
      expect.arrayContaining([
        'They keep ALL PRIVILEGES on the table, which holds MODIFY as well.',
        'They own the table: they can read and change it, before and after.',
      ]),
    );
  });

  it.each<readonly [string, Reads, string]>([
    ['the groups', { groups: REFUSED }, 'which groups they are in'],
    ['what others hold', { everyone: REFUSED }, 'what groups hold on it'],
    ['all of it', { everyone: read(OWN, true) }, 'what groups hold on it'],
    ['every owner', { owners: read(OWNERS.slice(0, 2)) }, 'who owns the table, its schema and its catalog'],
    ['the owners', { owners: REFUSED }, 'who owns the table'],
  ])('that could not see %s is said, and is never “nothing”', (_, more, words) => {
    expect(warningsOf(revoke, scene('MODIFY', more))[0]).toMatch(
      new RegExp(`^Could not see .*${words}.*they may keep more`),
    );
  });

  it('is refused where there is nothing to take, with where the access comes from or what there is to take', () => {
    expect(refusal(revoke, scene('MODIFY', { direct: read(grants(JANE, 'CATALOG', 'SELECT')) }))).toMatch(
      /holds nothing directly on bank\.gold\.cards.*above: SELECT on the catalog; groups: analysts/,
    );
    expect(refusal(revoke, scene('APPLY TAG'))).toMatch(/does not hold APPLY TAG .* but MODIFY, SELECT/);
  });

  it('has moved when the grants or who owns it have, and can be kept as it is', () => {
    const before = scene().facts;
    expect(movedFacts(revoke, before, scene('MODIFY', { direct: read(OWN.toReversed()) }).facts)).toEqual([]);
    expect(movedFacts(revoke, before, scene('MODIFY', { direct: read(OWN.slice(1)) }).facts)).toEqual([
      'direct_grants',
    ]);
    const owners = read([{ what: 'table', owner: JANE }]);
    expect(movedFacts(revoke, before, scene('MODIFY', { owners }).facts)).toEqual(['owns']);
    expect(keptFacts(revoke, scene())).toMatchObject({ ok: true, facts: { taken: ['MODIFY'] } });
  });
});

describe('access to a table that was taken away', () => {
  const after = (more: Reads) => afterwards(wish('MODIFY'), scene().facts, reads(more));

  it('is verified by SHOW GRANTS, and what they keep is said again', () => {
    expect(judgeVerification(revoke, after({ direct: read(OWN.slice(0, 1)) }))).toMatchObject({
      outcome: 'verified',
      sentence: expect.stringMatching(/^Gone: .*Kept on the table: SELECT; .*by groups: analysts/),
    });
    expect(judgeVerification(revoke, after({}))).toEqual({
      outcome: 'failed',
      sentence: 'SHOW GRANTS still shows MODIFY for Jane@bank.example on bank.gold.cards.',
    });
    expect(judgeVerification(revoke, after({ direct: REFUSED }))).toMatchObject({ outcome: 'could_not_see' });
  });

  it('without an answer is found out by SHOW GRANTS alone', () => {
    expect(judgeReconcile(revoke, after({ direct: read([]) }))).toMatchObject({ outcome: 'applied' });
    expect(judgeReconcile(revoke, after({}))).toMatchObject({ outcome: 'not_seen' });
    expect(judgeReconcile(revoke, after({ direct: REFUSED }))).toMatchObject({ outcome: 'could_not_see' });
  });

  it('is undone by the exact grants, by no weaker approvers', () => {
    const undo = undoOf(revoke, { params: wish('ALL PRIVILEGES'), before: scene('ALL PRIVILEGES').facts });
    expect(undo).toMatchObject({ action: 'grant-table', with: wish('MODIFY, SELECT') });
    expect(parseParameters(grant.parameters, undo?.with ?? {})).toMatchObject({ ok: true });
    expect(grant.approvers).toEqual(revoke.approvers);
  });
});

describe('giving access to a table', () => {
  const given = (privileges: string, ...rows: readonly Row[]) =>
    sceneOf(grant, wish(privileges), { direct: read(rows) });

  it('gives what is missing, says what it allows, and is refused where nothing is missing', () => {
    const some = given('MODIFY, SELECT', ...grants(JANE, 'TABLE', 'SELECT'));
    expect(shownEvidence(grant, some)[0]).toEqual({ label: 'Gives', value: 'MODIFY' });
    expect(warningsOf(grant, some)).toEqual([
      'They will be able to change and delete rows.',
      expect.stringContaining('nothing without USE CATALOG and USE SCHEMA'),
    ]);
    const reaching = given('SELECT', ...grants(JANE, 'CATALOG', 'USE CATALOG', 'USE SCHEMA'));
    expect(warningsOf(grant, reaching)).toEqual([]);
    expect(refusal(grant, given('SELECT', ...grants(JANE, 'TABLE', 'SELECT')))).toMatch(/nothing to give/);
    expect(refusal(grant, given('SELECT', ...grants(JANE, 'TABLE', 'ALL PRIVILEGES')))).toMatch(/already/);
  });

  it('is verified and reconciled by what SHOW GRANTS shows on the table itself', () => {
    const before = given('SELECT').facts;
    const after = (...rows: readonly Row[]) => afterwards(wish('SELECT'), before, { direct: read(rows) });
    expect(judgeVerification(grant, after(...grants(JANE, 'TABLE', 'SELECT')))).toMatchObject({
      outcome: 'verified',
    });
    expect(judgeVerification(grant, after(...grants(JANE, 'CATALOG', 'SELECT')))).toMatchObject({
      outcome: 'failed',
    });
    expect(judgeReconcile(grant, after(...grants(JANE, 'TABLE', 'SELECT')))).toMatchObject({
      outcome: 'applied',
    });
    expect(judgeReconcile(grant, after())).toMatchObject({ outcome: 'not_seen' });
  });

  it('is undone by taking what was new, and not at all where that would take more', () => {
    const held = grants(JANE, 'TABLE', 'SELECT');
    const undo = (privileges: string, ...rows: readonly Row[]) =>
      undoOf(grant, { params: wish(privileges), before: given(privileges, ...rows).facts });
    expect(undo('MODIFY, SELECT', ...held)).toMatchObject({ action: 'revoke-table', with: wish('MODIFY') });
    expect(undo('ALL PRIVILEGES')).toMatchObject({ with: wish('ALL PRIVILEGES') });
    expect(undo('ALL PRIVILEGES', ...held)).toBeNull();
  });
});

describe('the check of a table’s grants', () => {
  const judged = (...rows: readonly Row[]) =>
    judge(present(runbook.checks['table-grants']), read(rows), { table: TABLE });

  it('fails where everybody can read, warns where a person can by themselves, passes groups', () => {
    expect(judged(...grants('Account Users', 'SCHEMA', 'SELECT'))).toMatchObject({ verdict: 'fail' });
    expect(judged(...grants('account users', 'CATALOG', 'BROWSE', 'USE CATALOG'))).toMatchObject({
      verdict: 'pass',
    });
    expect(judged(...grants('analysts', 'TABLE', 'SELECT'))).toMatchObject({ verdict: 'pass' });
    const found = judged(...OWN);
    expect(found).toMatchObject({
      verdict: 'warn',
      sentence: 'jane@bank.example holds SELECT on bank.gold.cards themselves, and not by a group.',
    });
    expect(found.suggests[0]).toEqual({
      action: 'revoke-table',
      with: { table: TABLE, principal: 'jane@bank.example', privileges: 'SELECT' },
    });
  });
});
