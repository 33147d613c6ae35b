import { describe, expect, test } from 'vitest';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import {
  actions,
  button,
  cell,
  input,
  many,
  mrkdwn,
  option,
  options,
  plain,
  rows,
  section,
  select,
  x,
} from './slack-block-samples.ts';

const text = { type: 'plain_text_input', action_id: 'a' };

describe('a message', () => {
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
