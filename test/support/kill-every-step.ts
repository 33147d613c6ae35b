/** Kills one bot after the other in the same world, each at another step of a request of its own. */
import { type KillPoint, killPoints } from './kill-points.ts';
import { settle, type Told, throughApproval } from './kill-story.ts';
import { complaints, endOf, misses } from './kill-verdict.ts';
import { type KillWorld, openKillWorld } from './kill-world.ts';

export type Killed = {
  readonly step: string;
  readonly died: string;
  readonly end: string;
  readonly tookMs: number;
  readonly complaints: readonly string[];
};

/** On a machine that stalls, a lease may be renewed or a message be late, and the step be another one than was meant. */
const TRIES_MAX = 3;

/** The steps are those of a first request at which nobody is killed, and of a second; `whole` are all of them. */
export async function killAtEvery(
  side: 'before' | 'after',
): Promise<{ readonly whole: readonly string[]; readonly killed: readonly Killed[] }> {
  const world = await openKillWorld();
  const whole = await throughApproval(world, []);
  const again = await throughApproval(world, []);
  const killed = [rowOf(world, whole, 'none')];
  for (const point of killPoints(whole.steps, again.steps)) {
    if (point.step.startsWith(side)) killed.push(await killedAt(world, point));
  }
  // For whoever wants to read it: which step led where.
  if (process.env['KILL_TABLE'] !== undefined) console.table(killed);
  return { whole: whole.steps, killed };
}

async function killedAt(world: KillWorld, point: KillPoint): Promise<Killed> {
  let missed: readonly string[] = [];
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const row = await oneKilled(world, point);
    missed = row.missed;
    if (missed.length === 0 || row.complaints.length > 0)
      return { ...row, complaints: [...row.complaints, ...missed] };
  }
  return { step: point.step, died: '?', end: '?', tookMs: 0, complaints: missed };
}

async function oneKilled(
  world: KillWorld,
  point: KillPoint,
): Promise<Killed & { readonly missed: readonly string[] }> {
  try {
    const told = await throughApproval(world, [point.step]);
    const row = { ...rowOf(world, told, point.step), missed: misses(told, point) };
    if (told.approval.evidence?.applied === 'seen') await settle(world, told.approval);
    return row;
  } catch (error) {
    world.disarm();
    await world.bot().stop();
    await world.start();
    return { step: point.step, died: '?', end: '?', tookMs: 0, complaints: [String(error)], missed: [] };
  }
}

function rowOf(world: KillWorld, told: Told, step: string): Killed {
  const { approval, deaths, tookMs } = told;
  const died = deaths.map(({ status, sent }) => `${String(status)}, ${sent} sent`).join('; ');
  return { step, died, end: endOf(approval), tookMs, complaints: complaints(world, told) };
}
