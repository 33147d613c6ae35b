/** Ids as people read and type them: `INC-7`. Numbers come from the journal's sequences; gaps are allowed. */
import type { Kind } from './journal/journal.ts';

type Numbered = Exclude<Kind, 'pin' | 'schedule' | 'checkpoint' | 'copy' | 'digest' | 'page'>;

const PREFIXES = {
  incident: 'INC',
  approval: 'APR',
  checklist: 'CHK',
  procedure: 'PRC',
} as const satisfies {
  [kind in Numbered]: string;
};

export function idOf(kind: Numbered, number: number): string {
  return `${PREFIXES[kind]}-${number}`;
}

/** `inc-7`, `INC-7` and ` Inc-7 ` are one id. Null for anything else. */
export function parseId(kind: Numbered, text: string): string | null {
  const match = /^\s*([a-z]{3})-([1-9][0-9]{0,9})\s*$/i.exec(text);
  return match?.[1]?.toUpperCase() === PREFIXES[kind] ? idOf(kind, Number(match[2])) : null;
}
