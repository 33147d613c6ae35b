/**
 * Inside the bot's process: every call of a port has a name, its label and how often it came (`commit claimed #1`), and
 * two sides, before and after. The test says at which side of which call the process dies, by SIGKILL, at once.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.env['KILL_DIRECTORY'] ?? '.';
const planFile = join(directory, 'kill-plan');
const stepsFile = join(directory, 'kill-steps');

let plan = '';
let counts = new Map<string, number>();

/** Counting begins anew with every plan; without one nothing is counted and nobody dies. */
export function isArmed(): boolean {
  const now = readPlan();
  if (now !== plan) counts = new Map();
  plan = now;
  return plan !== '';
}

/** "After" is when the result is there and nobody has got it. */
export async function step<T>(label: string, run: () => Promise<T>): Promise<T> {
  if (!isArmed()) return run();
  const name = numbered(label);
  reached(`before ${name}`);
  const result = await run();
  reached(`after ${name}`);
  return result;
}

/** A call that is a step only by what it answered, such as looking for work and finding some. */
export function found(label: string): void {
  if (isArmed()) reached(`after ${numbered(label)}`);
}

function numbered(label: string): string {
  const count = (counts.get(label) ?? 0) + 1;
  counts.set(label, count);
  return `${label} #${count}`;
}

/** The plan's first line makes it another plan than the last; the second is the step, or empty for none. */
function reached(side: string): void {
  appendFileSync(stepsFile, `${side}\n`);
  if (side === plan.split('\n')[1]) process.kill(process.pid, 'SIGKILL');
}

function readPlan(): string {
  try {
    return readFileSync(planFile, 'utf8');
  } catch {
    return '';
  }
}
