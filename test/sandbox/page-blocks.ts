/** Every block that the page draws, and text that means harm. */
import type { AnyBlock, KnownBlock } from '@slack/types';
import { MIA } from './page-fixture.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text }) as const;
const option = (value: string) => ({ text: plain(`Option ${value}`), value });

/** Written by an attacker: markup, a broadcast in escaped form, fences, a script address, 3,000 characters. */
export const HOSTILE = [
  '<img src=x onerror="globalThis.pwned = 1">',
  '&lt;img src=x onerror="globalThis.pwned = 2"&gt; &lt;!channel&gt;',
  '<javascript:globalThis.pwned=3|click me>',
  '````` ``` *a _b ~c `d',
  'x'.repeat(3_000),
].join('\n');

const hostileBlocks: readonly AnyBlock[] = [
  { type: 'header', text: plain(`<script>globalThis.pwned = 4</script>${'y'.repeat(110)}`) },
  { type: 'section', text: mrkdwn(HOSTILE.slice(0, 3_000)) },
  { type: 'section', text: plain(HOSTILE.slice(0, 3_000)) },
  {
    type: 'markdown',
    text: `[click](javascript:globalThis.pwned=5) <b onclick=x>b</b> ${HOSTILE}`,
  },
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'link', url: 'javascript:globalThis.pwned=6', text: 'rich' },
          { type: 'text', text: HOSTILE },
        ],
      },
    ],
  },
  { type: 'image', image_url: 'https://pictures.example/x.png" onerror="1', alt_text: HOSTILE },
  { type: 'constructor' },
  { type: 'mystery_block' },
];

const readBlocks: readonly AnyBlock[] = [
  { type: 'header', text: plain('INC-1 · P1 Transactions table is stale :fire:') },
  {
    type: 'section',
    block_id: 'facts',
    text: mrkdwn(
      '*bold* _italic_ ~strike~ `code` snake_case_name <@U0MIA00001> <!subteam^S0DATA0001> <!here> <#C0DATA0001>\n' +
        '> quoted\n• first\n• second\n```RESTORE TABLE `main`.`bank`.`transactions` TO VERSION AS OF 41```' +
        '<https://docs.example/a?b=1&amp;c=2|the docs> &lt;!channel&gt; <!date^1793600000^{date_num} {time}|then> :nosuch:',
    ),
    fields: [mrkdwn('*Severity*\nP1'), mrkdwn('*Commander*\n<@U0TOM00002>')],
    accessory: { type: 'button', action_id: 'open', text: plain('Open') },
  },
  {
    type: 'context',
    elements: [
      mrkdwn('Declared by <@U0MIA00001>'),
      { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a face' },
    ],
  },
  { type: 'divider' },
  {
    type: 'image',
    title: plain('Chart'),
    image_url: 'https://pictures.example/chart.png',
    alt_text: 'Rows by hour',
  },
  {
    type: 'markdown',
    text: '# Title\n**bold** *it* ~~no~~ `x`\n\n- one\n- [x] done\n\n1. first\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```sql\nSELECT 1\n```\n\n---\n> q',
  },
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'rich bold', style: { bold: true } },
          { type: 'text', text: ' ' },
          { type: 'user', user_id: MIA },
          { type: 'usergroup', usergroup_id: 'S0DATA0001' },
          { type: 'emoji', name: 'fire' },
          { type: 'date', timestamp: 1_793_600_000, format: '{date_num}', fallback: 'then' },
          { type: 'link', url: 'https://a.example', text: 'rich link' },
          { type: 'broadcast', range: 'here' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'ordered',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'listed' }] }],
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'rich quote' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'rich pre' }] },
    ],
  },
];

const frameBlocks: readonly AnyBlock[] = [
  {
    type: 'table',
    column_settings: [{ is_wrapped: false }, { align: 'right' }],
    rows: [
      ['table', 'hours', ...Array.from({ length: 8 }, (_, i) => `column_number_${i}`)].map((text) => ({
        type: 'raw_text',
        text,
      })),
      ['main.bank.transactions', '9', ...Array.from({ length: 8 }, (_, i) => `a fairly long value ${i}`)].map(
        (text) => ({
          type: 'raw_text',
          text,
        }),
      ),
    ],
  },
  {
    type: 'data_table',
    caption: 'Rows by version',
    page_size: 2,
    rows: [
      [
        { type: 'raw_text', text: 'version' },
        { type: 'raw_text', text: 'rows' },
      ],
      ...[30, 10, 20].map((rows, index) => [
        { type: 'raw_text' as const, text: `v${index}` },
        { type: 'raw_number' as const, value: rows, text: String(rows) },
      ]),
    ],
  },
  { type: 'alert', level: 'warning', text: mrkdwn('This *restores* the table') },
  {
    type: 'card',
    block_id: 'card',
    title: mrkdwn('A card'),
    subtitle: mrkdwn('subtitle'),
    body: mrkdwn('body'),
    actions: [{ type: 'button', action_id: 'card-go', text: plain('Card button') }],
  },
  {
    type: 'carousel',
    elements: [
      { type: 'card', title: mrkdwn('In a row') },
      { type: 'card', title: mrkdwn('And next') },
    ],
  },
  {
    type: 'container',
    title: plain('A container'),
    is_collapsible: true,
    child_blocks: [{ type: 'section', text: mrkdwn('inside') }],
  },
  { type: 'task_card', task_id: 't', title: 'A task', status: 'complete' },
  { type: 'plan', title: 'A plan', tasks: [] },
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: { text: plain('Good'), value: 'good' },
        negative_button: { text: plain('Bad'), value: 'bad' },
      },
    ],
  },
];

export const ACTIONS: KnownBlock = {
  type: 'actions',
  block_id: 'steps',
  elements: [
    { type: 'button', action_id: 'ack', text: plain('Acknowledge'), style: 'primary', value: 'INC-1' },
    {
      type: 'button',
      action_id: 'close',
      text: plain('Close'),
      style: 'danger',
      confirm: {
        title: plain('Close INC-1?'),
        text: plain('It is over.'),
        confirm: plain('Close it'),
        deny: plain('Keep'),
      },
    },
    {
      type: 'static_select',
      action_id: 'sev',
      placeholder: plain('Severity'),
      options: ['a', 'b'].map(option),
    },
    { type: 'overflow', action_id: 'more', options: ['c', 'd'].map(option) },
  ],
};

export const INPUTS: readonly AnyBlock[] = [
  {
    type: 'input',
    block_id: 'reason',
    label: plain('Reason'),
    hint: plain('Who reads this decides'),
    element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 40 },
  },
  {
    type: 'input',
    block_id: 'version',
    label: plain('Version'),
    element: { type: 'number_input', action_id: 'n', is_decimal_allowed: false, initial_value: '41' },
  },
  {
    type: 'input',
    block_id: 'severity',
    label: plain('Severity'),
    element: {
      type: 'static_select',
      action_id: 's',
      options: ['a', 'b'].map(option),
      initial_option: option('a'),
    },
  },
  {
    type: 'input',
    block_id: 'who',
    label: plain('Who'),
    optional: true,
    element: { type: 'users_select', action_id: 'u' },
  },
  {
    type: 'input',
    block_id: 'radio',
    label: plain('Radio'),
    element: { type: 'radio_buttons', action_id: 'r', options: ['a', 'b'].map(option) },
  },
  {
    type: 'input',
    block_id: 'ticks',
    label: plain('Ticks'),
    element: { type: 'checkboxes', action_id: 'c', options: ['a', 'b'].map(option) },
  },
  {
    type: 'input',
    block_id: 'day',
    label: plain('Day'),
    element: { type: 'datepicker', action_id: 'd', initial_date: '2026-11-23' },
  },
  { type: 'input', block_id: 'hour', label: plain('Hour'), element: { type: 'timepicker', action_id: 't' } },
  {
    type: 'input',
    block_id: 'moment',
    label: plain('Moment'),
    element: { type: 'datetimepicker', action_id: 'dt', initial_date_time: 1_793_600_040 },
  },
] as unknown as readonly AnyBlock[];

export const EVERY_BLOCK = [
  ...readBlocks,
  ...frameBlocks,
  ACTIONS,
  ...INPUTS,
] as unknown as readonly KnownBlock[];
export const HOSTILE_BLOCKS = hostileBlocks as unknown as readonly KnownBlock[];
