/** Everything the local Slack remembers while it runs. Mutable, in one place; nothing outlives the process. */
import { randomBytes } from 'node:crypto';
import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { Fixture, Room, User, UserGroup } from './fixture.ts';
import type { Values } from './page-api.ts';

export type StoredFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: Buffer;
  /** As UTF-8. */
  readonly text: string;
  /** What the bytes themselves show: the kinds of picture that Slack draws in a message. */
  readonly image: ImageType | null;
  /** What was said of a picture for who cannot see it. */
  readonly altText: string | null;
};

export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif';

/** A document of the app's: who may open it hangs on the channels that it is shared with. */
export type StoredCanvas = {
  readonly id: string;
  title: string;
  markdown: string;
  readonly channels: Map<string, 'read' | 'write'>;
};

/** An address was given; `bytes` null until something was sent there. */
export type Upload = {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  readonly altText: string | null;
  readonly bytes: Buffer | null;
};

export type StoredMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly broadcast?: boolean;
  readonly user: string;
  readonly fromApp: boolean;
  text: string;
  blocks: readonly KnownBlock[];
  metadata?: Metadata;
  editedTs?: string;
  /** Set for an ephemeral: the only person who sees it. */
  readonly to?: string;
  readonly files?: readonly StoredFile[];
  readonly reactions: { name: string; users: string[] }[];
  /** What people have put into the inputs of this message, by person. */
  readonly values: Map<string, Values>;
};

export type Metadata = { readonly event_type: string; readonly event_payload: Record<string, unknown> };

export type StoredView = {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  view: ModalView;
  hash: string;
  values: Values;
  errors: { readonly [blockId: string]: string };
  busy: boolean;
};

export type StoredHome = {
  readonly id: string;
  readonly user: string;
  readonly view: HomeView;
  readonly hash: string;
  values: Values;
};

export type Trigger = {
  readonly user: string;
  readonly expiresAt: number;
  /** The view it was made in, which views.push needs. */
  readonly viewId?: string;
  used: boolean;
};

export type ResponseUrl = {
  readonly user: string;
  readonly channel: string;
  readonly messageTs?: string;
  readonly threadTs?: string;
  readonly expiresAt: number;
  uses: number;
};

/** Runs a task later; the answer cancels it. */
export type After = (delayMs: number, task: () => void) => () => void;

export type State = {
  readonly fixture: Fixture;
  readonly now: () => number;
  readonly after: After;
  readonly users: Map<string, User>;
  readonly rooms: Map<string, Room>;
  readonly groups: Map<string, UserGroup>;
  /** By ts. */
  readonly messages: StoredMessage[];
  readonly views: Map<string, StoredView>;
  /** Open modals by person, the one on top last. */
  readonly stacks: Map<string, readonly string[]>;
  /** By person. */
  readonly homes: Map<string, StoredHome>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly uploads: Map<string, Upload>;
  readonly canvases: Map<string, StoredCanvas>;
  readonly watchers: Set<(change: number) => void>;
  change: number;
  lastTsMicros: number;
};

export function createState(fixture: Fixture, now: () => number, after: After): State {
  return {
    fixture,
    now,
    after,
    users: new Map(fixture.users.map((user) => [user.id, user])),
    rooms: new Map(fixture.rooms.map((room) => [room.id, room])),
    groups: new Map(fixture.groups.map((group) => [group.id, group])),
    messages: [],
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    uploads: new Map(),
    canvases: new Map(),
    watchers: new Set(),
    change: 0,
    lastTsMicros: 0,
  };
}

/** Tells everyone who watches that something a person can see has changed. */
export function changed(state: State): void {
  state.change += 1;
  for (const watch of state.watchers) watch(state.change);
}

/** A message's ts is its id in its channel, so it never repeats, even when the clock stands still. */
export function nextTs(state: State): string {
  state.lastTsMicros = Math.max(Math.floor(state.now() * 1_000), state.lastTsMicros + 1);
  const seconds = Math.floor(state.lastTsMicros / 1_000_000);
  const micros = state.lastTsMicros % 1_000_000;
  return `${seconds}.${String(micros).padStart(6, '0')}`;
}

/** Slack's ids are a letter and ten capitals or digits; nobody may rely on more than that. */
export function nextId(prefix: string): string {
  return prefix + randomCapitals(10);
}

export function randomCapitals(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

export function isMember(room: Room, user: string): boolean {
  return room.members.includes(user);
}

/** Messages and ephemerals of one channel that this person can see, by ts. */
export function visibleMessages(state: State, user: string): readonly StoredMessage[] {
  return state.messages.filter((message) => {
    const room = state.rooms.get(message.channel);
    if (room === undefined || !isMember(room, user)) return false;
    return message.to === undefined || message.to === user;
  });
}
