/** Checklists in the runbook: what is wrong is told with its place, and the customer's own are there. */
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../src/runbook/problems.ts';
import { altered, parsed, present, problemsOf, realRunbook, runbookOf } from './fixtures.ts';

const DAILY = `checklists:
  daily:
    title: Daily checks
    schedule: 0 8 * * *
    items:
      - id: rows
        text: Count the rows
        check: row-count
        with: { table: c.s.t }
        owner: on-call
        due: 2h
      - { id: costs, text: Look at the costs, how: Open the dashboard., due: 1d }
contacts:
  on-call: { title: On-call engineer }
`;

const withDaily = (from = '', to = ''): string => {
  if (from !== '' && DAILY.split(from).length !== 2) throw new Error(`“${from}” is not there exactly once`);
  return altered(
    'contacts: {}\n',
    DAILY.replace(from, () => to),
  );
};

/** Lines are counted from here on. */
const BEGINS = withDaily().split('\n').indexOf('checklists:') + 1;

const BROKEN: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'a schedule that is none',
    '0 8 * * *',
    '0 25 * * *',
    /^runbook\/small\.yml:\+3:15 "schedule" is not right: "25" is no hour, which goes from 0 to 23$/,
  ],
  ['a schedule of words', '0 8 * * *', 'every day', /"schedule" is not right: is five fields/],
  ['a schedule that floods', '0 8 * * *', '"* 8 * * *"', /more often than once an hour/],
  ['a schedule that never comes', '0 8 * * *', '0 8 31 4 *', /no such month has/],
  [
    'an unknown key of an item',
    'due: 2h',
    'duo: 1h\n        due: 2h',
    /unknown key "duo"\. Did you mean "due"\?/,
  ],
  ['an item without a due time', '        due: 2h\n', '', /"due" is missing/],
  ['two items with one id', 'id: costs', 'id: rows', /:\+11:15 there are two items "rows"/],
  [
    'a check that is not there',
    'check: row-count',
    'check: row-cuont',
    /there is no check "row-cuont"\. Did you mean "row-count"\?/,
  ],
  [
    'an owner who is not there',
    'owner: on-call',
    'owner: on-cal',
    /there is no contact "on-cal"\. Did you mean "on-call"\?/,
  ],
  ['a parameter that is refused', 'c.s.t }', 'c.s.u }', /check "row-count" cannot be run with this: /],
  [
    'a parameter that the check does not have',
    '{ table:',
    '{ tabel: x, table:',
    /cannot be run with this: .*tabel/,
  ],
  [
    'a parameter that nobody gives',
    '        with: { table: c.s.t }\n',
    '',
    /:\+7:16 check "row-count" cannot be run with this: Table is missing/,
  ],
  [
    'parameters without a check',
    '        check: row-count\n',
    '',
    /names no check or action that these could be for/,
  ],
  [
    'an item that nobody knows how to do',
    'how: Open the dashboard., ',
    '',
    /does not say how it is done: add "how"/,
  ],
  [
    'both a check and an action',
    '        check: row-count',
    '        check: row-count\n        action: restore',
    /names a check too/,
  ],
  [
    'an action that is not there',
    'check: row-count',
    'action: restor',
    /no action "restor"\. Did you mean "restore"\?/,
  ],
  [
    'a value that the action refuses',
    'check: row-count\n        with: { table: c.s.t }',
    'action: restore\n        with: { table: c.s.u }',
    /action "restore" cannot be asked for with this: /,
  ],
  [
    'a value that the action does not ask for',
    'check: row-count\n        with: { table: c.s.t }',
    'action: restore\n        with: { tabel: c.s.t }',
    /action "restore" asks for no "tabel"\. Did you mean "table"\?/,
  ],
  [
    'a link that is none',
    'how: Open the dashboard., ',
    "how: Open it., links: [{ title: It, url: 'javascript:alert(1)' }], ",
    /url/,
  ],
  ['no items', '- { id: costs', '- { id: 7', /"id" should be text/],
];

describe('a checklist', () => {
  it('is read as it is written', () => {
    const { checklists } = runbookOf(parsed(withDaily()));
    const { schedule, items } = present(checklists['daily']);
    expect(schedule).toMatchObject({ text: '0 8 * * *', minute: 0, hours: [8] });
    expect(items.map(({ id, dueMs }) => [id, dueMs])).toEqual([
      ['rows', 7_200_000],
      ['costs', 86_400_000],
    ]);
    expect(checklists['constructor']).toBeUndefined();
  });

  it.each(BROKEN)('%s is told', (_name, from, to, message) => {
    const told = formatProblems(problemsOf(parsed(withDaily(from, to))));
    expect(told.replaceAll(/:(\d+):/g, (_, line) => `:+${Number(line) - BEGINS}:`)).toMatch(message);
  });

  it('has fifteen items at most', () => {
    const items = Array.from(
      { length: 15 },
      (_, index) => `      - { id: i${index}, text: T, how: H, due: 1h }\n`,
    );
    const last = '      - { id: costs, text: Look at the costs, how: Open the dashboard., due: 1d }\n';
    const told = formatProblems(problemsOf(parsed(withDaily(last, items.join('')))));
    expect(told).toMatch(/"items" should be at most 15 long/);
  });
});

describe('the checklists that are shipped', () => {
  it('are the three of the customer, and each item has an owner and a way', async () => {
    const { checklists, contacts, checks, actions } = await realRunbook();
    expect(Object.values(checklists).map(({ id, schedule }) => [id, schedule.text])).toEqual([
      ['daily', '0 8 * * *'],
      ['weekly', '0 9 * * mon'],
      ['monthly', '0 9 1 * *'],
    ]);
    const items = Object.values(checklists).flatMap((checklist) => checklist.items);
    for (const { owner, check, action, how } of items) {
      expect(contacts[owner ?? '']).toBeDefined();
      expect(how ?? checks[check ?? ''] ?? actions[action ?? '']).toBeDefined();
    }
    const texts = items.map(({ text }) => text);
    for (const wanted of [
      'Check pipeline status',
      'Review error logs',
      'Monitor cost dashboard',
      'Run OPTIMIZE on large tables',
      'Review slow queries',
      'Check model performance metrics',
      'Run VACUUM on tables (7-day retention)',
      'Review and rotate secrets',
      'Update dependencies',
    ])
      expect(texts).toContain(wanted);
  });
});
