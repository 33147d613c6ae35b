/**
 * While the engine is at a statement: whoever wants it cancelled may have pressed at another replica, so the journal is
 * looked at; and how far the engine says that it is goes to the card.
 */
import type { Running } from '../check/warehouse.ts';
import { apply } from '../journal/document.ts';
import { approvalDocument } from './document.ts';
import type { RecordDeps } from './record.ts';
import { findApproval } from './stored.ts';

export type AttendDeps = Pick<RecordDeps, 'journal' | 'timers' | 'log'> & { readonly wake: () => void };

export type Attended = { readonly id: string; readonly token: string; readonly number: number };

export const ATTEND_EVERY_MS = 2_000;
/** The card is redrawn for such a step of the way, and not for less. */
const PERCENT_STEP = 10;

export function attend(
  deps: AttendDeps,
  attended: Attended,
): { readonly onRunning: (running: Running) => void; readonly stop: () => void } {
  let isOver = false;
  let isAsked = false;
  let callOff: () => void = () => undefined;

  async function look(running: Running): Promise<void> {
    if (!isAsked && (await isToCancel(deps, attended))) {
      await running.cancel();
      isAsked = true;
    }
    await tellProgress(deps, attended, running.percent());
  }

  function again(running: Running): void {
    if (isOver) return;
    callOff = deps.timers.after(ATTEND_EVERY_MS, () => {
      const failed = (error: unknown) =>
        deps.log.warn(
          { err: error, approval: attended.id },
          'What runs could not be attended to; it is tried again',
        );
      void look(running)
        .catch(failed)
        .finally(() => again(running));
    });
  }

  return {
    onRunning: again,
    stop: () => {
      isOver = true;
      callOff();
    },
  };
}

async function isToCancel({ journal }: AttendDeps, { id, token }: Attended): Promise<boolean> {
  const { claim, cancelling } = await findApproval(journal, id);
  return claim?.token === token && cancelling !== undefined;
}

async function tellProgress(
  deps: AttendDeps,
  { id, token, number }: Attended,
  told: number | null,
): Promise<void> {
  const percent = Math.floor((told ?? 0) / PERCENT_STEP) * PERCENT_STEP;
  if (percent === 0) return;
  const event = { type: 'progressed', token, number, percent } as const;
  const applied = await apply(deps.journal, approvalDocument, id, event);
  if (applied.outcome === 'committed') deps.wake();
}
