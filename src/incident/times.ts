/** How long there is to respond, and how often somebody is told or asked, as the runbook says when it is timed. */
import type { Runbook } from '../runbook/runbook.ts';
import { PACES, type Pace } from '../runbook/schema-pace.ts';
import type { Severity } from './state.ts';

export function timesOf(
  { severities }: Runbook,
  severity: Severity,
): { readonly respondWithinMs: number; readonly pace: Pace } {
  const { respondWithinMs, nudge_every, update_every } = severities[severity];
  const { nudgeEveryMs, updateEveryMs } = PACES[severity];
  return {
    respondWithinMs,
    pace: {
      nudgeEveryMs: nudge_every === undefined ? nudgeEveryMs : nudge_every,
      updateEveryMs: update_every === undefined ? updateEveryMs : update_every,
    },
  };
}
