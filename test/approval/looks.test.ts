/** What a request has looked at: by what, since when, and what the runbook and the bot itself add to the answer. */
import { expect, test } from 'vitest';
import { start } from '../../src/approval/execute.ts';
import { lookAt } from '../../src/approval/looks.ts';
import { reconcile, verify } from '../../src/approval/reconcile.ts';
import type { Look, RestActions } from '../../src/check/rest-actions.ts';
import type { ReadResult, Row, SendResult } from '../../src/check/warehouse.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { present, realRunbook } from '../runbook/fixtures.ts';
import { ASKED_AT_MS } from './fixtures.ts';
import { approved, type Bench, bench, current, ITEM, rowsRead } from './ports.ts';

const DAY_MS = 86_400_000;
const RUN: Row = { run_id: '9', state: 'TERMINATED', result: 'SUCCESS', minutes: 2, creator: 'svc-other' };

const LOST: SendResult = { outcome: 'unknown', message: 'Reset.' };

function rest(answer: (look: Look) => ReadResult, result = LOST) {
  const asked: Look[] = [];
  const look: RestActions['look'] = async (wish) => {
    asked.push(wish);
    return answer(wish);
  };
  const sent: string[] = [];
  const send: RestActions['send'] = async (text) => {
    sent.push(text);
    return result;
  };
  return { look, send, asked, sent };
}

const actionOf = async (id: string): Promise<Action> => present((await realRunbook()).actions[id]);

async function looked(id: string, values: { readonly [name: string]: string | number }, row: Row) {
  const port = rest(() => rowsRead(row));
  const looking = { rest: port, principal: async () => 'svc-actions', timeoutMs: 1_000, fromMs: 5 };
  const action = await actionOf(id);
  const [read] = Object.values(action.verify.reads);
  const result = await lookAt(looking, action, present(read?.rest), values);
  return { result, asked: port.asked };
}

test('a target is asked for by the number that the runbook has for its name', async () => {
  const { asked, result } = await looked('run-job', { job: 'transactions-hourly' }, RUN);
  expect(asked).toEqual([{ what: 'job_runs', jobId: '318842017', fromMs: 5 }]);
  expect(result).toMatchObject({ columns: expect.arrayContaining(['is_ours']), rows: [{ is_ours: false }] });
  const alias = { model: 'fraud-detection', alias: 'champion' };
  const model = 'banking_catalog.banking_gold.banking_fraud_detection';
  expect((await looked('set-model-alias', { ...alias, version: 2 }, {})).asked).toEqual([
    { what: 'model_version', model, alias: 'champion', version: 2 },
  ]);
  expect((await looked('delete-model-alias', alias, {})).asked).toEqual([
    { what: 'model_version', model, alias: 'champion', version: null },
  ]);
});

test('a run is of the job of the runbook whose number it has, or of none', async () => {
  const job = async (job_id: string) => (await looked('repair-run', { run: '77' }, { job_id })).result;
  expect(await job('318842099')).toMatchObject({ rows: [{ job: 'transactions-backfill' }] });
  expect(await job('5')).toMatchObject({ rows: [{ job: null }] });
});

test('who began or ended something is compared with who the bot is', async () => {
  const mine = await looked('run-job', { job: 'transactions-hourly' }, { ...RUN, creator: 'svc-actions' });
  expect(mine.result).toMatchObject({ rows: [{ is_ours: true }] });
  const ended = async (ended_by: string | null) =>
    (await looked('terminate-cluster', { cluster: '1118-063001-lakehous' }, { ended_by })).result;
  expect(await ended('svc-actions')).toMatchObject({ rows: [{ is_ended_by_us: true }] });
  expect(await ended(null)).toMatchObject({ rows: [{ is_ended_by_us: false }] });
});

test('while it is not known who the bot is, nothing is said of whose a run is', async () => {
  const port = rest(() => rowsRead(RUN));
  const principal = () => Promise.reject(new Error('The warehouse is away.'));
  const looking = { rest: port, principal, timeoutMs: 1_000, fromMs: 5 };
  const action = await actionOf('run-job');
  expect(await lookAt(looking, action, 'job_runs', { job: 'transactions-hourly' })).toMatchObject({
    outcome: 'unavailable',
  });
});

const JOB = rowsRead({ job_id: '318842017', job_name: 'hourly', runs_max: 1, is_queued: false });

async function ready(port: RestActions): Promise<Bench & { readonly actionsRest: RestActions }> {
  const deps = { ...bench(), actionsRest: port };
  const definition = JSON.stringify(await actionOf('run-job'));
  await approved(deps, { definition, parameters: { job: 'transactions-hourly' } });
  return deps;
}

test('what a call has begun may be seen a moment later: only after a while is it said that it did nothing', async () => {
  const runs: Row[] = [];
  const answer = ({ what }: Look) => (what === 'job' ? JOB : { ...rowsRead(RUN), rows: [...runs] });
  const deps = await ready(rest(answer, { outcome: 'succeeded', rows: [], takenMs: 3 }));
  await start(deps, ITEM);
  await verify(deps, ITEM);
  expect((await current(deps)).verification).toBeNull();
  const { principal } = await deps.actions.identity();
  const begun = { creator: principal, started_at: new Date(deps.clock.now()).toISOString() };
  runs.push({ ...RUN, ...begun, state: 'RUNNING', result: null });
  await verify(deps, ITEM);
  expect((await current(deps)).verification).toMatchObject({ outcome: 'verified' });

  const other = await ready(
    rest(({ what }) => (what === 'job' ? JOB : { ...rowsRead(RUN), rows: [] }), {
      outcome: 'succeeded',
      rows: [],
      takenMs: 3,
    }),
  );
  await start(other, ITEM);
  other.clock.pass(61_000);
  await verify(other, ITEM);
  expect((await current(other)).verification).toMatchObject({ outcome: 'failed' });
});

test('before the start the same stretch is looked at each time, and after a lost answer that of the claim', async () => {
  const port = rest(({ what }) => (what === 'job' ? JOB : { ...rowsRead(RUN), rows: [] }));
  const deps = await ready(port);
  deps.clock.pass(5 * 60_000);
  await start(deps, ITEM);
  const doubtful = await current(deps);
  expect(doubtful.status).toBe('in_doubt');
  await reconcile(deps, ITEM);
  const since = port.asked.flatMap((look) => (look.what === 'job_runs' ? [look.fromMs] : []));
  const before = ASKED_AT_MS - DAY_MS;
  expect(since).toEqual([before, before, (doubtful.claim?.atMs ?? 0) - 300_000]);
  expect(port.sent).toEqual([doubtful.prepared?.bill.text]);
  expect((await current(deps)).evidence).toMatchObject({ applied: 'not_seen' });
});
