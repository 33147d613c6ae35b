import { z } from 'zod';
import type { Kind } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Intent, ViewName } from './intent.ts';

/** Written as records, so that a name missing here does not compile. */
const kinds = {
  incident: 'incident',
  approval: 'approval',
  pin: 'pin',
  checkpoint: 'checkpoint',
  checklist: 'checklist',
  schedule: 'schedule',
  digest: 'digest',
  page: 'page',
  procedure: 'procedure',
  copy: 'copy',
} as const satisfies { [K in Kind]: K };

const views = {
  'incident-card': 'incident-card',
  'incident-note': 'incident-note',
  'handover-note': 'handover-note',
  'check-report': 'check-report',
  'stale-digest': 'stale-digest',
  'approval-card': 'approval-card',
  'approval-note': 'approval-note',
  checkpoint: 'checkpoint',
  'audit-table': 'audit-table',
  'checklist-card': 'checklist-card',
  'checklist-note': 'checklist-note',
  'procedure-card': 'procedure-card',
  'procedure-note': 'procedure-note',
} as const satisfies { [V in ViewName]: V };

const ref = z.object({ kind: z.enum(kinds), id: z.string().min(1) });
const thread = z.object({ ref, view: z.enum(views) });
const picture = z.object({ ref, view: z.enum(views), part: z.string().optional() });
const channel = z.string().min(1);

const intentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('post'), picture, channel, thread: thread.optional() }),
  z.object({ type: z.literal('update'), picture, thread: thread.optional() }),
  z.object({
    type: z.literal('whisper'),
    user: z.string().min(1),
    channel,
    thread: thread.optional(),
    text: z.string(),
  }),
]);

/** Null when another version of this code wrote something that this one cannot read. */
export function intentFromJson(json: Json): Intent | null {
  const parsed = intentSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
