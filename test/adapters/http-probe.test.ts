/** Looks at services over real sockets: nowhere else than where the runbook says, and never without an end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startBankingApi } from '../../sandbox/banking-api/start.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { type HttpLimits, httpProbe } from '../../src/adapters/http-probe.ts';
import type { HttpAnswer } from '../../src/check/http.ts';

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

const open: Server[] = [];
let asked: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[] =
  [];

beforeEach(() => {
  asked = [];
});
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** Answers where it is. */
async function serving(serve: Serve): Promise<string> {
  const server = createServer((request, response) => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    serve(request, response);
  });
  open.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const saying =
  (status: number, body: string | Buffer = '', headers: { readonly [name: string]: string } = {}): Serve =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

const probe = (limits: Partial<HttpLimits> = {}, platformApiUrl: string | null = null) =>
  httpProbe({ platformApiUrl, limits });
const look = (base: string, on = probe(), timeoutMs = 5_000): Promise<HttpAnswer> =>
  on.get({ base, path: '/health' }, { timeoutMs });

describe('a look', () => {
  test('is a GET of that path, without credentials, and its answer whatever the status', async () => {
    const base = await serving(saying(503, '{"status":"unhealthy"}'));
    expect(await look(base)).toMatchObject({
      outcome: 'answered',
      status: 503,
      body: '{"status":"unhealthy"}',
    });
    expect(asked).toMatchObject([{ method: 'GET', url: '/health' }]);
    expect(Object.keys(asked[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
    expect(Object.keys(asked[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
  });

  test('goes to PLATFORM_API_URL where the runbook says so, and nowhere where that is not set', async () => {
    const api = await startBankingApi();
    expect(await look('PLATFORM_API_URL', probe({}, api.url))).toMatchObject({
      status: 200,
      body: expect.stringContaining('"healthy"'),
    });
    await api.close();
    expect(await look('PLATFORM_API_URL')).toEqual({
      outcome: 'not_asked',
      message: 'PLATFORM_API_URL is not set where the bot runs',
    });
  });

  test.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const elsewhere = await serving(saying(200, 'secret'));
    const base = await serving(saying(status, '', { location: `${elsewhere}/latest/meta-data` }));
    expect(await look(base)).toMatchObject({ outcome: 'answered', status, body: '' });
    expect(asked).toHaveLength(1);
  });

  test('does not leave the host by its path', async () => {
    const elsewhere = await serving(saying(200, 'secret'));
    const base = await serving(saying(200));
    const path = elsewhere.replace('http:', '');
    const answer = await probe().get({ base, path }, { timeoutMs: 1_000 });
    expect(answer).toEqual({ outcome: 'not_asked', message: 'the path leads to another host' });
    expect(asked).toEqual([]);
  });
});

describe('an answer without end', () => {
  const limits = { bodyBytesMax: 10_000 };

  test('is not read on, however it is packed', async () => {
    const base = await serving(saying(200, Buffer.alloc(10_001, 'x')));
    expect(await look(base, probe(limits))).toMatchObject({ outcome: 'answered', status: 200, body: null });
    const packed = await serving(
      saying(200, gzipSync(Buffer.alloc(5_000_000)), { 'content-encoding': 'gzip' }),
    );
    expect(await look(packed, probe(limits))).toMatchObject({ body: null });
    const fits = await serving(saying(200, Buffer.alloc(10_000, 'x')));
    expect(await look(fits, probe(limits))).toMatchObject({ body: 'x'.repeat(10_000) });
  });

  test('that trickles ends with the time', async () => {
    const base = await serving((_request, response) => {
      response.writeHead(200);
      response.write('one, ');
    });
    expect(await look(base, probe(), 200)).toMatchObject({
      outcome: 'silent',
      message: 'no answer within 0.2 s',
    });
  });
});

describe('a service that does not answer says so', () => {
  test.each<[string, Serve, number, string]>([
    ['cuts the connection', (request) => void request.socket.destroy(), 5_000, 'it cut the connection'],
    ['stays silent', () => undefined, 300, 'no answer within 0.3 s'],
  ])('that %s', async (_what, serve, timeoutMs, message) => {
    expect(await look(await serving(serve), probe(), timeoutMs)).toMatchObject({
      outcome: 'silent',
      message,
    });
  });

  test('that is not there', async () => {
    const message = 'nobody listens there (connection refused)';
    expect(await look(`http://127.0.0.1:${await freePort()}`)).toMatchObject({ outcome: 'silent', message });
  });
});

describe('for each host', () => {
  test('there is a breaker: after some silence it is left alone, says so, and is then asked again', async () => {
    let isWell = false;
    const base = await serving((request, response) => {
      if (isWell) response.end('well');
      else request.socket.destroy();
    });
    const well = await serving(saying(200, 'well'));
    const on = probe({ failuresMax: 2, breakMs: 1_000 });
    await look(base, on);
    await look(base, on);
    expect(await look(base, on)).toEqual({
      outcome: 'not_asked',
      message: 'it did not answer 2 times in a row; it is asked again after 1 s',
    });
    expect(asked).toHaveLength(2);
    expect(await look(well, on)).toMatchObject({ outcome: 'answered' });
    isWell = true;
    await expect.poll(async () => (await look(base, on)).outcome).toBe('answered');
  });

  test('an error is an answer, and breaks nothing', async () => {
    const base = await serving(saying(500));
    const on = probe({ failuresMax: 2 });
    for (let time = 0; time < 4; time += 1) expect(await look(base, on)).toMatchObject({ status: 500 });
  });

  test('only so many look at a time, and only so many wait', async () => {
    const held: ServerResponse[] = [];
    const base = await serving((_request, response) => void held.push(response));
    const on = probe({ asksMax: 1, asksWaitingMax: 1 });
    const first = look(base, on);
    await expect.poll(() => held.length).toBe(1);
    const second = look(base, on);
    expect(await look(base, on)).toEqual({
      outcome: 'not_asked',
      message: '1 looks at it are under way and enough are waiting',
    });
    held[0]?.end('one');
    expect(await first).toMatchObject({ body: 'one' });
    await expect.poll(() => held.length).toBe(2);
    held[1]?.end('two');
    expect(await second).toMatchObject({ body: 'two' });
  });

  test('waiting for a turn takes of the time, and who has had none says so', async () => {
    const base = await serving(() => undefined);
    const on = probe({ asksMax: 1 });
    const [first, second] = [look(base, on, 400), look(base, on, 200)];
    expect(await first).toMatchObject({ outcome: 'silent' });
    expect(await second).toEqual({ outcome: 'not_asked', message: 'no turn to ask it came within 0.2 s' });
    expect(asked).toHaveLength(1);
  });
});
