/** The audit, verified as somebody outside would: hashes computed anew from the text of the entries. */
import { createHash } from 'node:crypto';
import type { Testimony } from '../testimony.ts';

export function chainProblems({ entries, documents, tampered }: Testimony): readonly string[] {
  const problems: string[] = [];
  for (const { kind, id, stateText } of documents) {
    const own = entries.map(({ entry }) => entry).filter(({ ref }) => ref.kind === kind && ref.id === id);
    let previous = '';
    own.forEach((entry, index) => {
      const { hash, ...rest } = entry;
      if (entry.seq !== index + 1) problems.push(`${id}: entry ${index + 1} says that it is ${entry.seq}`);
      if (entry.previous !== previous) problems.push(`${id}: entry ${entry.seq} does not continue the chain`);
      if (sha256(sorted(rest)) !== hash) problems.push(`${id}: entry ${entry.seq} was changed`);
      previous = hash;
    });
    const isAsWritten = own.at(-1)?.stateHash === sha256(sorted(JSON.parse(stateText)));
    if (!isAsWritten && !tampered.has(`${kind}/${id}`))
      problems.push(`${id}: its state is not the last entry's`);
  }
  return problems;
}

/** JSON with the members of every object in the order of their names. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`);
  return `{${members.join(',')}}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
