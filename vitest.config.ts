import { defineConfig } from 'vitest/config';
import { testSummary } from './scripts/test-summary.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Other work on the machine makes a test slower, never wrong: the limits are there to end what would never end.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Processes, not threads: SQLite, DuckDB and the driver are native or keep state of their own.
    pool: 'forks',
    maxWorkers: 5,
    reporters: ['default', testSummary()],
  },
});
