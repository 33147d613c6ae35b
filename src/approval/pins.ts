/**
 * What a group's handle means, for good. Whoever may edit user groups in Slack can move a handle to a group of their own
 * choosing; so the id that a handle is first seen with is kept, and a handle that comes to mean another group is nobody.
 * The runbook's own `slack_id` goes before what was seen: a group that was moved rightly is said there, in Git.
 */
import { AppError } from '../errors.ts';
import { apply, type DocumentType, read } from '../journal/document.ts';
import type { DocumentRef, Journal } from '../journal/journal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Log } from '../schedule/loop.ts';
import type { Directory } from './directory.ts';

type Pin = { readonly handle: string; readonly groupId: string; readonly atMs: number };

type Pinned = { readonly type: 'pinned'; readonly handle: string; readonly groupId: string };

const pinDocument: DocumentType<Pin, Pinned, 'exists'> = {
  kind: 'pin',
  transition: (pin, { handle, groupId }, atMs) =>
    pin === null ? { ok: true, state: { handle, groupId, atMs } } : { ok: false, code: 'exists' },
  consequences: () => ({}),
};

const pinRef = (handle: string): DocumentRef => ({ kind: 'pin', id: handle });

type Deps = {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly runbook: Pick<Runbook, 'groups' | 'contacts'>;
  readonly log: Log;
};

/** The directory, with every handle held to its pin. */
export function pinnedDirectory({ directory, journal, runbook, log }: Deps): Directory {
  // A pin never changes, so one that was read once is known.
  const known = new Map<string, string>();
  const pinOf = async (handle: string, seen: string): Promise<string> => {
    const pinned =
      runbook.groups[handle]?.slack_id ?? known.get(handle) ?? (await firstSeen(journal, handle, seen));
    known.set(handle, pinned);
    return pinned;
  };
  return {
    ...directory,
    group: async (handle, begunAfterMs) => {
      const answer = await directory.group(handle, begunAfterMs);
      // A disabled group gives nobody a say: it is no reason to pin its id.
      if (answer.outcome !== 'found' || answer.isDisabled || isOnlyTold(runbook, handle)) return answer;
      const pinnedId = await pinOf(handle, answer.id);
      if (pinnedId === answer.id)
        return runbook.groups[handle]?.slack_id === pinnedId ? { ...answer, isSaid: true } : answer;
      log.error(
        { handle, pinnedId, foundId: answer.id },
        'A group’s handle means another group than before, so it gives nobody a say. If that is right, set slack_id for it in the runbook (access, groups) and restart',
      );
      return { outcome: 'moved', id: answer.id, pinnedId };
    },
  };
}

/** A contact that decides nothing: whom the handle means today is whom to tell. */
function isOnlyTold({ groups, contacts }: Deps['runbook'], handle: string): boolean {
  return (
    groups[handle] === undefined && Object.values(contacts).some(({ slack_group }) => slack_group === handle)
  );
}

/** Of two who see it first at once, one is first. Throws AppError('unavailable') where the store does not answer. */
async function firstSeen(journal: Journal, handle: string, groupId: string): Promise<string> {
  const stored = await read<Pin>(journal, pinRef(handle));
  if (stored !== null) return stored.state.groupId;
  const applied = await apply(journal, pinDocument, handle, { type: 'pinned', handle, groupId });
  if (applied.outcome === 'committed') return applied.state.groupId;
  const others = await read<Pin>(journal, pinRef(handle));
  if (others === null) throw new AppError('unavailable', `What @${handle} is pinned to could not be stored.`);
  return others.state.groupId;
}
