/**
 * What the page (and a test that acts as a person) sees of the local Slack, and what it can do there.
 *
 *   GET  /ui/state?user=U…   → Snapshot, as that person sees it: their ephemerals and their modal only
 *   GET  /ui/changes         → server-sent events; one `data: <number>` line whenever anything changed
 *   POST /ui/say             ← Say        a line typed into a channel or thread: a message or a slash command
 *   POST /ui/act             ← Act        a button, menu or input of a message, a modal or the Home tab
 *   POST /ui/submit          ← Submit     the modal's submit button
 *   POST /ui/close           ← { user, viewId }
 *   POST /ui/shortcut ← RunShortcut  a shortcut of the app, alone or on a message
 *   POST /ui/react           ← React      a reaction on a message, put there or taken away again
 *   POST /ui/home            ← { user }   the app's Home tab was opened
 *   GET  /files/F…           → a picture that was shared
 *
 * The POSTs answer 200 with Answer: what Slack itself would tell the person at once.
 */
import type { KnownBlock, View } from '@slack/types';

export type Person = {
  readonly id: string;
  /** The display name. */
  readonly name: string;
  /** Job title, shown in the switch of person. */
  readonly title: string;
  readonly email: string;
  readonly color: string;
};

export type Channel = { readonly id: string; readonly name: string; readonly topic: string };

export type Group = { readonly id: string; readonly handle: string; readonly members: readonly string[] };

export type Message = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** A person's id, or the bot's user id. */
  readonly user: string;
  readonly isBot: boolean;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly edited: boolean;
  readonly files: readonly File[];
  /** In the order in which they came. */
  readonly reactions: readonly Reaction[];
  /** That it links and `me` may open. */
  readonly canvases: readonly Canvas[];
  /** Only the person who asked for the snapshot sees it. */
  readonly ephemeral: boolean;
};

export type Reaction = { readonly name: string; readonly users: readonly string[] };

export type Modal = {
  readonly viewId: string;
  readonly view: View;
  /** Error texts by block_id, from the last submit. */
  readonly errors: { readonly [blockId: string]: string };
  /** The bot has been asked and has not answered yet. */
  readonly busy: boolean;
};

/** What the app has published on this person's Home tab. */
export type Home = { readonly viewId: string; readonly view: View };

export type Command = { readonly command: string; readonly description: string; readonly usageHint: string };

/** Of the app: from the menu beside the message field, or from that of a message. */
export type Shortcut = {
  readonly callbackId: string;
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly description: string;
};

/** `image`: where a picture is to be had from. */
export type File = { readonly name: string; readonly title: string } & (
  | { readonly text: string }
  | { readonly image: string; readonly altText: string }
);

/** A document beside the messages, in the Markdown that the app gave it. */
export type Canvas = { readonly id: string; readonly title: string; readonly markdown: string };

export type Snapshot = {
  readonly change: number;
  readonly workspace: string;
  readonly me: Person;
  readonly people: readonly Person[];
  readonly bot: Person;
  readonly groups: readonly Group[];
  readonly channels: readonly Channel[];
  readonly commands: readonly Command[];
  readonly shortcuts: readonly Shortcut[];
  /** All channels together, by ts. */
  readonly messages: readonly Message[];
  /** The modal on top, if one is open for `me`. */
  readonly modal: Modal | null;
  /** Null: nothing was published for `me` yet. */
  readonly home: Home | null;
};

export type Say = {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string;
  readonly text: string;
};

/** Where the element stands: in a message (the ts of an ephemeral counts too) or in the open modal or the Home tab. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly viewId: string };

export type Act = {
  readonly user: string;
  readonly place: Place;
  readonly blockId: string;
  readonly actionId: string;
  /** The chosen option's `value` for menus, radio buttons and overflow; absent for buttons. */
  readonly selected?: string;
  /** All inputs of the modal or message as they stand, when there are any. */
  readonly values?: Values;
};

export type RunShortcut = {
  readonly user: string;
  readonly callbackId: string;
  /** The message on which it was chosen; absent for a global one. */
  readonly on?: { readonly channel: string; readonly ts: string };
};

/** `name`: of the emoji, without colons. */
export type React = {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly name: string;
};

/** What stands in each input, in the shape of Slack's `view.state.values`. */
export type Values = {
  readonly [blockId: string]: { readonly [actionId: string]: Readonly<Record<string, unknown>> };
};

export type Submit = { readonly user: string; readonly viewId: string; readonly values: Values };

/** `notice`: a line from Slack itself, as when the app did not answer in three seconds. */
export type Answer = { readonly ok: boolean; readonly notice?: string };
