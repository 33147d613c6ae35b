/** Growing, jittered, capped: nothing hammers a Slack that is down, and nothing waits much longer than it was down. */
export const backoffFirstMs = 500;
export const backoffMaxMs = 30_000;

/** `failures` counts from 1; `random` is in [0, 1). Between half of the full delay and the whole of it. */
export function backoffMs(failures: number, random: number): number {
  const doublings = Math.min(failures - 1, 16);
  const fullMs = Math.min(backoffMaxMs, backoffFirstMs * 2 ** doublings);
  return Math.round(fullMs / 2 + (random * fullMs) / 2);
}
