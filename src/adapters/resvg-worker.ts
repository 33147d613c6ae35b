/** One picture, and the end: in a thread of its own, so that nobody waits for it and its memory goes with it. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { renderPng } from './resvg-render.ts';

const orderSchema = z.object({ svg: z.string(), widthPx: z.int().positive() });

// Imported to be compiled, as the image is built, it is nobody's thread.
if (parentPort !== null) {
  const { svg, widthPx } = orderSchema.parse(workerData);
  parentPort.postMessage(await renderPng(svg, widthPx));
}
