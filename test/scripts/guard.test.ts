import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const guard = join(import.meta.dirname, '..', '..', 'scripts', 'guard.cjs');
let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'guard-'));
  cpSync(guard, join(house, 'scripts', 'guard.cjs'));
});

afterEach(() => rmSync(house, { recursive: true, force: true }));

test('where nothing is installed, the guard says to install', () => {
  expect(startUnder('20.20.2')).toEqual({ status: 1, stderr: expect.stringContaining('npm ci') });
});

test('where install scripts were switched off, the guard says how to allow the one that is needed', () => {
  mkdirSync(join(house, 'node_modules', 'node'), { recursive: true });
  const advice = expect.stringContaining('npm rebuild node --ignore-scripts=false');
  expect(startUnder('20.20.2')).toEqual({ status: 1, stderr: advice });
});

test('where the right Node is installed, the guard says to start through npm', () => {
  mkdirSync(join(house, 'node_modules', 'node', 'bin'), { recursive: true });
  writeFileSync(
    join(house, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    '',
  );
  expect(startUnder('25.9.0')).toEqual({
    status: 1,
    stderr: expect.stringContaining('Start this through npm'),
  });
});

test('the guard names the version that it turned away, and the one that is needed', () => {
  const said = expect.stringContaining('needs Node 26 or newer; it was started with Node 9.11.2.');
  expect(startUnder('9.11.2')).toEqual({ status: 1, stderr: said });
});

test('a Node that is new enough is let in without a word', () => {
  expect(startUnder('26.0.0')).toEqual({ status: 0, stderr: '' });
  expect(startUnder('100.0.0')).toEqual({ status: 0, stderr: '' });
});

test('children of a guarded process do not look for the guard in their own folder', () => {
  writeFileSync(
    join(house, 'parent.cjs'),
    `require('node:child_process').fork('./child.cjs', { cwd: './elsewhere' });`,
  );
  mkdirSync(join(house, 'elsewhere'));
  writeFileSync(join(house, 'elsewhere', 'child.cjs'), `console.log('the child runs');`);
  const started = spawnSync(process.execPath, ['-r', './scripts/guard.cjs', 'parent.cjs'], {
    cwd: house,
    encoding: 'utf8',
  });
  expect(started.stdout).toContain('the child runs');
});

/** The guard as a Node of that version would run it. */
function startUnder(version: string): { readonly status: number | null; readonly stderr: string } {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['-e', `${pretend} require('./scripts/guard.cjs'); process.exit(0)`],
    { cwd: house, encoding: 'utf8' },
  );
  return { status, stderr };
}
