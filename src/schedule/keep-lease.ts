import type { Lease } from '../journal/journal.ts';
import type { Log, Timers } from './loop.ts';

/** Renews until the answer is called. A renewal that fails is tried again: until the lease has run out it is still ours. */
export function keepLease(
  { timers, log }: { readonly timers: Timers; readonly log: Log },
  lease: Lease,
  everyMs: number,
): () => void {
  let cancel: () => void = () => undefined;
  const again = (): void => {
    cancel = timers.after(everyMs, () => {
      lease.renew().catch((error: unknown) => log.warn({ err: error }, 'A lease could not be renewed'));
      again();
    });
  };
  again();
  return () => cancel();
}
