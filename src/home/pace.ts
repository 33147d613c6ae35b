/** views.publish is tier 4, a hundred a minute over all people: a burst, then one at a time below that. */
export const BURST_MAX = 10;
export const SHARED_EVERY_MS = 700;

export type Pace = {
  /** False: not now. */
  readonly take: (nowMs: number) => boolean;
  /** When the next one may go. */
  readonly nextAtMs: (nowMs: number) => number;
  /** Slack has asked for it. */
  readonly pauseUntil: (atMs: number) => void;
};

export function startPace(startMs: number): Pace {
  let [tokens, atMs, pausedUntilMs] = [BURST_MAX, startMs, startMs];
  const fill = (nowMs: number): void => {
    tokens = Math.min(BURST_MAX, tokens + (nowMs - atMs) / SHARED_EVERY_MS);
    atMs = nowMs;
  };
  return {
    take: (nowMs) => {
      fill(nowMs);
      if (tokens < 1 || nowMs < pausedUntilMs) return false;
      tokens -= 1;
      return true;
    },
    nextAtMs: (nowMs) => {
      fill(nowMs);
      return Math.max(pausedUntilMs, tokens >= 1 ? nowMs : nowMs + (1 - tokens) * SHARED_EVERY_MS);
    },
    pauseUntil: (untilMs) => {
      pausedUntilMs = Math.max(pausedUntilMs, untilMs);
    },
  };
}
