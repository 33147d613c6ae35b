/** Brings a document to a state by its own rules: events one after the other, each at its time. */
import type { Step } from '../../src/journal/document.ts';

type Transition<State, Event> = (before: State | null, event: Event, atMs: number) => Step<State, string>;

/** The returned function throws where an event is refused, because then the test is about something else. */
export function livesBy<State, Event extends { readonly type: string }>(
  transition: Transition<State, Event>,
) {
  return (before: State | null, ...steps: readonly (readonly [Event, number])[]): State => {
    let state = before;
    for (const [event, atMs] of steps) {
      const step = transition(state, event, atMs);
      if (!step.ok) throw new Error(`${event.type} was refused: ${step.code}`);
      ({ state } = step);
    }
    if (state === null) throw new Error('nothing happened');
    return state;
  };
}
