import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'ci-'));
  cpSync(join(root, '.ci', 'run'), join(house, '.ci', 'run'));
  program('redis-server', '');
  program('chromium', '');
});

afterEach(() => rmSync(house, { recursive: true, force: true }));

test('the last line is the counts, and a clean run ends with 0', () => {
  expect(runWith({ tests: 'echo; echo 7 passed, 0 failed, 0 skipped' })).toEqual({
    status: 0,
    last: '7 passed, 0 failed, 0 skipped',
  });
});

test('failed tests end with their own code', () => {
  expect(runWith({ tests: 'echo 6 passed, 1 failed, 0 skipped; exit 3' })).toEqual({
    status: 3,
    last: '6 passed, 1 failed, 0 skipped',
  });
});

test('on the build machine a skipped test is a failure, elsewhere it is not', () => {
  const tests = 'echo 6 passed, 0 failed, 1 skipped';
  expect(runWith({ tests, ci: 'true' })).toEqual({ status: 1, last: '6 passed, 0 failed, 1 skipped' });
  expect(runWith({ tests })).toEqual({ status: 0, last: '6 passed, 0 failed, 1 skipped' });
});

test('a run that dies before it has counted is a failure', () => {
  expect(runWith({ tests: 'echo starting' })).toEqual({ status: 1, last: '0 passed, 1 failed, 0 skipped' });
});

test('failed checks fail the run, and the tests are still run', () => {
  expect(runWith({ check: 'exit 1', tests: 'echo 7 passed, 0 failed, 0 skipped' })).toEqual({
    status: 1,
    last: '7 passed, 0 failed, 0 skipped',
  });
});

test('an installation that fails once is tried again, one that fails twice ends it', () => {
  const tests = 'echo 7 passed, 0 failed, 0 skipped';
  expect(runWith({ install: '[ -e tried ] || { touch tried; exit 1; }', tests }).status).toBe(0);
  expect(runWith({ install: 'exit 1', tests }).status).toBe(1);
});

type Steps = {
  readonly install?: string;
  readonly check?: string;
  readonly tests: string;
  readonly ci?: string;
};

/** With an npm that does as it is told here. */
function runWith(steps: Steps): { readonly status: number | null; readonly last: string | undefined } {
  program(
    'npm',
    `case "$1" in ci) ${steps.install ?? 'true'};; run) ${steps.check ?? 'true'};; test) ${steps.tests};; esac`,
  );
  const { status, stdout } = spawnSync(join(house, '.ci', 'run'), {
    encoding: 'utf8',
    env: { PATH: `${house}:${process.env['PATH'] ?? ''}`, CI: steps.ci ?? '' },
  });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

function program(name: string, body: string): void {
  writeFileSync(join(house, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}
