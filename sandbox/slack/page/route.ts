/** Where the page stands is in its address, so that two tabs can be two people and the browser's Back works. */
export type Route = {
  /** Null: whoever the workspace names first. */
  readonly as: string | null;
  readonly channel: string | null;
  readonly thread: string | null;
  /** The app's Home tab instead of a channel. */
  readonly home: boolean;
  /** At phone width: the list of channels instead of a channel. */
  readonly list: boolean;
};

export function parseRoute(search: string): Route {
  const query = new URLSearchParams(search);
  return {
    as: query.get('as'),
    channel: query.get('channel'),
    thread: query.get('thread'),
    home: query.has('home'),
    list: query.has('list'),
  };
}

export function formatRoute(route: Route): string {
  const query = new URLSearchParams();
  for (const name of ['as', 'channel', 'thread'] as const) {
    const value = route[name];
    if (value !== null) query.set(name, value);
  }
  if (route.home) query.set('home', '');
  if (route.list) query.set('list', '');
  return `?${query}`;
}
