/** Links to messages and canvases of this workspace lead there without leaving the page, as Slack's own client does it. */
import type { Actions } from './actions.ts';
import type { Route } from './route.ts';

const CANVAS = /^\/docs\/[A-Z0-9]+\/(F[A-Z0-9]+)$/;
const PERMALINK = /^\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})$/;

export function followLinks(actions: Actions): void {
  document.addEventListener('click', (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    const canvas = anchor === null ? null : canvasOf(anchor.href, location.origin);
    if (canvas !== null) {
      event.preventDefault();
      return actions.openCanvas(canvas);
    }
    const there = anchor === null ? null : routeOf(anchor.href, location.origin);
    if (there === null) return;
    event.preventDefault();
    actions.go(there);
  });
}

/** The id of the canvas that an address of this workspace is of, or null. */
export function canvasOf(address: string, origin: string): string | null {
  const url = URL.parse(address);
  return url === null || url.origin !== origin ? null : (CANVAS.exec(url.pathname)?.[1] ?? null);
}

/** Null for any other address. A reply's link names the message at the top of its thread. */
export function routeOf(address: string, origin: string): Partial<Route> | null {
  const url = URL.parse(address);
  if (url === null || url.origin !== origin) return null;
  const [, channel, seconds, micros] = PERMALINK.exec(url.pathname) ?? [];
  if (channel === undefined) return null;
  const thread = url.searchParams.get('thread_ts') ?? `${seconds}.${micros}`;
  return { channel, thread, home: false, list: false };
}
