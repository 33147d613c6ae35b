/** The post-mortem as a canvas: the file's own Markdown, with as of when it stands at its top, since nothing rewrites it unasked. */
import type { CanvasDocument } from '../src/outbox/canvases.ts';
import { CANVAS_LIST_CHARACTERS_MAX } from './limits.ts';
import { type PostmortemData, postmortemBody, text } from './postmortem-text.ts';
import { timeIn } from './timeline.ts';

export function postmortemCanvas(data: PostmortemData, asOfMs: number): CanvasDocument {
  const { id, title, drill } = data.incident;
  const mark = drill === true ? 'DRILL · ' : '';
  return {
    // What was typed stays out of it: nobody says how Slack reads a title.
    title: `${mark}Post-mortem of ${id}`,
    markdown: [
      `# ${mark}${text(title)}`,
      `\nAs of ${timeIn(data.zone, asOfMs)}. What came later is in the thread of ${id}; Update canvas on its card writes this anew.`,
      postmortemBody(data, CANVAS_LIST_CHARACTERS_MAX),
    ].join('\n'),
  };
}
