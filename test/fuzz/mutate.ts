/** One payload into another that differs at a place or a few: replaced, left out, doubled, added to. */
import type { Dice } from './dice.ts';
import { hostileValue } from './hostile-values.ts';

const CHANGES_MAX = 3;
const NAMES = [
  '__proto__',
  'constructor',
  'event',
  'command',
  'actions',
  'view',
  'name',
  'type',
  'channel',
  'user',
  'ssl_check',
  'is_enterprise_install',
  'authorizations',
  'function_data',
  'response_urls',
];

type Branch = Record<string, unknown>;

/** The payload as JSON text, after at most three changes; none at all in one of four. */
export function mutated(payload: object, dice: Dice): string {
  if (dice.oneIn(200))
    return dice.pick(['null', '7', '"text"', '[]', 'true', '{', '', '{}', '[null]', 'NaN']);
  const copy: unknown = structuredClone(payload);
  for (let left = dice.below(CHANGES_MAX + 1); left > 0; left -= 1) change(copy, dice);
  const text = JSON.stringify(copy);
  return dice.oneIn(25) ? doubled(text, dice) : text;
}

function change(root: unknown, dice: Dice): void {
  let at = root;
  for (let depth = 0; depth < 6 && isBranch(at); depth += 1) {
    const names = Object.keys(at);
    const name = names.length === 0 ? dice.pick(NAMES) : dice.pick(names);
    const below: unknown = Object.hasOwn(at, name) ? at[name] : undefined;
    if (!isBranch(below) || dice.oneIn(3)) return changeAt(at, name, dice);
    at = below;
  }
}

function changeAt(at: Branch, name: string, dice: Dice): void {
  const kind = dice.below(6);
  if (kind === 0 && !Array.isArray(at)) delete at[name];
  else if (kind === 1) put(at, dice.pick(NAMES), hostileValue(dice));
  else if (kind === 2) put(at, name, [Object.hasOwn(at, name) ? at[name] : null]);
  else put(at, name, hostileValue(dice));
}

/** As JSON.parse does it: `__proto__` is a name like any other. */
function put(at: Branch, name: string, value: unknown): void {
  Object.defineProperty(at, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The same key twice, of which a reader may believe either. */
function doubled(text: string, dice: Dice): string {
  const name = dice.pick(NAMES);
  const member = `"${name}":${JSON.stringify(hostileValue(dice))}`;
  return dice.oneIn(2) ? text.replace('{', () => `{${member},`) : text.replace(/\}$/, () => `,${member}}`);
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}
