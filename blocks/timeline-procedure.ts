/** What happened in a procedure, in the words of an incident's timeline. */
import type { ProcedureItem } from '../src/incident/timeline-procedures.ts';
import { VERDICT_MARKS } from './incident-card.ts';
import type { Told } from './timeline-words.ts';

/** Null for what a reader of the incident has no use for: it is in the audit, and on the procedure's card. */
export function procedureWords({ event, title, step }: Omit<ProcedureItem, 'atMs' | 'seq'>): Told | null {
  const by = 'by' in event ? { person: event.by } : '';
  switch (event.type) {
    case 'started':
      return { mark: '▶️', pieces: [{ person: event.procedure.startedBy }, ` began ${title}`] };
    case 'ticked':
      return { mark: '☑️', pieces: [by, ` did: ${step}`] };
    case 'skipped':
      return { mark: '➖', pieces: [by, ` left out: ${step} (${event.reason})`] };
    case 'filled':
      return { mark: '📝', pieces: [by, `, ${step}: ${event.value}`] };
    case 'contact_told':
      return { mark: '📣', pieces: [by, ` did: ${step}`] };
    case 'check_requested':
      return { mark: '🔎', pieces: [by, ` asked for: ${step}`] };
    case 'check_reported': {
      const { verdict, title: check, sentence } = event.report;
      return { mark: VERDICT_MARKS[verdict], pieces: [`${check}: ${sentence}`] };
    }
    case 'aborted':
      return { mark: '🛑', pieces: [`${title} was aborted by `, by, `: ${event.reason}`] };
    case 'turned_back':
      return { mark: '↩️', pieces: [`${title} is rolled back by `, by, `: ${event.reason}`] };
    // The request has entries of its own.
    case 'request_told':
      return null;
  }
}
