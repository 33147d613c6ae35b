/** For `npm run mutation`: the quick tests of the pure files, which see a mutant within a second. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/approval/{checking,glass,groups,kept-words,meanwhile,policy,seats,transition,transition-properties,transition-table,undo,waiting}.test.ts',
      'test/runbook/{cel,cel-values,check-kinds,discretion,each,hidden,moment,parameters,restore-table,sentence,sql-rules,statement,verdict}.test.ts',
      'test/journal/chain.test.ts',
    ],
    testTimeout: 20_000,
  },
});
