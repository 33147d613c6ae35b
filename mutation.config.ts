/** For `npm run mutation`: the quick tests of the pure files, which see a mutant within a second. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/approval/{glass,kept-words,policy,seats,transition,transition-properties,transition-table,waiting}.test.ts',
      'test/runbook/{cel,evidence,hidden,parameters,restore-table,sql-rules,sql-template,statement,verdict}.test.ts',
      'test/journal/chain.test.ts',
    ],
    testTimeout: 20_000,
  },
});
