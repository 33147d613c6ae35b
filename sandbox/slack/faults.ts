/** What a test can make Slack do wrong. A fault lasts until its own answer is called, its `times` are used up, or `clear`. */

type Common = {
  /** A method's name, or `*` for all. */
  readonly method: string;
  /** Only calls that name this channel. */
  readonly channel?: string;
  /** How many calls it hits; without it, all. */
  readonly times?: number;
};

export type Fault = Common &
  (
    | { readonly kind: 'error'; readonly error: string }
    | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number; readonly forMs?: number }
    | { readonly kind: 'slow'; readonly delayMs: number }
    /** HTTP 200 with a body that is no answer. */
    | { readonly kind: 'malformed'; readonly body: string }
    | { readonly kind: 'http'; readonly status: number }
    /** The connection is cut before the call is looked at. */
    | { readonly kind: 'reset' }
    /** The call is carried out, then the connection is cut: the answer is lost. */
    | { readonly kind: 'reset_after' }
  );

export type Faults = {
  readonly add: (fault: Fault) => () => void;
  readonly clear: () => void;
  /** The API's port is closed until `connect`: connections are refused. */
  readonly disconnect: () => Promise<void>;
  readonly connect: () => Promise<void>;
};

export type FaultList = {
  readonly add: (fault: Fault) => () => void;
  readonly clear: () => void;
  /** Takes the faults that hit this call. */
  readonly take: (method: string, channel: string | undefined) => readonly Fault[];
};

export function createFaultList(now: () => number): FaultList {
  let active: { readonly fault: Fault; readonly since: number; left: number }[] = [];

  function hits(entry: (typeof active)[number], method: string, channel: string | undefined): boolean {
    const { fault } = entry;
    if (fault.method !== '*' && fault.method !== method) return false;
    if (fault.channel !== undefined && fault.channel !== channel) return false;
    if (fault.kind === 'rate_limited' && fault.forMs !== undefined && now() >= entry.since + fault.forMs)
      return false;
    return entry.left > 0;
  }

  return {
    add: (fault) => {
      const entry = { fault, since: now(), left: fault.times ?? Number.POSITIVE_INFINITY };
      active.push(entry);
      return () => {
        active = active.filter((each) => each !== entry);
      };
    },
    clear: () => {
      active = [];
    },
    take: (method, channel) => {
      const hit = active.filter((entry) => hits(entry, method, channel));
      for (const entry of hit) entry.left -= 1;
      return hit.map((entry) => entry.fault);
    },
  };
}
