/** What a person can do on the page, and what becomes of it. */
import type { AnyBlock } from '@slack/types';
import type { Answer, Place } from '../page-api.ts';
import type { Client } from './client.ts';
import { formatRoute, type Route } from './route.ts';
import { currentChannel, type Notice, type Store, type Where } from './store.ts';
import { keyOf, type Press, type Surface } from './surface.ts';
import { collectValues, type Inputs, type Loose } from './values.ts';

/** Older notices go: they are remarks, not records. */
const NOTICES_MAX = 50;

export type Actions = {
  readonly refresh: () => Promise<void>;
  readonly go: (change: Partial<Route>) => void;
  readonly say: (text: string, thread: string | null) => Promise<boolean>;
  readonly surfaceOf: (source: Source) => Surface;
  readonly submit: (viewId: string, blocks: readonly AnyBlock[]) => Promise<void>;
  readonly closeModal: (viewId: string) => Promise<void>;
  readonly dismiss: (key: string) => void;
  readonly dismissNotice: (id: number) => void;
};

/** What an element stands in. `where`: the pane in which an answer to it is shown. */
export type Source = { readonly place: Place; readonly blocks: readonly AnyBlock[]; readonly where: Where };

export function createActions(store: Store, client: Client, inputs: Inputs): Actions {
  /** How many answers are awaited, by key: a menu can be changed again while its first change is on the way. */
  const pending = new Map<string, number>();
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

  const surfaceOf = (source: Source): Surface => {
    const place = `${me()}/${'viewId' in source.place ? source.place.viewId : `${source.place.channel}/${source.place.ts}`}`;
    const act = async (press: Press) => {
      const key = keyOf(place, press.blockId, press.actionId);
      pending.set(key, (pending.get(key) ?? 0) + 1);
      markPending(key, true);
      const values = collectValues(source.blocks as readonly Loose[], place, inputs);
      const answer = await client.act({
        user: me(),
        place: source.place,
        ...press,
        ...(values === null ? {} : { values }),
      });
      await settle(answer, source.where);
      const left = (pending.get(key) ?? 1) - 1;
      if (left > 0) return void pending.set(key, left);
      pending.delete(key);
      markPending(key, false);
    };
    const directory = store.get().directory;
    if (directory === null) throw new Error('nothing is drawn before the first snapshot');
    return {
      place,
      directory,
      inputs,
      act: (press) => void act(press),
      isPending: (key) => pending.has(key),
    };
  };

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
    submit: async (viewId, blocks) => {
      const values = collectValues(blocks as readonly Loose[], `${me()}/${viewId}`, inputs) ?? {};
      await settle(await client.submit({ user: me(), viewId, values }), { viewId });
    },
    closeModal: async (viewId) => settle(await client.close(me(), viewId), { viewId }),
    dismiss: (key) => store.set({ dismissed: new Set([...store.get().dismissed, key]) }),
    dismissNotice: (id) => store.set({ notices: store.get().notices.filter((notice) => notice.id !== id) }),
  };
}

/** On the nodes themselves, so that pressing a button does not draw its message again. */
function markPending(key: string, isPending: boolean): void {
  for (const node of document.querySelectorAll(`[data-press="${CSS.escape(key)}"]`)) {
    if (isPending) node.setAttribute('aria-busy', 'true');
    else node.removeAttribute('aria-busy');
  }
}

/** One request at a time, and one more when something changed meanwhile; an answer for another person is dropped. */
function createRefresh(store: Store, client: Client): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const read = async () => {
    const { as } = store.get().route;
    try {
      const snapshot = await client.readState(as);
      if (store.get().route.as === as) store.set({ snapshot, problem: null });
    } catch (error) {
      store.set({ problem: error instanceof Error ? error.message : String(error) });
    }
  };
  const start = (): Promise<void> => {
    running = read().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return start();
    next ??= running.then(() => {
      next = null;
      return start();
    });
    return next;
  };
}
