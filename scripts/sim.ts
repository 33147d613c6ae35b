/**
 * `npm run sim`: many schedules, on all cores. `npm run sim -- 5000 42` runs 5,000 from seed 42; with SIM_SEED, that one
 * alone, with everything that happened in it. Without a seed it starts somewhere new each time, and says where.
 */
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { problemsOf } from '../test/sim/checker/check.ts';
import { runSchedule } from '../test/sim/schedule.ts';
import { type Swept, sweep, told } from '../test/sim/verdict.ts';

const NIGHTLY = 100_000;
/** Handed out in pieces, so that no core is left with nothing to do. */
const PIECE = 250;
const SEED_MAX = 2 ** 31;

type Piece = { readonly fromSeed: number; readonly count: number };

const chosen = process.env['SIM_SEED'];
if (process.send !== undefined) work();
else if (chosen !== undefined) await replay(Number(chosen));
else await night();

/** In a child: one piece after the other, until there is none. */
function work(): void {
  process.on('message', (piece: Piece) => {
    void sweep(piece.fromSeed, piece.count).then((swept) => process.send?.(swept));
  });
}

async function replay(seed: number): Promise<void> {
  const run = await runSchedule(seed);
  const problems = problemsOf(run.testimony);
  console.log(run.trace.join('\n'));
  console.log(problems.length === 0 ? `Seed ${seed}: nothing is wrong.` : told({ seed, problems }));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

async function night(): Promise<void> {
  const [count = NIGHTLY, firstSeed = randomInt(SEED_MAX)] = process.argv.slice(2).map(Number);
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(firstSeed) || count < 1) {
    console.error('npm run sim -- [how many schedules] [first seed]');
    process.exitCode = 2;
    return;
  }
  console.log(`${count} schedules from seed ${firstSeed} on ${availableParallelism()} cores.`);
  const startedMs = performance.now();
  const pieces = piecesOf(firstSeed, count);
  const swept = (
    await Promise.all(Array.from({ length: availableParallelism() }, () => worker(pieces)))
  ).flat();
  const seconds = (performance.now() - startedMs) / 1_000;
  const wrong = swept.flatMap((each) => each.wrong);
  console.log(`${Math.round(seconds)} s, ${Math.round(count / seconds)} schedules a second.`);
  console.log(sums(swept.map(({ tally }) => tally)));
  console.log(wrong.length === 0 ? 'Every promise was kept.' : `${wrong.length} schedules broke a promise.`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

function piecesOf(firstSeed: number, count: number): Piece[] {
  return Array.from({ length: Math.ceil(count / PIECE) }, (_, index) => ({
    fromSeed: firstSeed + index * PIECE,
    count: Math.min(PIECE, count - index * PIECE),
  }));
}

/** A child that dies takes nothing with it unsaid: its piece is named. */
function worker(pieces: Piece[]): Promise<readonly Swept[]> {
  const child = fork(import.meta.filename);
  const swept: Swept[] = [];
  return new Promise((resolve, reject) => {
    let current: Piece | undefined;
    const next = (): void => {
      current = pieces.shift();
      if (current === undefined) child.disconnect();
      else child.send(current);
    };
    child.on('message', (result: Swept) => {
      swept.push(result);
      for (const wrong of result.wrong) console.log(told(wrong));
      next();
    });
    child.on('exit', (code) => {
      if (current === undefined) resolve(swept);
      else reject(new Error(`A worker ended (${code}) over the seeds from ${current.fromSeed}.`));
    });
    next();
  });
}

function sums(tallies: readonly { readonly [what: string]: number }[]): string {
  const all: Record<string, number> = {};
  for (const tally of tallies)
    for (const [what, count] of Object.entries(tally)) all[what] = (all[what] ?? 0) + count;
  return JSON.stringify(all);
}
