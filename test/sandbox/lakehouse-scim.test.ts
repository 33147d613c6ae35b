import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';
import { trust } from '../support/bot.ts';

/** Over the real socket, because what SCIM changes is what SQL then sees. */
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const ANNA = 'anna.lind@examplebank.test';
const GRACE = 'grace.kim@examplebank.test';
const COPY = 'banking_catalog.banking_gold.customer_360_cls_protected';

let lakehouse: Lakehouse;

beforeEach(async () => {
  lakehouse = await startLakehouse({
    tokens: {
      actions: { principal: 'svc-runbook-actions', may: 'change' },
      reader: { principal: 'svc-runbook-reader', may: 'read' },
      grace: { principal: GRACE, may: 'read' },
    },
  });
  trust(lakehouse);
});

afterEach(() => lakehouse.close());

type Body = {
  readonly totalResults?: number;
  readonly Resources?: readonly { readonly id: string; readonly displayName?: string }[];
  readonly members?: readonly { readonly value: string; readonly display: string }[];
};

const call = async (method: string, path: string, body?: object, token = 'actions') => {
  const answer = await fetch(`https://${lakehouse.host}:${lakehouse.port}/api/2.0/account/scim/v2/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Body };
};

const find = async (kind: 'Groups' | 'Users', name: string) => {
  const attribute = kind === 'Groups' ? 'displayName' : 'userName';
  const { body } = await call('GET', `${kind}?filter=${encodeURIComponent(`${attribute} eq "${name}"`)}`);
  return body.Resources?.[0]?.id ?? '';
};

const members = async (group: string) => {
  const { body } = await call('GET', `Groups/${await find('Groups', group)}`);
  return (body.members ?? []).map(({ display }) => display);
};

const patch = async (group: string, operations: readonly object[], token = 'actions') =>
  call('PATCH', `Groups/${await find('Groups', group)}`, { schemas: [PATCH], Operations: operations }, token);

const ssn = async () => {
  const warehouse = warehouseOn(lakehouse, 'grace');
  const text = `SELECT ssn_last_4 FROM ${COPY} WHERE customer_id = 'CU-0003'`;
  const result = await warehouse.read({ text }, { timeoutMs: 30_000, rowsMax: 1 });
  await warehouse.close();
  return result.outcome === 'read' ? result.rows[0]?.['ssn_last_4'] : result;
};

describe('membership', () => {
  test('is added and removed, and what SQL shows follows it', async () => {
    const id = await find('Users', GRACE);
    expect(await ssn()).toBe('**51');
    const added = await patch('fraud_analysts', [{ op: 'add', path: 'members', value: [{ value: id }] }]);
    expect(added).toEqual({ status: 204, body: null });
    expect(await members('fraud_analysts')).toContain(GRACE);
    expect(await ssn()).toBe('3151');
    await patch('fraud_analysts', [{ op: 'remove', path: `members[value eq "${id}"]` }]);
    expect(await members('fraud_analysts')).not.toContain(GRACE);
    expect(await ssn()).toBe('**51');
  });

  test('twice is as good as once, in either form', async () => {
    const id = await find('Users', GRACE);
    const add = { op: 'Add', value: { members: [{ value: id }] } };
    await patch('fraud_analysts', [add]);
    await patch('fraud_analysts', [add]);
    expect((await members('fraud_analysts')).filter((name) => name === GRACE)).toHaveLength(1);
    const remove = { op: 'Remove', path: 'members', value: [{ value: id }] };
    expect(await patch('fraud_analysts', [remove, remove])).toMatchObject({ status: 204 });
    expect(await patch('fraud_analysts', [remove])).toMatchObject({ status: 204 });
  });

  test('changes as a whole or not at all', async () => {
    const id = await find('Users', ANNA);
    const refused = await patch('fraud_analysts', [
      { op: 'remove', path: `members[value eq "${id}"]` },
      { op: 'add', path: 'members', value: [{ value: '17' }] },
    ]);
    expect(refused).toMatchObject({
      status: 404,
      body: { detail: 'Principal with id 17 not found.', status: '404' },
    });
    expect(await members('fraud_analysts')).toContain(ANNA);
  });

  test('is for the group’s manager, and nobody’s where the identity provider keeps it', async () => {
    const value = [{ value: await find('Users', GRACE) }];
    const add = [{ op: 'add', path: 'members', value }];
    const error = ['urn:ietf:params:scim:api:messages:2.0:Error'];
    expect(await patch('fraud_analysts', add, 'reader')).toMatchObject({
      status: 403,
      body: { schemas: error, status: '403' },
    });
    expect(await patch('security-platform', add)).toMatchObject({ status: 403 });
    expect(await patch('contractors', add)).toMatchObject({
      status: 400,
      body: {
        schemas: error,
        scimType: 'mutability',
        detail: expect.stringMatching(/identity provider/) as unknown,
      },
    });
    expect(await members('contractors')).toEqual(['r.vance@contractor.test']);
  });

  test.each([
    [{ schemas: [PATCH], Operations: [] }, 'invalidSyntax'],
    [{ Operations: [{ op: 'add', path: 'members', value: [] }] }, 'invalidSyntax'],
    [{ schemas: [PATCH], Operations: [{ op: 'replace', path: 'members', value: [] }] }, 'invalidSyntax'],
    [{ schemas: [PATCH], Operations: [{ op: 'add', path: 'displayName', value: 'x' }] }, 'invalidPath'],
    [{ schemas: [PATCH], Operations: [{ op: 'remove', path: 'members' }] }, 'invalidPath'],
  ])('%j → %s', async (body, scimType) => {
    const answer = await call('PATCH', `Groups/${await find('Groups', 'fraud_analysts')}`, body);
    expect(answer).toMatchObject({ status: 400, body: { scimType } });
    expect(await members('fraud_analysts')).toHaveLength(2);
  });
});

describe('looking', () => {
  test('finds by the exact name, whatever its case, and says when there is none', async () => {
    expect(await find('Groups', 'FRAUD_ANALYSTS')).toBe(await find('Groups', 'fraud_analysts'));
    const { body } = await call(
      'GET',
      `Users?filter=${encodeURIComponent('userName eq "nobody@bank.test"')}`,
    );
    expect(body).toMatchObject({ totalResults: 0, itemsPerPage: 0 });
    expect(body.Resources).toBeUndefined();
    expect((await call('GET', 'Groups')).body.totalResults).toBe(6);
    expect((await call('GET', 'Groups?startIndex=6&count=5')).body.Resources).toHaveLength(1);
  });

  test('services are no users', async () => {
    expect(await find('Users', 'svc-ingest@examplebank.test')).toBe('');
  });

  test('an unknown id, and a filter that is not understood, are refused in SCIM’s own form', async () => {
    expect(await call('GET', 'Groups/12')).toMatchObject({
      status: 404,
      body: { detail: 'Group with id 12 not found.' },
    });
    for (const filter of [
      'displayName co "fraud"',
      'userName eq "x"',
      'displayName eq "a" or displayName eq "b"',
    ])
      expect(await call('GET', `Groups?filter=${encodeURIComponent(filter)}`)).toMatchObject({
        status: 400,
        body: { scimType: 'invalidFilter' },
      });
  });
});
