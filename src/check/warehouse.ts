/**
 * The warehouse as checks and actions see it. Two of them exist: one under the read-only principal, one under the
 * principal that may change things; which is which is decided where they are built, never by a caller's argument.
 */
export type Cell = string | number | boolean | null;

export type Row = { readonly [column: string]: Cell };

/** Values are sent as named parameters (`:name`) of the driver, never inside the text. */
export type Statement = {
  readonly text: string;
  readonly parameters?: { readonly [name: string]: Cell };
};

/** `takenMs` is the time from sending to the last row. `truncated`: there was at least one row more than `rowsMax`. */
export type ReadResult =
  | {
      readonly outcome: 'read';
      readonly columns: readonly string[];
      readonly rows: readonly Row[];
      readonly truncated: boolean;
      readonly takenMs: number;
      /** Why some cells are empty, where the source knows: words that follow a colon, with nothing of the data in them. */
      readonly remark?: string;
    }
  /** The engine answered no: `errorClass` is Databricks' (`TABLE_OR_VIEW_NOT_FOUND`), 'UNKNOWN' where it gave none. */
  | { readonly outcome: 'refused'; readonly errorClass: string; readonly message: string }
  | { readonly outcome: 'timed_out'; readonly afterMs: number }
  /** Nothing could be learnt: no connection, no session, breaker open, answer lost. */
  | { readonly outcome: 'unavailable'; readonly message: string };

export type SendResult =
  | { readonly outcome: 'succeeded'; readonly rows: readonly Row[]; readonly takenMs: number }
  /** The engine itself said that the statement failed. */
  | { readonly outcome: 'failed'; readonly errorClass: string; readonly message: string }
  /** The engine itself said that it gave the statement up, because somebody asked it to: what it had done by then is to be looked up. */
  | { readonly outcome: 'cancelled'; readonly message: string }
  /** Nothing left this process: the session could not be opened, or `guard` said no. */
  | { readonly outcome: 'not_sent'; readonly message: string }
  /** It was sent and the answer was lost; whether it ran is not known here. */
  | { readonly outcome: 'unknown'; readonly message: string };

/** A statement that was sent, while the engine is at it. */
export type Running = {
  /** Asks the engine to give it up, which it may or may not. Rejects where it could not be asked; may be asked again. */
  readonly cancel: () => Promise<void>;
  /** How far it is, as the engine tells it; null where it does not. */
  readonly percent: () => number | null;
};

export type Warehouse = {
  /** Who the statements run as, and where: part of every fingerprint. Throws AppError('unavailable'). */
  readonly identity: () => Promise<{ readonly principal: string; readonly warehouse: string }>;
  readonly read: (
    statement: Statement,
    limits: { readonly timeoutMs: number; readonly rowsMax: number },
  ) => Promise<ReadResult>;
  /**
   * Sends one statement on a session of its own, once, and never again. `guard` is asked after the session is open and
   * just before the first byte of the statement; false means that nothing is sent. The engine is told to give up after
   * `timeoutMs` (STATEMENT_TIMEOUT), so that a lost statement has an end.
   */
  readonly send: (
    text: string,
    limits: {
      readonly timeoutMs: number;
      readonly guard: () => Promise<boolean>;
      readonly tags: { readonly [key: string]: string };
      /** Called once, when the engine has taken the statement and is at it. */
      readonly onRunning?: (running: Running) => void;
    },
  ) => Promise<SendResult>;
  readonly close: () => Promise<void>;
};
