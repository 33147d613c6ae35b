/** Who has looked at their Home lately, and whose has to be drawn again. Kept by this process alone, and bounded. */

/** Slack does not say when somebody looks away. */
export const VIEWED_WITHIN_MS = 30 * 60_000;
export const VIEWERS_MAX = 50;

export type Wanted = 'asked_for' | 'changed';

export type Viewer = {
  readonly user: string;
  seenAtMs: number;
  /** Null: what is shown is the newest that is known of. */
  wanted: Wanted | null;
  isBusy: boolean;
  notBeforeMs: number;
  /** Of what this process has published last. */
  hash: string | null;
  shown: string | null;
  failures: number;
};

export type Viewers = {
  readonly opened: (user: string, nowMs: number) => void;
  readonly changed: () => void;
  readonly drop: (user: string) => void;
  /** Who may be drawn now; those who asked come before those for whom something has changed. */
  readonly ready: (nowMs: number) => readonly Viewer[];
  /** When the next of them may be drawn; null: nobody is waiting. */
  readonly nextAtMs: () => number | null;
};

export function openViewers(): Viewers {
  const viewers = new Map<string, Viewer>();
  const waiting = (): Viewer[] =>
    [...viewers.values()].filter(({ wanted, isBusy }) => wanted !== null && !isBusy);
  return {
    opened: (user, nowMs) => {
      const viewer = viewers.get(user) ?? newViewer(user);
      // Behind all others: the first of them is the one who has not looked for longest.
      viewers.delete(user);
      viewers.set(user, viewer);
      Object.assign(viewer, { seenAtMs: nowMs, failures: 0 });
      want(viewer, 'asked_for');
      const [oldest] = viewers.keys();
      if (viewers.size > VIEWERS_MAX && oldest !== undefined) viewers.delete(oldest);
    },
    changed: () => viewers.forEach((viewer) => want(viewer, 'changed')),
    drop: (user) => void viewers.delete(user),
    ready: (nowMs) => {
      for (const { user, seenAtMs } of viewers.values())
        if (nowMs - seenAtMs >= VIEWED_WITHIN_MS) viewers.delete(user);
      const all = waiting().filter(({ notBeforeMs }) => notBeforeMs <= nowMs);
      const asks = ({ wanted }: Viewer): boolean => wanted === 'asked_for';
      return [...all.filter(asks), ...all.filter((viewer) => !asks(viewer))];
    },
    nextAtMs: () => {
      const all = waiting();
      return all.length === 0 ? null : Math.min(...all.map(({ notBeforeMs }) => notBeforeMs));
    },
  };
}

/** What was asked for stays so, whatever changes meanwhile. */
export function want(viewer: Viewer, why: Wanted): void {
  if (viewer.wanted !== 'asked_for') viewer.wanted = why;
}

function newViewer(user: string): Viewer {
  return {
    user,
    seenAtMs: 0,
    wanted: null,
    isBusy: false,
    notBeforeMs: 0,
    hash: null,
    shown: null,
    failures: 0,
  };
}
