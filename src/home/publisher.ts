/**
 * Home tabs, drawn again for whoever has looked at theirs lately: when they open it, when they pressed something, and when
 * this process has changed anything. What a viewer sees may be older than the state, never for long, and never the other
 * way round: one draw at a time for each person, and what changes meanwhile is drawn after it.
 */
import type { Clock } from '../outbox/clock.ts';
import type { HomeResult } from '../outbox/messenger.ts';
import type { Log } from '../schedule/loop.ts';
import { type Pace, startPace } from './pace.ts';
import { openViewers, type Viewer, type Viewers, type Wanted, want } from './viewers.ts';

export type HomeTabs = {
  /** They look at it now, or have just pressed something on it. */
  readonly opened: (user: string) => void;
  /** Something was committed. */
  readonly changed: () => void;
  /** Resolves when nothing is being drawn. */
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type PublisherDeps<Page> = {
  /** Never throws. */
  readonly look: (user: string, isAskedFor: boolean) => Promise<Page>;
  /** Equal for pages that a reader could not tell apart. */
  readonly digest: (page: Page) => string;
  readonly publish: (user: string, page: Page, hash: string | null) => Promise<HomeResult>;
  readonly clock: Clock;
  readonly log: Log;
};

/** One person's Home changes no faster than they read. */
export const EACH_EVERY_MS = 2_000;
const TRIES_MAX = 3;
const TRY_AGAIN_MS = 5_000;

export function homePublisher<Page>(deps: PublisherDeps<Page>): HomeTabs {
  const { clock, log } = deps;
  const viewers = openViewers();
  const pace = startPace(clock.monotonicMs());
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  let callOff: () => void = () => undefined;

  function pump(): void {
    callOff();
    callOff = () => undefined;
    if (stopped) return;
    const nowMs = clock.monotonicMs();
    for (const viewer of viewers.ready(nowMs)) {
      if (!pace.take(nowMs)) break;
      begin(viewer, nowMs);
    }
    const nextMs = viewers.nextAtMs();
    if (nextMs !== null)
      callOff = clock.after(Math.max(1, Math.max(nextMs, pace.nextAtMs(nowMs)) - nowMs), pump);
  }

  function begin(viewer: Viewer, nowMs: number): void {
    const why = viewer.wanted ?? 'changed';
    Object.assign(viewer, { wanted: null, isBusy: true, notBeforeMs: nowMs + EACH_EVERY_MS });
    const work = draw(deps, { viewers, pace }, viewer, why)
      .catch((error: unknown) =>
        log.error({ err: error, user: viewer.user }, 'A Home tab could not be drawn'),
      )
      .finally(() => {
        viewer.isBusy = false;
        underWay.delete(work);
        pump();
      });
    underWay.add(work);
  }

  const then = (change: () => void) => {
    change();
    pump();
  };
  return {
    opened: (user) => then(() => viewers.opened(user, clock.monotonicMs())),
    changed: () => then(viewers.changed),
    idle: async () => void (await Promise.all(underWay)),
    stop: async () => {
      stopped = true;
      callOff();
      await Promise.all(underWay);
    },
  };
}

type Shared = { readonly viewers: Viewers; readonly pace: Pace };

async function draw<Page>(
  deps: PublisherDeps<Page>,
  { viewers, pace }: Shared,
  viewer: Viewer,
  why: Wanted,
): Promise<void> {
  const page = await deps.look(viewer.user, why === 'asked_for');
  const digest = deps.digest(page);
  if (why === 'changed' && digest === viewer.shown) return;
  // Who asked for it gets it, whoever has drawn in between.
  const result = await deps.publish(viewer.user, page, why === 'asked_for' ? null : viewer.hash);
  const nowMs = deps.clock.monotonicMs();
  if (result.outcome === 'rate_limited') pace.pauseUntil(nowMs + result.retryAfterMs);
  if (result.outcome !== 'published' && result.outcome !== 'conflict')
    deps.log.warn({ user: viewer.user, result }, 'A Home tab was not published');
  if (result.outcome === 'refused') viewers.drop(viewer.user);
  settle(viewer, result, { digest, why, nowMs });
}

type Drawn = { readonly digest: string; readonly why: Wanted; readonly nowMs: number };

function settle(viewer: Viewer, result: HomeResult, { digest, why, nowMs }: Drawn): void {
  switch (result.outcome) {
    case 'published':
      Object.assign(viewer, { hash: result.hash, shown: digest, failures: 0 });
      return;
    case 'conflict':
      // Drawn by another process, before or after ours: what is looked up now is newer than both.
      Object.assign(viewer, { hash: null, shown: null });
      return want(viewer, 'changed');
    case 'rate_limited':
      return want(viewer, why);
    case 'refused':
      return;
    case 'unreachable':
    case 'unknown':
      // Lost or not, what is shown is not known any more.
      viewer.shown = null;
      viewer.failures += 1;
      if (viewer.failures > TRIES_MAX) return;
      viewer.notBeforeMs = nowMs + TRY_AGAIN_MS;
      want(viewer, why);
  }
}
