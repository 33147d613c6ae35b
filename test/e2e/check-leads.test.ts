/** What a failed check leads to: a request or the next check, filled in from its result, confirmed by a person. */
import { expect, test } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import {
  buttonsOf,
  cardSays,
  GOOD_VERSION,
  type Office,
  openOffice,
  PATIENCE_MS,
  QUOTED,
  sendForm,
  sentFor,
  toldPrivately,
} from '../support/approvals.ts';
import { openRequest } from '../support/requesting.ts';
import { messageWords, modalWords } from '../support/screen.ts';

const PATIENT = { timeoutMs: PATIENCE_MS } as const;
const RESTORE = 'Restore a table to an earlier version';
const INTRUDER = 'r.vance@contractor.test';

async function incidentAbout(office: Office, title: string): Promise<void> {
  await office.maria.say(rooms.dataPlatform, `/incident P1 ${title}`);
  await office.maria.waitFor('Respond by', PATIENT);
  await office.bot.idle();
}

async function runAlone({ maria }: Office, line: string): Promise<void> {
  await maria.say(rooms.incidents, `/incident check ${line}`);
  await maria.waitFor('is running; its report comes in the thread of INC-1.', PATIENT);
}

async function openModal({ maria }: Office): Promise<string> {
  return modalWords(await maria.waitUntil((screen) => screen.modal, PATIENT));
}

async function reports({ journal, bot }: Office) {
  await bot.idle();
  const entries = await journal.history({ kind: 'incident', id: 'INC-1' });
  return entries.flatMap(({ event, seq }) => {
    const known = event as IncidentEvent;
    return known.type === 'check_reported' ? [{ ...known.report, seq }] : [];
  });
}

test('the button under a failed check opens the request filled in, marked; it is approved by another and runs', async () => {
  const office = await openOffice();
  await incidentAbout(office, 'Transactions table is stale');
  await runAlone(office, 'table-history');
  await office.maria.waitFor('Table history: fail', PATIENT);
  await office.maria.press(RESTORE, { in: 'Table history: fail' });
  const form = await openModal(office);
  expect(form).toContain('Filled in by the bot from the check “Table history”: check every value.');
  expect(form).toContain('Filled in from “Table history”. A number as listed below');
  const asked = await sendForm(office, office.maria, { reason: 'The backfill wrote an export over it' });
  await cardSays(office, asked, 'Approval needed');
  expect(buttonsOf(office, asked)).toContain('Approve');
  await office.david.press('Approve', { in: asked.id });
  await cardSays(office, asked, 'Restored: version 26 holds the contents of version 24');
  expect(sentFor(office, asked).map(({ text }) => text)).toEqual([
    `RESTORE TABLE ${QUOTED} TO VERSION AS OF ${GOOD_VERSION} /* ${asked.id} */`,
  ]);
}, 60_000);

test('Request action is filled in from what the checks suggest, the fullest of what agrees, and says which check', async () => {
  const office = await openOffice();
  await incidentAbout(office, 'Transactions table is stale');
  expect(modalWords(await openRequest(office.maria))).not.toContain('Filled in');
  await office.maria.dismiss();
  await runAlone(office, 'table-history');
  await office.maria.waitFor('Table history: fail', PATIENT);
  await runAlone(office, 'table-freshness');
  await office.maria.waitFor('Table freshness: fail', PATIENT);
  expect(modalWords(await openRequest(office.maria))).toContain(
    'Filled in by the bot from the check “Table history”',
  );
  const asked = await sendForm(office, office.maria, {});
  await cardSays(office, asked, '24');
}, 60_000);

test('where several actions fit, those that a check suggests come first and say which check it is', async () => {
  const office = await openOffice({}, { runbook: withSecondAction });
  await incidentAbout(office, 'Transactions table is stale');
  await runAlone(office, 'table-history');
  await office.maria.waitFor('Table history: fail', PATIENT);
  await office.maria.press('Request action');
  const choice = await openModal(office);
  expect(choice).toContain('Suggested by “Table history”');
  expect(choice.indexOf(RESTORE)).toBeLessThan(choice.indexOf('Another way'));
  await office.maria.press(RESTORE, { in: 'What should be done?' });
  await office.maria.waitFor('Filled in by the bot from the check “Table history”', PATIENT);
}, 60_000);

test('a check points to its cause, and the next check is filled in with whom the result names', async () => {
  const office = await openOffice();
  await incidentAbout(office, 'Suspicious access to customer data');
  await runAlone(office, 'unauthorized-access');
  const report = messageWords((await office.maria.waitFor('Points to', PATIENT)) as never);
  expect(report).toContain('Unauthorized access');
  expect(report).toContain('One person or address is refused again and again');
  await office.maria.press('Check: Recent activity of a user', { in: 'Unauthorized access: fail' });
  expect(await openModal(office)).toContain('Filled in by the bot from the check “Unauthorized access”');
  expect((await reports(office)).map(({ check }) => check)).toEqual(['unauthorized-access']);
  expect(await office.maria.submit()).toEqual({ ok: true });
  await office.maria.waitFor(`INC-1 · user-activity · user=${INTRUDER}`, PATIENT);
}, 60_000);

test('a next check that needs no value runs at the press, once however often it is pressed', async () => {
  const office = await openOffice();
  await incidentAbout(office, 'Transactions table is stale');
  await runAlone(office, 'job-runs');
  await office.maria.waitFor('Job runs: fail', PATIENT);
  office.held.add('run_checks/2');
  await office.maria.press('Check: Errors of failed runs', { in: 'Job runs: fail' });
  await office.maria.press('Check: Errors of failed runs', { in: 'Job runs: fail' });
  await toldPrivately(office.maria, 'It is running with these values already');
  office.held.clear();
  await office.advance(10_000);
  await office.maria.waitFor('Errors of failed runs: fail', PATIENT);
  expect((await reports(office)).map(({ check }) => check)).toEqual(['job-runs', 'job-run-output']);
}, 60_000);

test('buttons carry ids and numbers only, at most three and a menu; one that leads nowhere says so', async () => {
  const office = await openOffice();
  await incidentAbout(office, 'Suspicious access to customer data');
  await runAlone(office, 'pii-access');
  const message = await office.maria.waitFor('Access to personal data: fail', PATIENT);
  const { blocks } = message as unknown as { blocks: { type: string; elements: Pressable[] }[] };
  const [row, ...others] = blocks.filter(({ type }) => type === 'actions');
  expect(others).toEqual([]);
  const [found] = await reports(office);
  expect(found?.leads?.length).toBeGreaterThan(2);
  const values = row?.elements.flatMap(({ value, options = [] }) => [
    value,
    ...options.map((one) => one.value),
  ]);
  expect(values?.filter((value) => value !== undefined)).toEqual(
    found?.leads?.map((_, place) => `INC-1|${found.seq}|${place}`).toSpliced(2, 0, `INC-1|${found.seq}`),
  );
  expect(row?.elements.filter(({ type }) => type === 'button').length).toBeLessThanOrEqual(3);
  await expect(
    office.journal.history({ kind: 'incident', id: 'INC-1' }, found?.seq ?? 0, 1),
  ).resolves.toHaveLength(1);
}, 60_000);

type Pressable = {
  readonly type: string;
  readonly value?: string;
  readonly options?: readonly { readonly value: string }[];
};

const NASTY = 'x` OR 1=1; DROP TABLE y -- <!channel> <@U0DAVID>';

test('rows that an attacker wrote break neither report nor form: what a type refuses is left empty and said', async () => {
  const office = await openOffice({}, { runbook: attacked });
  await incidentAbout(office, 'Suspicious access to customer data');
  await runAlone(office, 'unauthorized-access');
  const report = await office.maria.waitFor('Unauthorized access: fail', PATIENT);
  expect(messageWords(report as never)).toContain(NASTY);
  await office.maria.press(RESTORE, { in: 'Unauthorized access: fail' });
  const form = await openModal(office);
  expect(form).toContain('The result of “Unauthorized access” has more to fill in, but:');
  expect(form).toContain('Version to restore is left empty: A version is a whole number');
  expect(form).toContain('Table is left empty: A table is named in three parts');
  expect(form).not.toContain('check every value');
  await office.maria.fill({ 'Version to restore': 24, 'Why? The approver decides on this.': 'In a hurry' });
  await office.maria.submit();
  expect((await office.journal.find('approval', 'incident/INC-1', { limit: 1 })).ids).toEqual([]);
  await office.maria.dismiss();
  await office.maria.press('Check: Recent activity of a user', { in: 'Unauthorized access: fail' });
  expect(await openModal(office)).toContain('User is left empty: Not a principal.');
  await office.maria.submit();
  expect((await reports(office)).map(({ check }) => check)).toEqual(['unauthorized-access']);
  expect(office.lakehouse.received.filter(({ text }) => text.includes('FROM')).length).toBe(0);
}, 60_000);

test('a command opens the form of an action filled in; a message says how to get there', async () => {
  const office = await openOffice();
  await incidentAbout(office, 'Transactions table is stale');
  const { ts } = (await office.maria.waitFor('Respond by', PATIENT)) as { readonly ts: string };
  await office.maria.say(rooms.incidents, '@Four Eyes action restore-table version=24', { threadTs: ts });
  await toldPrivately(
    office.maria,
    'Press Request action on the card of INC-1, or type /incident action INC-1 restore-table version=24',
  );
  await office.maria.say(rooms.incidents, '/incident action restore-tabel version=24');
  await toldPrivately(office.maria, 'Did you mean restore-table?');
  await office.maria.say(rooms.incidents, '/incident action restore-table versoin=24');
  await toldPrivately(office.maria, 'versoin is not asked for. Did you mean version?');
  await office.maria.say(rooms.incidents, '/incident action restore-table version=latest');
  expect(await openModal(office)).toContain('Version to restore is left empty: A version is a whole number');
  await office.maria.dismiss();
  await office.maria.say(rooms.incidents, '/incident action inc-1 Restore-Table 24');
  await openModal(office);
  const asked = await sendForm(office, office.maria, {});
  await cardSays(office, asked, `VERSION AS OF ${GOOD_VERSION}`);
}, 60_000);

function withSecondAction(shipped: Runbook): Runbook {
  const restore = shipped.actions['restore-table'];
  if (restore === undefined) throw new Error('The runbook has no such action any more.');
  const areas = shipped.areas.map((area) => ({ ...area, actions: ['another-way', 'restore-table'] }));
  const another = { ...restore, id: 'another-way', title: 'Another way' };
  return { ...shipped, areas, actions: { ...shipped.actions, 'another-way': another } };
}

/** The audit log holds what somebody put there on purpose. */
function attacked(shipped: Runbook): Runbook {
  const check = shipped.checks['unauthorized-access'];
  if (check?.kind !== 'sql') throw new Error('It is not SQL any more.');
  const words = `'${NASTY}'`;
  const statement = `SELECT ${words} AS user_email, ${words} AS source_ip, 9 AS refusals, 3 AS objects, '2026-01-01T00:00:00Z' AS last_refusal`;
  const suggests = [
    {
      action: 'restore-table',
      with: { table: '{{ rows[0].user_email }}', version: '{{ rows[0].source_ip }}' },
    },
    ...check.suggests,
  ];
  return { ...shipped, checks: { ...shipped.checks, [check.id]: { ...check, statement, suggests } } };
}
