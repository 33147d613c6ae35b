import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';

/** Whether Slack can be reached at all. While it cannot, the rows stay in the journal and one at a time is tried. */
export type Health = {
  readonly isDown: () => boolean;
  /** How long until the next try; 0 when it may be now. */
  readonly waitMs: () => number;
  readonly answered: (outcome: 'sent' | 'other') => void;
  /** How many messages Slack has taken since the start. */
  readonly sentCount: () => number;
  readonly failed: () => void;
};

export function openHealth(clock: Clock, random: () => number): Health {
  let failures = 0;
  let quietUntilMs = 0;
  let sentCount = 0;
  const waitMs = () => (failures === 0 ? 0 : Math.max(0, quietUntilMs - clock.monotonicMs()));
  return {
    isDown: () => failures > 0,
    waitMs,
    answered: (outcome) => {
      failures = 0;
      if (outcome === 'sent') sentCount += 1;
    },
    sentCount: () => sentCount,
    failed: () => {
      // Many calls fail together when the line goes: they are one failure, or the first wait would be the longest.
      if (waitMs() > 0) return;
      failures += 1;
      quietUntilMs = clock.monotonicMs() + backoffMs(failures, random());
    },
  };
}
