/** Pictures, each drawn in a thread that ends with it or when it takes too long; one at a time. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import type { Paint } from '../outbox/paint.ts';

/** Three pixels for each of a phone's. */
const WIDTH_PX = 1_080;
const PAINT_WITHIN_MS = 20_000;
/** Each is a person who pressed a button; who comes after them is told to try again. */
const WAITING_MAX = 8;
const MEMORY_MB = 128;

export function resvgPaint({ withinMs = PAINT_WITHIN_MS }: { readonly withinMs?: number } = {}): Paint {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (svg) => {
    if (waiting >= WAITING_MAX)
      throw new AppError('unavailable', 'Too many charts are being drawn. Try again in a moment.');
    waiting += 1;
    const before = last;
    const mine = (async () => {
      await before.catch(() => undefined);
      return inThread(svg, withinMs);
    })();
    last = mine;
    return mine.finally(() => (waiting -= 1));
  };
}

async function inThread(svg: string, withinMs: number): Promise<Uint8Array> {
  const worker = new Worker(new URL('resvg-worker.ts', import.meta.url), {
    workerData: { svg, widthPx: WIDTH_PX },
    // Neither its environment nor its flags are of any use to it.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the thread ended without a picture')));
  const timer = setTimeout(() => reject(new Error(`no picture within ${withinMs} ms`)), withinMs);
  try {
    return await promise;
  } catch (error) {
    throw new AppError('unavailable', 'The chart could not be drawn. The table says the same.', error);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
