/** Why not, in a sentence for the person who was turned away. Exhaustive: a new code does not compile without words. */
import type { ApprovalRefusal } from '../src/approval/events.ts';
import type { DecisionRefusal } from '../src/approval/policy.ts';
import type { ChecklistRefusal } from '../src/checklist/state.ts';
import type { IncidentRefusal } from '../src/incident/refusal.ts';
import type { ProcedureRefusal } from '../src/procedure/state.ts';

export const INCIDENT_REFUSALS = {
  exists: 'It was declared already.',
  not_found: 'There is no such incident. /incident list shows the open ones.',
  already_there: 'Somebody was faster: it is already in that state.',
  already_past: 'It is past that step already.',
  already_commander: 'You are in command already.',
  taking_needs_commander:
    'Somebody else is in command. Ask them to hand it over; without them, somebody of @incident-commanders takes it.',
  not_commander:
    'Somebody else is in command, so it is not yours to give. Ask them, or somebody of @incident-commanders.',
  already_joined: 'You are in it already; the card shows as what.',
  has_role: 'They have that role already.',
  too_many_responders: 'Thirty people respond to it already, which is as many as there may be.',
  is_resolved:
    'It is resolved. Reopen it if it is not over after all; what happens anew is an incident of its own.',
  is_closed:
    'It is closed. Reopen it if it is not over after all; what happens anew is an incident of its own.',
  not_resolved: 'It is not resolved yet. Resolve it first, with what was done.',
  not_over: 'It is open, so there is nothing to reopen.',
  closing_needs_commander:
    'Closing is for the incident’s commander or for @incident-commanders. Ask one of them.',
  reopening_needs_commander:
    'Reopening is for the incident’s commander or for @incident-commanders. Ask one of them.',
  needs_postmortem:
    'Its post-mortem is missing, or is from before it was reopened, and of what ever was a P0 or P1 it is owed. Press Post-mortem on its card, write it, then close.',
  written_meanwhile:
    'Somebody has written it while this was open, and nothing of theirs is replaced. Copy what is yours, close this, and open it again.',
  canvas_meanwhile:
    'Somebody else has put it on a canvas at the same moment. The card links that one; yours is gone again.',
  due_is_past: 'The day by which it is to be done is over. Choose today or a later one.',
  no_item: 'There is no such thing to do any more. The post-mortem shows what there is.',
  already_done: 'Somebody was faster: it is done already.',
  not_due: 'It is not due.',
  in_the_future: 'That is still to come. Say yesterday before the hour if you mean that, or a date.',
  too_long_ago:
    'That is more than 30 days before the incident was declared. Say the date in the text instead.',
  already_added: 'It is in the timeline already.',
  too_many_messages:
    'A hundred messages are in its timeline already, which is as many as there may be. Add a note instead.',
  too_many_ever:
    'Messages were put into its timeline and taken out again 300 times, which is as often as may be. Add a note instead.',
  too_many_edits: 'It was changed ten times already; its words stay as they are in the timeline.',
  not_added: 'It is not in the timeline.',
  too_many_items: 'It has twenty things to do already, which is as many as there may be.',
  same_severity: 'It has that severity already.',
  lowering_needs_commander:
    'Lowering the severity is for the incident’s commander or for @incident-commanders. Take command if nobody has it, or ask one of them.',
  checks_running: 'Its checks are running; the reports appear in the thread as they are done.',
  check_running: 'It is running with these values already; its report appears in the thread.',
  too_many_checks:
    'Eight checks that were asked for by themselves are running here, which is as many as there may be. Wait for a report, then ask again.',
  no_area: 'Nobody has said yet which area of the runbook this is about.',
  no_checks: 'The runbook has no checks for this incident’s area.',
  not_asked_for: 'Nobody asked for that check.',
  alerted_just_now: 'They were alerted within the last minute; the thread shows by whom.',
  clock_not_there: 'Its clock is not there yet.',
  nothing_to_snooze: 'Nobody is told or asked about it, so there is nothing to snooze.',
  snooze_length: 'It can be snoozed for five minutes to eight hours, as in 30m or 2h.',
} as const satisfies { [code in IncidentRefusal]: string };

export const CHECKLIST_REFUSALS = {
  exists: 'It was posted already.',
  not_found: 'There is no such checklist.',
  no_item: 'This checklist has no such item any more. Its card shows what there is.',
  already_done: 'Somebody was faster: it is done already.',
  already_skipped: 'It was skipped already; the card says why.',
  already_yours: 'You have it already.',
  check_running:
    'Its check is running; what it finds comes into the thread, and then it can be ticked or skipped.',
  no_check: 'No check looks at this: do it, then press Done.',
  request_waiting:
    'What was asked for is not over: when it has succeeded, this is ticked by itself. The card of that request is in the thread.',
  old_news: 'That is known already.',
  was_carried: 'The next checklist has this item now. The card says which one.',
  not_asked_for: 'Nobody asked for that check.',
  not_due: 'It is not due.',
  is_over: 'This checklist is over.',
  not_before: 'That is not the checklist before this one.',
} as const satisfies { [code in ChecklistRefusal]: string };

export const PROCEDURE_REFUSALS = {
  exists: 'It was begun already.',
  not_found: 'There is no such procedure.',
  no_step: 'This procedure has no such step. Its card shows what there is.',
  already_done: 'Somebody was faster: it is done already.',
  already_skipped: 'It was left out already; the card says why, or which other step was enough.',
  not_its_turn:
    'It is not its turn: what comes before it is not settled yet. The card shows the step at hand.',
  not_by_hand: 'No tick settles this step: the card says what does. Skip leaves it out, with a reason.',
  not_that_way: 'This step is settled in another way: the card says how.',
  check_running: 'Its check is running; what it finds comes into the thread.',
  request_waiting:
    'What was asked for is not over: when it has succeeded, this step is settled by itself. Its card is in the thread.',
  watch_running: 'It is being watched already; the card says until when.',
  not_asked_for: 'Nobody asked for that check.',
  old_news: 'That is known already.',
  is_aborted: 'It was aborted; the card says why. Roll back leads back, and a new one can be begun.',
  is_over: 'It is over already; the card shows how it ended.',
  is_rolling_back: 'It was turned back already; the card shows the way.',
  no_way_back: 'The runbook knows no way back for this procedure.',
} as const satisfies { [code in ProcedureRefusal]: string };

export const APPROVAL_REFUSALS = {
  // Who
  requester: 'You asked for this, so somebody else decides. That is the point of it.',
  not_the_requester: 'Only the person who asked can cancel it. An approver can reject it.',
  named_in_statement: 'This is about you, so somebody else decides.',
  unknown_person: 'Slack did not say clearly who you are, and doubt means no. Try again in a moment.',
  bot: 'Bots do not decide.',
  deactivated: 'This account is deactivated.',
  guest: 'Guests of this workspace do not decide.',
  stranger: 'People of other organisations do not decide.',
  second_seat: 'You have approved this already. The other seat is for another person.',
  not_your_turn:
    'It is another group’s turn. The card says whose; yours comes after it, or has said yes already.',
  not_in_group: 'You are not in a group that may decide this. The card names it.',
  group_missing:
    'The approver group that the runbook names does not exist in Slack, so nobody can decide. Ask whoever looks after user groups.',
  group_moved:
    'The approver group’s handle now belongs to another group than when this was asked for. Nobody can decide it; cancel it, find out why, and ask again.',
  group_unreachable:
    'Slack did not say who is in the approver group, and doubt means no. Try again in a moment.',
  no_break_glass:
    'You cannot break the glass here: that is for the role which the runbook names, and only for what takes something away.',
  glass_in_use:
    'The glass is broken for another request, and nobody has signed for that yet. One at a time: sign that one first.',
  own_glass: 'You broke the glass yourself, so somebody else signs.',
  own_request: 'This is your own request. What you want to add belongs into its thread.',
  // What and when
  not_open: 'This is decided already; the card shows how.',
  not_prepared: 'It is still being measured. The card comes with the buttons.',
  expired: 'It has expired, and nothing ran. Ask again if it is still needed.',
  stale_card: 'The card has changed since you saw it. Look at it again, then press.',
  not_posted_yet: 'The card is only just being posted. Press again in a moment.',
  unknown_message: 'This is not the current card of this request. Use the one in its thread.',
  fingerprint_differs: 'What you saw is not what would run. Look at the card again.',
  clock_differs:
    'The clocks of the bot and of its store differ by more than two seconds, so nobody can say whether this has expired. Nothing was decided; tell whoever operates the bot.',
  exists: 'It exists already.',
  not_found: 'There is no such request.',
  already_prepared: 'It is measured already.',
  decided: 'This is decided already; the card shows how.',
  running: 'It is running already.',
  over: 'It is over already; the card shows how it ended.',
  not_approved: 'It is not approved.',
  not_running: 'It is not running.',
  not_yet: 'It is not time yet.',
  too_late: 'It has expired, and nothing ran. Ask again if it is still needed.',
  other_claim: 'Another process has it.',
  already_cancelling: 'The engine is asked to cancel it already; the card shows what it answers.',
  out_of_order: 'That statement’s turn is not now.',
  not_in_doubt: 'There is nothing to settle; the card shows how it ended.',
  may_still_run:
    'The engine may still be running it, so nobody can say that it was not applied. The card says from when on.',
  not_succeeded: 'It did not succeed.',
  already_verified: 'It is verified already.',
  already_undone: 'It is undone already.',
  enough_recorded: 'You were told before.',
  no_box: 'There is nothing here that would still have to end; the card shows how it ended.',
  box_ending: 'It is being ended already; the card shows when it is gone.',
  nothing_to_sign: 'There is nothing to sign for, or somebody has.',
  enough_questions: 'Enough was asked here; the thread has room for more.',
} as const satisfies { [code in DecisionRefusal | ApprovalRefusal]: string };
