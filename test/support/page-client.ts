/** One person's line to the page's routes: look, do, and wait for a change. */
import type { Answer, Snapshot } from '../../sandbox/slack/page-api.ts';
import { changesOf } from './changes.ts';
import { listing } from './screen.ts';

/** The machine may be busy; what is awaited comes long before. */
const WAIT_MS = 30_000;

export type Wait = { readonly timeoutMs?: number };

export type PageClient = {
  readonly screen: () => Promise<Snapshot>;
  readonly post: (path: string, body: object) => Promise<Answer>;
  /** Looks at once and after every change until `look` finds something. */
  readonly waitUntil: <T>(
    look: (screen: Snapshot) => T | undefined | null | false,
    wait?: Wait,
  ) => Promise<T>;
};

export function pageClient(url: string, user: string, patienceMs = WAIT_MS): PageClient {
  async function screen(): Promise<Snapshot> {
    return (await answered(await fetch(`${url}/ui/state?user=${encodeURIComponent(user)}`))) as Snapshot;
  }
  return {
    screen,
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' };
      const sent = JSON.stringify({ user, ...body });
      return (await answered(await fetch(url + path, { method: 'POST', headers, body: sent }))) as Answer;
    },
    waitUntil: async (look, { timeoutMs = patienceMs } = {}) => {
      for await (const change of changesOf(url, timeoutMs)) {
        const now = await screen();
        const found = look(now);
        if (found !== undefined && found !== null && found !== false) return found;
        if (change === 'deadline') throw new Error(`It did not come in ${timeoutMs} ms.\n${listing(now)}`);
      }
      throw new Error('The local Slack has gone away.');
    },
  };
}

async function answered(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  throw new Error(`The local Slack answered ${response.status}: ${await response.text()}`);
}
