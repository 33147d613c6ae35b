/** The demo's workspace: who works at the bank, where they talk, and which groups they are in. */

export type User = {
  readonly id: string;
  /** The handle, as in `@maria.keller`. */
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly email: string;
  /** Hex, without the #, as Slack has it. */
  readonly color: string;
  readonly teamId: string;
  readonly isBot?: boolean;
  /** A guest. */
  readonly isRestricted?: boolean;
  /** A guest of one channel. */
  readonly isUltraRestricted?: boolean;
  /** From another workspace, seen through a shared channel. */
  readonly isStranger?: boolean;
  readonly deleted?: boolean;
};

export type Room = {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly members: readonly string[];
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  /** Shared with another organisation. */
  readonly isExtShared?: boolean;
  /** The person on the other side, for a direct message. */
  readonly directWith?: string;
};

export type UserGroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
};

export type Fixture = {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: { readonly id: string; readonly botId: string; readonly botUserId: string };
  readonly users: readonly User[];
  readonly rooms: readonly Room[];
  readonly groups: readonly UserGroup[];
};

const TEAM = 'T06BANK8Q2L';
const OTHER_TEAM = 'T03AUDT5R9X';

/** Ids by role, for tests and the demo. */
export const people = {
  responder: 'U06RESP1A7K',
  approver: 'U06APPR2B8M',
  secondApprover: 'U06APPR3C9N',
  commander: 'U06CMDR4D1P',
  security: 'U06SECU5E2Q',
  guest: 'U06GUES6F3R',
  stranger: 'U03STRA7G4S',
  leaver: 'U06LEFT8H5T',
  bot: 'U06BOTX9J6V',
} as const;

export const rooms = {
  incidents: 'C06INCID3NT',
  dataPlatform: 'C06DATAPL4T',
  shared: 'C06SHARED5V',
} as const;

export const groups = {
  'incident-commanders': 'S06GCMDR1W',
  'data-approvers': 'S06GDATA2X',
  'security-approvers': 'S06GSECU3Y',
  'platform-approvers': 'S06GPLAT4Z',
} as const;

function colleague(
  id: string,
  realName: string,
  title: string,
  color: string,
  rest: Partial<User> = {},
): User {
  const name = realName.toLowerCase().replace(' ', '.');
  return { id, name, realName, title, color, email: `${name}@bank.example`, teamId: TEAM, ...rest };
}

export const bankFixture: Fixture = {
  team: { id: TEAM, name: 'Meridian Bank', domain: 'meridian-bank' },
  app: { id: 'A06FOUREYES', botId: 'B06FOUREYES', botUserId: people.bot },
  users: [
    colleague(people.responder, 'Maria Keller', 'Data platform engineer, on call', '9f69e7'),
    colleague(people.approver, 'David Okafor', 'Lead data engineer', '4bbe2e'),
    colleague(people.secondApprover, 'Priya Raman', 'Data engineering manager', 'e7392d'),
    colleague(people.commander, 'Tomas Lindqvist', 'Incident commander', '3c989f'),
    colleague(people.security, 'Aisha Rahman', 'Data security officer', 'd58247'),
    colleague(people.guest, 'Leo Brandt', 'Contractor', '684b6c', { isRestricted: true }),
    colleague(people.stranger, 'Nina Castellano', 'External auditor', '5b89d5', {
      email: 'nina.castellano@auditors.example',
      teamId: OTHER_TEAM,
      isStranger: true,
    }),
    colleague(people.leaver, 'Samuel Voss', 'Former data engineer', '8469bc', { deleted: true }),
    {
      id: people.bot,
      name: 'foureyes',
      realName: 'Four Eyes',
      title: 'App',
      email: '',
      color: '2b6cb0',
      teamId: TEAM,
      isBot: true,
    },
  ],
  rooms: [
    {
      id: rooms.incidents,
      name: 'incidents',
      topic: 'Data platform incidents. Declare with /incident.',
      members: [
        people.responder,
        people.approver,
        people.secondApprover,
        people.commander,
        people.security,
        people.guest,
        people.bot,
      ],
    },
    {
      id: rooms.dataPlatform,
      name: 'data-platform',
      topic: 'Questions for the data platform team',
      members: [
        people.responder,
        people.approver,
        people.secondApprover,
        people.commander,
        people.security,
        people.bot,
      ],
    },
    {
      id: rooms.shared,
      name: 'ext-audit',
      topic: 'Shared with the external auditors',
      members: [people.responder, people.commander, people.stranger, people.bot],
      isExtShared: true,
    },
  ],
  groups: [
    {
      id: groups['incident-commanders'],
      handle: 'incident-commanders',
      name: 'Incident commanders',
      members: [people.commander],
    },
    {
      id: groups['data-approvers'],
      handle: 'data-approvers',
      name: 'Data approvers',
      members: [people.approver, people.secondApprover],
    },
    {
      id: groups['security-approvers'],
      handle: 'security-approvers',
      name: 'Security approvers',
      members: [people.security],
    },
    {
      id: groups['platform-approvers'],
      handle: 'platform-approvers',
      name: 'Platform approvers',
      members: [people.commander, people.secondApprover],
    },
  ],
};
