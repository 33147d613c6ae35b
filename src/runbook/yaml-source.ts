/** One YAML file with the way back from a place in its data to line and column. */
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { describeCodePoint, hiddenCharacters } from './hidden.ts';
import { LIMITS } from './limits.ts';
import type { Issue, Path, Problem } from './problems.ts';

export type SourceFile = { readonly name: string; readonly text: string };

export type Source = {
  readonly name: string;
  readonly data: unknown;
  readonly locate: (path: Path, at?: 'key') => { readonly line: number; readonly column: number };
};

export type ReadSource = { readonly source: Source | null; readonly problems: readonly Problem[] };

/** `source` is null when the text is not YAML at all; its problems are then the only ones of this file. */
export function readSource(file: SourceFile): ReadSource {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problem = (offset: number, message: string): Problem => ({
    file: file.name,
    ...place(offset),
    message,
  });

  if (file.text.length > LIMITS.fileCharacters) {
    return {
      source: null,
      problems: [{ file: file.name, line: 1, column: 1, message: tooLong(file.text.length) }],
    };
  }
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const hidden = hiddenCharacters(file.text).map((found) =>
    problem(found.index, cannotBeSeen(found.codePoint)),
  );
  const errors = [...document.errors, ...document.warnings].map((error) =>
    problem(error.pos[0], `YAML: ${error.message}`),
  );
  if (errors.length > 0) return { source: null, problems: [...errors, ...hidden] };

  const escaped = escapedHidden(document, hidden.length > 0).map(([offset, point]) =>
    problem(offset, cannotBeSeen(point)),
  );
  const locate: Source['locate'] = (path, at) => place(offsetOf(document, path, at));
  return {
    source: { name: file.name, data: document.toJS() as unknown, locate },
    problems: [...hidden, ...escaped],
  };
}

export function problemAt(source: Source, { path, at, message }: Issue): Problem {
  return { file: source.name, ...source.locate(path, at), message };
}

/** Characters that only exist once the escapes of a quoted string are resolved. */
function escapedHidden(
  document: Document.Parsed,
  alreadyTold: boolean,
): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  if (alreadyTold) return found;
  visit(document, {
    Scalar: (_, node) => {
      const first = typeof node.value === 'string' ? hiddenCharacters(node.value)[0] : undefined;
      if (first !== undefined) found.push([node.range?.[0] ?? 0, first.codePoint]);
    },
  });
  return found;
}

/** Where the value (or the key) is written; where it is missing, the nearest thing around it. */
function offsetOf(document: Document.Parsed, path: Path, at: 'key' | undefined): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === step)
      : undefined;
    const keyOffset = rangeStart(pair?.key);
    const child: unknown = pair === undefined ? childAt(node, step) : pair.value;
    if (pair === undefined && child === undefined) return offset;
    offset =
      (at === 'key' && depth === path.length - 1 ? keyOffset : undefined) ??
      rangeStart(child) ??
      keyOffset ??
      offset;
    node = child;
  }
  return offset;
}

function childAt(node: unknown, step: string | number): unknown {
  const items = (node as { readonly items?: readonly unknown[] } | null)?.items;
  return typeof step === 'number' ? items?.[step] : undefined;
}

function rangeStart(node: unknown): number | undefined {
  return (node as { readonly range?: readonly number[] | null } | null | undefined)?.range?.[0];
}

function cannotBeSeen(codePoint: number): string {
  return `has a character that cannot be seen: ${describeCodePoint(codePoint)}`;
}

function tooLong(characters: number): string {
  return `has ${characters} characters, at most ${LIMITS.fileCharacters} are read: split the file`;
}
