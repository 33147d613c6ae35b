/** A store, a lakehouse with an audit table, and replicas of the bot that copy the one to the other. */
import { type Lakehouse, startLakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksAuditTable } from '../../src/adapters/warehouse-audit-table.ts';
import { startCopying } from '../../src/audit/copy.ts';
import { type AuditTable, tableDdl } from '../../src/audit/table.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Loop } from '../../src/schedule/loop.ts';
import { CHANGER, READER, smallSeed, warehouseOn } from '../adapters/warehouse-harness.ts';

export const TABLE = 'main.sales.four_eyes_entries';
const AUDIT = 'audit@bank.test';

/** The audit principal has no right but the one that is granted to it on the table. */
export async function startAuditLakehouse(): Promise<Lakehouse> {
  const access = { principals: { [AUDIT]: [], [READER]: [], [CHANGER]: [] }, owners: {}, grants: [] };
  return startLakehouse({
    tokens: {
      'audit-token': { principal: AUDIT, may: 'read' },
      'reader-token': { principal: READER, may: 'read' },
      'changer-token': { principal: CHANGER, may: 'change' },
    },
    seed: () => ({ ...smallSeed(), access }),
  });
}

/** What the platform's owner does by hand. */
export async function asOwner(lakehouse: Lakehouse, text: string, token = 'changer-token'): Promise<unknown> {
  const owner = warehouseOn(lakehouse, token);
  const sent = await owner.send(text, { timeoutMs: 30_000, guard: async () => true, tags: {} });
  await owner.close();
  return sent.outcome === 'failed' ? sent.errorClass : sent.outcome;
}

export const createTable = (lakehouse: Lakehouse, name = TABLE) => asOwner(lakehouse, tableDdl(name));
export const grantTable = (lakehouse: Lakehouse, name = TABLE) =>
  asOwner(lakehouse, `GRANT SELECT, MODIFY ON TABLE ${name} TO \`${AUDIT}\``);
export const revokeTable = (lakehouse: Lakehouse) =>
  asOwner(lakehouse, `REVOKE MODIFY ON TABLE ${TABLE} FROM \`${AUDIT}\``);

export function tableOn(lakehouse: Lakehouse, token = 'audit-token', name = TABLE) {
  return databricksAuditTable(name, {
    host: `${lakehouse.host}:${lakehouse.port}`,
    httpPath: lakehouse.httpPath,
    credentials: { token },
    ca: lakehouse.caPem,
    log: { debug: () => undefined, warn: () => undefined },
    limits: { closeMaxMs: 300, sessionRetryMs: 20, breakMs: 1 },
  });
}

export type Told = {
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
  readonly fields: object;
};

/** One replica. It looks when it is told to, and never has to wait for the end of a pause. */
export function copier(journal: Journal, table: AuditTable) {
  const told: Told[] = [];
  const at = (level: Told['level']) => (fields: object, text: string) =>
    void told.push({ level, text, fields });
  let nowMs = 0;
  let loop: Loop | null = null;
  const deps = {
    journal,
    table,
    channel: 'C0INCIDENTS',
    timers: { after: () => () => undefined },
    monotonicMs: () => nowMs,
    random: () => 0.5,
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    wake: () => undefined,
  };
  const look = async (): Promise<void> => {
    if (loop === null) loop = startCopying(deps);
    else loop.poke();
    await loop.idle();
  };
  return {
    told,
    look,
    later: async (ms = 10 * 60_000): Promise<void> => {
      nowMs += ms;
      await look();
    },
  };
}

export type Row = { readonly [column: string]: unknown };

export async function rowsOf(lakehouse: Lakehouse): Promise<readonly Row[]> {
  return lakehouse.query(`SELECT * FROM ${TABLE} ORDER BY kind, id, number`);
}

/** As `SELECT to_json(struct(*))` writes a row. */
export function asLine(row: Row): string {
  return JSON.stringify(row, (column, value: unknown) => {
    if (typeof value === 'bigint') return Number(value);
    return column === 'time' ? new Date(value as number).toISOString() : value;
  });
}
