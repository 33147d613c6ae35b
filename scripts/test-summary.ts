/**
 * The last words of a test run: what was skipped and why, then one plain line of counts. It stands after vitest's own
 * reporter, which has shown the failures by then.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** Programs that are not npm's to bring; tests that need one are skipped where it is missing. */
const PROGRAMS = ['redis-server', 'chromium'] as const;

type Counts = { passed: number; failed: number; skipped: number };

export function testSummary(): Reporter {
  return { onTestRunEnd: printSummary };
}

function printSummary(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
  const counts: Counts = { passed: 0, failed: unhandled.length, skipped: 0 };
  const skipped = new Map<string, number>();
  for (const module of modules) {
    // A file that could not be loaded, or a hook that failed, is no test and still no success.
    counts.failed += errorsOutsideTests(module);
    for (const test of module.children.allTests()) count(test, counts, skipped);
  }
  const words = [...skipped].map(([reason, times]) => `skipped ${times}: ${reason}`);
  const line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  console.log(['', ...words, line].join('\n'));
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
}

function errorsOutsideTests(module: TestModule): number {
  let errors = module.errors().length;
  for (const suite of module.children.allSuites()) errors += suite.errors().length;
  return errors;
}

function count(test: TestCase, counts: Counts, skipped: Map<string, number>): void {
  const result = test.result();
  if (result.state === 'passed') counts.passed += 1;
  else if (result.state === 'skipped') {
    counts.skipped += 1;
    const reason = result.note ?? missingPrograms() ?? `no reason given by ${test.module.relativeModuleId}`;
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  } else counts.failed += 1; // 'pending' at the end is a test that never finished
}

function missingPrograms(): string | undefined {
  const missing = PROGRAMS.filter((program) => !isOnPath(program));
  return missing.length === 0 ? undefined : `no ${missing.join(', no ')} on the PATH`;
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
