/** All that is done without being asked: messages that are owed, deadlines, events from one document to another. */
import { sentence } from '../blocks/incident-list.ts';
import type { WorkDeps } from './app-deps.ts';
import { close, overdue } from './approval/closing.ts';
import { approvalDocument } from './approval/document.ts';
import { start, watch } from './approval/execute.ts';
import { missReview, nudge } from './approval/nudge.ts';
import { prepare } from './approval/prepare.ts';
import type { OwnPrincipals } from './approval/principals.ts';
import { reconcile, verify } from './approval/reconcile.ts';
import { recount } from './approval/recount.ts';
import { runChecks } from './check/asked.ts';
import { nudgeOverdue } from './checklist/nudge.ts';
import { runItem } from './checklist/run.ts';
import { deliverEvent } from './deliver-event.ts';
import { incidentDeadlines } from './incident/deadlines.ts';
import { apply } from './journal/document.ts';
import type { DueItem, Emitted } from './journal/journal.ts';
import { startOutbox } from './outbox/deliver.ts';
import { pictures } from './pictures.ts';
import { runStep } from './procedure/run.ts';
import { type DeadlineHandlers, startDeadlines } from './schedule/deadlines.ts';
import { together, type Worker } from './schedule/together.ts';

export function startWork(
  deps: WorkDeps,
  own: OwnPrincipals,
  wake: () => void,
): Worker & { readonly poke: () => void } {
  const { journal, log, clock } = deps;
  const draw = pictures(deps);
  const outbox = startOutbox({
    ...deps,
    render: (intent) =>
      intent.type === 'whisper' ? Promise.resolve(sentence(intent.text)) : draw(intent.picture),
    ...(deps.outboxMetrics === undefined ? {} : { metrics: deps.outboxMetrics }),
  });
  const deliver = (emitted: Emitted) => deliverEvent(journal, wake, emitted);
  const handlers = deadlineHandlers(deps, own, wake);
  const deadlines = startDeadlines({ journal, handlers, deliver, timers: clock, log });
  const poke = (): void => {
    deadlines.poke();
    outbox.poke();
  };
  return { ...together([deadlines, outbox]), poke };
}

function deadlineHandlers(deps: WorkDeps, own: OwnPrincipals, wake: () => void): DeadlineHandlers {
  const { monotonicMs } = deps.clock;
  const all = { ...deps, own, zone: deps.timezone, monotonicMs, timers: deps.clock, wake };
  const passed =
    (type: 'expired' | 'checking_over') =>
    async ({ ref }: DueItem) => {
      await apply(deps.journal, approvalDocument, ref.id, { type });
      wake();
    };
  return {
    ...incidentDeadlines(all),
    'incident/run_checks': (item) => runChecks(all, item),
    'approval/prepare': (item) => prepare(all, item),
    'approval/nudge': (item) => nudge(all, item),
    'approval/recount': (item) => recount(all, item),
    'approval/review': (item) => missReview(all, item),
    'approval/checking': passed('checking_over'),
    'approval/expire': passed('expired'),
    'approval/start': (item) => start(all, item),
    'approval/watch': (item) => watch(all, item),
    'approval/verify': (item) => verify(all, item),
    'approval/reconcile': (item) => reconcile(all, item),
    'approval/close': (item) => close(all, item),
    'approval/overdue': (item) => overdue(all, item),
    'checklist/run': (item) => runItem(all, item),
    'procedure/run': (item) => runStep(all, item),
    'checklist/nudge': (item) => nudgeOverdue(all, item),
  };
}
