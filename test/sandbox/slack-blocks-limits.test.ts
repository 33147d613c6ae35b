import { describe, expect, test } from 'vitest';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import {
  actions,
  button,
  cell,
  confirm,
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

const words = section({ text: plain('words') });

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
});
