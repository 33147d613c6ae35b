/** The audit's checkpoint in the channel: one line that a person copies to where the bot cannot reach it. */
import type { Message } from '../src/outbox/messenger.ts';
import { fallback, small, verbatim } from './kit.ts';

export type ShownCheckpoint = { readonly number: number; readonly documents: number; readonly line: string };

export function checkpointMessage({ number, documents, line }: ShownCheckpoint): Message {
  const what = `Audit checkpoint ${number}: ${documents} ${documents === 1 ? 'record' : 'records'} changed.`;
  return {
    text: fallback(what),
    blocks: [
      small(`${what} The line below proves them as they are now; npm run audit -- verify takes it.`),
      verbatim(line),
    ],
  };
}
