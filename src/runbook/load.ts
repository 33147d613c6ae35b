/** Reads the runbook's files. Everything after that is in parse.ts and knows no file system. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LIMITS } from './limits.ts';
import { type Loaded, parseRunbook } from './parse.ts';
import type { SourceFile } from './yaml-source.ts';

export { formatProblems } from './problems.ts';

/** All `*.yml` and `*.yaml` of the directory, not of those below it. A directory that cannot be read is a problem too. */
export async function loadRunbook(directory: string): Promise<Loaded> {
  const shown = basename(directory);
  const failed = (file: string, message: string): Loaded => ({
    ok: false,
    problems: [{ file, line: 1, column: 1, message }],
  });
  const names = await listing(directory);
  if (typeof names === 'string') return failed(shown, names);
  if (names.length === 0) return failed(shown, 'holds no .yml file');
  if (names.length > LIMITS.files)
    return failed(shown, `holds ${names.length} files, at most ${LIMITS.files} are read`);
  const files: SourceFile[] = [];
  for (const name of names) {
    const text = await textOf(join(directory, name));
    if (text === null) return failed(join(shown, name), 'could not be read as UTF-8 text');
    files.push({ name: join(shown, name), text });
  }
  return parseRunbook(files, shown);
}

async function listing(directory: string): Promise<readonly string[] | string> {
  try {
    return (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  } catch (error) {
    return `could not be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}. Set RUNBOOK_DIR to the runbook's folder.`;
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch {
    return null;
  }
}
