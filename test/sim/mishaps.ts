/** What happens to the bot and around it while people press: processes stall and die, groups change, others write. */
import { approvalRef } from '../../src/approval/document.ts';
import type { Group, Person, Roll } from './people.ts';
import type { World } from './world.ts';

export function crash(world: World): void {
  const living = world.living();
  if (living.length === 0) return;
  world.crash(world.dice.pick(living));
  world.turns.at(
    { kind: 'person', owner: null, what: 'a replica starts', inMs: world.dice.below(12_000) },
    () => {
      if (!world.weather.isCalm()) world.start();
    },
  );
}

/** A long garbage collection, a disk that hangs, a machine that is moved: answers and timers wait. */
export function stall({ living, dice, turns }: World): void {
  const processes = living();
  if (processes.length === 0) return;
  const { owner } = dice.pick(processes);
  owner.pausedUntilMs = turns.nowMs() + dice.pick([500, 4_000, 12_000, 20_000, 20_000, 90_000]);
}

export function breakStore({ weather, dice }: World): void {
  weather.breakStore(dice.pick([300, 3_000, 30_000]));
}

export function writeElsewhere({ lakehouse, dice }: World): void {
  if (dice.oneIn(3)) lakehouse.revokeElsewhere();
  else lakehouse.writeElsewhere();
}

export function changePeople({ office, dice, turns }: World): void {
  const handle = dice.pick(['data-approvers', 'security-approvers', 'on-duty']);
  office.change(turns.nowMs(), (roll) => {
    const group = roll.groups[handle] as Group;
    const id = dice.pick(group.members.length === 0 ? ['U0DAVID'] : group.members);
    switch (dice.below(6)) {
      case 0:
      case 1:
        return regroup(roll, handle, { ...group, members: group.members.filter((each) => each !== id) });
      case 2:
        return regroup(roll, handle, { ...group, isDisabled: true });
      case 3:
        return regroup(roll, handle, { id: `S0OTHER-${handle}`, members: ['U0OUT', id], isDisabled: false });
      case 4:
        return become(roll, id, { isRestricted: true });
      default:
        return become(roll, id, { isDeleted: true });
    }
  });
}

function regroup(roll: Roll, handle: string, group: Group): Pick<Roll, 'people' | 'groups'> {
  return { people: roll.people, groups: { ...roll.groups, [handle]: group } };
}

function become(roll: Roll, id: string, change: Partial<Person>): Pick<Roll, 'people' | 'groups'> {
  return {
    groups: roll.groups,
    people: { ...roll.people, [id]: { ...(roll.people[id] as Person), ...change } },
  };
}

/** All is again as it was in the beginning. */
export function restorePeople({ office, turns }: World): void {
  office.change(turns.nowMs(), () => office.rolls[0] as Roll);
}

/** Somebody with a hand in the store makes another statement of what was approved. */
export function tamper({ store, tampered, dice, turns }: World): void {
  const approvals = store.documents().filter(({ ref }) => ref.kind === 'approval');
  if (approvals.length === 0) return;
  const { ref } = dice.pick(approvals);
  store.overwrite(approvalRef(ref.id), (stateText) => {
    const changed = stateText
      .replace(/("text":"RESTORE TABLE [^"]* TO VERSION AS OF )\d+/, (_all, before: string) => `${before}0`)
      .replace(
        /("text":"REVOKE SELECT ON TABLE [^"]* FROM )`[^"`]*`/,
        (_all, before: string) => `${before}\`boss\``,
      );
    if (changed !== stateText) tampered.add(`${ref.kind}/${ref.id}`);
    return changed;
  });
  turns.note(`somebody tampers with ${ref.id}`);
}
