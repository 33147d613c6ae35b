/** The port `AuditTable` on the driver of Databricks, under a principal of its own that can write one table. */
import { type AuditTable, asParameter, countText, PUT_MAX_MS, type Put, putText } from '../audit/table.ts';
import type { Entry } from '../journal/journal.ts';
import { WAREHOUSE_LIMITS, type WarehouseOptions } from './warehouse.ts';
import { createBackground } from './warehouse-background.ts';
import { opener } from './warehouse-connection.ts';
import { createReader } from './warehouse-read.ts';
import { sendOnce } from './warehouse-send.ts';

const TAGS = { tool: 'four-eyes', purpose: 'audit' } as const;

const NO_ANSWER = 'Whether it is there could not be read in time.';

const MISSING: ReadonlySet<string> = new Set([
  'TABLE_OR_VIEW_NOT_FOUND',
  'SCHEMA_NOT_FOUND',
  'NO_SUCH_CATALOG_EXCEPTION',
]);
/** Somebody else was at the table; Delta gives up the slower one, and nothing of it is there. */
const BUSY = /^DELTA_(?:CONCURRENT_|PROTOCOL_CHANGED|METADATA_CHANGED)/;

export type OpenAuditTable = AuditTable & { readonly close: () => Promise<void> };

export function databricksAuditTable(name: string, options: WarehouseOptions): OpenAuditTable {
  const { log, clock = () => performance.now() } = options;
  const limits = { ...WAREHOUSE_LIMITS, ...options.limits };
  const background = createBackground(log);
  const open = opener(options, limits, background);
  const sending = { open, background, clock, limits };
  const reader = createReader({ ...sending, open: () => open({}) });

  /** Also of what the engine says that it has taken: an entry counts as copied when it can be read. */
  async function look(entries: readonly Entry[], parameters: { readonly entries: string }): Promise<Put> {
    const statement = { text: countText(name), parameters };
    const seen = await reader.read(statement, { timeoutMs: PUT_MAX_MS, rowsMax: 1 });
    if (seen.outcome === 'refused') return refused(seen.errorClass, seen.message);
    if (seen.outcome !== 'read')
      return { outcome: 'later', message: 'message' in seen ? seen.message : NO_ANSWER };
    const [row] = seen.rows;
    if (Number(row?.['entries']) < entries.length) {
      const message = `${entries.length} entries were put in, and ${String(row?.['entries'])} can be read.`;
      return { outcome: 'refused', errorClass: 'ENTRIES_NOT_SHOWN', message };
    }
    return { outcome: 'there', doubles: Number(row?.['copies']) - entries.length };
  }

  return {
    name,
    put: async (entries, guard) => {
      const parameters = { entries: asParameter(entries) };
      const change = { text: putText(name), parameters, timeoutMs: PUT_MAX_MS, guard, tags: TAGS };
      const sent = await sendOnce(change, sending);
      switch (sent.outcome) {
        case 'succeeded':
          return look(entries, parameters);
        case 'failed':
          return refused(sent.errorClass, sent.message);
        case 'cancelled':
        case 'not_sent':
          return { outcome: 'later', message: sent.message };
        case 'unknown':
          return { outcome: 'unknown', message: sent.message };
      }
    },
    close: async () => {
      reader.close();
      await background.settled(limits.closeMaxMs);
    },
  };
}

function refused(errorClass: string, message: string): Put {
  if (BUSY.test(errorClass)) return { outcome: 'later', message };
  return { outcome: MISSING.has(errorClass) ? 'missing' : 'refused', errorClass, message };
}
