/** What happened, in words, once for the page and for the file. Whoever is named is a person there and a name here. */
import type { ApprovalEvent } from '../src/approval/events.ts';
import type { IncidentEvent } from '../src/incident/state.ts';
import type { TimelineItem } from '../src/incident/timeline.ts';
import { attentionWords, isOfAttention } from './attention-words.ts';
import { SEVERITY_MARKS, STATUS_LABELS, VERDICT_MARKS } from './incident-card.ts';
import { ROLE_WORDS } from './roles.ts';
import { procedureWords } from './timeline-procedure.ts';

export type Piece = string | { readonly person: string };

export type Told = {
  /** One sign, by which the kind is seen at once. */
  readonly mark: string;
  readonly pieces: readonly Piece[];
};

const who = (person: string): Piece => ({ person });

/** Null for what a reader of the incident has no use for: it is in the audit. */
export function timelineWords(item: TimelineItem): Told | null {
  switch (item.of) {
    case 'incident':
      return incidentWords(item.event);
    case 'message': {
      const { author, text } = item.message;
      const said = [
        author === null ? 'An app' : who(author),
        item.isEdited ? ' said (edited): ' : ' said: ',
        text,
      ];
      return author === item.by
        ? { mark: '📌', pieces: said }
        : { mark: '📌', pieces: [...said, ' · added by ', who(item.by)] };
    }
    case 'approval': {
      const told = requestWords(item.event, item.request);
      return told === null ? null : { ...told, pieces: [`${item.id}: `, ...told.pieces] };
    }
    case 'procedure': {
      const told = procedureWords(item);
      return told === null ? null : { ...told, pieces: [`${item.id}: `, ...told.pieces] };
    }
  }
}

function incidentWords(event: IncidentEvent): Told | null {
  if (isOfAttention(event)) return attentionWords(event);
  switch (event.type) {
    case 'declared':
      return {
        mark: SEVERITY_MARKS[event.severity],
        pieces: [who(event.by), ` declared it ${event.severity}: ${event.title}`],
      };
    case 'advanced':
      return { mark: '▶️', pieces: [`${STATUS_LABELS[event.to]} by `, who(event.by)] };
    case 'resolved':
      return { mark: '✅', pieces: ['Resolved by ', who(event.by), `: ${event.summary}`] };
    case 'closed':
      return { mark: '📁', pieces: ['Closed by ', who(event.by)] };
    case 'reopened':
      return { mark: '↩️', pieces: ['Reopened by ', who(event.by), `: ${event.reason}`] };
    case 'severity_changed':
      return { mark: SEVERITY_MARKS[event.to], pieces: [`${event.to} from here on, says `, who(event.by)] };
    case 'command_taken':
      return { mark: '👤', pieces: [who(event.by), ' took command'] };
    case 'handed_over':
      return { mark: '👤', pieces: [who(event.by), ' handed the command over to ', who(event.to)] };
    case 'joined':
      return { mark: '👤', pieces: [who(event.by), ' joined'] };
    case 'role_given':
      return { mark: '👤', pieces: [who(event.to), ` is ${ROLE_WORDS[event.role]}, says `, who(event.by)] };
    case 'noted':
      return { mark: '📝', pieces: [who(event.by), `: ${event.text}`] };
    case 'postmortem_written':
    case 'canvas_written':
    case 'item_done':
      return documentWords(event);
    case 'checks_requested':
      return { mark: '🔎', pieces: [who(event.by), ' asked for the checks'] };
    case 'check_requested':
      return { mark: '🔎', pieces: [who(event.by), ` asked for the check ${event.check}`] };
    case 'check_reported': {
      const { verdict, title, sentence } = event.report;
      return { mark: VERDICT_MARKS[verdict], pieces: [`${title}: ${sentence}`] };
    }
    case 'alerted': {
      const why = event.words === null ? '' : `: ${event.words}`;
      return { mark: '📣', pieces: [who(event.by), ` called in ${event.title}${why}`] };
    }
    case 'clock_passed':
      return {
        mark: '⏰',
        pieces: [
          event.mark === 'breached' ? 'Nobody had responded in time' : 'Half of the time to respond was over',
        ],
      };
    case 'reminded':
      return null;
    // A message stands where it was said, with its last words.
    case 'message_added':
    case 'message_edited':
    case 'message_removed':
      return null;
  }
}

type Documenting = Extract<IncidentEvent, { type: 'postmortem_written' | 'canvas_written' | 'item_done' }>;

function documentWords(event: Documenting): Told | null {
  switch (event.type) {
    case 'postmortem_written': {
      const { by, item } = event;
      const todo = item === null ? [] : [`; to do for `, who(item.owner), `: ${item.text}`];
      return { mark: '📄', pieces: ['Post-mortem written by ', who(by), ...todo] };
    }
    case 'canvas_written':
      // Written anew it is still that one.
      return event.instead === event.canvas.id
        ? null
        : { mark: '📄', pieces: [who(event.by), ' put the post-mortem on a canvas'] };
    case 'item_done':
      return { mark: '☑️', pieces: [who(event.by), ` did what was to do (${event.item})`] };
  }
}

type Request = { readonly title: string; readonly target: string };

function requestWords(event: ApprovalEvent, { title, target }: Request): Told | null {
  switch (event.type) {
    case 'requested':
      return {
        mark: '✋',
        pieces: [who(event.request.requester), ` asked for ${title}, ${target}: ${event.request.reason}`],
      };
    case 'approved': {
      const words = event.comment === null ? [] : [`: ${event.comment}`];
      return { mark: '👍', pieces: ['approved by ', who(event.by), ` of ${event.group}`, ...words] };
    }
    case 'rejected':
      return { mark: '👎', pieces: ['rejected by ', who(event.by), `: ${event.reason}`] };
    case 'asked':
      return { mark: '💬', pieces: [who(event.by), ` asked: ${event.question}`] };
    case 'glass_broken':
      return { mark: '🚨', pieces: ['glass broken by ', who(event.by), `: ${event.reason}`] };
    case 'signed':
      return { mark: '🖊️', pieces: ['the broken glass was signed for by ', who(event.by), `: ${event.note}`] };
    case 'cancelled':
      return { mark: '🚫', pieces: ['cancelled by ', who(event.by)] };
    case 'cancel_asked':
      return { mark: '🚫', pieces: [who(event.by), ' asked the engine to cancel it'] };
    case 'settled':
      return {
        mark: '☑️',
        pieces: [who(event.by), ` says that it was ${event.applied ? '' : 'not '}applied: ${event.note}`],
      };
    case 'end_asked':
      return { mark: '⏱️', pieces: ['ended early by ', who(event.by)] };
    case 'undone':
      return { mark: '↩️', pieces: [`undone by ${event.byApproval}`] };
    default:
      return courseWords(event);
  }
}

type Course = Exclude<
  ApprovalEvent,
  {
    readonly type:
      | 'requested'
      | 'approved'
      | 'rejected'
      | 'asked'
      | 'glass_broken'
      | 'signed'
      | 'cancelled'
      | 'cancel_asked'
      | 'settled'
      | 'end_asked'
      | 'undone';
  }
>;

/** What the bot and the engine did. */
function courseWords(event: Course): Told | null {
  switch (event.type) {
    case 'prepared':
      return { mark: '📐', pieces: ['measured; it can be decided'] };
    case 'expired':
      return { mark: '⌛', pieces: ['expired, nothing ran'] };
    case 'voided':
      return { mark: '⌛', pieces: [`void, nothing ran: ${event.text}`] };
    case 'claimed':
      return { mark: '⚙️', pieces: ['sent to the engine'] };
    case 'statement_done':
      return { mark: '⚙️', pieces: [`statement ${event.number} done`] };
    case 'failed':
      return { mark: '❌', pieces: [`failed: ${event.text}`] };
    case 'succeeded':
      return { mark: '✅', pieces: ['done'] };
    case 'answer_lost':
      return { mark: '❓', pieces: ['the answer was lost; it is in doubt'] };
    case 'verified':
      return { mark: '🔎', pieces: [event.verification.sentence] };
    case 'evidence_found':
      return { mark: '🔎', pieces: [event.evidence.sentence] };
    case 'closing_looked':
      return { mark: '🔎', pieces: [event.sentence] };
    case 'closing_covered':
      return { mark: '⏱️', pieces: [`its time is over; ${event.by} gives it still`] };
    case 'closing_overdue':
      return { mark: '🚨', pieces: ['its time is over, and it could not be taken back'] };
    // Who is being looked at or was turned away, reminders, how far it is: of no use afterwards.
    case 'checking':
    case 'checking_over':
    case 'nudged':
    case 'recounted':
    case 'closing_claimed':
    case 'closing_answered':
    case 'review_missed':
    case 'progressed':
    case 'attempt_refused':
      return null;
  }
}
