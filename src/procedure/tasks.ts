/** From the runbook's words to the steps of a procedure that is begun: what they say then, they say to its end. */
import type { Runbook } from '../runbook/runbook.ts';
import type { Procedure as Written } from '../runbook/schema-procedures.ts';
import type { Does, Task, TaskPhase } from './state.ts';

type WrittenPhase = Written['phases'][number];
type WrittenStep = WrittenPhase['steps'][number];

export function tasksOf(runbook: Runbook, { title, need, steps }: WrittenPhase): TaskPhase {
  return { title, need, tasks: steps.map((step) => taskOf(runbook, step)) };
}

function taskOf(runbook: Runbook, step: WrittenStep): Task {
  const { id, text, how = null, command = null, links, owner } = step;
  const contact = owner === undefined ? undefined : runbook.contacts[owner];
  return { id, text, how, command, links, owner: contact?.title ?? null, does: doesOf(runbook, step) };
}

function doesOf(runbook: Runbook, step: WrittenStep): Does {
  const { check, action, tell, fill, watch, undo, confirms = null } = step;
  if (check !== undefined)
    return { kind: 'check', run: { id: check, with: step.with }, look: step.look ?? false };
  if (action !== undefined) return { kind: 'action', run: { id: action, with: step.with } };
  if (tell !== undefined)
    return { kind: 'tell', contact: tell, title: runbook.contacts[tell]?.title ?? tell };
  if (fill !== undefined) return { kind: 'fill', field: fill };
  if (watch !== undefined) {
    const { forMs, everyMs } = watch;
    return { kind: 'watch', forMs, everyMs, run: { id: watch.check, with: watch.with } };
  }
  return undo === undefined ? { kind: 'tick', confirms } : { kind: 'undo' };
}
