/** Every message of a drill says so before anything else, on a lock screen too. */
import type { Message } from '../src/outbox/messenger.ts';
import { small } from './kit.ts';

const MARK = 'DRILL · ';

export function drillMessage({ text, blocks }: Message): Message {
  return {
    text: text.startsWith(MARK) ? text : `${MARK}${text}`,
    blocks: [
      small('DRILL: nobody is paged, what is approved does not run, and it is not counted.'),
      ...blocks,
    ],
  };
}
