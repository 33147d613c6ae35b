/** Who works at this bank, who is in which group, and how both change while calls are under way. */
import type { Directory, GroupAnswer, MembersAnswer, PersonFacts } from '../../src/approval/directory.ts';
import type { Weather } from './weather.ts';
import type { Wire } from './wire.ts';

export type Person = Omit<PersonFacts, 'isFullMember'>;
export type Group = {
  readonly id: string;
  readonly members: readonly string[];
  readonly isDisabled: boolean;
};

/** Everything that Slack knows of people, from one moment to the next. */
export type Roll = {
  readonly fromMs: number;
  readonly people: { readonly [id: string]: Person };
  /** By handle: a handle may come to mean another group. */
  readonly groups: { readonly [handle: string]: Group };
};

export type Office = {
  /** From the first to the present. */
  readonly rolls: readonly Roll[];
  readonly now: () => Roll;
  readonly change: (atMs: number, change: (roll: Roll) => Pick<Roll, 'people' | 'groups'>) => void;
};

const member = (id: string, changes: Partial<Person> = {}): Person => ({
  id,
  teamId: 'T0BANK',
  name: id,
  email: `${id.slice(2).toLowerCase()}@bank.example`,
  isBot: false,
  isDeleted: false,
  isRestricted: false,
  isStranger: false,
  ...changes,
});

export const CAST: readonly Person[] = [
  member('U0MARIA'),
  member('U0DAVID'),
  member('U0ERIN'),
  member('U0FAY'),
  member('U0OUT'),
  member('U0GUS', { isRestricted: true }),
  member('U0ROBOT', { isBot: true }),
  member('U0GONE', { isDeleted: true }),
  member('U0STRANGER', { isStranger: true, teamId: 'T0OTHER' }),
];
export const REQUESTERS = ['U0MARIA', 'U0MARIA', 'U0DAVID', 'U0OUT'] as const;
/** Those who may say yes press most of the time. */
export const APPROVERS = ['U0DAVID', 'U0ERIN', 'U0FAY'] as const;
export const ANYBODY: readonly string[] = CAST.map(({ id }) => id);

const DATA = ['U0MARIA', 'U0DAVID', 'U0ERIN', 'U0GUS', 'U0ROBOT', 'U0GONE', 'U0STRANGER'];
const SECURITY = ['U0MARIA', 'U0FAY', 'U0DAVID', 'U0GUS'];
/** They may break the glass; David is named in what it is broken for. */
export const ON_DUTY: readonly string[] = ['U0MARIA', 'U0ERIN', 'U0FAY', 'U0DAVID', 'U0GUS'];

export function openOffice(startMs: number): Office {
  const rolls: Roll[] = [
    {
      fromMs: startMs,
      people: Object.fromEntries(CAST.map((person) => [person.id, person])),
      groups: {
        'data-approvers': { id: 'S0DATA', members: DATA, isDisabled: false },
        'security-approvers': { id: 'S0SECURITY', members: SECURITY, isDisabled: false },
        'incident-commanders': { id: 'S0COMMAND', members: ['U0MARIA'], isDisabled: false },
        'on-duty': { id: 'S0DUTY', members: ON_DUTY, isDisabled: false },
      },
    },
  ];
  const now = (): Roll => rolls.at(-1) as Roll;
  return { rolls, now, change: (atMs, change) => void rolls.push({ ...change(now()), fromMs: atMs }) };
}

/** Slack is waited for half a minute at most. */
const SLACK_TIMEOUT_MS = 30_000;

/** Every call is one of its own, begun after it was asked for: as fresh as the port has to be. */
export function directoryPort(deps: {
  readonly office: Office;
  readonly wire: Wire;
  readonly weather: Weather;
  readonly monotonicMs: () => number;
}): Directory {
  const { office, wire, weather, monotonicMs } = deps;
  const ask = <Answer>(what: string, effect: () => Answer, nothing: Answer): Promise<Answer> =>
    wire({
      what,
      effect,
      fate: weather.strikes(25) ? 'unheard' : 'answered',
      outMs: weather.lagMs(4_000),
      backMs: weather.lagMs(8_000),
      timeoutMs: weather.strikes(4) ? SLACK_TIMEOUT_MS : 1_000,
      fallback: () => nothing,
      lateMaxMs: 0,
    });
  return {
    person: (id) => ask(`person ${id}`, () => factsOf(office.now().people[id]), 'unknown'),
    group: (handle) =>
      ask<GroupAnswer>(
        `group ${handle}`,
        () => {
          const group = office.now().groups[handle];
          if (group === undefined) return { outcome: 'missing' };
          return { outcome: 'found', id: group.id, handle, isDisabled: group.isDisabled };
        },
        { outcome: 'unreachable' },
      ),
    members: (id) => {
      const begunAtMs = monotonicMs();
      return ask<MembersAnswer>(
        `members ${id}`,
        () => {
          const group = Object.values(office.now().groups).find((each) => each.id === id);
          // A group whose handle has gone is there all the same, and so is its list.
          return { outcome: 'known', members: group?.members ?? [], begunAtMs };
        },
        { outcome: 'unreachable' },
      );
    },
  };
}

function factsOf(person: Person | undefined): PersonFacts | 'unknown' {
  if (person === undefined) return 'unknown';
  const { isBot, isDeleted, isRestricted, isStranger } = person;
  return { ...person, isFullMember: !(isBot || isDeleted || isRestricted || isStranger) };
}
