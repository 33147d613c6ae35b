/** Reports of checks: whatever the warehouse or the runbook wrote into them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkReport } from '../../blocks/check-report.ts';
import {
  REPORT_CAUSES_MAX,
  REPORT_CELL_CHARACTERS_MAX,
  REPORT_LEADS_MAX,
  REPORT_ROWS_MAX,
} from '../../src/check/report.ts';
import { LIMITS } from '../../src/runbook/limits.ts';
import { report } from '../incident/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { elements, wordsOf } from './look.ts';
import { expectSound, PEOPLE } from './sound.ts';

/** More than Slack's table has room for. */
const COLUMNS_MAX = 25;

const cell = fc.oneof(hostileUpTo(REPORT_CELL_CHARACTERS_MAX), fc.double(), fc.boolean(), fc.constant(null));
const reports = fc
  .record({
    title: hostileUpTo(70),
    verdict: fc.constantFrom('pass', 'warn', 'fail', 'could_not_see'),
    sentence: hostile,
    next: fc.array(hostileUpTo(600), { maxLength: 10 }),
    columns: fc.uniqueArray(hostileUpTo(60), { maxLength: COLUMNS_MAX }),
    parameters: fc.dictionary(hostileUpTo(20), hostileUpTo(200), { maxKeys: 12 }),
    truncated: fc.boolean(),
    takenMs: fc.nat(),
  } as const)
  .chain((made) =>
    fc
      .array(fc.record(Object.fromEntries(made.columns.map((column) => [column, cell]))), {
        maxLength: REPORT_ROWS_MAX,
      })
      .map((rows) => report('row-count', { ...made, rows })),
  );

const place = { of: 'INC-1', seq: 3, leads: [] };

describe('a check report', () => {
  test('is one that Slack takes, whatever the rows hold', () => {
    fc.assert(
      fc.property(reports, (made) => expectSound(() => checkReport(place, made))),
      { numRuns: 300 },
    );
  });

  test('is one that Slack takes with the most that a report keeps, every cell as long as it may be', () => {
    const columns = Array.from({ length: COLUMNS_MAX }, (_, index) => `${index}${'c'.repeat(59)}`);
    const row = Object.fromEntries(columns.map((column) => [column, 'x'.repeat(REPORT_CELL_CHARACTERS_MAX)]));
    const rows = Array.from({ length: REPORT_ROWS_MAX }, () => row);
    const next = Array.from({ length: 10 }, () => 'n'.repeat(600));
    expectSound(() => checkReport(place, report('a', { columns, rows, next, sentence: 's'.repeat(3_001) })));
  });

  test('with causes and leads is one that Slack takes, whatever the runbook calls them', () => {
    const cause = { cause: hostileUpTo(70), look: fc.option(hostileUpTo(600)), fix: hostileUpTo(600) };
    const causes = fc.array(fc.record(cause, { requiredKeys: ['cause', 'look'] }), {
      maxLength: REPORT_CAUSES_MAX,
    });
    const leads = fc.array(hostileUpTo(90), { maxLength: REPORT_LEADS_MAX });
    fc.assert(
      fc.property(reports, causes, leads, (made, told, labels) => {
        expectSound(() => checkReport({ ...place, leads: labels }, { ...made, causes: told }));
        const { blocks } = checkReport({ ...place, leads: labels }, made);
        const buttons = elements(blocks).filter((node) => node['type'] === 'button');
        expect(buttons.map((node) => node['value'])).toEqual(
          labels.slice(0, 3).map((_, index) => `INC-1|3|${index}`),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('links to nothing but what the runbook says, under the words that it says, however hostile the rest is', () => {
    const links = fc.array(
      fc.record({ label: hostileUpTo(60), url: fc.constant('https://logs.bank.example/x') }),
      {
        maxLength: LIMITS.linksOnCard,
      },
    );
    fc.assert(
      fc.property(reports, links, (made, given) => {
        const draw = () => checkReport({ ...place, links: given }, made);
        expectSound(draw, [...PEOPLE, 'link']);
        const { blocks } = draw();
        const shown = elements(blocks).filter((node) => node['type'] === 'link');
        expect(shown.map((node) => node['url'])).toEqual(given.map(({ url }) => url));
      }),
      { numRuns: 200 },
    );
  });

  test('that says whom to alert has a button for them, beside two leads, the rest in the menu', () => {
    const leads = Array.from({ length: REPORT_LEADS_MAX - 1 }, (_, index) => `Lead ${index}`);
    const { blocks } = checkReport({ ...place, leads, alert: 'Security team' }, report('a'));
    const values = elements(blocks).flatMap((node) => (node['type'] === 'button' ? [node['value']] : []));
    expect(values).toEqual(['INC-1|3|0', 'INC-1|3|1', 'INC-1|3']);
    const rest = elements(blocks).find((node) => node['type'] === 'overflow');
    expect(rest?.['options']).toHaveLength(leads.length - 2);
    expectSound(() => checkReport({ ...place, leads: [], alert: '<!channel>'.repeat(20) }, report('a')));
  });

  test('says the verdict first, and holds every row of a small table', () => {
    const rows = [{ a: 'first' }, { a: 'second' }];
    const { blocks, text } = checkReport(place, report('a', { title: 'Freshness', columns: ['a'], rows }));
    expect(text).toBe('❌ Freshness: It is old.');
    expect(wordsOf(blocks)).toMatch(/^❌ .*firstsecond/s);
  });
});
