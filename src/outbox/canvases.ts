/** Slack's canvases: documents beside the messages. Past the outbox, as files are: somebody asks for one, and is told. */
import type { Failure } from './messenger.ts';

/** Both in Markdown: what was typed is escaped in it by whoever draws it. */
export type CanvasDocument = { readonly title: string; readonly markdown: string };

export type Canvas = { readonly id: string; readonly url: string };

export type Canvases = {
  /** Nobody but the bot can open it before it is shared. A lost answer may leave one behind that nothing links. */
  readonly make: (
    document: CanvasDocument,
  ) => Promise<{ readonly outcome: 'made'; readonly canvas: Canvas } | Failure>;
  /** In place of all that stands in it; the title stays. Done again, it is the same as once. */
  readonly rewrite: (id: string, markdown: string) => Promise<CanvasDone | Failure>;
  /** Who is in the channel may read it, and not write. Done again, it is the same as once. */
  readonly share: (id: string, channel: string) => Promise<CanvasDone | Failure>;
  /** For good: Slack keeps none that was deleted. */
  readonly remove: (id: string) => Promise<CanvasDone | Failure>;
};

type CanvasDone = { readonly outcome: 'done' };
