/** What a check keeps in the journal, and what a form shows: from there on there is nothing else to show. */
import { expect, onTestFinished, test } from 'vitest';
import { httpProbe } from '../../src/adapters/http-probe.ts';
import { runChecks } from '../../src/check/asked.ts';
import { recentChoices } from '../../src/check/recent.ts';
import type { CheckReport } from '../../src/check/report.ts';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import { incidentDocument, incidentRef } from '../../src/incident/document.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import { apply } from '../../src/journal/document.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { openTempJournal } from '../approval/ports.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';

const ANNA = 'anna.lind@bank.test';
const JANE = 'jane.roe@customer.test';
const CARD = '4111 1111 1111 1111';
const ID = 'INC-1';

const rowsRead = (...rows: readonly Row[]): ReadResult => ({
  outcome: 'read',
  columns: Object.keys(rows[0] ?? {}),
  rows,
  truncated: false,
  takenMs: 5,
});

const SMALL_RUNBOOK = runbookOf(parsed(SMALL));

/** The small runbook with one check, which fails and says what the first row's note is. */
function runbookWith(columns: {
  readonly principal?: readonly string[];
  readonly personal?: readonly string[];
}): Runbook {
  const check = present(SMALL_RUNBOOK.checks['row-count']);
  const say = { pass: 'Well.', fail: '{{ rows[0].user }}: {{ rows[0].note }}' };
  const verdict = { fail: `rows[0].note.contains('${CARD}')`, say };
  const plain = { kind: 'sql', statement: 'SELECT 1', parameters: {} } as const;
  const shown = ['user', 'note', 'ssn', 'name', 'n'];
  return {
    ...SMALL_RUNBOOK,
    checks: { 'row-count': { ...check, ...columns, ...plain, columns: shown, verdict } },
  };
}

async function reports(runbook: Runbook, ...results: readonly ReadResult[]): Promise<readonly CheckReport[]> {
  const { journal, dispose } = openTempJournal(Date.now);
  onTestFinished(dispose);
  const happen = (event: IncidentEvent) => apply(journal, incidentDocument, ID, event);
  const declared = { id: ID, title: 'Odd', severity: 'P1', area: 'pipes', channel: 'C0', by: 'U0' } as const;
  await happen({ type: 'declared', ...declared, respondWithinMs: 60_000 });
  for (const result of results) {
    await happen({
      type: 'checks_requested',
      area: 'pipes',
      checks: [{ check: 'row-count', parameters: {} }],
      by: 'U0',
    });
    const reader = { read: () => Promise.resolve(result) };
    const timers = { after: () => () => undefined };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const rest = { read: () => Promise.reject(new Error('Nobody asked.')) };
    const http = httpProbe({ platformApiUrl: null });
    await runChecks(
      { journal, runbook, reader, rest, http, timers, log, wake: () => undefined },
      { ref: incidentRef(ID), name: 'run_checks', atMs: 0 },
    );
  }
  const entries = await journal.history(incidentRef(ID));
  // All of it: the reports, and the state with what the card keeps of them.
  const kept = JSON.stringify([entries, await journal.load(incidentRef(ID))]);
  expect(kept).not.toMatch(/jane\.roe|1111 1111|536904399|Jane Roe/);
  return entries.flatMap(({ event }) => {
    const known = event as IncidentEvent;
    return known.type === 'check_reported' ? [known.report] : [];
  });
}

const ROW: Row = { user: ANNA, note: `${JANE} ${CARD}`, ssn: 536904399, name: 'Jane Roe', n: 4_111 };

test('a report keeps its rows masked, those whom it is about and numbers as they are', async () => {
  const [report] = await reports(runbookWith({ principal: ['user'], personal: ['name'] }), rowsRead(ROW));
  expect(report).toMatchObject({
    verdict: 'fail',
    sentence: `${ANNA}: j…@customer.test 411111…1111`,
    rows: [
      {
        user: ANNA,
        note: 'j…@customer.test 411111…1111',
        ssn: '[national id]',
        name: '[personal]',
        n: 4_111,
      },
    ],
  });
});

test('of a cell that is cut off, no half of a number stays', async () => {
  for (const before of [180, 185, 190, 195]) {
    const [report] = await reports(
      runbookWith({ personal: ['name'] }),
      rowsRead({ ...ROW, note: `${'x'.repeat(before)} ${CARD}` }),
    );
    expect(report?.rows[0]?.['note']).toMatch(/^x{180}/);
    expect(JSON.stringify(report?.rows)).not.toMatch(/4111 1111 1|x 4111 /);
  }
});

test('what has changed since the last run is told of the masked rows', async () => {
  const later = { ...ROW, note: `${JANE} ${CARD} again`, n: 5 };
  const [, second] = await reports(runbookWith({ personal: ['name'] }), rowsRead(ROW), rowsRead(later));
  expect(second?.change).toBe(
    'Since the last run: note j…@customer.test 411111…1111 → j…@customer.test 411111…1111 again; n 4111 → 5.',
  );
});

test('why nothing was seen is told masked', async () => {
  const [refused, away] = await reports(
    runbookWith({}),
    { outcome: 'refused', errorClass: 'X', message: `for ${JANE}` },
    { outcome: 'unavailable', message: CARD },
  );
  expect(refused?.sentence).toContain('for j…@customer.test');
  expect(away?.sentence).toContain('411111…1111');
});

test('and so is why nothing could be asked, and what was filled in', async () => {
  const runbook = runbookWith({ personal: ['name'] });
  const check = present(runbook.checks['row-count']);
  const words = { id: 'words', type: 'catalog', label: CARD } as const;
  const [report] = await reports(
    { ...runbook, checks: { 'row-count': { ...check, parameters: { words } } } },
    rowsRead(ROW),
  );
  expect(report).toMatchObject({ verdict: 'could_not_see' });
  expect(report?.sentence).toContain('411111…1111');
  const filledIn = { ...words, type: 'text', default: `for ${JANE}` } as const;
  const [ran] = await reports(
    { ...runbook, checks: { 'row-count': { ...check, parameters: { words: filledIn } } } },
    rowsRead(ROW),
  );
  expect(ran?.parameters).toEqual({ words: 'for j…@customer.test' });
});

test('a line of what there is to choose from names its author where that is declared, and nobody else', async () => {
  const action = present(SMALL_RUNBOOK.actions['restore']);
  const version = present(action.parameters['version']);
  if (version.type !== 'version' || version.recent === undefined) throw new Error('It offers nothing.');
  const recent = {
    ...version.recent,
    say: '{{ row.user }}: {{ row.note }} {{ row.name }}',
    principal: ['user'],
    personal: ['name'],
  };
  const offering = { ...action, parameters: { ...action.parameters, version: { ...version, recent } } };
  const found = await recentChoices(
    { reader: { read: () => Promise.resolve(rowsRead(ROW)) }, wallClockMs: Date.now },
    offering,
    { table: 'c.s.t' },
  );
  expect(found).toEqual({ version: [`${ANNA}: j…@customer.test 411111…1111 [personal]`] });
});
