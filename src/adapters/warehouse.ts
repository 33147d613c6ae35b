/** The port `Warehouse` on the driver of Databricks. One of these has one principal; see warehouse-send.ts for changes. */
import type { Warehouse } from '../check/warehouse.ts';
import { AppError } from '../errors.ts';
import { createBackground } from './warehouse-background.ts';
import { type Credentials, type Log, type OpenLimits, opener } from './warehouse-connection.ts';
import { createReader, type ReadLimits } from './warehouse-read.ts';
import { sendOnce } from './warehouse-send.ts';

export type WarehouseOptions = {
  /** `name[:port]`, without a scheme. */
  readonly host: string;
  readonly httpPath: string;
  readonly credentials: Credentials;
  /** A certificate authority to trust besides the usual ones, as PEM. */
  readonly ca?: string;
  readonly log: Log;
  /** Monotonic, in milliseconds; for `takenMs` only. */
  readonly clock?: () => number;
  readonly limits?: Partial<WarehouseLimits>;
};

export type WarehouseLimits = ReadLimits &
  OpenLimits & {
    /** How long after STATEMENT_TIMEOUT the engine may still tell us how a change ended. */
    readonly sendGraceMs: number;
    /** How long close() waits for operations and sessions to be given back. */
    readonly closeMaxMs: number;
  };

export const WAREHOUSE_LIMITS: WarehouseLimits = {
  readsMax: 8,
  readsWaitingMax: 32,
  failuresMax: 5,
  breakMs: 10_000,
  sessionOpenMaxMs: 120_000,
  sessionRetryMs: 500,
  sendGraceMs: 15_000,
  closeMaxMs: 3_000,
};

const IDENTITY_TIMEOUT_MS = 30_000;

export function databricksWarehouse(options: WarehouseOptions): Warehouse {
  const { log, clock = () => performance.now() } = options;
  const limits = { ...WAREHOUSE_LIMITS, ...options.limits };
  const background = createBackground(log);
  const open = opener(options, limits, background);
  const reader = createReader({ open: () => open({}), background, clock, limits });
  return {
    identity: async () => {
      const text = 'SELECT current_user() AS principal';
      const result = await reader.read({ text }, { timeoutMs: IDENTITY_TIMEOUT_MS, rowsMax: 1 });
      const principal = result.outcome === 'read' ? result.rows[0]?.['principal'] : undefined;
      if (typeof principal === 'string' && principal !== '') {
        return { principal, warehouse: `${options.host}${options.httpPath}` };
      }
      const why = 'message' in result ? result.message : `it answered ${result.outcome}`;
      throw new AppError('unavailable', `The warehouse ${options.host} does not say who we are: ${why}`);
    },
    read: reader.read,
    send: (text, sending) => sendOnce({ text, ...sending }, { open, background, clock, limits }),
    close: async () => {
      reader.close();
      await background.settled(limits.closeMaxMs);
    },
  };
}
