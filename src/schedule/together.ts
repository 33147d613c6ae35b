/** Several workers as one. */
export type Worker = { readonly idle: () => Promise<void>; readonly stop: () => Promise<void> };

/** Each may make work for the others, so being idle is being idle all at once. */
export function together(workers: readonly Worker[]): Worker {
  return {
    idle: async () => {
      for (let round = 0; round < 2; round += 1) for (const worker of workers) await worker.idle();
    },
    stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))),
  };
}
