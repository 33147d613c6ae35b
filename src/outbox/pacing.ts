/**
 * When a call to Slack may leave. Pure: the state goes in and comes out, the time is an argument.
 *
 * A call passes its buckets one after the other. The first of a post is its channel's own; what the workspace shares is
 * asked only when the channel's slot has come, so that a queue (or a pause) in one channel takes nothing from another.
 */
export type SlackMethod =
  | 'chat.postMessage'
  | 'chat.update'
  | 'chat.postEphemeral'
  | 'conversations.history'
  | 'conversations.replies';

export type Call = { readonly method: SlackMethod; readonly channel: string };

/** At most `countMax` in any minute, of which `burst` may follow each other at once. */
export type Limit = { readonly countMax: number; readonly burst: number };

/**
 * https://docs.slack.dev/apis/web-api/rate-limits: a post a second in a channel, "several hundred" a minute in the
 * workspace; chat.update, history and replies are tier 3 (50+ a minute), chat.postEphemeral tier 4 (100+).
 */
export const slackLimits = {
  channelPosts: { countMax: 60, burst: 5 },
  workspacePosts: { countMax: 300, burst: 50 },
  updates: { countMax: 50, burst: 15 },
  whispers: { countMax: 100, burst: 20 },
  lookUps: { countMax: 50, burst: 10 },
} as const satisfies Record<string, Limit>;

export const windowMs = 60_000;

/** A slot not used by then is lost; without this, slots that piled up in a stall would all be used at once. */
export const slotLateMaxMs = 1_000;

/** Keys whose time has passed say nothing any more and are swept when there are more than this. */
const keysMax = 1_000;

export type Pace = {
  /** By bucket: when its next slot would be, had nothing been saved up. */
  readonly nextMs: ReadonlyMap<string, number>;
  /** By method and channel: Slack's own `Retry-After`. */
  readonly pausedUntilMs: ReadonlyMap<string, number>;
};

/** A call's place in the queue. `passed` counts the buckets behind it, `slotMs` is its slot in the next one. */
export type Ticket = { readonly call: Call; readonly passed: number; readonly slotMs: number | null };

export type Step = { readonly pace: Pace; readonly ticket: Ticket; readonly waitUntilMs: number | null };

export const freshPace: Pace = { nextMs: new Map(), pausedUntilMs: new Map() };

export function ticketFor(call: Call): Ticket {
  return { call, passed: 0, slotMs: null };
}

/** The call may leave when `waitUntilMs` is null; otherwise ask again with the returned ticket at that time. */
export function advance(before: Pace, ticket: Ticket, nowMs: number): Step {
  let pace = before;
  const pauseEndMs = pace.pausedUntilMs.get(gateOf(ticket.call)) ?? Number.NEGATIVE_INFINITY;
  if (pauseEndMs > nowMs) return { pace, ticket: ticketFor(ticket.call), waitUntilMs: pauseEndMs };

  let { passed, slotMs } = slotLost(ticket, pauseEndMs, nowMs) ? ticketFor(ticket.call) : ticket;
  for (const bucket of bucketsOf(ticket.call).slice(passed)) {
    if (slotMs === null) [pace, slotMs] = reserve(pace, bucket, nowMs);
    if (slotMs > nowMs) return { pace, ticket: { call: ticket.call, passed, slotMs }, waitUntilMs: slotMs };
    passed += 1;
    slotMs = null;
  }
  return { pace, ticket: { call: ticket.call, passed, slotMs: null }, waitUntilMs: null };
}

/** Slack asked for silence. What is saved up in the channel is gone, so that the pause does not end in a burst. */
export function pause(before: Pace, call: Call, untilMs: number): Pace {
  const pausedUntilMs = new Map(before.pausedUntilMs);
  const gate = gateOf(call);
  pausedUntilMs.set(gate, Math.max(untilMs, pausedUntilMs.get(gate) ?? untilMs));
  const nextMs = new Map(before.nextMs);
  for (const { key, limit, ofChannel } of bucketsOf(call)) {
    if (ofChannel) nextMs.set(key, Math.max(untilMs + savedMs(limit), nextMs.get(key) ?? untilMs));
  }
  return { nextMs, pausedUntilMs };
}

type Bucket = { readonly key: string; readonly limit: Limit; readonly ofChannel: boolean };

function bucketsOf({ method, channel }: Call): readonly Bucket[] {
  switch (method) {
    case 'chat.postMessage':
      return [
        { key: `posts/${channel}`, limit: slackLimits.channelPosts, ofChannel: true },
        { key: 'posts', limit: slackLimits.workspacePosts, ofChannel: false },
      ];
    case 'chat.update':
      return [{ key: method, limit: slackLimits.updates, ofChannel: false }];
    case 'chat.postEphemeral':
      return [{ key: method, limit: slackLimits.whispers, ofChannel: false }];
    case 'conversations.history':
    case 'conversations.replies':
      return [{ key: method, limit: slackLimits.lookUps, ofChannel: false }];
  }
}

function gateOf({ method, channel }: Call): string {
  return `${method}/${channel}`;
}

function slotLost({ slotMs }: Ticket, pauseEndMs: number, nowMs: number): boolean {
  return slotMs !== null && (slotMs < pauseEndMs || nowMs - slotMs > slotLateMaxMs);
}

/** Virtual scheduling (GCRA): a bucket is one number, the time at which it would be full again. */
function reserve(pace: Pace, { key, limit }: Bucket, nowMs: number): [Pace, number] {
  const fullMs = Math.max(nowMs, pace.nextMs.get(key) ?? nowMs);
  const slotMs = Math.max(nowMs, fullMs - savedMs(limit));
  const nextMs = swept(pace.nextMs, nowMs).set(key, Math.max(fullMs, slotMs) + intervalMs(limit));
  return [{ ...pace, nextMs }, slotMs];
}

/** The lateness that is allowed is counted into the minute, so that `countMax` holds whatever happens. */
function intervalMs({ countMax, burst }: Limit): number {
  return (windowMs + slotLateMaxMs) / (countMax - burst);
}

function savedMs(limit: Limit): number {
  return (limit.burst - 1) * intervalMs(limit);
}

function swept(times: ReadonlyMap<string, number>, nowMs: number): Map<string, number> {
  if (times.size <= keysMax) return new Map(times);
  return new Map([...times].filter(([, atMs]) => atMs > nowMs));
}
