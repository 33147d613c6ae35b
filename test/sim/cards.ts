/** What can be pressed or chosen on a message, found by walking its blocks as they were sent. */
import type { Shown } from './slack.ts';

export type Button = { readonly actionId: string; readonly value: string };

/** Found once for each picture: pictures are never changed, only replaced. */
const known = new WeakMap<Shown, readonly Button[]>();

export function buttonsOf(shown: Shown): readonly Button[] {
  const found = known.get(shown) ?? [...walk(shown.blocks)];
  known.set(shown, found);
  return found;
}

function* walk(node: unknown): Generator<Button> {
  if (typeof node !== 'object' || node === null) return;
  const { type, action_id, value } = node as Readonly<Record<string, unknown>>;
  if (type === 'button' && typeof action_id === 'string' && typeof value === 'string')
    yield { actionId: action_id, value };
  if (type === 'overflow') {
    const { options } = node as { readonly options: readonly { readonly value: string }[] };
    // `cancel|APR-7|3|<fingerprint>`: the option says first which it is.
    for (const option of options) {
      const [which = '', ...rest] = option.value.split('|');
      yield { actionId: `approval.${which}`, value: rest.join('|') };
    }
  }
  for (const child of Object.values(node)) yield* walk(child);
}
