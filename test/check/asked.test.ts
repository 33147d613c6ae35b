/** Checks that were asked for, at their deadline: each once at a time, however many processes look. */
import { expect, onTestFinished, test } from 'vitest';
import { httpProbe } from '../../src/adapters/http-probe.ts';
import { type AskedDeps, runChecks } from '../../src/check/asked.ts';
import type { ReadResult } from '../../src/check/warehouse.ts';
import { incidentDocument, incidentRef } from '../../src/incident/document.ts';
import { checksOf, type Incident, type IncidentEvent } from '../../src/incident/state.ts';
import { apply, read } from '../../src/journal/document.ts';
import type { Journal, Lease } from '../../src/journal/journal.ts';
import { openTempJournal } from '../approval/ports.ts';
import { AT_MS, declaration, MARIA } from '../incident/fixtures.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';

const ID = 'INC-1';
const FOUND: ReadResult = { outcome: 'read', columns: ['n'], rows: [{ n: 7 }], truncated: false, takenMs: 3 };

async function asking(...values: readonly { readonly [name: string]: string }[]) {
  const { journal, dispose } = openTempJournal(() => AT_MS);
  onTestFinished(dispose);
  await apply(journal, incidentDocument, ID, declaration);
  for (const parameters of values) {
    const event: IncidentEvent = { type: 'check_requested', check: 'row-count', parameters, by: MARIA };
    expect(await apply(journal, incidentDocument, ID, event)).toMatchObject({ outcome: 'committed' });
  }
  const underWay: { readonly text: string; readonly answer: (result: ReadResult) => void }[] = [];
  const timers: (() => void)[] = [];
  const replica = (on: Journal = journal): AskedDeps => ({
    journal: on,
    runbook: runbookOf(parsed(SMALL)),
    reader: {
      read: ({ text }) => new Promise((answer) => void underWay.push({ text, answer })),
    },
    rest: { read: () => Promise.reject(new Error('not asked for')) },
    http: httpProbe({ platformApiUrl: null }),
    timers: { after: (_, run) => (timers.push(run), () => undefined) },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    wake: () => undefined,
  });
  const incident = async () => (await read<Incident>(journal, incidentRef(ID)))?.state as Incident;
  const at = (run: number | null) => ({
    ref: incidentRef(ID),
    name: run === null ? 'run_checks' : `run_checks/${run}`,
    atMs: AT_MS,
  });
  return { journal, underWay, timers, replica, incident, at };
}

const LEAST = { table: 'c.s.t', least: '1' };

test('two processes that find the same deadline read once, and one report is kept', async () => {
  const { underWay, replica, incident, at } = await asking(LEAST);
  const first = runChecks(replica(), at(1));
  await expect.poll(() => underWay.length).toBe(1);
  await runChecks(replica(), at(1));
  expect(underWay).toHaveLength(1);
  underWay[0]?.answer(FOUND);
  await first;
  expect(checksOf(await incident())).toMatchObject({
    pending: [],
    seen: [{ sentence: 'There are 7 rows.' }],
  });
  await runChecks(replica(), at(1));
  expect(underWay).toHaveLength(1);
});

test('what is asked for later does not wait for what takes long', async () => {
  const { underWay, replica, incident, at } = await asking(LEAST, { ...LEAST, least: '9' });
  const slow = runChecks(replica(), at(1));
  await expect.poll(() => underWay.length).toBe(1);
  const quick = runChecks(replica(), at(2));
  await expect.poll(() => underWay.length).toBe(2);
  underWay[1]?.answer(FOUND);
  await quick;
  expect(checksOf(await incident())).toMatchObject({ pending: [{ run: 1 }], seen: [{ verdict: 'fail' }] });
  underWay[0]?.answer(FOUND);
  await slow;
  expect(checksOf(await incident()).pending).toEqual([]);
});

test('a process that died leaves the check to the next one, once its lease is over', async () => {
  const { journal, underWay, replica, incident, at } = await asking(LEAST);
  const dead = await journal.lease(`check/${ID}/1/row-count`, 15_000);
  await runChecks(replica(), at(1));
  expect(underWay).toEqual([]);
  await dead?.release();
  const next = runChecks(replica(), at(1));
  await expect.poll(() => underWay.length).toBe(1);
  underWay[0]?.answer(FOUND);
  await next;
  expect(checksOf(await incident()).pending).toEqual([]);
});

test('while a check runs its lease is renewed, also after a renewal that failed, and given back at the end', async () => {
  const { journal, underWay, timers, replica, at } = await asking(LEAST);
  let renewals = 0;
  const counted: Journal = {
    ...journal,
    lease: async (key, ttlMs): Promise<Lease | null> => {
      const lease = await journal.lease(key, ttlMs);
      const renew = () => {
        renewals += 1;
        return renewals === 1 ? Promise.reject(new Error('away')) : (lease as Lease).renew();
      };
      return lease === null ? null : { ...lease, renew };
    },
  };
  const running = runChecks(replica(counted), at(1));
  await expect.poll(() => underWay.length).toBe(1);
  timers.shift()?.();
  timers.shift()?.();
  expect(renewals).toBe(2);
  underWay[0]?.answer(FOUND);
  await running;
  expect(await journal.lease(`check/${ID}/1/row-count`, 1)).not.toBeNull();
});

test('a deadline from before runs had numbers is for all that is pending', async () => {
  const { underWay, replica, incident, at } = await asking(LEAST, { ...LEAST, least: '9' });
  const all = runChecks(replica(), at(null));
  await expect.poll(() => underWay.length).toBe(2);
  for (const { answer } of underWay) answer(FOUND);
  await all;
  expect(checksOf(await incident()).pending).toEqual([]);
});
