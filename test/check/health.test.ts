import { expect, test } from 'vitest';
import { readHealth } from '../../src/check/health.ts';
import type { HttpAnswer } from '../../src/check/http.ts';

const LIMITS = { timeoutMs: 5_000, rowsMax: 10 };
const look = (...answers: readonly HttpAnswer[]) => {
  const left = [...answers];
  const get = () =>
    Promise.resolve(left.shift() ?? answers[0] ?? { outcome: 'not_asked' as const, message: '' });
  const addresses = answers.map((_answer, index) => ({
    name: `API ${index}`,
    base: 'https://a.example',
    path: '/health',
  }));
  return readHealth({ get, pause: () => Promise.resolve() }, addresses, LIMITS);
};
const answered = (status: number, body: string | null, takenMs = 12.4): HttpAnswer => ({
  outcome: 'answered',
  status,
  body,
  takenMs,
  atMs: 1,
});

test('each service is a row, with what it calls its own health and all that it says', async () => {
  const body = '{"status":"degraded","checks":{"database":"slow"}}';
  expect(await look(answered(200, body), answered(503, 'Service Unavailable', 700))).toEqual({
    outcome: 'read',
    columns: ['endpoint', 'http_status', 'status', 'took_ms', 'problem', 'body'],
    rows: [
      { endpoint: 'API 0', http_status: 200, status: 'degraded', took_ms: 12, problem: null, body },
      {
        endpoint: 'API 1',
        http_status: 503,
        status: null,
        took_ms: 700,
        problem: null,
        body: 'Service Unavailable',
      },
    ],
    truncated: false,
    takenMs: 700,
  });
});

test('that one does not answer is a row as well: it is what there is to see', async () => {
  const message = 'nobody listens there (connection refused)';
  expect(await look({ outcome: 'silent', message, takenMs: 3 })).toMatchObject({
    outcome: 'read',
    rows: [{ http_status: null, status: null, problem: message }],
  });
});

test('that one was not asked is no result, whatever the others said', async () => {
  const unasked: HttpAnswer = { outcome: 'not_asked', message: 'PLATFORM_API_URL is not set' };
  expect(await look(answered(200, '{}'), unasked)).toEqual({
    outcome: 'unavailable',
    message: unasked.message,
  });
});

test.each<[string, string | null]>([
  ['more than is read', null],
  ['more than anybody says about their health', `{"status":"ok","x":"${'y'.repeat(20_000)}"}`],
])('of %s nothing is kept', async (_what, body) => {
  expect(await look(answered(200, body))).toMatchObject({
    rows: [{ http_status: 200, status: null, problem: 'the answer is too large to be read', body: null }],
  });
});

test.each(['null', '7', '"ok"', '[]', '{"status":7}', `{"status":"${'x'.repeat(61)}"}`, '{', ''])(
  'a body of %s does not say how it is',
  async (body) => {
    expect(await look(answered(200, body))).toMatchObject({ rows: [{ status: null, problem: null }] });
  },
);
