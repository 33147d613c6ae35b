/** What stands on a card, read from its blocks as Slack was given them. */
import type { Shown } from '../slack.ts';

type Button = { readonly actionId: string; readonly value: string };
type Read = { readonly buttons: readonly Button[]; readonly texts: readonly string[] };

const read = new WeakMap<Shown, Read>();

export function buttonsOn(shown: Shown): readonly Button[] {
  return readingOf(shown).buttons;
}

/** Each piece of text, whole. */
export function textsOn(shown: Shown): readonly string[] {
  return readingOf(shown).texts;
}

type Option = { readonly value: string };

/** An entry of a menu is a button whose name stands before its value. */
function chosenFrom(options: readonly Option[]): readonly Button[] {
  return options.map(({ value }) => {
    const end = value.indexOf('|');
    return { actionId: `approval.${value.slice(0, end)}`, value: value.slice(end + 1) };
  });
}

function readingOf(shown: Shown): Read {
  const known = read.get(shown);
  if (known !== undefined) return known;
  const buttons: Button[] = [];
  const texts: string[] = [];
  const open: unknown[] = [shown.blocks];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    const { type, action_id: actionId, value, text } = node as Readonly<Record<string, unknown>>;
    if (typeof text === 'string') texts.push(text);
    if (type === 'button') buttons.push({ actionId: String(actionId), value: String(value) });
    if (type === 'overflow')
      buttons.push(...chosenFrom((node as { readonly options: readonly Option[] }).options));
    open.push(...(Object.values(node) as readonly unknown[]));
  }
  const reading = { buttons, texts };
  read.set(shown, reading);
  return reading;
}
