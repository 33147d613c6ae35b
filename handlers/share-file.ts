/** What becomes of a file that somebody asked for, in words for them. */
import type { SharedFile } from '../src/outbox/files.ts';
import type { Address, Failure } from '../src/outbox/messenger.ts';
import type { HandlerDeps } from './deps.ts';

/** `where`: as it is said to people, as in “the thread of INC-7”. */
export async function share(
  { shareFile, log }: Pick<HandlerDeps, 'shareFile' | 'log'>,
  at: Address & { readonly where: string },
  file: SharedFile,
): Promise<{ readonly isThere: boolean; readonly words: string }> {
  const { where, ...address } = at;
  const sent = await shareFile(address, file);
  if (sent.outcome === 'sent') return { isThere: true, words: `${file.name} is in ${where}.` };
  log.warn({ sent }, 'A file could not be shared');
  return { isThere: false, words: failureWords(sent, file.name, where) };
}

function failureWords(sent: Failure, name: string, where: string): string {
  if (sent.outcome === 'unknown')
    return `Slack did not say whether it took ${name}. Look into ${where} before you try again.`;
  if (sent.outcome === 'refused')
    return `Slack does not take ${name} (${sent.code}). Tell whoever looks after the app.`;
  return `Slack did not take ${name} now. Try again in a moment.`;
}
