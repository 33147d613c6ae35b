/** Who and what the ids in messages mean. */
import type { Channel, Group, Person, Snapshot } from '../page-api.ts';

export type Directory = {
  readonly me: Person;
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
  readonly groups: readonly Group[];
  readonly bot: Person;
  readonly person: (id: string) => Person | null;
  readonly channel: (id: string) => Channel | null;
  readonly group: (id: string) => Group | null;
  readonly signature: string;
  /** Moves on when anything drawn from the directory would look different. */
  readonly version: number;
};

export function directoryOf(snapshot: Snapshot, previous: Directory | null): Directory {
  const { me, people, channels, groups, bot } = snapshot;
  const signature = JSON.stringify([me, people, channels, groups, bot]);
  if (previous?.signature === signature) return previous;
  const everyone = new Map([...people, me, bot].map((person) => [person.id, person]));
  return {
    me,
    people,
    channels,
    groups,
    bot,
    person: (id) => everyone.get(id) ?? null,
    channel: (id) => channels.find((channel) => channel.id === id) ?? null,
    group: (id) => groups.find((group) => group.id === id) ?? null,
    signature,
    version: (previous?.version ?? 0) + 1,
  };
}
