/** What was found, in words, and as the exit code that a script goes by. */
import type { Finding, Verdict } from './verify.ts';

export const PROVEN = 0;
export const BROKEN = 1;
export const COULD_NOT_LOOK = 2;

const SHOWN_MAX = 200;

export type Report = { readonly lines: readonly string[]; readonly code: number };

export function reportOf(verdict: Verdict, description: string, cut: number): Report {
  const { findings, documents, entries, checkpoints } = verdict;
  const lines = [
    ...findings.slice(0, SHOWN_MAX).map(sentence),
    ...(findings.length > SHOWN_MAX ? [`… and ${findings.length - SHOWN_MAX} more.`] : []),
    `${description}: ${counted(documents, 'document')}, ${counted(entries, 'entry', 'entries')}, ${counted(checkpoints, 'checkpoint')}.`,
    ...(cut === 0 ? [] : [`${counted(cut, 'line')} from outside began like a checkpoint and was not whole.`]),
    ...proof(verdict),
  ];
  if (findings.length > 0) {
    return { lines: [...lines, `BROKEN: ${counted(findings.length, 'finding')}.`], code: BROKEN };
  }
  return verdict.proven === null
    ? { lines: [...lines, 'NOT PROVEN.'], code: COULD_NOT_LOOK }
    : { lines: [...lines, 'PROVEN, as far as said above.'], code: PROVEN };
}

/** Ids and keys may hold anything that an intruder wrote: nothing of it reaches the terminal as it is. */
function sentence({ document, entry, problem }: Finding): string {
  const subject = entry === null ? document : `${document} entry ${entry}`;
  return `BROKEN ${subject} ${problem}`.replaceAll(
    /[\p{Cc}\p{Cf}]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}

function proof({ proven, sinceMs, after, findings }: Verdict): readonly string[] {
  if (proven === null) {
    return [
      'No checkpoint from outside is in this store, so nothing is proven: only what contradicts itself was looked for.',
    ];
  }
  const time = new Date(proven.atMs).toISOString();
  const rest =
    after.entries === 0
      ? 'Nothing has come after it.'
      : `${counted(after.entries, 'entry', 'entries')} in ${counted(after.documents, 'document')} came after it, and only continue their chains.`;
  return [
    ...(findings.length > 0
      ? []
      : [
          `Checkpoint ${proven.number} of ${time} vouches for ${counted(proven.documents, 'document')} as they then were.`,
        ]),
    `From ${time} on nothing is proven. ${rest}`,
    ...(sinceMs === null
      ? []
      : [
          `How things stood before the first checkpoint (${new Date(sinceMs).toISOString()}) was seen by nobody outside.`,
        ]),
  ];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
