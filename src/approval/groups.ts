import type { Directory } from './directory.ts';
import type { FreshGroup } from './policy.ts';

/** Who is in these groups, by calls that began after `afterMs` (monotonic). What cannot be read is nobody. */
export function freshGroups(
  directory: Directory,
  handles: readonly string[],
  afterMs: number,
): Promise<FreshGroup[]> {
  return Promise.all(
    handles.map(async (handle): Promise<FreshGroup> => {
      const group = await directory.group(handle, afterMs);
      if (group.outcome !== 'found') return { handle, outcome: group.outcome };
      // A disabled group keeps its list in Slack; it gives nobody a say here.
      const { id, isDisabled, isSaid } = group;
      const known = { handle, outcome: 'known', id, ...(isSaid ? { isSaid } : {}) } as const;
      if (isDisabled) return { ...known, members: [] };
      const answer = await directory.members(id, afterMs);
      if (answer.outcome === 'unreachable') return { handle, outcome: 'unreachable' };
      return { ...known, members: answer.members };
    }),
  );
}
