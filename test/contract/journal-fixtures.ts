/** What the parts of the journal suite share. */
import type { Commit, CommitResult, Journal } from '../../src/journal/journal.ts';

export type OpenedJournal = {
  readonly journal: Journal;
  /** Closes it and opens what it left behind. */
  readonly reopen: () => Promise<Journal>;
  readonly dispose: () => Promise<void>;
};

export type OpenJournal = () => Promise<OpenedJournal>;

/** A commit of a document that does not exist yet, unless `fields` say otherwise. */
export function commitOf(id: string, fields: Partial<Commit> = {}): Commit {
  return {
    ref: { kind: 'incident', id },
    version: 0,
    head: '',
    atMs: 1_000,
    state: { status: 'open' },
    event: { type: 'declared' },
    ...fields,
  };
}

export function committed(result: CommitResult): { readonly version: number; readonly head: string } {
  if (result.outcome !== 'committed') throw new Error(`not committed: ${JSON.stringify(result)}`);
  return { version: result.version, head: result.head };
}
