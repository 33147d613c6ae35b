/**
 * How far the copy has come, in a document of its own for each table. It follows the store's numbering of commits, as the
 * checkpoints do; what of a document is copied already it remembers for those that were copied last. Of others
 * everything is copied again: the table takes no entry twice.
 */
import type { DocumentRef } from '../journal/journal.ts';

export type Copied = { readonly kind: DocumentRef['kind']; readonly id: string; readonly version: number };

/** Why somebody has to do something. */
export type Trouble = { readonly problem: 'missing' | 'refused'; readonly errorClass: string };

export type CopyState = {
  /** All documents whose last commit has this number or a lower one are in the table as it left them. */
  readonly through: number;
  /** The one that was copied last comes last. */
  readonly known: readonly Copied[];
  /** What was told already, and is so still. */
  readonly trouble: Trouble | null;
};

export type CopyEvent =
  | { readonly type: 'copied'; readonly through: number; readonly documents: readonly Copied[] }
  | ({ readonly type: 'halted'; readonly table: string } & Trouble);

const KNOWN_MAX = 500;

export const NOTHING_COPIED: CopyState = { through: 0, known: [], trouble: null };

export function copyRef(table: string): DocumentRef {
  return { kind: 'copy', id: table };
}

export function afterEvent(state: CopyState, event: CopyEvent): CopyState {
  if (event.type === 'halted') {
    const { problem, errorClass } = event;
    return { ...state, trouble: { problem, errorClass } };
  }
  const again = new Set(event.documents.map(nameOf));
  const others = state.known.filter((one) => !again.has(nameOf(one)));
  return {
    through: event.through,
    known: [...others, ...event.documents].slice(-KNOWN_MAX),
    trouble: null,
  };
}

/** 0 where it is not known: then everything. */
export function versionCopied({ known }: CopyState, ref: DocumentRef): number {
  return known.find((one) => nameOf(one) === nameOf(ref))?.version ?? 0;
}

/** The same trouble is told once. */
export function isNews({ trouble }: CopyState, found: Trouble): boolean {
  return trouble?.problem !== found.problem || trouble.errorClass !== found.errorClass;
}

export function nameOf({ kind, id }: DocumentRef): string {
  return `${kind}/${id}`;
}
