/** Which canvas an incident's post-mortem is on: one at a time, and as of when it stands. */
import type { Canvas } from '../outbox/canvases.ts';
import type { Incident, IncidentEvent, IncidentStep } from './state.ts';
import { isOver, refuse } from './state.ts';

/** `asOfMs`: what happened later is not on it. It says so at its top, so nothing rewrites it unasked. */
export type KeptCanvas = Canvas & { readonly asOfMs: number };

/** `instead`: the id of the one that it had then; its own where that one was rewritten, null where it had none. */
export type WrittenCanvas = {
  readonly canvas: Canvas;
  readonly instead: string | null;
  readonly asOfMs: number;
};

/** Of two that were made at once one is kept, and whoever made the other one is told. */
export function keepCanvas(
  incident: Incident,
  { canvas: { id, url }, instead, asOfMs }: Extract<IncidentEvent, { type: 'canvas_written' }>,
): IncidentStep {
  if (!isOver(incident)) return refuse('not_resolved');
  if ((incident.canvas?.id ?? null) !== instead) return refuse('canvas_meanwhile');
  return { ok: true, state: { ...incident, canvas: { id, url, asOfMs } } };
}
