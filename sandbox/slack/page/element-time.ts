/** datepicker, timepicker, datetimepicker, on the browser's own pickers. */
import { el } from './dom.ts';
import { controlAttributes, heldState, hold, type Spot } from './surface.ts';
import { type Loose, textOf } from './values.ts';

const KINDS: {
  readonly [type: string]: { readonly input: string; readonly field: string; readonly label: string };
} = {
  datepicker: { input: 'date', field: 'selected_date', label: 'Date' },
  timepicker: { input: 'time', field: 'selected_time', label: 'Time' },
  datetimepicker: { input: 'datetime-local', field: 'selected_date_time', label: 'Date and time' },
};

export function drawTimeInput(element: Loose, spot: Spot): HTMLElement {
  const kind = KINDS[element.type];
  if (kind === undefined) throw new Error(`no picker for ${element.type}`);
  const input = el('input', {
    type: kind.input,
    class: 'field',
    'aria-label': 'aria-labelledby' in spot.labels ? undefined : kind.label,
    ...controlAttributes(spot, element),
  });
  const held = heldState(spot, element)[kind.field];
  input.value = typeof held === 'number' ? localMinutes(held) : textOf(held);
  input.addEventListener('change', () => {
    const value = element.type === 'datetimepicker' ? secondsOf(input.value) : input.value || null;
    hold(
      spot,
      element,
      { type: element.type, [kind.field]: value },
      value === null ? undefined : String(value),
    );
  });
  return input;
}

/** Seconds since 1970 → the reader's wall clock, as a datetime-local input takes it. */
function localMinutes(seconds: number): string {
  const at = new Date(seconds * 1000);
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

function secondsOf(wallClock: string): number | null {
  return wallClock === '' ? null : Math.floor(new Date(wallClock).getTime() / 1000);
}
