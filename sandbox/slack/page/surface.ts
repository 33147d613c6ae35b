/** What a block needs to know of the message or modal that it stands in. */
import type { Directory } from './directory.ts';
import type { Attributes } from './dom.ts';
import type { Actionable, InputState, Inputs } from './values.ts';

/** One use of one element. `selected`: the value of the option, person, day or time that was chosen. */
export type Press = { readonly blockId: string; readonly actionId: string; readonly selected?: string };

export type Surface = {
  /** The view's id, or channel and ts. */
  readonly place: string;
  readonly directory: Directory;
  readonly inputs: Inputs;
  readonly act: (press: Press) => void;
  readonly isPending: (key: string) => boolean;
};

/** Where an element stands in its surface. */
export type Spot = {
  readonly surface: Surface;
  readonly blockId: string;
  /** In an input block a change is reported only when the block asks for it. */
  readonly dispatches: boolean;
  /** Attributes that tie the element to its label, hint and error. */
  readonly labels: Attributes;
};

/** The same element has the same key after its message was drawn again. */
export function keyOf(place: string, blockId: string, actionId: string, part = ''): string {
  return [place, blockId, actionId, part].join('/');
}

export function spotKey(spot: Spot, element: Actionable, part = ''): string {
  return keyOf(spot.surface.place, spot.blockId, actionIdOf(element), part);
}

export function actionIdOf(element: Actionable): string {
  return element.action_id ?? '';
}

/** What every control carries: its key, its labels, and whether an answer to it is awaited. */
export function controlAttributes(spot: Spot, element: Actionable, part = ''): Attributes {
  const key = spotKey(spot, element);
  return {
    'data-key': spotKey(spot, element, part),
    'data-press': key,
    'data-action-id': actionIdOf(element),
    'aria-busy': spot.surface.isPending(key) ? 'true' : undefined,
    ...spot.labels,
  };
}

export function heldState(spot: Spot, element: Actionable): InputState {
  return spot.surface.inputs.get(spot.surface.place, spot.blockId, element) ?? { type: element.type };
}

/** Keeps what was put in, and reports it where the element reports its changes. */
export function hold(spot: Spot, element: Actionable, state: InputState, selected?: string): void {
  keep(spot, element, state);
  if (spot.dispatches) press(spot, element, selected);
}

export function keep(spot: Spot, element: Actionable, state: InputState): void {
  spot.surface.inputs.set(spot.surface.place, spot.blockId, actionIdOf(element), state);
}

export function press(spot: Spot, element: Actionable, selected?: string): void {
  const chosen = selected === undefined ? {} : { selected };
  spot.surface.act({ blockId: spot.blockId, actionId: actionIdOf(element), ...chosen });
}
