/** Runs schedules one after the other and says which of them went wrong, with the seed that shows it again. */
import type { Sabotage } from './bot-process.ts';
import { problemsOf } from './checker/check.ts';
import { type Run, runSchedule } from './schedule.ts';

export type Wrong = { readonly seed: number; readonly problems: readonly string[] };

/** What the schedules were about: a simulation in which nothing ever ran would find nothing either. */
export type Tally = { readonly [what: string]: number };

export type Swept = { readonly wrong: readonly Wrong[]; readonly tally: Tally };

export async function sweep(fromSeed: number, count: number, sabotage: Sabotage = {}): Promise<Swept> {
  const wrong: Wrong[] = [];
  const tally: Record<string, number> = {};
  for (let seed = fromSeed; seed < fromSeed + count; seed += 1) {
    const run = await runSchedule(seed, sabotage);
    const problems = problemsOf(run.testimony);
    if (problems.length > 0) wrong.push({ seed, problems });
    for (const what of subjectsOf(run)) tally[what] = (tally[what] ?? 0) + 1;
  }
  return { wrong, tally };
}

/** The first of so many schedules that goes wrong, counted from 1; null when none does. */
export async function firstWrong(
  fromSeed: number,
  countMax: number,
  sabotage: Sabotage = {},
): Promise<(Wrong & { readonly after: number }) | null> {
  for (let tried = 1; tried <= countMax; tried += 1) {
    const seed = fromSeed + tried - 1;
    const problems = problemsOf((await runSchedule(seed, sabotage)).testimony);
    if (problems.length > 0) return { seed, problems, after: tried };
  }
  return null;
}

function subjectsOf({ testimony, turns }: Run): readonly string[] {
  const { entries, left, pressings } = testimony;
  const events = entries
    .filter(({ entry }) => entry.ref.kind === 'approval')
    .map(({ entry }) => String((entry.event as { readonly type: unknown }).type));
  return [
    'schedules',
    ...events,
    ...left.map(() => 'sent'),
    ...pressings.map(() => 'presses'),
    ...Array.from({ length: Math.round(turns / 1_000) }, () => 'thousands of turns'),
  ];
}

export function told({ seed, problems }: Wrong): string {
  return [`SIM_SEED=${seed} shows it again:`, ...problems.map((problem) => `  ${problem}`)].join('\n');
}
