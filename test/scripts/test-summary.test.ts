import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const PASSES = `import { expect, test } from 'vitest';\ntest('a', () => expect(1).toBe(1));`;
let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'summary-'));
  for (const part of ['vitest.config.ts', 'package.json', 'scripts/test-summary.ts']) {
    cpSync(join(root, part), join(house, part));
  }
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  mkdirSync(join(house, 'test'));
});

afterEach(() => rmSync(house, { recursive: true, force: true }));

test('what passed, failed and was skipped is the last line, and the reasons stand before it', () => {
  plant('a', PASSES);
  plant('b', `import { expect, test } from 'vitest';\ntest('b', () => expect(1).toBe(2));`);
  plant('c', `import { test } from 'vitest';\ntest('c', (context) => context.skip('no moon'));`);
  const { status, lines } = runTests();
  expect(lines.slice(-2)).toEqual(['skipped 1: no moon', '1 passed, 1 failed, 1 skipped']);
  expect(status).toBe(1);
});

test('a skipped test without a reason is laid at the door of the program that is missing', () => {
  plant('a', PASSES);
  plant('b', `import { test } from 'vitest';\ntest.runIf(false)('b', () => {});`);
  const { status, lines } = runTests();
  expect(lines.slice(-2)).toEqual([
    'skipped 1: no redis-server, no chromium on the PATH',
    '1 passed, 0 failed, 1 skipped',
  ]);
  expect(status).toBe(0);
});

test('a run without a single test is no success', () => {
  const { status, lines } = runTests();
  expect(lines.at(-1)).toBe('0 passed, 0 failed, 0 skipped');
  expect(status).toBe(1);
});

test('a run in which everything was skipped is no success', () => {
  plant('a', `import { test } from 'vitest';\ntest('a', (context) => context.skip('no moon'));`);
  const { status, lines } = runTests();
  expect(lines.at(-1)).toBe('0 passed, 0 failed, 1 skipped');
  expect(status).toBe(1);
});

test('a file that cannot be loaded, an error outside any test and a test process that dies all count as failed', () => {
  plant('a', PASSES);
  plant('b', `import './nowhere.ts';`);
  plant(
    'c',
    `import { test } from 'vitest';\ntest('c', () => { void Promise.reject(new Error('unheard')); });`,
  );
  plant('d', `import { test } from 'vitest';\ntest('d', () => process.kill(process.pid, 'SIGKILL'));`);
  const { status, lines } = runTests();
  const failed = Number(/, (\d+) failed, /.exec(lines.at(-1) ?? '')?.[1]);
  expect(failed).toBeGreaterThanOrEqual(3);
  expect(status).toBe(1);
});

function plant(name: string, code: string): void {
  writeFileSync(join(house, 'test', `${name}.test.ts`), code);
}

/** Under an empty PATH, and without what the vitest around this test put into the environment. */
function runTests(): { readonly status: number | null; readonly lines: readonly string[] } {
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], {
    cwd: house,
    encoding: 'utf8',
    env: { PATH: house, HOME: house, NO_COLOR: '1' },
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}
