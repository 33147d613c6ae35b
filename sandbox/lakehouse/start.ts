/**
 * A lakehouse on this machine: Databricks' Thrift protocol over TLS in front of DuckDB, for the demo and the tests. The
 * real driver talks to it unchanged; every statement that arrives is kept, and faults come on demand.
 */
import type { AddressInfo } from 'node:net';
import { makeCertificate } from './certificate.ts';
import { createCatalog } from './data/catalog.ts';
import { startEngine } from './data/engine.ts';
import { plant, type Seed } from './data/plant.ts';
import { demoSeed } from './data/seed.ts';
import { demoWorkspace } from './data/seed-workspace.ts';
import type { Received } from './execute.ts';
import { createFaults, type Faults } from './faults.ts';
import { latestFirst } from './query-log.ts';
import { type Change, serveRest } from './rest/serve.ts';
import { openWorkspace, type Workspace } from './rest/workspace.ts';
import type { Value } from './result.ts';
import { createHttpsServer } from './server.ts';
import { answer } from './service.ts';
import { createSessions, type Principal } from './sessions.ts';
import { parseStatement } from './statements/parse.ts';
import { OBSERVER } from './statements/show-grants.ts';
import type { World } from './statements/statement.ts';

export type LakehouseOptions = {
  /** 0, the default, is a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Drives current_timestamp(), the times of new versions and the ages in the seed. */
  readonly now?: () => number;
  readonly seed?: (nowMs: number) => Seed;
  readonly workspace?: (nowMs: number) => Workspace;
  /** A statement that ends sooner has its rows in the first answer; a slower one is polled. */
  readonly directWaitMs?: number;
  readonly tokens: { readonly [token: string]: Principal };
};

type Given = { readonly [name: string]: string | number | boolean | null };

type Looked = { readonly [column: string]: Value };

export type Lakehouse = {
  readonly host: string;
  readonly port: number;
  readonly httpPath: string;
  /** Trust this as a certificate authority. */
  readonly caPem: string;
  /** Every statement that arrived, in order; its outcome moves on while it runs. */
  readonly received: readonly Received[];
  /** Every REST call that would change something and was understood, in order. */
  readonly changes: readonly Change[];
  readonly faults: Faults;
  /** Looks at the truth: a statement in Databricks' SQL, past tokens, faults and `received`. */
  readonly query: (sql: string, parameters?: Given) => Promise<readonly Looked[]>;
  /** How many sessions are open: none is left behind by a client that closed. */
  readonly sessionCount: () => number;
  /** Every open session is forgotten, as when a warehouse restarts. */
  readonly expireSessions: () => void;
  readonly close: () => Promise<void>;
};

const DIRECT_WAIT_MS = 2_000;
const WAREHOUSE_ID = 'local';
const HTTP_PATH = `/sql/1.0/warehouses/${WAREHOUSE_ID}`;

export async function startLakehouse(options: LakehouseOptions): Promise<Lakehouse> {
  const {
    host = '127.0.0.1',
    port = 0,
    now = Date.now,
    seed = demoSeed,
    workspace = demoWorkspace,
    directWaitMs = DIRECT_WAIT_MS,
    tokens,
  } = options;
  const startedMs = now();
  const engine = await startEngine();
  const catalog = createCatalog();
  await plant(seed(startedMs), engine, catalog);
  const sessions = createSessions();
  const faults = createFaults();
  const received: Received[] = [];
  const state = openWorkspace(workspace(startedMs));
  const log = [...state.queries];
  const world = { engine, catalog, now, queries: () => latestFirst(log) };
  const changes: Change[] = [];
  const rest = { workspace: state, world, warehouseId: WAREHOUSE_ID, faults, changes };
  const deps = { world, sessions, faults, received, log, directWaitMs };
  // Certificates are checked by the client's real clock, whatever `now` says.
  const certificate = await makeCertificate(Date.now());
  const server = createHttpsServer(certificate, {
    httpPath: HTTP_PATH,
    tokens,
    answer: (method, request, caller) => answer(method, request, caller, deps),
    rest: (request, response, caller) => serveRest(request, response, caller, rest),
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await listening;
  return {
    host,
    port: (server.address() as AddressInfo).port,
    httpPath: HTTP_PATH,
    caPem: certificate.certPem,
    received,
    changes,
    faults: { add: faults.add, clear: faults.clear },
    query: (sql, given = {}) => look(sql, given, world),
    sessionCount: sessions.count,
    expireSessions: sessions.expireAll,
    close: async () => {
      sessions.expireAll();
      const { promise: closed, resolve: done } = Promise.withResolvers<void>();
      server.close(() => done());
      server.closeAllConnections();
      await closed;
      await engine.close();
    },
  };
}

async function look(sql: string, given: Given, world: World): Promise<readonly Looked[]> {
  const parameters = new Map(
    Object.entries(given).map(([name, value]) => [
      name,
      { type: null, value: value === null ? null : String(value) },
    ]),
  );
  const plan = parseStatement(sql, { principal: OBSERVER, parameters }, world);
  if (plan.changes.length > 0) throw new Error('query() only looks.');
  const { columns, rows } = await plan.run();
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}
