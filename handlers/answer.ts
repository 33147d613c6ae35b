/** Private answers to a press: beside the message, in its thread. */
import type { RespondFn } from '@slack/bolt';
import { sentence } from '../blocks/incident-list.ts';
import { APPROVAL_REFUSALS, CHECKLIST_REFUSALS, INCIDENT_REFUSALS } from '../blocks/refusals.ts';
import type { Decided } from '../src/approval/decide.ts';
import type { ChecklistAnswer } from '../src/checklist/service.ts';
import type { IncidentAnswer } from '../src/incident/service.ts';
import type { Applied } from '../src/journal/document.ts';

/** Only what the card and the thread do not show by themselves. */
export async function answerPress(
  /** Absent for a press in a modal, where no button of ours ends here. */
  respond: RespondFn | undefined,
  threadTs: string | undefined,
  text: string | null,
): Promise<void> {
  if (text === null) return;
  const message = { response_type: 'ephemeral' as const, replace_original: false, ...sentence(text) };
  await respond?.({
    ...message,
    blocks: [...message.blocks],
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
}

export function incidentWords(answer: IncidentAnswer): string | null {
  return wordsOf(answer, INCIDENT_REFUSALS);
}

export function checklistWords(answer: ChecklistAnswer): string | null {
  return wordsOf(answer, CHECKLIST_REFUSALS);
}

function wordsOf<Code extends string>(
  answer: Applied<unknown, Code>,
  refusals: { readonly [code in Code]: string },
): string | null {
  switch (answer.outcome) {
    case 'committed':
    case 'duplicate':
      return null;
    case 'refused':
      return refusals[answer.code];
    case 'too_late':
    case 'not_durable':
      return 'The store did not take it. Try again in a moment.';
  }
}

export function decisionWords(decided: Decided): string | null {
  return decided.outcome === 'decided' ? null : APPROVAL_REFUSALS[decided.code];
}
