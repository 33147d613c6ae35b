/** What the page knows: the last snapshot, where it stands, and what only this tab has seen. */
import type { Snapshot } from '../page-api.ts';
import { type Directory, directoryOf } from './directory.ts';
import type { Route } from './route.ts';

/** A line from Slack itself to one person, shown where they acted. */
export type Notice = {
  readonly id: number;
  readonly user: string;
  readonly text: string;
  /** The notice stands behind this message. */
  readonly afterTs: string;
  readonly where: Where;
};

export type Where =
  | { readonly channel: string; readonly thread: string | null }
  | { readonly viewId: string };

/** The Home tab has one pane, whichever view stands in it. */
export const HOME: Where = { viewId: 'home' };

export type PageState = {
  readonly snapshot: Snapshot | null;
  readonly directory: Directory | null;
  readonly route: Route;
  readonly isLive: boolean;
  /** Why there is nothing to show. */
  readonly problem: string | null;
  /** The one that is open over the page, by its id. */
  readonly canvas: string | null;
  readonly notices: readonly Notice[];
  /** Ephemerals that were dismissed, by channel/ts. */
  readonly dismissed: ReadonlySet<string>;
  /** The newest ts that was looked at, by channel. */
  readonly seen: ReadonlyMap<string, string>;
};

export type Store = {
  readonly get: () => PageState;
  readonly set: (patch: Partial<PageState>) => void;
  readonly subscribe: (onChange: (state: PageState) => void) => void;
};

export function createStore(route: Route): Store {
  const watchers: ((state: PageState) => void)[] = [];
  let state: PageState = {
    snapshot: null,
    directory: null,
    route,
    isLive: true,
    problem: null,
    canvas: null,
    notices: [],
    dismissed: new Set(),
    seen: new Map(),
  };
  return {
    get: () => state,
    set: (patch) => {
      const directory = patch.snapshot ? directoryOf(patch.snapshot, state.directory) : state.directory;
      state = { ...state, ...patch, directory };
      for (const watcher of watchers) watcher(state);
    },
    subscribe: (onChange) => void watchers.push(onChange),
  };
}

/** The channel in view: the one in the address, or the first of the workspace. */
export function currentChannel(state: PageState): string | null {
  const { snapshot, route } = state;
  const known = snapshot?.channels.some((channel) => channel.id === route.channel) === true;
  return known ? route.channel : (snapshot?.channels[0]?.id ?? null);
}
