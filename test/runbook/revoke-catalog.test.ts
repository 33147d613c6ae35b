import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../src/check/warehouse.ts';
import {
  evaluateFacts,
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
import { present, realRunbook } from './fixtures.ts';
import { REFUSED, read, sceneOf } from './scenes.ts';

const params = { principal: 'Jane@bank.example', catalog: 'bank' };

let runbook: Runbook;
let revoke: Action;

beforeAll(async () => {
  runbook = await realRunbook();
  revoke = present(runbook.actions['revoke-catalog']);
});

function grants(principal: string, ...privileges: readonly string[]): readonly Row[] {
  return privileges.map((actionType) => ({
    principal,
    actionType,
    objectType: 'CATALOG',
    objectKey: 'bank',
  }));
}

function held(held_by: string, how: string, objects = 1, example = 'gold.cards'): Row {
  return { held_by, how, objects, example };
}

const OWN = grants('jane@bank.example', 'USE CATALOG', 'SELECT');
const OTHERS = [
  ...grants('analysts', 'SELECT'),
  ...grants('account users', 'BROWSE'),
  ...grants('strangers', 'MODIFY'),
];
const HOLDERS = ['jane@bank.example', 'analysts', 'account users', 'strangers'].map((name) =>
  held(name, 'catalog'),
);

function reads(more: Reads = {}): Reads {
  return {
    direct: read(OWN),
    everyone: read([...OWN, ...OTHERS]),
    owner: read([
      { info_name: 'Catalog Name', info_value: 'bank' },
      { info_name: 'Owner', info_value: 'platform' },
    ]),
    groups: read([
      { name: 'analysts', directGroup: true },
      { name: 'idle', directGroup: false },
    ]),
    beneath: read([
      ...HOLDERS,
      held('JANE@bank.example', 'table', 3),
      held('jane@bank.example', 'owned schema', 1, 'sandbox'),
      held('analysts', 'schema', 2),
      held('strangers', 'table', 9),
    ]),
    ...more,
  };
}

function scene(more: Reads = {}) {
  return sceneOf(revoke, params, reads(more));
}

describe('what is measured before access is taken away', () => {
  it('is what goes, and what is left by every other route', () => {
    expect(shownEvidence(revoke, scene())).toEqual([
      { label: 'Takes away', value: 'SELECT, USE CATALOG' },
      { label: 'Keeps on schemas and tables', value: '3 tables (gold.cards, …), 1 owned schema (sandbox)' },
      { label: 'Keeps, by groups', value: 'analysts (the catalog, 2 schemas)' },
      { label: 'Keeps, as everybody', value: 'BROWSE' },
    ]);
    expect(warningsOf(revoke, scene())).toEqual([
      expect.stringContaining('does not shut them out'),
      expect.stringContaining('Not looked at'),
    ]);
    expect(refusal(revoke, scene())).toBeNull();
  });

  it('is the same whatever the case of the columns', () => {
    const capital = (rows: readonly Row[]) =>
      read(
        rows.map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([name, cell]) => [name.charAt(0).toUpperCase() + name.slice(1), cell]),
          ),
        ),
      );
    const more = scene({ direct: capital(OWN), everyone: capital([...OWN, ...OTHERS]) });
    expect(shownEvidence(revoke, more)).toEqual(shownEvidence(revoke, scene()));
    expect(warningsOf(revoke, more)).toEqual(warningsOf(revoke, scene()));
  });

  it('says nothing of groups and grants of others, and what stays in the store is about this principal alone', () => {
    expect(JSON.stringify(scene().facts)).not.toMatch(/strangers|idle \(/);
  });

  it('tells MANAGE and EXTERNAL USE, which REVOKE ALL PRIVILEGES leaves, and ownership', () => {
    const direct = read([...OWN, ...grants('jane@bank.example', 'MANAGE', 'EXTERNAL USE SCHEMA')]);
    const more = scene({ direct, owner: read([{ info_name: 'Owner', info_value: 'JANE@bank.example' }]) });
    expect(shownEvidence(revoke, more)[0]?.value).toBe('SELECT, USE CATALOG');
    expect(warningsOf(revoke, more)).toEqual(
      expect.arrayContaining([
        'They own bank: they can do anything there, before and after.',
        'EXTERNAL USE SCHEMA, MANAGE stays: REVOKE ALL PRIVILEGES does not take it.',
      ]),
    );
    const byGroup = scene({ owner: read([{ info_name: 'Owner', info_value: 'Idle' }]) });
    expect(shownEvidence(revoke, byGroup)[2]?.value).toBe(
      'analysts (the catalog, 2 schemas), idle (owns the catalog)',
    );
  });

  it.each<readonly [string, Reads, string]>([
    ['the groups', { groups: REFUSED }, 'which groups they are in'],
    ['all of the groups', { groups: read([], true) }, 'which groups they are in'],
    ['what others hold', { everyone: REFUSED }, 'what groups hold on the catalog, all grants and owners'],
    ['what is beneath', { beneath: REFUSED }, 'all grants and owners of schemas and tables'],
    [
      'all of what is beneath',
      { beneath: read(HOLDERS, true) },
      'all grants and owners of schemas and tables',
    ],
    [
      'more than its own grants, as the view shows them to who does not manage the catalog',
      { beneath: read([held('svc-actions', 'catalog')]) },
      'all grants and owners of schemas and tables',
    ],
    ['the owner', { owner: { outcome: 'timed_out', afterMs: 60_000 } }, 'who owns the catalog'],
    ['an owner', { owner: read([{ info_name: 'Owner', info_value: null }]) }, 'who owns the catalog'],
  ])('that could not see %s is said, and is never “nothing”', (_, more, words) => {
    expect(warningsOf(revoke, scene(more))[0]).toMatch(
      new RegExp(`^Could not see .*${words}.*they may keep more`),
    );
    expect(refusal(revoke, scene(more))).toBeNull();
  });

  it('is refused when there is nothing to take, with where the access comes from', () => {
    const none = scene({ direct: read([]) });
    expect(refusal(revoke, none)).toMatch(
      /^Jane@bank\.example holds nothing directly on bank: there is nothing to take away\. .*3 tables.*groups: analysts \(the catalog, 2 schemas\);.*BROWSE\./,
    );
    expect(refusal(revoke, scene({ direct: read([]), groups: REFUSED }))).toMatch(
      /Could not see which groups/,
    );
    const owner = read([{ info_name: 'Owner', info_value: params.principal }]);
    expect(refusal(revoke, scene({ direct: read([]), owner }))).toContain('BROWSE. They own the catalog.');
    const manages = read(grants('jane@bank.example', 'MANAGE'));
    expect(refusal(revoke, scene({ direct: manages }))).toMatch(/holds only MANAGE on bank/);
  });

  it('can be kept as it is, for the owner is compared at the start, and is a person as often as a group', () => {
    const owner = read([{ info_name: 'Owner', info_value: 'olga@bank.example' }]);
    const kept = keptFacts(revoke, scene({ owner }));
    expect(kept).toMatchObject({
      ok: true,
      facts: { owner: 'olga@bank.example', taken: ['SELECT', 'USE CATALOG'] },
    });
  });

  it('is not made up when the grants themselves cannot be read', () => {
    expect(evaluateFacts(revoke, reads({ direct: REFUSED }), params)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('INSUFFICIENT_PERMISSIONS'),
    });
  });

  it('has moved when the grants or the owner have, and not when they come in another order', () => {
    const before = scene().facts;
    expect(movedFacts(revoke, before, scene({ direct: read(OWN.toReversed()) }).facts)).toEqual([]);
    expect(movedFacts(revoke, before, scene({ direct: read(OWN.slice(1)) }).facts)).toEqual([
      'direct_grants',
    ]);
    const other = read([{ info_name: 'Owner', info_value: 'somebody' }]);
    expect(movedFacts(revoke, before, scene({ owner: other }).facts)).toEqual(['owner']);
  });
});

describe('access that was taken away', () => {
  const after = (more: Reads) => ({
    params,
    before: scene().facts,
    claimedAt: '2026-01-05T12:00:00.000Z',
    until: '2026-01-05T12:02:30.000Z',
    reads: reads(more),
  });

  it('is verified by SHOW GRANTS, and what they keep is said again', () => {
    const { outcome, sentence } = judgeVerification(revoke, after({ direct: read([]) }));
    expect(outcome).toBe('verified');
    expect(sentence).toMatch(
      /^Gone: .*3 tables \(gold\.cards, …\).*by groups: analysts \(the catalog, 2 schemas\).*BROWSE/,
    );
    const blind = judgeVerification(revoke, after({ direct: read([]), groups: REFUSED }));
    expect(blind).toMatchObject({
      outcome: 'verified',
      sentence: expect.stringContaining('Could not see which groups'),
    });
  });

  it('is not verified while anything of it is left, nor when nobody could look', () => {
    expect(judgeVerification(revoke, after({ direct: read(OWN.slice(1)) }))).toEqual({
      outcome: 'failed',
      sentence: 'SHOW GRANTS still shows SELECT for Jane@bank.example on bank.',
    });
    expect(judgeVerification(revoke, after({ direct: REFUSED }))).toMatchObject({ outcome: 'could_not_see' });
  });

  it('without an answer is found out by SHOW GRANTS alone', () => {
    expect(judgeReconcile(revoke, after({ direct: read([]) }))).toMatchObject({
      outcome: 'applied',
      sentence: expect.stringContaining('no longer holds SELECT, USE CATALOG'),
    });
    expect(judgeReconcile(revoke, after({}))).toMatchObject({ outcome: 'not_seen' });
    expect(judgeReconcile(revoke, after({ direct: REFUSED, groups: REFUSED }))).toMatchObject({
      outcome: 'could_not_see',
    });
  });

  it('is undone by the exact grants, whose values stand the same examination', () => {
    const undo = undoOf(revoke, { params, before: scene().facts });
    expect(undo).toMatchObject({
      action: 'grant-catalog',
      with: { principal: 'Jane@bank.example', catalog: 'bank', privileges: 'SELECT, USE CATALOG' },
    });
    const grant = present(runbook.actions['grant-catalog']);
    expect(parseParameters(grant.parameters, undo?.with ?? {})).toMatchObject({ ok: true });
    expect(grant.approvers).toEqual(revoke.approvers);
  });
});

describe('giving access', () => {
  const given = { ...params, privileges: 'SELECT, USE CATALOG' };
  const grant = () => present(runbook.actions['grant-catalog']);
  const measured = (...rows: readonly Row[]) => {
    const seen = { direct: read(rows) };
    const facts = evaluateFacts(grant(), seen, given);
    if (!facts.ok) throw new Error(facts.problem);
    return { params: given, reads: seen, facts: facts.facts };
  };

  it('gives what is missing, and is refused where nothing is', () => {
    expect(shownEvidence(grant(), measured(...OWN.slice(1)))[0]).toEqual({
      label: 'Gives',
      value: 'USE CATALOG',
    });
    expect(refusal(grant(), measured(...OWN))).toMatch(/already: there is nothing to give/);
    expect(refusal(grant(), measured(...grants('jane@bank.example', 'ALL PRIVILEGES')))).toMatch(/already/);
  });

  it('can be taken back as a whole only where nothing was held before', () => {
    expect(undoOf(grant(), { params: given, before: measured().facts })).toMatchObject({
      action: 'revoke-catalog',
    });
    expect(undoOf(grant(), { params: given, before: measured(...OWN.slice(1)).facts })).toBeNull();
  });
});

describe('the checks that find somebody', () => {
  it.each(['unauthorized-access', 'pii-access', 'user-activity', 'user-roles', 'show-grants'])(
    '%s offers to take their access away',
    (id) => {
      const offered = present(runbook.checks[id]).suggests.flatMap((lead) =>
        'action' in lead ? [lead.action] : [],
      );
      expect(offered).toContain('revoke-catalog');
    },
  );
});
