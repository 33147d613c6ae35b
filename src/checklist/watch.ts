/**
 * Since when the schedule of a checklist is looked after. Without it nobody could tell a bot that was started for the
 * first time, which owes nothing yet, from one that was down when a slot came.
 */
import { AppError } from '../errors.ts';
import { apply, type DocumentType, read, type Step } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';

type Watch = { readonly checklist: string; readonly sinceMs: number };

type WatchEvent = { readonly type: 'watched'; readonly checklist: string };

const watchDocument: DocumentType<Watch, WatchEvent, 'exists'> = {
  kind: 'schedule',
  transition: (watch, { checklist }, atMs): Step<Watch, 'exists'> =>
    watch === null ? { ok: true, state: { checklist, sinceMs: atMs } } : { ok: false, code: 'exists' },
  consequences: () => ({}),
};

/** By the store's clock; the first time that it is asked is when it begins. It never changes, so it is read once. */
export type Watching = (checklist: string) => Promise<number>;

export function watching(journal: Journal): Watching {
  const known = new Map<string, number>();
  return async (checklist) => {
    const sinceMs = known.get(checklist) ?? (await watchedSinceMs(journal, checklist));
    known.set(checklist, sinceMs);
    return sinceMs;
  };
}

async function watchedSinceMs(journal: Journal, checklist: string): Promise<number> {
  const ref = { kind: 'schedule', id: checklist } as const;
  const known = await read<Watch>(journal, ref);
  if (known !== null) return known.state.sinceMs;
  const applied = await apply(journal, watchDocument, checklist, { type: 'watched', checklist });
  if (applied.outcome === 'committed') return applied.state.sinceMs;
  // Another replica was first.
  if (applied.outcome === 'refused' && applied.state !== null) return applied.state.sinceMs;
  throw new AppError('unavailable', `Nobody knows since when ${checklist} is looked after.`);
}
