/** Every message and every modal of a drill says so before anything else, on a lock screen too. */
import type { ModalView } from '@slack/types';
import type { Message } from '../src/outbox/messenger.ts';
import { plain, small } from './kit.ts';
import { VIEW_BLOCKS_MAX, VIEW_TITLE_CHARACTERS_MAX } from './limits.ts';

export const DRILL_MARK = 'DRILL · ';
const MEANS = 'DRILL: nobody is paged, what is approved does not run, and it is not counted.';

export function drillMessage({ text, blocks }: Message): Message {
  return {
    // A title says it itself: once is enough for a lock screen.
    text: `${DRILL_MARK}${text.replaceAll(DRILL_MARK, '')}`,
    blocks: [small(MEANS), ...blocks],
  };
}

/** A title that would not fit keeps what it is about, as in `DRILL · INC-7`: its button says what is done. */
export function drillModal(view: ModalView): ModalView {
  const { title, blocks } = view;
  const whole = `${DRILL_MARK}${title.text}`;
  const about = `${DRILL_MARK}${title.text.split(' ').at(-1)}`;
  return {
    ...view,
    title: plain(whole.length <= VIEW_TITLE_CHARACTERS_MAX ? whole : about, VIEW_TITLE_CHARACTERS_MAX),
    blocks: blocks.length < VIEW_BLOCKS_MAX ? [small(MEANS), ...blocks] : blocks,
  };
}

/** By its name alone, wherever it is put. */
export function drillFile<File extends { readonly name: string; readonly title: string }>(file: File): File {
  return { ...file, name: `DRILL-${file.name}`, title: `${DRILL_MARK}${file.title}` };
}
