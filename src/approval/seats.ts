/** How many have to say yes, from which groups, and whose turn it is. */
import type { Approval } from './state.ts';

type Seating = Pick<Approval, 'groups' | 'peopleNeeded' | 'seats'> & Partial<Pick<Approval, 'inOrder'>>;

/** Without an order any of the groups will do; in order each of them has to give as many people, the first one first. */
export function seatsNeeded({ groups, peopleNeeded, inOrder }: Seating): number {
  return inOrder === true ? groups.length * peopleNeeded : peopleNeeded;
}

/** The groups, by handle, from which the next yes may come; none once there are enough. */
export function groupsInTurn(seating: Seating): readonly string[] {
  const { groups, peopleNeeded, inOrder, seats } = seating;
  if (seats.length >= seatsNeeded(seating)) return [];
  return inOrder === true ? groups.slice(Math.floor(seats.length / peopleNeeded)).slice(0, 1) : groups;
}

/**
 * Too few are there who could still say yes, as counted when the request was prepared, or again since. Who is in two of the groups is
 * counted in both, so that this may be false where nobody can, and is never true where somebody could.
 */
export function nobodyCan(approval: Seating & Pick<Approval, 'prepared' | 'recounted'>): boolean {
  const { groups, prepared, recounted, peopleNeeded, inOrder, seats } = approval;
  if (prepared === null) return false;
  const eligibleIn = (handle: string) =>
    recounted?.eligible[handle] ?? prepared.groups.find((group) => group.handle === handle)?.eligible ?? 0;
  if (inOrder !== true) {
    const eligible = groups.reduce((sum, handle) => sum + eligibleIn(handle), 0);
    return eligible < peopleNeeded - seats.length;
  }
  const turn = Math.floor(seats.length / peopleNeeded);
  return groups.some((handle, index) => {
    const missing =
      index < turn ? 0 : index > turn ? peopleNeeded : peopleNeeded - (seats.length % peopleNeeded);
    return eligibleIn(handle) < missing;
  });
}

/** A group that was there when it was asked for may have somebody in it by now. One that was not stays nobody. */
export function isToBeRecounted(approval: Approval): boolean {
  const groups = approval.prepared?.groups ?? [];
  return approval.status === 'pending' && nobodyCan(approval) && groups.some(({ id }) => id !== null);
}
