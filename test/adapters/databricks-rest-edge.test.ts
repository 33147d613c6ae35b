import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databricksRest } from '../../src/adapters/databricks-rest.ts';
import type { RestRead } from '../../src/check/rest.ts';

/** What goes over the wire, and answers that the local lakehouse does not give. */
const HOST = 'workspace.example.test';
const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
const LIMITS = { timeoutMs: 10_000, rowsMax: 100 };
const wish: RestRead = { what: 'job_runs', jobs: [{ name: 'J', jobId: 7 }], sinceMs: 3_600_000 };

const run = (run_id: unknown) => ({
  run_id,
  state: { life_cycle_state: 'RUNNING' },
  start_time: NOW_MS - 60_000,
});

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const unasked = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (unasked.length > 0) throw new Error(`Nobody asked: ${unasked.join(', ')}`);
});

const restWith = (credentials: Parameters<typeof databricksRest>[0]['credentials']) =>
  databricksRest({ host: HOST, credentials, wallClockMs: () => NOW_MS });
const rest = () => restWith({ token: 'dapi-1' });

const list = (headers: Record<string, string> = { authorization: 'Bearer dapi-1' }) =>
  nock(`https://${HOST}`, { reqheaders: headers }).get('/api/2.2/jobs/runs/list');

describe('a list', () => {
  test('is asked for page by page, with the token of the one before', async () => {
    const first = { job_id: '7', limit: '25', start_time_from: String(NOW_MS - 3_600_000) };
    list()
      .query(first)
      .reply(200, { runs: [run(1)], has_more: true, next_page_token: 'two' });
    list()
      .query({ ...first, page_token: 'two' })
      .reply(200, { has_more: false });
    expect(await rest().read(wish, LIMITS)).toMatchObject({
      outcome: 'read',
      truncated: false,
      rows: [{ run_id: 1, state: 'RUNNING', result: null, minutes: 1 }],
    });
  });

  test('without an end is cut off, and says so', async () => {
    list()
      .query(true)
      .times(8)
      .reply(200, { runs: [run(1)], next_page_token: 'again' });
    expect(await rest().read(wish, LIMITS)).toMatchObject({ outcome: 'read', truncated: true });
  });

  test('keeps every digit of an id', async () => {
    list()
      .query(true)
      .reply(
        200,
        '{"runs":[{"run_id":9007199254740993,"state":{"life_cycle_state":"RUNNING"},"start_time":1}]}',
      );
    expect(await rest().read(wish, LIMITS)).toMatchObject({ rows: [{ run_id: '9007199254740993' }] });
  });

  test('that has not its shape was not seen', async () => {
    list()
      .query(true)
      .reply(200, { runs: [{ run_id: 1 }] });
    expect(await rest().read(wish, LIMITS)).toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('runs.0.state'),
    });
  });
});

describe('the token', () => {
  test('goes to no other host', async () => {
    list().query(true).reply(302, '', { location: 'https://elsewhere.example.test/' });
    const elsewhere = nock('https://elsewhere.example.test').get('/').reply(200, {});
    expect(await rest().read(wish, LIMITS)).toMatchObject({ outcome: 'unavailable' });
    expect(elsewhere.isDone()).toBe(false);
    nock.cleanAll();
  });

  test('of a service principal is had once, and again when it is not accepted any more', async () => {
    const service = restWith({ clientId: 'id', clientSecret: 'se:cret' });
    const basic = `Basic ${Buffer.from('id:se%3Acret').toString('base64')}`;
    const tokens = (token: string) =>
      nock(`https://${HOST}`, { reqheaders: { authorization: basic } })
        .post('/oidc/v1/token', 'grant_type=client_credentials&scope=all-apis')
        .reply(200, { access_token: token, expires_in: 3_600 });
    tokens('first');
    list({ authorization: 'Bearer first' }).query(true).twice().reply(200, {});
    expect(await service.read(wish, LIMITS)).toMatchObject({ outcome: 'read' });
    expect(await service.read(wish, LIMITS)).toMatchObject({ outcome: 'read' });
    list({ authorization: 'Bearer first' }).query(true).reply(401, { error_code: '401', message: 'Expired' });
    expect(await service.read(wish, LIMITS)).toMatchObject({ outcome: 'refused', errorClass: '401' });
    tokens('second');
    list({ authorization: 'Bearer second' }).query(true).reply(200, {});
    expect(await service.read(wish, LIMITS)).toMatchObject({ outcome: 'read' });
  });

  test('that is not given is said without the secret', async () => {
    nock(`https://${HOST}`).post('/oidc/v1/token').reply(401, { error: 'invalid_client' });
    const result = await restWith({ clientId: 'id', clientSecret: 'hush-hush' }).read(wish, LIMITS);
    expect(result).toEqual({
      outcome: 'unavailable',
      message: 'the workspace gave no token for the service principal (HTTP 401)',
    });
  });
});

test('a call that says no time to wait for is not repeated, and a wait beyond the deadline ends with it', async () => {
  list().query(true).reply(429, { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Busy' });
  expect(await rest().read(wish, LIMITS)).toEqual({ outcome: 'unavailable', message: 'HTTP 429: Busy' });
  list()
    .query(true)
    .reply(429, { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Busy' }, { 'retry-after': '60' });
  expect(await rest().read(wish, { ...LIMITS, timeoutMs: 200 })).toMatchObject({ outcome: 'timed_out' });
});
