/** How often a method may be called. Answers how many seconds to wait, as Retry-After has it; 0 means go on. */
import type { Tier } from './limits.ts';
import { POST_BURST_MAX, POSTS_PER_MINUTE, POSTS_PER_SECOND, TIER_PER_MINUTE } from './limits.ts';

const MINUTE_MS = 60_000;

export type RateLimits = {
  readonly take: (method: string, tier: Tier | 'post', channel: string) => number;
};

export function createRateLimits(now: () => number): RateLimits {
  const calls = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function window(key: string, perMinute: number): number {
    const recent = (calls.get(key) ?? []).filter((at) => at > now() - MINUTE_MS);
    calls.set(key, recent);
    const oldest = recent[0];
    if (recent.length < perMinute || oldest === undefined) {
      recent.push(now());
      return 0;
    }
    return Math.max(1, Math.ceil((oldest + MINUTE_MS - now()) / 1_000));
  }

  function bucket(key: string): number {
    const last = buckets.get(key) ?? { tokens: POST_BURST_MAX, at: now() };
    const refilled = last.tokens + ((now() - last.at) / 1_000) * POSTS_PER_SECOND;
    const tokens = Math.min(POST_BURST_MAX, refilled);
    const allowed = tokens >= 1;
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now() });
    return allowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / POSTS_PER_SECOND));
  }

  return {
    take: (method, tier, channel) => {
      if (tier !== 'post') return window(method, TIER_PER_MINUTE[tier]);
      return bucket(`${method} ${channel}`) || window(method, POSTS_PER_MINUTE);
    },
  };
}
