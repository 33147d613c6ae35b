import type { Clock } from './clock.ts';
import { advance, type Call, freshPace, pause, type Ticket, ticketFor } from './pacing.ts';

/** A call whose turn comes sooner waits in memory; one that has longer to wait goes back to the journal. */
export const holdMaxMs = 1_500;

export type Turn = { readonly outcome: 'go' } | { readonly outcome: 'wait'; readonly forMs: number };

export type Turns = {
  /** Resolves when the call may leave, or with how long it has to wait. `owner` keeps its place until it went. */
  readonly take: (owner: string, call: Call) => Promise<Turn>;
  readonly pause: (call: Call, forMs: number) => void;
  readonly giveUp: (owner: string) => void;
  /** Nobody waits in memory any more: everyone is told how long it would have been. */
  readonly stop: () => void;
};

export function openTurns(clock: Clock): Turns {
  let pace = freshPace;
  let stopped = false;
  const tickets = new Map<string, Ticket>();
  const waking = new Set<() => void>();

  function hold(forMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        waking.delete(wake);
        cancel();
        resolve();
      };
      const cancel = clock.after(forMs, wake);
      waking.add(wake);
    });
  }

  async function take(owner: string, call: Call): Promise<Turn> {
    const holdUntilMs = clock.monotonicMs() + holdMaxMs;
    for (;;) {
      const nowMs = clock.monotonicMs();
      const step = advance(pace, ticketOf(owner, call), nowMs);
      pace = step.pace;
      if (step.waitUntilMs === null) {
        tickets.delete(owner);
        return { outcome: 'go' };
      }
      tickets.set(owner, step.ticket);
      if (stopped || step.waitUntilMs > holdUntilMs) {
        return { outcome: 'wait', forMs: Math.ceil(step.waitUntilMs - nowMs) };
      }
      await hold(Math.ceil(step.waitUntilMs - nowMs));
    }
  }

  function ticketOf(owner: string, call: Call): Ticket {
    const ticket = tickets.get(owner);
    const same = ticket?.call.method === call.method && ticket.call.channel === call.channel;
    return same ? ticket : ticketFor(call);
  }

  return {
    take,
    pause: (call, forMs) => {
      pace = pause(pace, call, clock.monotonicMs() + forMs);
    },
    giveUp: (owner) => void tickets.delete(owner),
    stop: () => {
      stopped = true;
      for (const wake of waking) wake();
    },
  };
}
