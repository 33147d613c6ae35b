/**
 * Who is in the approver groups, for what Home shows. Slack answers this twenty times a minute, and approvals need it: a
 * redraw that nobody asked for makes do with an answer that is half a minute old, since nothing is decided by what it shows.
 */
import type { Directory } from '../approval/directory.ts';
import { freshGroups } from '../approval/groups.ts';
import type { FreshGroup } from '../approval/policy.ts';
import type { Clock } from '../outbox/clock.ts';

const KEPT_MS = 30_000;
/** While Slack asks for a pause the directory waits for half a minute; a reader does not. */
const WAITED_MS = 4_000;

export type GroupsSeen = (handles: readonly string[], isAskedFor: boolean) => Promise<FreshGroup[]>;

export function groupsSeen(directory: Directory, clock: Clock): GroupsSeen {
  const kept = new Map<string, { readonly begunMs: number; readonly group: FreshGroup }>();

  async function ask(handle: string): Promise<FreshGroup> {
    const begunMs = clock.monotonicMs();
    const [group = { handle, outcome: 'unreachable' }] = await freshGroups(directory, [handle], begunMs);
    if (group.outcome === 'known') kept.set(handle, { begunMs, group });
    else kept.delete(handle);
    return group;
  }

  async function see(handle: string, isAskedFor: boolean): Promise<FreshGroup> {
    const last = kept.get(handle);
    const isRecent = last !== undefined && clock.monotonicMs() - last.begunMs < KEPT_MS;
    if (isRecent && !isAskedFor) return last.group;
    return within(clock, ask(handle), { handle, outcome: 'unreachable' });
  }

  return (handles, isAskedFor) => Promise.all(handles.map((handle) => see(handle, isAskedFor)));
}

/** An answer that comes later is kept for the next redraw. */
async function within<Answer>(clock: Clock, asking: Promise<Answer>, otherwise: Answer): Promise<Answer> {
  const late = Promise.withResolvers<Answer>();
  const callOff = clock.after(WAITED_MS, () => late.resolve(otherwise));
  return Promise.race([asking, late.promise]).finally(callOff);
}
