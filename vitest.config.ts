import { defineConfig } from 'vitest/config';
import { testSummary } from './scripts/test-summary.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Processes, not threads: SQLite, DuckDB and the driver are native or keep state of their own.
    pool: 'forks',
    maxWorkers: 5,
    reporters: ['default', testSummary()],
  },
});
