/**
 * `npm run check`: everything that can be said about the code without running it. Every `check:…` script of
 * package.json is run, and all of them to the end, so that one round shows all there is to mend.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

type Check = { readonly name: string; readonly command: string };
type Outcome = { readonly passed: boolean; readonly output: string; readonly tookMs: number };

const CHECK_MAX_MS = 5 * 60_000;

const root = dirname(import.meta.dirname);
const checks = Object.entries(manifest.scripts)
  .filter(([name]) => name.startsWith('check:'))
  .map(([name, command]): Check => ({ name, command }));
const queue = [...checks];
const failed: string[] = [];

async function worker(): Promise<void> {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const { passed, output, tookMs } = await run(check);
    const line = `${check.name} (${(tookMs / 1000).toFixed(1)} s)`;
    if (passed) {
      console.log(`ok      ${line}`);
    } else {
      failed.push(check.name);
      console.log(`FAILED  ${line}: ${check.command}\n${output}`);
    }
  }
}

/** The tools of node_modules come first on the PATH, as under npm, so that this may also be called without it. */
function run(check: Check): Promise<Outcome> {
  const startedAtMs = performance.now();
  const PATH = `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const child = spawn(check.command, {
    shell: true,
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CHECK_MAX_MS,
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece));
  const end = (passed: boolean, more: string): void => {
    const output = `${Buffer.concat(pieces).toString()}${more}`;
    resolve({ passed, output, tookMs: performance.now() - startedAtMs });
  };
  child.on('error', (error) => end(false, `${error.message}\n`));
  child.on('close', (code, signal) => end(code === 0, signal === null ? '' : `ended by ${signal}\n`));
  return promise;
}

if (checks.length === 0) throw new Error('package.json has no check:… scripts');
await Promise.all(Array.from({ length: availableParallelism() }, worker));

console.log(
  failed.length === 0
    ? `${checks.length} checks passed`
    : `${failed.length} of ${checks.length} checks failed: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
