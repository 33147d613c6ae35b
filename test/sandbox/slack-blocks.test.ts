import { describe, expect, test } from 'vitest';
import { checkMessageBlocks, checkView } from '../../sandbox/slack/blocks-surface.ts';
import {
  actions,
  button,
  cell,
  confirm,
  input,
  many,
  modal,
  mrkdwn,
  option,
  options,
  plain,
  rows,
  section,
  select,
  x,
} from './slack-block-samples.ts';

const words = section({ text: plain('words') });
const text = { type: 'plain_text_input', action_id: 'a' };

/** [what, the most that Slack takes, blocks of that size, the place that Slack names when it is one more] */
const messageLimits: readonly [string, number, (size: number) => object[], string][] = [
  ['blocks in a message', 50, (n) => many(n, () => words), '/blocks'],
  ['characters in a section', 3_000, (n) => [section({ text: mrkdwn(x(n)) })], '/blocks/0/text/text'],
  ['fields in a section', 10, (n) => [section({ fields: many(n, () => plain('f')) })], '/blocks/0/fields'],
  ['characters in a field', 2_000, (n) => [section({ fields: [plain(x(n))] })], '/blocks/0/fields/0/text'],
  ['characters in a header', 150, (n) => [{ type: 'header', text: plain(x(n)) }], '/blocks/0/text/text'],
  ['characters in a block_id', 255, (n) => [{ type: 'divider', block_id: x(n) }], '/blocks/0/block_id'],
  [
    'characters in an action_id',
    255,
    (n) => [actions(button({ action_id: x(n) }))],
    '/blocks/0/elements/0/action_id',
  ],
  [
    'elements in a context',
    10,
    (n) => [{ type: 'context', elements: many(n, () => plain('c')) }],
    '/blocks/0/elements',
  ],
  ['elements in actions', 25, (n) => [actions(...many(n, () => button()))], '/blocks/0/elements'],
  [
    'characters on a button',
    75,
    (n) => [actions(button({ text: plain(x(n)) }))],
    '/blocks/0/elements/0/text/text',
  ],
  [
    "characters in a button's value",
    2_000,
    (n) => [actions(button({ value: x(n) }))],
    '/blocks/0/elements/0/value',
  ],
  [
    "characters in a button's url",
    3_000,
    (n) => [actions(button({ url: x(n) }))],
    '/blocks/0/elements/0/url',
  ],
  [
    "characters in a confirmation's title",
    100,
    (n) => [actions(button({ confirm: confirm({ title: plain(x(n)) }) }))],
    '/blocks/0/elements/0/confirm/title/text',
  ],
  [
    "characters in a confirmation's text",
    300,
    (n) => [actions(button({ confirm: confirm({ text: plain(x(n)) }) }))],
    '/blocks/0/elements/0/confirm/text/text',
  ],
  [
    "characters on a confirmation's yes",
    30,
    (n) => [actions(button({ confirm: confirm({ confirm: plain(x(n)) }) }))],
    '/blocks/0/elements/0/confirm/confirm/text',
  ],
  [
    "characters on a confirmation's no",
    30,
    (n) => [actions(button({ confirm: confirm({ deny: plain(x(n)) }) }))],
    '/blocks/0/elements/0/confirm/deny/text',
  ],
  [
    'options in an overflow menu',
    5,
    (n) => [section({ text: plain('s'), accessory: { type: 'overflow', options: options(n) } })],
    '/blocks/0/accessory/options',
  ],
  [
    'options in a select',
    100,
    (n) => [actions(select({ options: options(n) }))],
    '/blocks/0/elements/0/options',
  ],
  [
    'option groups',
    100,
    (n) => [
      actions({
        type: 'static_select',
        option_groups: many(n, () => ({ label: plain('g'), options: options(1) })),
      }),
    ],
    '/blocks/0/elements/0/option_groups',
  ],
  [
    'checkboxes',
    10,
    (n) => [actions({ type: 'checkboxes', options: options(n) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'radio buttons',
    10,
    (n) => [actions({ type: 'radio_buttons', options: options(n) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'characters in an option',
    75,
    (n) => [actions(select({ options: [option({ text: plain(x(n)) })] }))],
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    "characters in an option's value",
    150,
    (n) => [actions(select({ options: [option({ value: x(n) })] }))],
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    "characters in an option's description",
    75,
    (n) => [actions(select({ options: [option({ description: plain(x(n)) })] }))],
    '/blocks/0/elements/0/options/0/description/text',
  ],
  [
    'characters in a placeholder',
    150,
    (n) => [actions(select({ placeholder: plain(x(n)) }))],
    '/blocks/0/elements/0/placeholder/text',
  ],
  [
    'characters in an image url',
    3_000,
    (n) => [{ type: 'image', image_url: x(n), alt_text: 'a' }],
    '/blocks/0/image_url',
  ],
  ['rows in a table', 100, (n) => [{ type: 'table', rows: rows(n, 1) }], '/blocks/0/rows'],
  ['cells in a row', 20, (n) => [{ type: 'table', rows: rows(1, n) }], '/blocks/0/rows/0'],
  [
    'characters over all cells',
    10_000,
    (n) => [{ type: 'table', rows: [[cell(5_000), cell(n - 5_000)]] }],
    '/blocks/0/rows',
  ],
  [
    'rows in a data table',
    101,
    (n) => [{ type: 'data_table', caption: 'c', rows: rows(n, 2) }],
    '/blocks/0/rows',
  ],
  [
    'characters over two markdown blocks',
    12_000,
    (n) => [
      { type: 'markdown', text: x(1_000) },
      { type: 'markdown', text: x(n - 1_000) },
    ],
    '/blocks/1/text',
  ],
  [
    "characters in a card's title",
    150,
    (n) => [{ type: 'card', title: mrkdwn(x(n)) }],
    '/blocks/0/title/text',
  ],
  ["characters in a card's body", 200, (n) => [{ type: 'card', body: mrkdwn(x(n)) }], '/blocks/0/body/text'],
  [
    'blocks in a container',
    10,
    (n) => [{ type: 'container', title: plain('t'), child_blocks: many(n, () => words) }],
    '/blocks/0/child_blocks',
  ],
];

describe('a message', () => {
  test.each(messageLimits)('may have %s up to %i and not one more', (_what, most, blocks, place) => {
    expect(checkMessageBlocks(blocks(most))).toBeNull();
    expect(checkMessageBlocks(blocks(most + 1))).toEqual({
      error: 'invalid_blocks',
      problems: [expect.stringContaining(`[json-pointer:${place}]`) as string],
    });
  });

  test('is too long when its blocks together are, although each is not', () => {
    const blocks = (last: number): object[] => [
      ...many(3, () => section({ text: plain(x(3_000)) })),
      section({ text: plain(x(last)) }),
    ];
    expect(checkMessageBlocks(blocks(2_340))).toBeNull();
    expect(checkMessageBlocks(blocks(2_341))).toEqual({ error: 'msg_blocks_too_long', problems: [] });
  });

  const refused: readonly [string, object[], string][] = [
    [
      'a block that Slack does not know',
      [{ type: 'marquee' }],
      'unsupported type: marquee [json-pointer:/blocks/0/type]',
    ],
    ['a block without a type', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'an element that Slack does not know',
      [actions({ type: 'lever' })],
      'unsupported type: lever [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a text input outside an input block',
      [actions(text)],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a datetimepicker beside a section',
      [section({ text: plain('s'), accessory: { type: 'datetimepicker' } })],
      'unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]',
    ],
    [
      'a button in an input block',
      [input(button())],
      'unsupported type: button [json-pointer:/blocks/0/element/type]',
    ],
    [
      'an alert',
      [{ type: 'alert', text: plain('a') }],
      'unsupported type: alert [json-pointer:/blocks/0/type]',
    ],
    [
      'a member that a block does not have',
      [{ type: 'divider', color: 'red' }],
      'invalid additional property: color [json-pointer:/blocks/0]',
    ],
    [
      'an empty text',
      [section({ text: plain('') })],
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a section without words',
      [section({})],
      'missing required field: text or fields [json-pointer:/blocks/0]',
    ],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: mrkdwn('h') }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'mrkdwn on a button',
      [actions(button({ text: mrkdwn('b') }))],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'a style that is none',
      [actions(button({ style: 'loud' }))],
      'must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'actions without elements',
      [actions()],
      'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a menu without options',
      [section({ text: plain('s'), accessory: { type: 'overflow', options: [] } })],
      'no fewer than 1 items allowed [json-pointer:/blocks/0/accessory/options]',
    ],
    [
      'an option without a value',
      [actions(select({ options: [{ text: plain('o') }] }))],
      'missing required field: value [json-pointer:/blocks/0/elements/0/options/0]',
    ],
    [
      'options and groups at once',
      [actions(select({ option_groups: [{ label: plain('g'), options: options(1) }] }))],
      'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a first choice that is not on offer',
      [actions(select({ initial_option: option({ value: 'other' }) }))],
      'must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      'the same action_id twice in a block',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      'action_id "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'the same block_id twice',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      'block_id "b" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'two tables',
      [
        { type: 'table', rows: rows(1, 1) },
        { type: 'table', rows: rows(1, 1) },
      ],
      'only one table block is allowed in a message [json-pointer:/blocks/1]',
    ],
    [
      'a data table without a caption',
      [{ type: 'data_table', rows: rows(2, 1) }],
      'missing required field: caption [json-pointer:/blocks/0]',
    ],
    [
      'a data table of a header alone',
      [{ type: 'data_table', caption: 'c', rows: rows(1, 1) }],
      'no fewer than 2 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      'a data table with uneven rows',
      [{ type: 'data_table', caption: 'c', rows: [[cell(1), cell(1)], [cell(1)]] }],
      'must have exactly 2 items [json-pointer:/blocks/0/rows/1]',
    ],
    [
      'rich text with an unknown part',
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'blink', text: 't' }] }],
        },
      ],
      'unsupported type: blink [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
  ];

  test.each(refused)('with %s is refused with the place', (_what, blocks, words) => {
    expect(checkMessageBlocks(blocks)).toEqual({
      error: 'invalid_blocks',
      problems: expect.arrayContaining([words]) as string[],
    });
  });

  test('may hold every block that the product draws', () => {
    const link = { type: 'link', url: 'https://bank.example', text: 'link' };
    const richSection = {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'at ', style: { bold: true } },
        link,
        { type: 'user', user_id: 'U06RESP1A7K' },
        { type: 'date', timestamp: 1_700_000_000, format: '{date_short} {time}', fallback: 'then' },
      ],
    };
    const blocks = [
      { type: 'header', text: plain('h') },
      section({ text: mrkdwn('*s*'), accessory: { type: 'users_select', action_id: 'u' } }),
      { type: 'divider' },
      {
        type: 'context',
        elements: [mrkdwn('c'), { type: 'image', image_url: 'https://bank.example/i.png', alt_text: 'i' }],
      },
      {
        type: 'rich_text',
        elements: [
          richSection,
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'RESTORE' }] },
          { type: 'rich_text_list', style: 'bullet', elements: [richSection] },
          { type: 'rich_text_quote', elements: [link] },
        ],
      },
      {
        type: 'table',
        rows: [
          [
            cell(3),
            { type: 'raw_number', value: 9, text: '9' },
            { type: 'rich_text', elements: [richSection] },
          ],
        ],
        column_settings: [{ align: 'right', is_wrapped: true }],
      },
      { type: 'markdown', text: '**m**' },
      input(text),
    ];
    expect(checkMessageBlocks(blocks)).toBeNull();
  });
});

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
