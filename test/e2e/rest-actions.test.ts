/** Jobs, pipelines, clusters and models: asked for by their names, approved by whoever may, called once, and looked at again. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import {
  type Asked,
  approvalOf,
  buttonsOf,
  cardSays,
  declare,
  type Office,
  openOffice,
  PATIENCE_MS,
  sendForm,
} from '../support/approvals.ts';
import { ACTIONS } from '../support/bot.ts';
import { askBack, askFor, expectAllOf, type Inputs, pendingCard } from '../support/changing.ts';
import { asPerson, type PersonClient } from '../support/person.ts';
import { messageWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const RUN = 'Run a job now';
const REPAIR = 'Repair a failed run';
const START = 'Start a pipeline';
const END = 'End a cluster';
const PROMOTE = 'Promote a version that is better';
const IDLE = '1118-063001-lakehous';
const ALIAS =
  '/api/2.1/unity-catalog/models/banking_catalog.banking_gold.banking_fraud_detection/aliases/champion';

/** Every area is meant by it, so that every action is offered. */
async function declareSomething({ maria }: Office): Promise<void> {
  await maria.say(rooms.dataPlatform, '/incident P2 Something is odd');
  await maria.waitFor('Respond by', { timeoutMs: PATIENCE_MS });
}

/** May approve what is about clusters and models. */
function platform({ slack }: Office): PersonClient {
  return asPerson(slack, people.commander);
}

function calls({ lakehouse }: Office): readonly string[] {
  return lakehouse.changes.map(
    ({ method, target, body }) => `${method} ${target}${body === '' ? '' : `\n${body}`}`,
  );
}

type Expected = { readonly asked: Asked; readonly by: PersonClient; readonly says: readonly string[] };

/**
 * All of them approved, one press after the other, so that Slack's answers about a group are shared. The call that was shown
 * was made, once and by the right principal, and what the workspace shows has proven it.
 */
async function allCalled(office: Office, all: readonly Expected[]): Promise<void> {
  for (const { asked, by } of all) await by.press('Approve', { in: asked.id });
  const texts: string[] = [];
  for (const { asked, says } of all) {
    expectAllOf(messageWords(await cardSays(office, asked, '✅ Done')), says);
    const { prepared, verification } = await approvalOf(office, asked);
    expect(verification).toMatchObject({ outcome: 'verified' });
    texts.push(prepared?.bill.text ?? '');
  }
  expect(calls(office).toSorted()).toEqual(texts.toSorted());
  for (const change of office.lakehouse.changes)
    expect(change).toMatchObject({ principal: ACTIONS, status: 200 });
}

async function asks(office: Office, title: string, inputs: Inputs, shown: readonly string[]): Promise<Asked> {
  const asked = await askFor(office, title, inputs);
  expectAllOf(await pendingCard(office, asked), shown);
  return asked;
}

/** As a failed check of the runs suggests it. */
async function repairAsSuggested(office: Office): Promise<Asked> {
  await office.maria.say(rooms.incidents, '/incident check job-runs');
  await office.maria.waitFor('Job runs: fail', { timeoutMs: PATIENCE_MS });
  await office.maria.press(REPAIR, { in: 'Job runs: fail' });
  await office.maria.waitFor('Filled in by the bot from the check “Job runs”', { timeoutMs: PATIENCE_MS });
  const asked = await sendForm(office, office.maria, { reason: 'The export is complete by now' });
  expectAllOf(await pendingCard(office, asked), [
    '{"run_id":77,"rerun_all_failed_tasks":true}',
    '1 of 2: check_freshness',
  ]);
  return asked;
}

test('each is one call that was shown; what is begun has no way back, what is set or ended has', async () => {
  const office = await openOffice();
  const { david, priya } = office;
  await declareSomething(office);
  const run = await asks(office, RUN, { Job: 'transactions-hourly' }, [
    'POST /api/2.2/jobs/run-now',
    '"job_id":318842017,"idempotency_token":"four-eyes-APR-1-',
    'is 318842017 in the call',
    'There is no undo',
  ]);
  const start = await asks(office, START, { Pipeline: 'silver-transactions' }, [
    'POST /api/2.0/pipelines/7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10/updates',
    '{"full_refresh":false}',
  ]);
  const promote = { Model: 'fraud-detection', Version: 2, Alias: 'champion' };
  const better = await asks(office, PROMOTE, promote, [
    `PUT ${ALIAS}`,
    '{"version_num":2}',
    '0.883 now → 0.941',
  ]);
  const end = await asks(office, END, { Cluster: IDLE }, [
    `POST /api/2.1/clusters/delete\n{"cluster_id":"${IDLE}"}`,
    'interactive-analytics, RUNNING',
    '9 h ago',
  ]);
  const repair = await repairAsSuggested(office);
  await allCalled(office, [
    { asked: run, by: david, says: ['has begun and is RUNNING', 'run id: 900'] },
    { asked: better, by: platform(office), says: ['champion is version 2.'] },
    { asked: repair, by: priya, says: ['Repair 1 of run 77 has begun'] },
    { asked: start, by: david, says: ['has begun and is RUNNING', 'update id: '] },
    { asked: end, by: platform(office), says: ['It is TERMINATING.'] },
  ]);
  for (const asked of [run, repair, start]) expect(buttonsOf(office, asked)).toEqual([]);

  await office.advance(60_000);
  const up = await askBack(office, end);
  expectAllOf(await pendingCard(office, up), [`POST /api/2.1/clusters/start\n{"cluster_id":"${IDLE}"}`]);
  const back = await askBack(office, better);
  await cardSays(office, back, '{"version_num":3}');
  const worse = await askFor(office, PROMOTE, { ...promote, Version: 3 });
  await cardSays(office, worse, 'Version 3 is not better: 0.883 against 0.941 of version 2.');
});

test('an answer that is lost is in doubt, found by the run that was begun, and not called again by anybody', async () => {
  const office = await openOffice();
  await declare(office);
  const asked = await askFor(office, RUN, { Job: 'transactions-hourly' });
  const twin = await askFor(office, RUN, { Job: 'transactions-hourly' });
  await cardSays(office, twin, '⏳ Approval needed');
  office.lakehouse.faults.add({ kind: 'rest_cut', match: 'run-now' });
  await office.david.press('Approve', { in: asked.id });
  await cardSays(office, asked, '❓ In doubt');
  await cardSays(office, asked, /The job shows it: run \d+, begun from here, is RUNNING\./);
  await office.restart();
  await office.advance(60_000);
  await office.david.press('Approve', { in: twin.id });
  await cardSays(office, twin, '⚠️ Void, nothing ran');
  expect(calls(office)).toHaveLength(1);
});
