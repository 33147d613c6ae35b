/** Changes by REST, over the real socket: at most once, and only the workspace's own word says how they ended. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultKind, Planned } from '../../sandbox/lakehouse/faults.ts';
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksRestActions } from '../../src/adapters/databricks-rest-actions.ts';
import type { RestActions } from '../../src/check/rest-actions.ts';
import { trust } from '../support/bot.ts';

const ANNA = 'anna.lind@examplebank.test';
const GRACE = 'grace.kim@examplebank.test';

let lakehouse: Lakehouse;
let rest: RestActions;

beforeEach(async () => {
  lakehouse = await startLakehouse({
    tokens: {
      actions: { principal: 'svc-runbook-actions', may: 'change' },
      grace: { principal: GRACE, may: 'read' },
    },
  });
  trust(lakehouse);
  rest = on('actions');
});

afterEach(() => lakehouse.close());

const on = (token: string, host = `${lakehouse.host}:${lakehouse.port}`) =>
  databricksRestActions({ host, credentials: { token } });

async function seen(group: string, member: string) {
  const result = await rest.look({ what: 'membership', group, member }, 5_000);
  if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
  return result.rows[0];
}

async function adding(group: string, member: string): Promise<string> {
  const row = await seen(group, member);
  const operations = [{ op: 'add', path: 'members', value: [{ value: row?.['member_id'] }] }];
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
  return `PATCH /api/2.0/account/scim/v2/Groups/${String(row?.['group_id'])}\n${JSON.stringify(body)}`;
}

const yes = async () => true;
const send = (text: string, guard = yes, timeoutMs = 5_000, from = rest) =>
  from.send(text, { timeoutMs, guard });
const isMember = async () => (await seen('fraud_analysts', GRACE))?.['is_member'];

describe('who is in a group', () => {
  test.each([
    ['fraud_analysts', ANNA, { is_member: true, is_external: false }],
    ['fraud_analysts', ANNA.toUpperCase(), { is_member: true }],
    ['fraud_analysts', GRACE, { is_member: false }],
    ['contractors', ANNA, { is_external: true, is_member: false }],
    ['no_such_group', ANNA, { group_id: null, is_member: false }],
    ['fraud_analysts', 'nobody@examplebank.test', { member_id: null, is_member: false }],
    ['fraud_analysts', 'x" or userName eq "anna', { member_id: null }],
  ])('%s, %s', async (group, member, expected) => {
    expect(await seen(group, member)).toMatchObject(expected);
  });

  test.each<[FaultKind, object, string]>([
    ['rest_cut', {}, 'unavailable'],
    ['rest_garbage', {}, 'unavailable'],
    ['rest_error', { status: 403, errorCode: 'PERMISSION_DENIED', message: 'No.' }, 'refused'],
    ['rest_slow', { ms: 2_000 }, 'timed_out'],
  ])('is not known where %s', async (kind, fault, outcome) => {
    lakehouse.faults.add({ kind, ...fault, times: Number.POSITIVE_INFINITY } as Planned);
    const timeoutMs = kind === 'rest_slow' ? 500 : 5_000;
    const look = { what: 'membership', group: 'fraud_analysts', member: ANNA } as const;
    expect(await rest.look(look, timeoutMs)).toMatchObject({ outcome });
  });
});

describe('a change', () => {
  test('arrives once, byte for byte, and is done', async () => {
    const text = await adding('fraud_analysts', GRACE);
    expect(await send(text)).toMatchObject({ outcome: 'succeeded' });
    const [{ method, target, body } = { method: '', target: '', body: '' }, ...others] = lakehouse.changes;
    expect(others).toEqual([]);
    expect(`${method} ${target}\n${body}`).toBe(text);
    expect(await isMember()).toBe(true);
  });

  test.each<[string, () => Promise<boolean>]>([
    ['says no', async () => false],
    ['cannot say', () => Promise.reject(new Error('the journal is away'))],
  ])('stays here when the guard %s', async (_what, guard) => {
    expect(await send(await adding('fraud_analysts', GRACE), guard)).toMatchObject({ outcome: 'not_sent' });
    expect(lakehouse.changes).toEqual([]);
  });

  test('is asked about when the connection stands, and before it arrives', async () => {
    const arrived: number[] = [];
    await send(await adding('fraud_analysts', GRACE), async () => arrived.push(lakehouse.changes.length) > 0);
    expect(arrived).toEqual([0]);
  });

  test('is not sent where nobody listens', async () => {
    const text = await adding('fraud_analysts', GRACE);
    const result = await send(text, yes, 5_000, on('actions', '127.0.0.1:9'));
    expect(result).toMatchObject({ outcome: 'not_sent', message: expect.stringContaining('No connection') });
  });

  test.each([
    ['a path elsewhere', 'PATCH /etc/passwd\n{}'],
    ['another verb', 'DELETE /api/2.0/clusters/x\n{}'],
    ['a second line in the path', 'PATCH /api/2.0/x\r\nHost: evil\n{}'],
    ['no body', 'POST /api/2.0/jobs/run-now'],
    ['a query', 'POST /api/2.0/x?y=1\n{}'],
  ])('is not sent with %s', async (_what, text) => {
    expect(await send(text)).toMatchObject({ outcome: 'not_sent' });
    expect(lakehouse.changes).toEqual([]);
  });

  test('is refused in the words of the workspace: whose group it is not, and what an identity provider keeps', async () => {
    const text = await adding('fraud_analysts', GRACE);
    expect(await send(text, yes, 5_000, on('grace'))).toMatchObject({
      outcome: 'failed',
      errorClass: 'SCIM_403',
      message: expect.stringContaining('not authorized to update group fraud_analysts'),
    });
    expect(await send(await adding('contractors', GRACE))).toMatchObject({
      outcome: 'failed',
      errorClass: 'mutability',
    });
  });

  test.each<[FaultKind, object, boolean]>([
    ['rest_cut', {}, true],
    ['rest_error', { status: 500, errorCode: 'INTERNAL_ERROR', message: 'Oops.' }, false],
    [
      'rest_error',
      { status: 503, errorCode: 'TEMPORARILY_UNAVAILABLE', message: 'Later.', retryAfterS: 1 },
      false,
    ],
    ['rest_slow', { ms: 4_500 }, false],
  ])('whose answer is lost is in doubt, and is not made again: %s %o', async (kind, fault, arrives) => {
    const text = await adding('fraud_analysts', GRACE);
    lakehouse.faults.add({ kind, ...fault } as Planned);
    expect(await send(text, yes, 1_500)).toMatchObject({ outcome: 'unknown' });
    await expect.poll(() => lakehouse.changes.length).toBe(arrives ? 1 : 0);
    lakehouse.faults.clear();
    expect(await isMember()).toBe(arrives);
  });

  test('on a connection that is closed without a word is in doubt, and nothing is tried on another', async () => {
    let connections = 0;
    const gone = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => void gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as { readonly port: number };
    const result = await send(
      await adding('fraud_analysts', GRACE),
      yes,
      5_000,
      on('actions', `127.0.0.1:${port}`),
    );
    // It went before TLS was agreed on: nothing had been said.
    expect(result).toMatchObject({ outcome: 'not_sent' });
    expect(connections).toBe(1);
    gone.close();
  });
});
