/** The lint rules that hold the rooms apart, tried on a small copy of the house with one thing wrong in each file. */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FAULTLESS, FAULTS } from './boundaries-planted.ts';

type Diagnostic = { readonly code: string; readonly message: string; readonly filename: string };
type Report = { readonly diagnostics: readonly Diagnostic[]; readonly number_of_files: number };

const root = join(import.meta.dirname, '..', '..');
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the rooms of the house', () => {
  const faultless = lint(houseWith(FAULTLESS));
  const faulty = lint(
    houseWith({ ...FAULTLESS, ...Object.fromEntries(FAULTS.map((fault) => [fault.file, fault.code])) }),
  );

  test('a house where everybody keeps to their room has nothing to complain about', () => {
    expect(faultless.diagnostics).toEqual([]);
    expect(faultless.number_of_files).toBeGreaterThanOrEqual(Object.keys(FAULTLESS).length);
  });

  test.each(FAULTS)('$file: $what', ({ file, rule, says }) => {
    const complaints = faulty.diagnostics.filter((diagnostic) => diagnostic.filename === file);
    expect(complaints.map((complaint) => complaint.code)).toEqual([rule]);
    expect(complaints[0]?.message).toContain(says);
  });

  test('nothing is complained about but what was planted', () => {
    const files = new Set(faulty.diagnostics.map((diagnostic) => diagnostic.filename));
    expect([...files].sort()).toEqual(FAULTS.map((fault) => fault.file).sort());
  });
});

describe('the real house', () => {
  test('is what the linter looks at, every source file of it', () => {
    const linted = new Set(
      run(root, ['--debug=files'])
        .stdout.split('\n')
        .map((line) => line.trim()),
    );
    const written = ['src', 'handlers', 'blocks', 'sandbox', 'scripts', 'bench', 'test'].flatMap((room) =>
      globSync(`${room}/**/*.ts`, { cwd: root }),
    );
    expect(written).toContain('src/journal/journal.ts');
    expect(written.filter((file) => !linted.has(file))).toEqual([]);
  });
});

function houseWith(files: { readonly [path: string]: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'house-'));
  folders.push(folder);
  for (const part of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'scripts/lint']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, code] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${code}\n`);
  }
  return folder;
}

function lint(folder: string): Report {
  const { stdout, stderr } = run(folder, ['--format=json']);
  if (!stdout.startsWith('{')) throw new Error(`oxlint gave no report: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Report;
}

function run(cwd: string, args: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  return spawnSync(process.execPath, [oxlint, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}
