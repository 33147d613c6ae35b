/** Where a runbook is wrong, for the person who edits it. `line` and `column` count from 1. */
import { editDistance } from '../edit-distance.ts';

export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** A problem found in the parsed data: `path` leads to it from the top of the file, `key` means the key, not its value. */
export type Issue = { readonly path: Path; readonly message: string; readonly at?: 'key' };

export type Path = readonly (string | number)[];

/** One line each, in the form that editors and terminals turn into links. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.message}`).join('\n');
}

export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}

/** ` Did you mean "statement"?` with its leading space, or nothing when no known name is near. */
export function didYouMean(written: string, known: Iterable<string>): string {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of known) {
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (best === undefined || distance < best.distance) best = { name, distance };
  }
  const farthest = Math.max(2, Math.floor(written.length / 3));
  return best !== undefined && best.distance <= farthest ? ` Did you mean "${best.name}"?` : '';
}
