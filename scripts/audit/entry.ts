/** The chain of one document, worked out anew from the stored bytes. */
import { createHash } from 'node:crypto';
import type { DocumentName, RawEntry } from './store.ts';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** One text for one value: members sorted by name, no spaces. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
}

/**
 * Put together from the stored text of the event, not from what it means: a single byte that differs, even a space,
 * gives another hash.
 */
function hashOf({ kind, id }: DocumentName, entry: RawEntry): string {
  const { number, atMs, event, stateHash, previous } = entry;
  const quoted = (text: string) => JSON.stringify(text);
  return sha256(
    `{"atMs":${atMs},"event":${event},"previous":${quoted(previous)},"ref":{"id":${quoted(id)},"kind":${quoted(kind)}},"seq":${number},"stateHash":${quoted(stateHash)}}`,
  );
}

/** What is wrong with an entry that stands behind `before`; null where it stands first. */
export function flawsOf(name: DocumentName, entry: RawEntry, before: RawEntry | null): readonly string[] {
  const flaws: string[] = entry.flaw === null ? [] : [entry.flaw];
  const expected = (before?.number ?? 0) + 1;
  const { number } = entry;
  if (number === before?.number) flaws.push('is there twice: the document was forked');
  else if (number < expected) flaws.push(`stands behind entry ${expected - 1}: the entries were reordered`);
  else if (number > expected)
    flaws.push(`stands where ${gap(expected, number - 1)} should: something was dropped`);
  else if (Number.isNaN(number)) flaws.push(`has no number, and stands where entry ${expected} should`);
  if (entry.previous !== (before?.hash ?? '')) {
    flaws.push(
      before === null
        ? 'is the first there and yet follows another'
        : `does not continue entry ${before.number}`,
    );
  }
  if (hashOf(name, entry) !== entry.hash) flaws.push('was changed after it was written');
  return flaws;
}

export function gap(from: number, to: number): string {
  return from === to ? `entry ${from}` : `entries ${from} to ${to}`;
}
