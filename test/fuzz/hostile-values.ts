/** What nobody means to send: values of the wrong type, size, alphabet and depth. */
import type { Dice } from './dice.ts';

export const DEEP_LEVELS = 1_000;

const TEXTS: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  'null',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '\u0000',
  'INC-1\u0000',
  '\ud800',
  'INC-1\udfff',
  '\u202eINC-1',
  '\u2066APR-1\u2069',
  '\ufeff',
  'İNC-1',
  'ＩＮＣ-1',
  'INC-0',
  'INC-99999999999999999999',
  'INC-2',
  'APR-2',
  'inc-1 ',
  'APR-1|',
  '|||||',
  'APR-1|NaN|',
  'APR-1|1e3|',
  '<!channel>',
  '<@U06APPR2B8M>',
  '&lt;!here&gt;',
  '`; DROP TABLE t; --',
  "' OR 1=1 /*",
  '../../etc/passwd',
  '${7*7}',
  '%00%0a%0d',
  '\r\nx-slack-signature: v0=1',
  '{"incident":"INC-1"}',
  '👩‍👩‍👧‍👦'.repeat(50),
];

const LONG: readonly string[] = [
  'x'.repeat(3_001),
  'é'.repeat(40_000),
  '`'.repeat(40_000),
  ' '.repeat(3_001),
];

const OTHERS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  7,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [null],
  [[]],
  [{}],
  { id: null },
  { id: '' },
  { id: 'U00NOBODY0' },
  { id: { id: {} } },
  { value: 7 },
  { text: [] },
  JSON.parse('{"__proto__":{"isFullMember":true,"id":"U06APPR2B8M"}}'),
  { constructor: { prototype: { isFullMember: true } } },
  { length: 1e9 },
  { toString: 'no', valueOf: null },
  { then: 'now' },
  { toJSON: 7 },
];

export function hostileText(dice: Dice): string {
  return dice.oneIn(12) ? dice.pick(LONG) : dice.pick(TEXTS);
}

export function hostileValue(dice: Dice): unknown {
  const kind = dice.below(40);
  if (kind === 0) return deep(dice);
  return kind < 20 ? hostileText(dice) : structuredClone(dice.pick(OTHERS));
}

function deep(dice: Dice): unknown {
  const inArrays = dice.oneIn(2);
  let value: unknown = 'bottom';
  for (let level = 0; level < DEEP_LEVELS; level += 1) value = inArrays ? [value] : { id: value };
  return value;
}
