import { describe, expect, test } from 'vitest';
import { checkView } from '../../sandbox/slack/blocks-surface.ts';
import {
  actions,
  button,
  confirm,
  input,
  many,
  modal,
  options,
  plain,
  rows,
  section,
  select,
  x,
} from './slack-block-samples.ts';

const words = section({ text: plain('words') });
const text = { type: 'plain_text_input', action_id: 'a' };

const viewLimits: readonly [string, number, (size: number) => object, string][] = [
  ['blocks', 100, (n) => modal(many(n, () => words)), '/view/blocks'],
  ['characters in the title', 24, (n) => modal([words], { title: plain(x(n)) }), '/view/title/text'],
  ['characters on submit', 24, (n) => modal([words], { submit: plain(x(n)) }), '/view/submit/text'],
  ['characters on close', 24, (n) => modal([words], { close: plain(x(n)) }), '/view/close/text'],
  [
    'characters of private_metadata',
    3_000,
    (n) => modal([words], { private_metadata: x(n) }),
    '/view/private_metadata',
  ],
  ['characters in the callback_id', 255, (n) => modal([words], { callback_id: x(n) }), '/view/callback_id'],
  [
    'characters in a label',
    2_000,
    (n) => modal([input(text, { label: plain(x(n)) })]),
    '/view/blocks/0/label/text',
  ],
  [
    'characters in a hint',
    2_000,
    (n) => modal([input(text, { hint: plain(x(n)) })]),
    '/view/blocks/0/hint/text',
  ],
  [
    'characters in a placeholder',
    150,
    (n) => modal([input({ ...text, placeholder: plain(x(n)) })]),
    '/view/blocks/0/element/placeholder/text',
  ],
  [
    'as max_length of an input',
    3_000,
    (n) => modal([input({ ...text, max_length: n })]),
    '/view/blocks/0/element/max_length',
  ],
];

describe('a modal', () => {
  test.each(viewLimits)('may have %s up to %i and not one more', (_what, most, view, place) => {
    expect(checkView(view(most), 'modal')).toBeNull();
    expect(checkView(view(most + 1), 'modal')).toEqual({
      error: 'invalid_arguments',
      problems: [expect.stringContaining(`[json-pointer:${place}]`) as string],
    });
  });

  test('is too large beyond 250 kB', () => {
    const view = modal(many(100, () => section({ text: plain(x(2_600)) })));
    expect(checkView(view, 'modal')).toEqual({ error: 'view_too_large', problems: [] });
  });

  test.each([
    ['without a title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      'with inputs and no submit',
      { type: 'modal', title: plain('t'), blocks: [input(text)] },
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'with a table',
      modal([{ type: 'table', rows: rows(1, 1) }]),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    [
      'with a confirmation',
      modal([actions(button({ confirm: confirm() }))]),
      'confirm is not allowed in a modal [json-pointer:/view/blocks/0/elements/0/confirm]',
    ],
    [
      'with two inputs that want the focus',
      modal([input({ ...text, focus_on_load: true }), input({ ...text, focus_on_load: true })]),
      'only one element can have focus_on_load [json-pointer:/view/blocks/1/element/focus_on_load]',
    ],
    [
      'with a number input that does not say whether decimals are allowed',
      modal([input({ type: 'number_input' })]),
      'missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]',
    ],
    [
      'of another type',
      { type: 'dialog', title: plain('t'), blocks: [] },
      'unsupported type: dialog [json-pointer:/view/type]',
    ],
  ])('%s is refused', (_what, view, words) => {
    expect(checkView(view, 'modal')?.problems).toContain(words);
  });

  test('may hold an alert, and every input that the product uses', () => {
    const elements = [
      text,
      { type: 'number_input', is_decimal_allowed: false },
      select(),
      { type: 'users_select' },
      { type: 'radio_buttons', options: options(2) },
      { type: 'checkboxes', options: options(2) },
      { type: 'datetimepicker', initial_date_time: 1_700_000_000 },
      { type: 'datepicker' },
      { type: 'multi_static_select', options: options(3) },
    ];
    const alert = { type: 'alert', text: plain('careful'), level: 'warning' };
    expect(checkView(modal([alert, ...elements.map((element) => input(element))]), 'modal')).toBeNull();
  });
});

test('a Home tab is checked like a modal but has no title', () => {
  expect(checkView({ type: 'home', blocks: many(100, () => words) }, 'home')).toBeNull();
  expect(checkView({ type: 'home', blocks: [], title: plain('t') }, 'home')?.problems).toEqual([
    'invalid additional property: title [json-pointer:/view]',
  ]);
});
