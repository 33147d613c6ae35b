/** DuckDB behind the lakehouse. Only text that the parser has written reaches `read`. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Result } from '../result.ts';
import { toEngineError } from './engine-errors.ts';
import { columnTypeOf, valueOf } from './engine-values.ts';

/** More rows than this are never held. */
export const RESULT_ROWS_MAX = 100_000;

export type Engine = {
  readonly read: (duckSql: string) => Promise<Result>;
  /** For the seed, and for new snapshots. */
  readonly run: (duckSql: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function startEngine(): Promise<Engine> {
  // A second wall behind the parser: no files, no network, no extensions, and none of that to be switched on again.
  const instance = await DuckDBInstance.create(':memory:', {
    enable_external_access: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    threads: '1',
    lock_configuration: 'true',
  });
  const connection = await instance.connect();
  const running = new Set<Promise<unknown>>();
  const noted = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    const forget = () => running.delete(work);
    work.then(forget, forget);
    return work;
  };
  return {
    read: (duckSql) => noted(read(connection, duckSql)),
    run: async (duckSql) => {
      await noted(connection.run(duckSql));
    },
    close: async () => {
      connection.interrupt();
      await Promise.allSettled(running);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function read(connection: DuckDBConnection, duckSql: string): Promise<Result> {
  try {
    const reader = await connection.runAndReadUntil(duckSql, RESULT_ROWS_MAX);
    const types = reader.columnTypes().map(columnTypeOf);
    const columns = reader.columnNames().map((name, index) => ({ name, type: types[index] ?? 'string' }));
    const rows = reader.getRows().slice(0, RESULT_ROWS_MAX);
    return {
      columns,
      rows: rows.map((row) => row.map((cell, index) => valueOf(cell, types[index] ?? 'string'))),
    };
  } catch (error) {
    throw toEngineError(error);
  }
}
