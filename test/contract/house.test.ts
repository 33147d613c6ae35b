import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import { HOUSE_RULES, type SourceFile } from './house-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const TEXT = /\.(?:ts|js|mjs|cjs|css|html|lua|json|yml|yaml|md|sh)$|(?:^|\/)[^.]*$|^\.[\w]+$/;

/** Tracked files, and those that are about to be. */
const files: readonly SourceFile[] = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && TEXT.test(path) && existsSync(join(root, path)))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('the rules of the house', () => {
  test('are held against every file', () => {
    const paths = files.map((file) => file.path);
    for (const path of [
      'src/errors.ts',
      'package-lock.json',
      'test/contract/house.test.ts',
      '.ci/run',
      '.gitignore',
    ]) {
      expect(paths).toContain(path);
    }
  });

  test.each(HOUSE_RULES)('$name', ({ complaint, broken }) => {
    const complaints = files.map((file) => ({ path: file.path, says: complaint(file) }));
    expect(complaints.filter(({ says }) => says !== undefined)).toEqual([]);
    expect(complaint(broken), 'a rule that cannot be broken is no rule').toBeDefined();
  });
});

test('every npm script runs a file that exists', () => {
  const named = Object.values(manifest.scripts).flatMap(
    (script) => script.match(/[\w./-]+\.(?:ts|cjs|mjs)\b/g) ?? [],
  );
  expect(named).toContain('src/main.ts');
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('every npm script that starts Node has the guard in front', () => {
  const starting = Object.entries(manifest.scripts).filter(
    ([name]) => !name.includes(':') && name !== 'format',
  );
  expect(starting.filter(([, script]) => !script.startsWith('node -r ./scripts/guard.cjs '))).toEqual([]);
});

// npm leaves out the packages of platforms that its registry does not carry, and `npm ci` then refuses the lockfile.
test('the lockfile has an entry for every package that is optional by platform', () => {
  type Locked = {
    readonly version?: string;
    readonly optionalDependencies?: { readonly [name: string]: string };
  };
  const packages = Object.entries(lock.packages as { readonly [path: string]: Locked });
  const optional = packages.flatMap(([, locked]) => Object.keys(locked.optionalDependencies ?? {}));
  const named = (name: string): boolean =>
    packages.some(([path, locked]) => path.endsWith(`node_modules/${name}`) && locked.version !== undefined);
  expect(optional).toContain('@biomejs/cli-linux-x64');
  expect(optional.filter((name) => !named(name))).toEqual([]);
});
