/** What can go wrong, on demand, over the real socket. */
export type Fault =
  /** The statement begins to run after `ms`. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The statement waits for its turn for `ms`. */
  | { readonly kind: 'queued'; readonly ms: number }
  /**
   * The statement runs for `ms`, and tells how far it is. It takes effect at the end of them (`last`), or at once
   * (`first`): then no cancel and no time-out comes early enough.
   */
  | { readonly kind: 'long'; readonly ms: number; readonly commits: 'first' | 'last' }
  /** The statement runs until it is cancelled or times out, and does nothing. */
  | { readonly kind: 'endless' }
  /** The engine says no in these words, and the statement does nothing. */
  | {
      readonly kind: 'error';
      readonly errorClass: string;
      readonly message: string;
      readonly sqlState: string;
    }
  /** The connection is cut when the statement arrives; it does not run. */
  | { readonly kind: 'cut_before' }
  /** The statement runs to its end; then the connection is cut instead of an answer. */
  | { readonly kind: 'cut_after' }
  /** The statement does not run and its call is never answered. */
  | { readonly kind: 'hang' }
  /** The statement runs to its end and is answered with bytes that are not Thrift. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'session_refused' }
  | { readonly kind: 'session_cut' }
  | { readonly kind: 'session_hang' }
  /** Every call is answered 503, as by a warehouse that is stopped. */
  | { readonly kind: 'stopped' }
  /** The answer to a question about the statement's state is lost. The driver asks again: give `times`. */
  | { readonly kind: 'status_cut' }
  /** The answer with rows is lost. */
  | { readonly kind: 'fetch_cut' }
  /** The call for the statement's state, or for its rows, is refused; the statement is what it is. */
  | { readonly kind: 'status_refused' }
  | { readonly kind: 'fetch_refused' }
  /** The REST call is answered after `ms`. */
  | { readonly kind: 'rest_slow'; readonly ms: number }
  /** The connection is cut instead of an answer; `partly`: in the middle of the body. */
  | { readonly kind: 'rest_cut'; readonly partly?: true }
  /** 429 comes with `retryAfterS`. */
  | {
      readonly kind: 'rest_error';
      readonly status: number;
      readonly errorCode: string;
      readonly message: string;
      readonly retryAfterS?: number;
    }
  /** The answer is a proxy's page. */
  | { readonly kind: 'rest_garbage' };

export type FaultKind = Fault['kind'];

export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;

/** `match`: a part of the statement's text, or of a REST call's path and query; session faults and `stopped` have no text to match. `times`: 1 if not said. */
export type Planned = Fault & { readonly match?: string | RegExp; readonly times?: number };

export type Faults = {
  /** Answers how to take it back. The first planned that matches is used first. */
  readonly add: (fault: Planned) => () => void;
  readonly clear: () => void;
};

export type FaultSource = Faults & {
  /** Uses up one time of the first planned fault of this kind for this text. */
  readonly take: <Kind extends FaultKind>(kind: Kind, text?: string) => FaultOf<Kind> | null;
};

export function createFaults(): FaultSource {
  const planned: { readonly fault: Planned; left: number }[] = [];
  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? 1 };
      planned.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    clear: () => {
      planned.length = 0;
    },
    take: (kind, text = '') => {
      const entry = planned.find(
        ({ fault, left }) => left > 0 && fault.kind === kind && matches(fault.match, text),
      );
      if (entry === undefined) return null;
      entry.left -= 1;
      return entry.fault as FaultOf<typeof kind>;
    },
  };
}

function matches(match: string | RegExp | undefined, text: string): boolean {
  if (match === undefined) return true;
  return typeof match === 'string' ? text.includes(match) : match.test(text);
}
