/** What a failed check leads to, what of it is kept, and what a form makes of it. */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkLabel, leadLabel } from '../../src/check/label.ts';
import { leadsOf } from '../../src/check/leads.ts';
import { type CheckReport, REPORT_LEADS_MAX } from '../../src/check/report.ts';
import { leadAt, suggestedActions } from '../../src/check/suggested.ts';
import { incidentDocument } from '../../src/incident/document.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import { apply } from '../../src/journal/document.ts';
import { derivedDefaults, fillable } from '../../src/runbook/filling.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Lead } from '../../src/runbook/verdict.ts';
import { openTempJournal } from '../approval/ports.ts';
import { hostile } from '../blocks/hostile.ts';
import { AT_MS, declaration, MARIA, report } from '../incident/fixtures.ts';
import { present, realRunbook } from '../runbook/fixtures.ts';

const GOLD = 'banking_catalog.banking_gold.customer_360';
const runbook: Runbook = await realRunbook();
const restore = (values: { readonly [id: string]: string }): Lead => ({
  action: 'restore-table',
  with: values,
});

describe('the leads of a report', () => {
  test('are its actions, then checks filled in from it, then what its causes look at besides', () => {
    const suggests = [
      { check: 'table-history', with: { table: 't' } },
      restore({ table: 't' }),
      { check: 'table-history', with: {} },
    ];
    const { leads, causes } = leadsOf(runbook, 'data-pipelines', 'table-history', suggests);
    expect(leads[0]).toEqual(restore({ table: 't' }));
    expect(leads.slice(1).map((lead) => ('check' in lead ? lead.check : ''))).toEqual([
      'table-freshness',
      'schema-difference',
      'job-run-output',
      'pipeline-events',
    ]);
    expect(causes.map(({ cause }) => cause)).toEqual(['A bad write', 'Schema mismatch']);
  });

  test('name the contact whom their causes say to alert, in the place of the last lead', () => {
    const many = Array.from({ length: 40 }, (_, index) => restore({ table: `${index}` }));
    const { alert, leads } = leadsOf(runbook, 'security', 'unauthorized-access', many);
    expect(alert).toBe('security-team');
    expect(leads).toHaveLength(REPORT_LEADS_MAX - 1);
    expect(leadsOf(runbook, 'data-pipelines', 'table-history', many)).not.toHaveProperty('alert');
  });

  test('are of the incident’s area where it knows the check, of any other where it does not', () => {
    const elsewhere = leadsOf(runbook, 'data-pipelines', 'pii-access', []);
    expect(elsewhere.causes).toEqual(leadsOf(runbook, 'security', 'pii-access', []).causes);
    expect(elsewhere.causes).not.toEqual([]);
    expect(leadsOf(runbook, null, 'nothing', [])).toEqual({ leads: [], causes: [] });
  });

  test('are as many as a message has room for, and hold no more of a value than a person could type', () => {
    const many = Array.from({ length: 40 }, (_, index) => restore({ table: `${index}${'x'.repeat(5_000)}` }));
    const { leads } = leadsOf(runbook, null, 'table-history', many);
    expect(leads).toHaveLength(REPORT_LEADS_MAX);
    expect(Math.max(...leads.map((lead) => lead.with['table']?.length ?? 0))).toBe(1_001);
    expect(
      fillable(present(runbook.actions['restore-table']).parameters, leads[0]?.with ?? {}).leftOut,
    ).toEqual({
      table: 'Table is left empty: At most 1000 characters; this has 1001.',
    });
  });
});

describe('what reports suggest', () => {
  async function reported(...reports: readonly Partial<CheckReport>[]) {
    const { journal, dispose } = openTempJournal(() => AT_MS);
    onTestFinished(dispose);
    await apply(journal, incidentDocument, 'INC-1', declaration);
    for (const [index, changes] of reports.entries()) {
      const check = changes.check ?? 'a';
      const ask: IncidentEvent = { type: 'check_requested', check, parameters: {}, by: MARIA };
      await apply(journal, incidentDocument, 'INC-1', ask);
      const told = { type: 'check_reported', run: index + 1, report: report(check, changes) } as const;
      await apply(journal, incidentDocument, 'INC-1', told);
    }
    return journal;
  }

  test('is the newest, or one that says the same and more', async () => {
    const journal = await reported(
      { check: 'a', title: 'A', leads: [restore({ table: 't', version: '24' })] },
      { check: 'b', title: 'B', leads: [restore({ table: 't' })] },
    );
    expect(await suggestedActions(journal, 'INC-1')).toEqual([
      { action: 'restore-table', with: { table: 't', version: '24' }, from: 'A' },
    ]);
    const other = await reported(
      { check: 'a', title: 'A', leads: [restore({ table: 't', version: '24' })] },
      { check: 'b', title: 'B', leads: [restore({ table: 'u' })] },
    );
    expect(await suggestedActions(other, 'INC-1')).toMatchObject([{ with: { table: 'u' }, from: 'B' }]);
  });

  test('is over once the same check with the same values says otherwise', async () => {
    const leads = [restore({ table: 't' })];
    const over = await reported({ leads }, { verdict: 'pass' });
    expect(await suggestedActions(over, 'INC-1')).toEqual([]);
    const others = await reported({ leads }, { verdict: 'pass', parameters: { hours: '9' } });
    expect(await suggestedActions(others, 'INC-1')).toHaveLength(1);
    expect(await suggestedActions(others, 'INC-404')).toEqual([]);
  });

  const OF = { kind: 'incident', id: 'INC-1' } as const;

  test('is found again by the number of its entry and its place, and nothing else is', async () => {
    const journal = await reported({ title: 'A', leads: [restore({ table: 't' })] });
    expect(await leadAt(journal, OF, 3, 0)).toMatchObject({ lead: restore({ table: 't' }) });
    for (const [seq, place] of [
      [3, 1],
      [2, 0],
      [1, 0],
      [4, 0],
      [0, 0],
    ] as const)
      await expect(leadAt(journal, OF, seq, place)).rejects.toMatchObject({ code: 'not_found' });
    await expect(leadAt(journal, { ...OF, id: 'INC-2' }, 3, 0)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('what a form is filled in with', () => {
  const { parameters } = present(runbook.checks['table-freshness']);

  test('is what its types take, in their own writing', () => {
    expect(fillable(parameters, { table: ` ${GOLD.toUpperCase()} `, hours: '03' })).toEqual({
      filled: { table: GOLD, hours: '3' },
      leftOut: {},
    });
  });

  test('is never anything that could not be sent, whatever the rows hold; what is refused is said', () => {
    fc.assert(
      fc.property(fc.record({ table: fc.oneof(hostile, fc.constant(GOLD)), hours: hostile }), (raw) => {
        const { filled, leftOut } = fillable(parameters, raw);
        expect(parseParameters(parameters, filled).ok).toBe(true);
        for (const [id, text] of Object.entries(raw)) {
          const isTold = Object.hasOwn(filled, id) !== Object.hasOwn(leftOut, id);
          expect(isTold || text.trim() === '').toBe(true);
          expect((leftOut[id] ?? '').length).toBeLessThan(400);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a default that follows the table follows the one that is chosen', () => {
    expect(derivedDefaults(parameters, {})).toEqual({ hours: '2' });
    expect(derivedDefaults(parameters, { table: GOLD, hours: '' })).toEqual({ hours: '26' });
    expect(derivedDefaults(parameters, { table: 'no.such.table' })).toEqual({ hours: '2' });
  });
});

test('a lead keeps the people and things that its parameters take, and anybody else’s data masked', () => {
  const person = 'eve@bank.example';
  const activity = { check: 'user-activity', with: { user: person } };
  const hostileRow = { check: 'user-activity', with: { user: `${person} 4111 1111 1111 1111` } };
  const unknown = { check: 'gone', with: { note: `${person} wrote` } };
  const { leads } = leadsOf(runbook, 'security', 'unauthorized-access', [activity]);
  expect(leads[0]).toEqual(activity);
  const [refused] = leadsOf(runbook, 'security', 'unauthorized-access', [hostileRow]).leads;
  expect(JSON.stringify(refused)).not.toMatch(/eve@|1111 1111/);
  const [nowhere] = leadsOf(runbook, 'security', 'unauthorized-access', [unknown]).leads;
  expect(JSON.stringify(nowhere)).not.toContain('eve@');
});

describe('the words for it', () => {
  test('name a check with what is not as the runbook has it', () => {
    const label = (check: string, values: { readonly [id: string]: string }) =>
      checkLabel(runbook, check, values);
    const usual = 'banking_catalog.banking_bronze.transactions';
    expect(label('table-freshness', { table: usual, hours: '2' })).toBe('Table freshness');
    expect(label('table-freshness', { table: GOLD, hours: '26' })).toBe(
      'Table freshness (Customer 360 (gold))',
    );
    expect(label('table-freshness', { table: usual, hours: '3' })).toBe('Table freshness (hours 3)');
    expect(label('user-activity', { user: 'a@b.c' })).toBe('Recent activity of a user (a@b.c)');
    expect(label('gone', { user: 'a@b.c' })).toBe('gone');
    expect(leadLabel(runbook, { check: 'gone', with: {} })).toBe('Check: gone');
    expect(leadLabel(runbook, restore({}))).toBe('Restore a table to an earlier version');
  });
});
