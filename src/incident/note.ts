/** A note of a person, with the time at which it happened where that is not now. */
import { parseMoment } from '../runbook/moment.ts';
import { type Asker, commitAs, type IncidentAnswer, type IncidentDeps } from './commit.ts';
import { withZone } from './past-time.ts';

export type NoteWish = {
  readonly text: string;
  /** As it was typed; null: now. */
  readonly when: string | null;
  /** It stands in the thread already, as what its author said there. */
  readonly isInThread: boolean;
};

export type NoteAnswer = IncidentAnswer | { readonly outcome: 'invalid'; readonly error: string };

export async function noteDown(
  deps: IncidentDeps,
  asker: Asker,
  id: string,
  { text, when, isInThread }: NoteWish,
): Promise<NoteAnswer> {
  const { zone } = deps;
  const parsed =
    when === null ? null : parseMoment(withZone(when, zone), { nowMs: await deps.journal.now(), zone });
  if (parsed !== null && !parsed.ok) return { outcome: 'invalid', error: parsed.error };
  const occurredAtMs = parsed === null ? null : Temporal.Instant.from(parsed.value).epochMilliseconds;
  return commitAs(deps, asker, id, { type: 'noted', by: asker.by, text, occurredAtMs, isInThread });
}
