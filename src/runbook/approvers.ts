/** Who has to say yes, weighed: an undo is never the easier way in. */
export type Approvers = {
  readonly people: number;
  readonly groups: readonly string[];
  readonly in_order: boolean;
};

/** Fewer say yes, or not each of the groups that have to. */
export function areFewer(these: Approvers, those: Approvers): boolean {
  const asks = (group: string): boolean => these.groups.includes(group);
  if (those.in_order && !(these.in_order && those.groups.every(asks))) return true;
  return yesesOf(these) < yesesOf(those);
}

function yesesOf({ people, groups, in_order }: Approvers): number {
  return in_order ? groups.length * people : people;
}

/** Fewer say yes, or somebody may who may not say it to the other. */
export function areWeaker(these: Approvers, those: Approvers): boolean {
  return areFewer(these, those) || these.groups.some((group) => !those.groups.includes(group));
}
