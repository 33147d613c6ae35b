/** What a person can do on the page, and what becomes of it. */
import type { AnyBlock } from '@slack/types';
import type { Answer, RunShortcut, Shortcut } from '../page-api.ts';
import type { Client } from './client.ts';
import { createPressing, placeKey, type Source } from './pressing.ts';
import { createRefresh } from './refresh.ts';
import { formatRoute, type Route } from './route.ts';
import { currentChannel, HOME, type Notice, type Store, type Where } from './store.ts';
import type { Surface } from './surface.ts';
import { collectValues, type Inputs, type Loose } from './values.ts';

/** Older notices go: they are remarks, not records. */
const NOTICES_MAX = 50;

type MessagePlace = NonNullable<RunShortcut['on']>;

export type Actions = {
  readonly refresh: () => Promise<void>;
  readonly go: (change: Partial<Route>) => void;
  readonly say: (text: string, thread: string | null) => Promise<boolean>;
  readonly shortcuts: (type: Shortcut['type']) => readonly Shortcut[];
  /** On a message, or alone. */
  readonly runShortcut: (callbackId: string, on: MessagePlace | null, where: Where) => Promise<void>;
  /** Puts a reaction there, or takes one's own away. */
  readonly react: (on: MessagePlace, name: string, where: Where) => Promise<void>;
  readonly surfaceOf: (source: Source) => Surface;
  readonly submit: (viewId: string, blocks: readonly AnyBlock[]) => Promise<void>;
  readonly closeModal: (viewId: string) => Promise<void>;
  /** The Home tab came into view. */
  readonly openHome: () => Promise<void>;
  /** Null puts it away. */
  readonly openCanvas: (id: string | null) => void;
  readonly dismiss: (key: string) => void;
  readonly dismissNotice: (id: number) => void;
};

export function createActions(store: Store, client: Client, inputs: Inputs): Actions {
  const refresh = createRefresh(store, client);
  const me = () => store.get().snapshot?.me.id ?? '';
  let lastNotice = 0;

  const settle = async (answer: Answer, where: Where) => {
    if (answer.notice !== undefined) {
      lastNotice += 1;
      const afterTs = store.get().snapshot?.messages.at(-1)?.ts ?? '';
      const notice: Notice = { id: lastNotice, user: me(), text: answer.notice, afterTs, where };
      store.set({ notices: [...store.get().notices, notice].slice(-NOTICES_MAX) });
    }
    await refresh();
  };

  const surfaceOf = createPressing({ store, client, inputs, settle });

  return {
    refresh,
    surfaceOf,
    go: (change) => {
      const route = { ...store.get().route, ...change };
      history.pushState(null, '', formatRoute(route));
      store.set({ route });
      if (change.as !== undefined) void refresh();
    },
    say: async (text, thread) => {
      const channel = currentChannel(store.get());
      if (channel === null) return false;
      const inThread = thread === null ? {} : { threadTs: thread };
      const answer = await client.say({ user: me(), channel, ...inThread, text });
      await settle(answer, { channel, thread });
      return answer.ok;
    },
    shortcuts: (type) => (store.get().snapshot?.shortcuts ?? []).filter((each) => each.type === type),
    runShortcut: async (callbackId, on, where) =>
      settle(await client.runShortcut({ user: me(), callbackId, ...(on === null ? {} : { on }) }), where),
    react: async (on, name, where) => settle(await client.react({ user: me(), ...on, name }), where),
    submit: async (viewId, blocks) => {
      const values = collectValues(blocks as readonly Loose[], placeKey(me(), { viewId }), inputs) ?? {};
      await settle(await client.submit({ user: me(), viewId, values }), { viewId });
    },
    closeModal: async (viewId) => settle(await client.close(me(), viewId), { viewId }),
    openHome: async () => settle(await client.openHome(me()), HOME),
    openCanvas: (canvas) => store.set({ canvas }),
    dismiss: (key) => store.set({ dismissed: new Set([...store.get().dismissed, key]) }),
    dismissNotice: (id) => store.set({ notices: store.get().notices.filter((notice) => notice.id !== id) }),
  };
}
